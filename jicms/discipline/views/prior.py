"""Prior discipline before a proposal, the record afterwards, and a person's history."""

from flask import render_template
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.core import clock
from jicms.core.errors import RuleBroken
from jicms.deadlines.queries import versions
from jicms.discipline import queries, queries_outside, queries_prior, service
from jicms.discipline.forms.prior import Choices, PriorForm, RecordForm
from jicms.discipline.models import DisciplinaryAction, PenaltyStage
from jicms.discipline.models_prior import MarkKind
from jicms.discipline.service.prior import PERIOD, misconduct_from
from jicms.discipline.views import bp
from jicms.discipline.views.action import not_now, to_action
from jicms.people.models import Person
from jicms.people.views.directory import load_person
from jicms.web.filters import plural

#: How the standing of a record reads.
STANDING = {
    "IN_FORCE": "In force",
    "NOT_FINAL": "Served, not final",
    "UNVERIFIED": "Not verified: does not count",
    "EXPIRED": "Expired: may not be relied on",
    "CANCELLED": "Cancelled: may not be relied on",
    "CLEARED": "Cleared: shown to supervisors of this office only",
}


@bp.route("/cases/<number>/actions/<int:n>/prior-discipline", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number, viewed=Event.RECORD_VIEWED)
def prior_discipline(action: DisciplinaryAction) -> ResponseReturnValue:
    """Every earlier action of the employee with whether it counts; which the proposal cites."""
    if shut := not_now(action, "prior_discipline"):
        return shut
    actor, chosen = current_actor(), Choices(queries_prior.prior_of(action))
    found = service.consider(action, actor=actor)
    form = PriorForm(obj=chosen)
    form.offer(found)
    if form.ready():
        form.refuse_if_stale(chosen)
        with form.refusals():
            own, outside = form.cited.data, form.outside.data
            service.choose_prior(action, actor=actor, cited=own, outside=outside)
            cited = plural(len(own) + len(outside), "earlier action")
            return to_action(action, f"the proposal cites {cited}")
    return form.page(
        "discipline/prior.html",
        action=action,
        case=action.case,
        found=found,
        began=misconduct_from(action),
        rule=versions([PERIOD])[PERIOD][-1],
    )


@bp.route("/cases/<number>/actions/<int:n>/record", methods=["GET", "POST"])
@permit(Action.RECORD_CLEAR, load=queries.action_by_number)
def record(action: DisciplinaryAction) -> ResponseReturnValue:
    """Let the record of an action expire earlier, cancel it, or clear it."""
    if shut := not_now(action, "record"):
        return shut
    form = RecordForm()
    form.offer()
    if form.ready():
        with form.refusals():
            _marked(action, form)
            return to_action(action, "the record is marked")
    return form.page(
        "discipline/record.html",
        action=action,
        case=action.case,
        record_marks=queries_prior.marks_of(action),
    )


def _marked(action: DisciplinaryAction, form: RecordForm) -> None:
    told = {"actor": current_actor(), "reason": form.reason.data}
    agreement = form.agreement.data or ""
    if form.kind.data == MarkKind.CANCELLED:
        service.cancel_record(action, **told)
    elif form.kind.data == MarkKind.CLEARED:
        service.clear_record(action, **told, agreement_reference=agreement)
    elif form.on.data is None:
        raise RuleBroken("Say when it expires.", field="on")
    else:
        service.shorten_expiry(action, **told, on=form.on.data, agreement_reference=agreement)


@bp.get("/people/<int:person_id>/discipline")
@permit(Action.DISCIPLINE_HISTORY, load=load_person, viewed=Event.PERSON_VIEWED)
def history(person: Person) -> ResponseReturnValue:
    """The disciplinary history of a person in the viewer's agency."""
    actor = current_actor()
    today = clock.today(actor.zone)
    assert actor.agency_id is not None
    rows = queries_prior.earlier_actions(person.id, actor=actor, agency_id=actor.agency_id)
    standing = {row.key: row.standing(today) for row in rows}
    relied = ("IN_FORCE", "NOT_FINAL")
    return render_template(
        "discipline/history.html",
        person=person,
        current=[row for row in rows if standing[row.key] in relied],
        waiting=[row for row in rows if standing[row.key] == "UNVERIFIED"],
        past=[row for row in rows if standing[row.key] not in (*relied, "UNVERIFIED")],
        withdrawn=queries_outside.withdrawn_of(person.id),
        standing=lambda row: STANDING[standing[row.key]],
        stages=PenaltyStage,
    )
