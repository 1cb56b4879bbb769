"""Discipline from before the system or of another agency: entered on the person, by hand."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.discipline import queries_outside as reads
from jicms.discipline.forms.outside import CorrectionForm, OutsideForm, WithdrawalForm
from jicms.discipline.models_outside import OutsideDiscipline
from jicms.discipline.service import outside as service
from jicms.discipline.views import bp
from jicms.people.models import Person
from jicms.people.views.directory import load_person
from jicms.web.dates import viewer_today
from jicms.web.messages import saved

AT = "/people/<int:person_id>/discipline/outside"
ONE = f"{AT}/<int:record>"


def load_record(person_id: int, record: int) -> OutsideDiscipline | None:
    """A record within its person, who is opened as on the person's page."""
    person = load_person(person_id)
    return reads.outside_of(person, record) if person is not None else None


def _to(row: OutsideDiscipline, said: str) -> ResponseReturnValue:
    saved(said)
    return redirect(url_for("discipline.outside", person_id=row.person_id, record=row.id))


@bp.route(f"{AT}/new", methods=["GET", "POST"])
@permit(Action.OUTSIDE_RECORD, load=load_person)
def new_outside(person: Person) -> ResponseReturnValue:
    """Enter an earlier action of the person."""
    form = OutsideForm()
    form.offer(viewer_today())
    if form.ready():
        with form.refusals():
            row = service.record_outside(person, actor=current_actor(), facts=form.facts())
            return _to(row, "the earlier discipline is recorded, and waits to be verified")
    return form.page("discipline/prior_outside_form.html", person=person, row=None)


@bp.get(ONE)
@permit(Action.OUTSIDE_RECORD, load=load_record, viewed=Event.RECORD_VIEWED)
def outside(row: OutsideDiscipline) -> ResponseReturnValue:
    """One record with all its versions."""
    versions = reads.versions_of(row)
    return render_template(
        "discipline/prior_outside.html",
        person=row.person,
        row=row,
        versions=versions,
        is_open=versions[0].id == row.id and row.withdrawn_at is None,
    )


@bp.post(f"{ONE}/verify")
@permit(Action.OUTSIDE_VERIFY, load=load_record)
def verify_outside(row: OutsideDiscipline) -> ResponseReturnValue:
    """Verify it against its source document, as another person."""
    service.verify_outside(row, actor=current_actor())
    return _to(row, "the record is verified")


@bp.route(f"{ONE}/correct", methods=["GET", "POST"])
@permit(Action.OUTSIDE_RECORD, load=load_record)
def correct_outside(row: OutsideDiscipline) -> ResponseReturnValue:
    """Enter it anew; the earlier version stays."""
    form = CorrectionForm(obj=row)
    form.offer(viewer_today(), row)
    if form.ready():
        with form.refusals():
            told = {"facts": form.facts(), "reason": form.reason.data}
            made = service.correct_outside(row, actor=current_actor(), **told)
            return _to(made, "the correction is recorded, and waits to be verified")
    return form.page("discipline/prior_outside_form.html", person=row.person, row=row)


@bp.route(f"{ONE}/withdraw", methods=["GET", "POST"])
@permit(Action.OUTSIDE_RECORD, load=load_record)
def withdraw_outside(row: OutsideDiscipline) -> ResponseReturnValue:
    """Take it out of every lookup, with the reason."""
    form = WithdrawalForm()
    if form.ready():
        with form.refusals():
            service.withdraw_outside(row, actor=current_actor(), reason=form.reason.data)
            return _to(row, "the record is withdrawn")
    return form.page("discipline/prior_outside_withdraw.html", person=row.person, row=row)
