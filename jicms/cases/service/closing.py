"""Ending a case and taking it up again: signatures, reopening, recorded in error."""

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases import guards
from jicms.cases.models import Case, CaseStatus, ClosingSignature, Side
from jicms.cases.service.numbers import lock
from jicms.cases.workflow import CASE, LIVE, follow
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.core.words import words
from jicms.refdata.models import ClosureReason
from jicms.refdata.queries import entries
from jicms.workflow import StatusChange

ENTERED_IN_ERROR = "ENTERED_IN_ERROR"


def side_of(actor: Actor) -> Side | None:
    """The side for which the actor may sign."""
    sides = {
        Role.INVESTIGATIONS_SUPERVISOR: Side.INVESTIGATION,
        Role.LR_SUPERVISOR: Side.DISCIPLINE,
    }
    return sides.get(actor.role) if actor.role else None


def sign_closing(case: Case, *, actor: Actor, closure_code: str) -> ClosingSignature:
    """Sign for the actor's side; the last signature that is needed closes the case.

    Raises `RuleBroken` with everything that is not done yet, `TransitionRefused` where the case is
    not at work. One person signs for one side.
    """
    policy.require(actor, Action.CASE_CLOSE, case)
    lock(case)
    side = side_of(actor)
    if side is None or side not in guards.sides_of(case):
        raise RuleBroken("Your side took no part in this case.")
    if case.status not in CASE.named("close").from_:
        raise TransitionRefused(
            f"A case can’t be closed while its status is {words(case.status.value)}."
        )
    said = guards.unmet(case, actor)
    if said:
        raise RuleBroken(said)
    _offered(case, closure_code)
    earlier = guards.signatures(case)
    if any(row.user_id == actor.user_id and row.side is not side for row in earlier):
        raise RuleBroken("You signed for the other side. Somebody else has to sign for this one.")
    for row in earlier:
        if row.side is side:
            row.voided_at = clock.now()
    signature = ClosingSignature(
        case_id=case.id, side=side, user_id=actor.user_id, closure_code=closure_code
    )
    unit_of_work.session().add(signature)
    unit_of_work.session().flush()
    recorder.record(
        Event.CASE_SIGNED_FOR_CLOSING, obj=signature, case=case, side=side.value, code=closure_code
    )
    _close_if_complete(case, actor)
    return signature


def _close_if_complete(case: Case, actor: Actor) -> None:
    standing = guards.signatures(case)
    if guards.sides_of(case) - {row.side for row in standing}:
        return
    codes = {row.side: row.closure_code for row in standing}
    code = codes.get(Side.INVESTIGATION) or codes.get(Side.DISCIPLINE)
    CASE.apply(case, "close", actor=actor, together={"closure_code": code})
    recorder.record(Event.CASE_CLOSED, case=case, obj=case, code=code)


def _offered(case: Case, code: str) -> None:
    row = unit_of_work.session().get(ClosureReason, code)
    offered = entries(ClosureReason).get(code)
    today = clock.today(case.agency.zone)
    if row is None or offered is None or not (row.at_end and offered.is_offered(today)):
        raise RuleBroken("Choose a reason for closing from the list.", field="closure_code")
    if code == ENTERED_IN_ERROR:
        raise RuleBroken("A case entered in error is closed by its own step.", field="closure_code")


def close_at_triage(case: Case, *, actor: Actor, closure_code: str, reason: str) -> StatusChange:
    """Close from triage, before any work, with a coded reason."""
    row = unit_of_work.session().get(ClosureReason, closure_code)
    if row is None or not row.at_triage or row.is_legacy or closure_code == ENTERED_IN_ERROR:
        raise RuleBroken("Choose a reason for closing from the list.", field="closure_code")
    change = CASE.apply(
        case,
        "information_only",
        actor=actor,
        reason=reason,
        together={"closure_code": closure_code},
    )
    recorder.record(Event.CASE_CLOSED, case=case, obj=case, code=closure_code)
    return change


def reopen(case: Case, *, actor: Actor, reason: str) -> StatusChange:
    """Take up an ended or imported case again; standing signatures become void."""
    for row in guards.signatures(case):
        row.voided_at = clock.now()
    if case.is_legacy and case.status in LIVE:
        name = "take_up"
    elif case.status is CaseStatus.CLOSED and case.opened_at is not None:
        name = "reopen"
    else:
        name = "reopen_to_triage"
    change = CASE.apply(case, name, actor=actor, reason=reason)
    recorder.record(Event.CASE_REOPENED, case=case, obj=case)
    follow(case, actor)
    return change


def enter_in_error(case: Case, *, actor: Actor, reason: str) -> StatusChange:
    """Close a case that should not have been recorded. It keeps its number."""
    change = CASE.apply(
        case,
        "enter_in_error",
        actor=actor,
        reason=reason,
        together={"closure_code": ENTERED_IN_ERROR},
    )
    recorder.record(Event.CASE_CLOSED, case=case, obj=case, code=ENTERED_IN_ERROR)
    return change
