"""What becomes of a contractor, and the reply to a referral. Nothing here commits."""

from datetime import date

from sqlalchemy import func, select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_contractors import ContractorKind, ContractorOutcome
from jicms.discipline.service.actions import today_of
from jicms.discipline.service.whole import whole


def record_outcome(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    kind: ContractorKind,
    happened_on: date,
    addressed_to: str = "",
    contract: str = "",
    note: str = "",
    reply_due_on: date | None = None,
) -> ContractorOutcome:
    """One outcome about the subject. A referral names its addressee and when a reply is due."""
    policy.require(actor, Action.AGREEMENT_FOLLOW, action)
    how = ContractorKind(kind)
    if happened_on > today_of(action):
        raise RuleBroken("The date lies in the future.", field="happened_on")
    if how is ContractorKind.REFERRED and not addressed_to.strip():
        raise RuleBroken("Name the contracting officer.", field="addressed_to")
    if how is ContractorKind.REFERRED and reply_due_on is None:
        raise RuleBroken("Say when the reply is due.", field="reply_due_on")
    if reply_due_on is not None and reply_due_on < happened_on:
        raise RuleBroken("The reply is due before it was asked for.", field="reply_due_on")
    unit_of_work.hold(action)
    session = unit_of_work.session()
    last = select(func.max(ContractorOutcome.n)).where(ContractorOutcome.action_id == action.id)
    made = ContractorOutcome(
        action=action,
        case_id=action.case_id,
        party_id=action.party_id,
        n=(session.scalar(whole(last)) or 0) + 1,
        kind=how,
        happened_on=happened_on,
        addressed_to=addressed_to.strip(),
        contract=contract.strip(),
        note=note.strip(),
        reply_due_on=reply_due_on,
        user_id=actor.user_id,
    )
    session.add(made)
    session.flush()
    recorder.record(Event.CONTRACTOR_OUTCOME, obj=made, kind=how, on=happened_on)
    return made


def record_reply(
    outcome: ContractorOutcome, *, actor: Actor, replied_on: date, reply: str
) -> ContractorOutcome:
    """The reply that was asked for has come."""
    policy.require(actor, Action.AGREEMENT_FOLLOW, outcome)
    unit_of_work.hold(outcome)
    if outcome.reply_due_on is None or outcome.replied_on is not None:
        raise TransitionRefused("No reply is awaited.")
    if not outcome.happened_on <= replied_on <= today_of(outcome.action):
        raise RuleBroken("Give a day from the referral to today.", field="replied_on")
    if not reply.strip():
        raise RuleBroken("Write the reply.", field="reply")
    outcome.replied_on, outcome.reply = replied_on, reply.strip()
    unit_of_work.session().flush()
    recorder.record(Event.CONTRACTOR_OUTCOME, obj=outcome, replied=replied_on)
    return outcome
