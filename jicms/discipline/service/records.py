"""The record of an action after its service: it expires, is cancelled, or cleared."""

from datetime import date

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.deadlines import queries as clocks
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import CaseClock, ClockSide
from jicms.discipline.models import AFTER_SERVICE, DisciplinaryAction, PenaltyStage
from jicms.discipline.models_prior import MarkKind, RecordMark
from jicms.discipline.queries_prior import expiry_of, marks_of
from jicms.discipline.service.actions import owner_of, today_of, zone_of
from jicms.discipline.service.windows import EXPIRIES, EXPIRY, EXPIRY_SET
from jicms.refdata.models import ActionType, PenaltyGroup
from jicms.web.dates import day as in_words


def start_expiry(
    action: DisciplinaryAction, kind: ActionType, *, actor: Actor, effective: date | None
) -> None:
    """Let a letter of reprimand that takes effect expire on the day of its clock, which runs from
    service or starts here: the mark repeats what the ledger shows. What was set before it took
    effect stays: an earlier day, or that the record is gone. The caller has checked who may.
    """
    if kind.penalty_group is not PenaltyGroup.REPRIMAND or effective is None or marks_of(action):
        return
    running = [row for row in expiry_clocks(action) if row.rule_code == EXPIRY]
    begun = running[0] if running else _start_clock(action, EXPIRY, "effective", effective)
    _mark(action, MarkKind.EXPIRES, begun.due_on, actor=actor)


def expiry_clocks(action: DisciplinaryAction) -> list[CaseClock]:
    """The running clocks by which the record of an action expires."""
    mine = owner_of(action)
    return [
        row
        for row in clocks.open_clocks(action.case_id, ClockSide.DISCIPLINE)
        if row.rule_code in EXPIRIES and (row.entity_type, row.entity_id) == tuple(mine)
    ]


def _start_clock(action: DisciplinaryAction, code: str, start: str, on: date) -> CaseClock:
    label = "Record expires" if code == EXPIRY_SET else "Reprimand expires"
    return deadlines.start_clock(
        action.case,
        code=code,
        starts={start: on},
        side=ClockSide.DISCIPLINE,
        zone=zone_of(action),
        label=label,
        owner=owner_of(action),
    )


def _stop_clocks(action: DisciplinaryAction, reason: str) -> None:
    for row in expiry_clocks(action):
        deadlines.cancel(action.case, code=row.rule_code, owner=owner_of(action), reason=reason)


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
    began = _took_effect(action)
    if began is None or on <= began:
        raise RuleBroken("A record expires after it took effect.", field="on")
    _stop_clocks(action, f"Expires earlier: {in_words(on)}")
    _start_clock(action, EXPIRY_SET, "set", on)
    return _mark(
        action, MarkKind.EXPIRES, on, actor=actor, reason=reason, agreement=agreement_reference
    )


def _took_effect(action: DisciplinaryAction) -> date | None:
    """When its penalty took effect; one that was agreed on, with the agreement."""
    settled = action.penalty(PenaltyStage.SETTLED)
    return settled.on if settled is not None else action.effective_on


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
    if kind is not MarkKind.EXPIRES:
        _stop_clocks(action, f"The record was {kind.value.lower()}")
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
