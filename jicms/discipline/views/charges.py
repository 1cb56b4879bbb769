"""The charges before the proposal: listed, drafted from findings, ordered, removed."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.discipline import queries, queries_charges, service
from jicms.discipline.forms import ConfirmForm
from jicms.discipline.forms.charges import (
    ChargeForm,
    NewChargeForm,
    SpecificationForm,
    begun_from,
    uncharged,
)
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_charges import Charge, ChargeSpecification
from jicms.discipline.service import ChargeText
from jicms.discipline.views import bp
from jicms.discipline.views.action import not_now
from jicms.web.messages import saved

ROOT = "/cases/<number>/actions/<int:n>/charges"
CHARGE = f"{ROOT}/<int:charge>"
SPECIFICATION = f"{CHARGE}/specifications/<int:specification>"


def _back(action: DisciplinaryAction, message: str) -> ResponseReturnValue:
    saved(message)
    return redirect(url_for("discipline.charges", number=action.case.number, n=action.n))


@bp.get(ROOT)
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number, viewed=Event.RECORD_VIEWED)
def charges(action: DisciplinaryAction) -> ResponseReturnValue:
    """The charges as they are drafted, and the findings that nobody has charged yet."""
    if shut := not_now(action, "charges"):
        return shut
    rows = list(queries_charges.charges_of(action))
    return render_template(
        "discipline/charges.html",
        action=action,
        case=action.case,
        charges=rows,
        uncharged=uncharged(action, rows),
    )


@bp.route(f"{ROOT}/new", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def add_charge(action: DisciplinaryAction) -> ResponseReturnValue:
    """Draft a charge with its first specification, begun from the finding that was chosen."""
    if shut := not_now(action, "charges"):
        return shut
    wanted = request.args.get("finding", "")
    links = queries_charges.chargeable(action)
    link = next((row for row in links if str(row.id) == wanted), None)
    form = NewChargeForm(data={**begun_from(link), "version": action.version})
    form.offer(action)
    if form.ready():
        with form.refusals():
            said = form.said_of(action)
            text = ChargeText(
                said.allegation_subject,
                form.title.data or "",
                specifications=(said,),
                offense_code=form.offense_code.data,
            )
            made = service.draft_charge(action, actor=current_actor(), text=text)
            return _back(action, f"charge {made.n} is drafted")
        form.offer(action)
    return form.page("discipline/charge.html", action=action, case=action.case, charge=None)


@bp.route(CHARGE, methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries_charges.charge_of)
def edit_charge(charge: Charge) -> ResponseReturnValue:
    """Name a charge otherwise."""
    action = charge.action
    if shut := not_now(action, "charges"):
        return shut
    form = ChargeForm(obj=charge)
    form.offer_offenses(action, charge)
    if form.ready():
        form.refuse_if_stale(charge)
        with form.refusals():
            title, offense = form.title.data or "", form.offense_code.data
            service.change_charge(charge, actor=current_actor(), title=title, offense_code=offense)
            return _back(action, f"charge {charge.n} is changed")
    return form.page("discipline/charge.html", action=action, case=action.case, charge=charge)


@bp.route(f"{CHARGE}/specifications/new", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries_charges.charge_of)
def add_specification(charge: Charge) -> ResponseReturnValue:
    """Add a specification to a charge."""
    action = charge.action
    if shut := not_now(action, "charges"):
        return shut
    last = charge.specifications[-1].allegation_subject if charge.specifications else None
    form = SpecificationForm(data={**begun_from(last), "version": charge.version})
    form.offer(action)
    if form.ready():
        with form.refusals():
            text = form.said_of(action)
            made = service.add_specification(charge, actor=current_actor(), text=text)
            return _back(action, f"specification {made.label} is drafted")
        form.offer(action)
    return _specification_page(form, charge, None)


@bp.route(SPECIFICATION, methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries_charges.specification_of)
def edit_specification(row: ChargeSpecification) -> ResponseReturnValue:
    """Write a specification anew."""
    action = row.action
    if shut := not_now(action, "charges"):
        return shut
    form = SpecificationForm(obj=Written(row))
    form.offer(action)
    if form.ready():
        form.refuse_if_stale(Written(row))
        with form.refusals():
            text = form.said_of(action)
            service.change_specification(row, actor=current_actor(), text=text)
            return _back(action, f"specification {row.label} is changed")
        form.offer(action)
    return _specification_page(form, row.charge, row)


class Written:
    """A specification as its form holds it."""

    def __init__(self, row: ChargeSpecification) -> None:
        self.finding = row.allegation_subject_id
        self.exhibits = [proof.exhibit_id for proof in row.proofs]
        self.text, self.place, self.version = row.text, row.place, row.version
        self.incident_from, self.incident_to = row.incident_from, row.incident_to


def _specification_page(form: Any, charge: Charge, row: ChargeSpecification | None) -> Any:
    action = charge.action
    return form.page(
        "discipline/specification.html", action=action, case=action.case, charge=charge, row=row
    )


def _moved(row: Charge | ChargeSpecification, label: str) -> ResponseReturnValue:
    if shut := not_now(row.action, "charges"):
        return shut
    up = request.form.get("way") == "up"
    service.move(row, actor=current_actor(), up=up)
    return _back(row.action, f"{label} moved {'up' if up else 'down'}")


@bp.post(f"{CHARGE}/move")
@permit(Action.DISCIPLINE_EDIT, load=queries_charges.charge_of)
def move_charge(charge: Charge) -> ResponseReturnValue:
    """Put a charge before or after its neighbour."""
    return _moved(charge, f"charge {charge.n}")


@bp.post(f"{SPECIFICATION}/move")
@permit(Action.DISCIPLINE_EDIT, load=queries_charges.specification_of)
def move_specification(row: ChargeSpecification) -> ResponseReturnValue:
    """Put a specification before or after its neighbour."""
    return _moved(row, f"specification {row.label}")


def _removed(row: Charge | ChargeSpecification, label: str) -> ResponseReturnValue:
    action = row.action
    if shut := not_now(action, "charges"):
        return shut
    form = ConfirmForm(data={"version": row.version})
    if form.ready():
        form.refuse_if_stale(row)
        with form.refusals():
            service.remove(row, actor=current_actor())
            return _back(action, f"{label} is removed")
    return form.page(
        "discipline/charge_remove.html", action=action, case=action.case, row=row, label=label
    )


@bp.route(f"{CHARGE}/remove", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries_charges.charge_of)
def remove_charge(charge: Charge) -> ResponseReturnValue:
    """Take a charge out, after a look at what goes."""
    return _removed(charge, f"charge {charge.n}")


@bp.route(f"{SPECIFICATION}/remove", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries_charges.specification_of)
def remove_specification(row: ChargeSpecification) -> ResponseReturnValue:
    """Take a specification out, after a look at what goes."""
    return _removed(row, f"specification {row.label}")
