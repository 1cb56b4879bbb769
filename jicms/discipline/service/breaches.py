"""A breach of an agreement: what happened, the notice to the employee, the official's decision."""

from datetime import date

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.discipline.models_agreements import Agreement, AgreementStatus, BreachEvent
from jicms.discipline.service import ending
from jicms.discipline.service.actions import is_barred, today_of
from jicms.files.models import StoredFile
from jicms.refdata.models import ServiceMethod
from jicms.refdata.queries import entries


def record_breach(
    agreement: Agreement,
    *,
    actor: Actor,
    happened_on: date,
    facts: str,
    evidence: str,
    file: StoredFile | None = None,
) -> BreachEvent:
    """Something may have broken the agreement: what, when, by which evidence."""
    policy.require(actor, Action.AGREEMENT_FOLLOW, agreement)
    unit_of_work.hold(agreement)
    if agreement.status is not AgreementStatus.IN_EFFECT:
        raise TransitionRefused("Only an agreement in effect can be broken.")
    last = min(agreement.ends_on or date.max, today_of(agreement.action))
    if not agreement.starts_on <= happened_on <= last:
        raise RuleBroken(
            "Give a day while the agreement runs, not later than today.", field="happened_on"
        )
    for field, text in (("facts", facts), ("evidence", evidence)):
        if not text.strip():
            raise RuleBroken(f"Write the {field}.", field=field)
    made = BreachEvent(
        agreement=agreement,
        action_id=agreement.action_id,
        case_id=agreement.case_id,
        n=len(agreement.breaches) + 1,
        happened_on=happened_on,
        facts=facts.strip(),
        evidence=evidence.strip(),
        file=file,
        recorded_by_id=actor.user_id,
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(Event.AGREEMENT_BREACH, obj=agreement, step="recorded")
    return made


def notice_breach(
    event: BreachEvent, *, actor: Actor, noticed_on: date, notice_code: str
) -> BreachEvent:
    """The employee was told of the facts, and may answer."""
    policy.require(actor, Action.AGREEMENT_FOLLOW, event)
    _open(event)
    if event.noticed_on is not None:
        raise TransitionRefused("The employee was told already.")
    if not event.happened_on <= noticed_on <= today_of(event.action):
        raise RuleBroken("Give a day from the breach to today.", field="noticed_on")
    if notice_code not in entries(ServiceMethod):
        raise RuleBroken("Choose how it was delivered.", field="notice_code")
    event.noticed_on, event.notice_code = noticed_on, notice_code
    unit_of_work.session().flush()
    recorder.record(Event.AGREEMENT_BREACH, obj=event.agreement, step="noticed", on=noticed_on)
    return event


def decide_breach(
    event: BreachEvent,
    *,
    actor: Actor,
    is_breach: bool,
    decided_on: date,
    reason: str,
    answer: str = "",
    effective_on: date | None = None,
    received_on: date | None = None,
) -> BreachEvent:
    """The deciding official's decision, after notice. A breach imposes the penalty that was held.

    Where the employee did not waive the appeal, `received_on` starts the window to appeal.
    """
    policy.require(actor, Action.AGREEMENT_FOLLOW, event)
    agreement, action = event.agreement, event.action
    unit_of_work.hold(agreement)
    unit_of_work.hold(event)
    _open(event)
    if event.noticed_on is None:
        raise RuleBroken("The employee is told of the breach before it is decided.")
    if not event.noticed_on <= decided_on <= today_of(action):
        raise RuleBroken("Give a day from the notice to today.", field="decided_on")
    official = action.deciding_official
    if official is None or is_barred(action, official):
        raise RuleBroken("Name a deciding official who may act in this case.", field="is_breach")
    if not reason.strip():
        raise RuleBroken("Write the reasons.", field="reason")
    imposes = is_breach and agreement.held is not None
    if imposes and (effective_on is None or effective_on < decided_on):
        raise RuleBroken(
            "Say from when the held penalty takes effect: not before the decision.",
            field="effective_on",
        )
    if imposes and not agreement.waives_appeal and received_on is None:
        raise RuleBroken("Say when the employee received the decision.", field="received_on")
    event.is_breach, event.decided_on, event.official_id = is_breach, decided_on, official.id
    event.reason, event.answer = reason.strip(), answer.strip()
    unit_of_work.session().flush()
    recorder.record(Event.AGREEMENT_BREACH, obj=agreement, step="decided", breach=is_breach)
    if is_breach:
        agreement.status, agreement.ended_on = AgreementStatus.BREACHED, decided_on
        unit_of_work.session().flush()
    if imposes:
        assert agreement.held is not None
        assert effective_on is not None
        ending.impose_held(
            action,
            actor=actor,
            kind=agreement.held,
            days=agreement.held_days,
            effective_on=effective_on,
            received_on=None if agreement.waives_appeal else received_on,
            reason=f"{agreement.number} broken: {reason.strip()}",
        )
    return event


def _open(event: BreachEvent) -> None:
    if event.is_breach is not None or event.agreement.status is not AgreementStatus.IN_EFFECT:
        raise TransitionRefused("This was decided, or the agreement has ended.")
