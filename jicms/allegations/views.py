"""The tab of allegations: read, add, correct, find."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.allegations import queries, service, showing
from jicms.allegations.forms import (
    EditAllegationForm,
    NewAllegationForm,
    ReclassForm,
    parties_by_number,
)
from jicms.allegations.models import Allegation, AllegationSubject, Finding
from jicms.allegations.showing import Desk
from jicms.audit.events import Event
from jicms.cases.models import Case
from jicms.cases.queries import case_by_number
from jicms.core import clock
from jicms.refdata.models import FindingCode
from jicms.refdata.queries import label_of
from jicms.web.forms import moment
from jicms.web.messages import saved

bp = Blueprint("allegations", __name__, template_folder="templates")


def url_of(charge: AllegationSubject) -> str:
    """The page of an allegation and subject."""
    return url_for(
        "allegations.index", number=charge.case.number, n=charge.allegation.n, m=charge.m
    )


def _page(desk: Desk, form: Any, said: list[str], status: int) -> ResponseReturnValue:
    page = render_template(
        "allegations/index.html", desk=desk, case=desk.case, form=form, said=said
    )
    return page, status


@bp.get("/cases/<number>/allegations")
@bp.get("/cases/<number>/allegations/<int:n>.<int:m>")
@permit(Action.CASE_VIEW, load=showing.desk_of, viewed=Event.RECORD_VIEWED)
def index(desk: Desk) -> ResponseReturnValue:
    """Every allegation × subject by subject, and the open one beside them."""
    form, said = showing.finding_form(desk.charge) if desk.charge else (None, [])
    return _page(desk, form, said, 200)


@bp.post("/cases/<number>/allegations/<int:n>.<int:m>")
@permit(Action.FINDING_RECORD, load=showing.desk_of)
def find(desk: Desk) -> ResponseReturnValue:
    """Record the finding on it."""
    charge = desk.charge
    assert charge is not None
    form, said = showing.finding_form(charge)
    if form is None:
        return _page(desk, None, said, 409)
    if form.ready():
        form.refuse_if_stale(charge)
        with form.refusals():
            finding = service.record_finding(charge, actor=current_actor(), **form.values())
            saved(f"finding {charge.label} is {label_of(FindingCode, finding.code)}")
            following = desk.next_open if form.pressed("next") else None
            return redirect(url_of(following or charge))
    return _page(desk, form, said, 422)


@bp.post("/cases/<number>/allegations/<int:n>.<int:m>/approve")
@permit(Action.FINDING_APPROVE, load=queries.finding_of)
def approve(finding: Finding) -> ResponseReturnValue:
    """Agree with a finding that somebody else recorded."""
    charge = finding.allegation_subject
    service.approve_finding(finding, actor=current_actor())
    saved(f"finding {charge.label} is approved")
    return redirect(url_of(charge))


@bp.route("/cases/<number>/allegations/new", methods=["GET", "POST"])
@permit(Action.ALLEGATION_EDIT, load=case_by_number)
def add(case: Case) -> ResponseReturnValue:
    """A further allegation."""
    subjects, complainants = queries.subjects_of(case), queries.complainants_of(case)
    form = NewAllegationForm()
    form.offer(case, subjects, complainants)
    if form.ready():
        received = moment(form.received_on.data, form.received_at.data, case.agency.zone)
        if received is None or received > clock.now():
            form.fault("received_at", "This time lies in the future, or the clock skipped it.")
            return form.page("allegations/form.html", case=case, subjects=subjects)
        with form.refusals():
            reporter = parties_by_number(complainants, [form.complainant.data])
            new = service.NewAllegation(
                category_code=form.category_code.data,
                class_code=form.class_code.data,
                class_reason=form.class_reason.data or "",
                intake_method_code=form.intake_method_code.data,
                received_at=received,
                subjects=parties_by_number(subjects, form.subjects.data),
                complainant=reporter[0] if reporter else None,
                **form.facts(),
            )
            (made,) = service.add_allegations(case, [new], actor=current_actor())
            saved(f"allegation {made.n} added")
            return redirect(url_of(made.subjects[0]))
    return form.page("allegations/form.html", case=case, subjects=subjects)


@bp.route("/cases/<number>/allegations/<int:n>/edit", methods=["GET", "POST"])
@permit(Action.ALLEGATION_EDIT, load=queries.allegation_of)
def edit(allegation: Allegation) -> ResponseReturnValue:
    """Correct what it says; name further subjects."""
    case = allegation.case
    named = {row.party_id for row in allegation.subjects}
    others = [party for party in queries.subjects_of(case) if party.id not in named]
    form = EditAllegationForm.of(allegation, others)
    if form.ready():
        form.refuse_if_stale(allegation)
        with form.refusals():
            actor = current_actor()
            service.edit_allegation(allegation, service.Facts(**form.facts()), actor=actor)
            for party in parties_by_number(others, form.subjects.data):
                service.add_subject(allegation, party, actor=actor)
            saved(f"allegation {allegation.n}")
            return redirect(_first_of(allegation))
    return form.page("allegations/edit.html", case=case, allegation=allegation, others=others)


@bp.route("/cases/<number>/allegations/<int:n>/class", methods=["GET", "POST"])
@permit(Action.ALLEGATION_EDIT, load=queries.allegation_of)
def reclass(allegation: Allegation) -> ResponseReturnValue:
    """Give it another code or class, with the reason."""
    form = ReclassForm(obj=allegation)
    form.offer(allegation)
    if form.ready():
        form.refuse_if_stale(allegation)
        with form.refusals():
            _reclass(allegation, form)
            saved(f"code and class of allegation {allegation.n}")
            return redirect(_first_of(allegation))
    return form.page("allegations/reclass.html", case=allegation.case, allegation=allegation)


def _reclass(allegation: Allegation, form: ReclassForm) -> None:
    values = form.values()
    if values["category_code"] == allegation.category_code:
        del values["category_code"]
        service.change_class(allegation, actor=current_actor(), **values)
    else:
        service.change_code(allegation, actor=current_actor(), **values)


def _first_of(allegation: Allegation) -> str:
    case = allegation.case
    if not allegation.subjects:
        return url_for("allegations.index", number=case.number)
    return url_of(allegation.subjects[0])
