"""A case sent to another office by a supervisor: accepted, returned, or called back.

The receiving office leads it from the moment of sending, with its number, clocks and grants; it may
not decide on it before it has accepted. The sender keeps the summary until the receiving office
ends that share, and has everything back with a return.
"""

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import Office
from jicms.cases import service as cases
from jicms.cases.models import Case, GrantKind, GrantLevel
from jicms.cases.service import moving
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import ClockSide
from jicms.deadlines.service import Owner
from jicms.routing import byrule
from jicms.routing.models import CaseTransfer, TransferState
from jicms.workflow.engine import Guard

RULE = "TRANSFER_ANSWER"
#: Sentences that keep a case from being sent, as fn(case, actor); features above add theirs.
sending_guards: list[Guard] = []


def send(case: Case, *, actor: Actor, office: Office, reason: str) -> CaseTransfer:
    """Send a case to another office, which accepts or returns it.

    Raises `RuleBroken` for what `moving.transfer` refuses, for an imported case, one that is under
    way already, and for an office that a rule keeps it from; `Denied`.
    """
    policy.require(actor, Action.CASE_ROUTE, case)
    if case.is_legacy:
        raise RuleBroken("Reopen this imported record first.")
    cases.lock(case)
    if waiting(case) is not None:
        raise RuleBroken("Accept or return the case first.")
    held = [said for guard in sending_guards if (said := guard(case, actor))]
    if held:
        raise RuleBroken(held)
    barred = byrule.bars(case, office)
    if barred:
        raise RuleBroken(barred, field="office")
    before = case.lead_office
    moving.transfer(case, actor=actor, office=office, reason=reason)
    grant = cases.give_grant(
        case,
        actor=actor,
        principal_id=before.principal_id,
        kind=GrantKind.SHARE,
        level=GrantLevel.SUMMARY,
        reason=f"Sent to {office.short_name}.",
    )
    sent = CaseTransfer(
        case=case,
        from_office=before,
        to_office=office,
        reason=reason.strip(),
        sent_by_id=actor.user_id,
        grant=grant,
    )
    session = unit_of_work.session()
    session.add(sent)
    session.flush()
    recorder.record(Event.TRANSFER_SENT, obj=sent, before=before.code, after=office.code)
    deadlines.start_clock(
        case,
        code=RULE,
        starts={"sent": clock.now()},
        side=ClockSide.INVESTIGATION,
        zone=office.agency.zone,
        owner=Owner("case_transfer", sent.id),
    )
    return sent


def accept(transfer: CaseTransfer, *, actor: Actor) -> CaseTransfer:
    """Take the case over. The sender keeps the summary. Raises `RuleBroken`, `Denied`."""
    policy.require(actor, Action.TRANSFER_ANSWER, transfer)
    return _answer(transfer, TransferState.ACCEPTED, actor, "")


def give_back(transfer: CaseTransfer, *, actor: Actor, reason: str) -> CaseTransfer:
    """Return the case to the office that sent it, with the reasons. Raises `RuleBroken`, `Denied`.

    The returning office keeps nothing of the case.
    """
    policy.require(actor, Action.TRANSFER_ANSWER, transfer)
    return _take_back(transfer, TransferState.RETURNED, actor, reason)


def recall(transfer: CaseTransfer, *, actor: Actor, reason: str) -> CaseTransfer:
    """The sender calls the case back before it was accepted. Raises `RuleBroken`, `Denied`."""
    policy.require(actor, Action.TRANSFER_RECALL, transfer)
    return _take_back(transfer, TransferState.RECALLED, actor, reason)


def waiting(case: Case) -> CaseTransfer | None:
    """The transfer of a case that nobody has answered, whoever asks."""
    return unit_of_work.session().scalar(
        select(CaseTransfer)
        .where(CaseTransfer.case_id == case.id, CaseTransfer.state == TransferState.SENT)
        .execution_options(unscoped="a case under way is held for everybody")
    )


def nothing_under_way(case: Case, _actor: Actor) -> str | None:
    """Guard: the office that leads the case has accepted it."""
    sent = waiting(case)
    if sent is None:
        return None
    return f"Accept the case that {sent.from_office.short_name} sent, or return it, first."


def _take_back(
    transfer: CaseTransfer, state: TransferState, actor: Actor, reason: str
) -> CaseTransfer:
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    case, office = transfer.case, transfer.from_office
    barred = byrule.bars(case, office)
    if barred:
        raise RuleBroken(barred)
    grant = transfer.grant
    _answer(transfer, state, actor, reason)
    word = "Returned" if state is TransferState.RETURNED else "Called back"
    moving.move_back(case, actor=actor, office=office, reason=f"{word}: {reason.strip()}")
    if grant is not None and grant.revoked_at is None:
        cases.revoke_grant(grant, actor=actor, reason=reason)
    return transfer


def _answer(
    transfer: CaseTransfer, state: TransferState, actor: Actor, answer: str
) -> CaseTransfer:
    unit_of_work.hold(transfer)
    if transfer.state is not TransferState.SENT:
        raise RuleBroken("This was answered already.")
    if transfer.case.lead_office_id != transfer.to_office_id:
        raise RuleBroken("The case has gone on to another office.")
    transfer.state, transfer.answer = state, answer.strip()
    transfer.answered_at, transfer.answered_by_id = clock.now(), actor.user_id
    unit_of_work.session().flush()
    recorder.record(Event.TRANSFER_ANSWERED, obj=transfer, state=state.value)
    owner = Owner("case_transfer", transfer.id)
    deadlines.meet(transfer.case, code=RULE, owner=owner)
    return transfer
