"""The record of an action after its service: it expires, is cancelled, or cleared."""

from datetime import date

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import ClockSide
from jicms.deadlines.service import ClockPlan
from jicms.discipline.models import AFTER_SERVICE, DisciplinaryAction
from jicms.discipline.models_prior import MarkKind, RecordMark
from jicms.discipline.queries_prior import expiry_of, marks_of
from jicms.discipline.service.actions import owner_of, today_of, zone_of
from jicms.refdata.models import ActionType, PenaltyGroup
from jicms.web.dates import day as in_words

#: The office's rule for how long a letter of reprimand stays.
EXPIRY = "REPRIMAND_EXPIRY"


def start_expiry(action: DisciplinaryAction, kind: ActionType, *, actor: Actor) -> None:
    """Let a letter of reprimand that takes effect expire on the day that the rule gives. The caller
    has checked who may."""
    if kind.penalty_group is not PenaltyGroup.REPRIMAND or action.effective_on is None:
        return
    plan = ClockPlan(
        EXPIRY,
        {"effective": action.effective_on},
        ClockSide.DISCIPLINE,
        owner=owner_of(action),
    )
    due = deadlines.preview(plan, zone=zone_of(action), case=action.case).due_on
    _mark(action, MarkKind.EXPIRES, due, actor=actor)


def shorten_expiry(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    on: date,
    reason: str,
    agreement_reference: str = "",
) -> RecordMark:
    """Let a record expire earlier than the rule says, by an agreement or the office's decision."""
    _require(action, actor, reason)
    known = expiry_of(marks_of(action))
    if known is not None and on >= known:
        raise RuleBroken(f"It expires on {in_words(known)} already.", field="on")
    if action.effective_on is None or on <= action.effective_on:
        raise RuleBroken("A record expires after it took effect.", field="on")
    return _mark(
        action, MarkKind.EXPIRES, on, actor=actor, reason=reason, agreement=agreement_reference
    )


def cancel_record(action: DisciplinaryAction, *, actor: Actor, reason: str) -> RecordMark:
    """Cancel the action's record: nothing may rely on it from now on."""
    _require(action, actor, reason)
    return _mark(action, MarkKind.CANCELLED, today_of(action), actor=actor, reason=reason)


def clear_record(
    action: DisciplinaryAction, *, actor: Actor, reason: str, agreement_reference: str
) -> RecordMark:
    """Clean the employee's record of the action, as an agreement asks: it leaves every history and
    list of earlier discipline. A supervisor of the office still finds it, with the agreement."""
    _require(action, actor, reason)
    if not agreement_reference.strip():
        raise RuleBroken("Name the agreement that asks for it.", field="agreement")
    return _mark(
        action,
        MarkKind.CLEARED,
        today_of(action),
        actor=actor,
        reason=reason,
        agreement=agreement_reference,
    )


def mark_cleared(
    action: DisciplinaryAction, *, actor: Actor, reason: str, agreement_reference: str
) -> None:
    """As `clear_record`, for who follows an agreement and was allowed to; once, and only where a
    decision was served: nothing else stands in a history."""
    known = {mark.kind for mark in marks_of(action)}
    if action.status in AFTER_SERVICE and MarkKind.CLEARED not in known:
        _mark(
            action,
            MarkKind.CLEARED,
            today_of(action),
            actor=actor,
            reason=reason,
            agreement=agreement_reference,
        )


def _require(action: DisciplinaryAction, actor: Actor, reason: str) -> None:
    policy.require(actor, Action.RECORD_CLEAR, action)
    if action.status not in AFTER_SERVICE:
        raise TransitionRefused("There is no record before the decision is served.")
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    known = {mark.kind for mark in marks_of(action)}
    if MarkKind.CLEARED in known:
        raise TransitionRefused("This record is cleared already.")


def _mark(
    action: DisciplinaryAction,
    kind: MarkKind,
    on: date,
    *,
    actor: Actor,
    reason: str = "",
    agreement: str = "",
) -> RecordMark:
    if kind is MarkKind.CANCELLED and any(mark.kind is kind for mark in marks_of(action)):
        raise TransitionRefused("This record is cancelled already.")
    row = RecordMark(
        action_id=action.id,
        case_id=action.case_id,
        kind=kind,
        on=on,
        reason=reason.strip(),
        agreement=agreement.strip(),
        by_id=actor.user_id,
    )
    unit_of_work.session().add(row)
    unit_of_work.session().flush()
    recorder.record(Event.RECORD_MARKED, obj=action, kind=kind.value, on=on)
    return row
