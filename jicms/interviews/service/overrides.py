"""Counsel's override of the declination gate for one interview: two persons, reasoned, dated."""

from datetime import datetime, timedelta

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.models import Case, Party, PartyRole
from jicms.cases.service import lock, next_part
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.interviews.models import GateOverride
from jicms.interviews.service.rules import standing
from jicms.prosecution import gate

#: Days for which an override may be asked at most.
LONGEST = timedelta(days=30)


def ask_override(
    case: Case, *, actor: Actor, party: Party, reason: str, expires_at: datetime
) -> GateOverride:
    """Ask, as counsel, that one interview of a subject be compelled although the gate is shut.

    It counts once another counsel or the head of the office has confirmed it. Raises `RuleBroken`.
    """
    policy.require(actor, Action.OVERRIDE_ASK, case)
    if party.case_id != case.id or party.role is not PartyRole.SUBJECT or party.withdrawn_at:
        raise RuleBroken("Choose a subject of this case.", field="party")
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    now = clock.now()
    if not now < expires_at <= now + LONGEST:
        raise RuleBroken(f"Choose a day within the next {LONGEST.days} days.", field="expires_on")
    lock(case)
    if gate.may_be_compelled(case, party):
        raise RuleBroken("The gate is open for this subject: nothing to override.", field="party")
    if standing(party, GateOverride.is_confirmed.is_not(False)) is not None:
        raise RuleBroken("An override for this subject stands or waits already.", field="party")
    assert actor.user_id is not None
    made = GateOverride(
        case_id=case.id,
        case=case,
        n=next_part(case, GateOverride),
        party=party,
        reason=reason.strip(),
        expires_at=expires_at,
        asked_by_id=actor.user_id,
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(Event.OVERRIDE_ASKED, obj=made, number=made.n, expires=expires_at)
    return made


def decide_override(
    override: GateOverride, *, actor: Actor, confirms: bool, reason: str
) -> GateOverride:
    """Confirm or decline it, as a second person, with a reason. Raises `TransitionRefused` once it
    was decided or has expired."""
    policy.require(actor, Action.OVERRIDE_DECIDE, override)
    unit_of_work.hold(override)
    if override.decided_at is not None:
        raise TransitionRefused("This override was decided already.")
    if override.expires_at <= clock.now():
        raise TransitionRefused("This override has expired. Counsel may ask again.")
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    override.decided_by_id = actor.user_id
    override.decided_at = clock.now()
    override.is_confirmed = confirms
    override.decided_reason = reason.strip()
    unit_of_work.session().flush()
    recorder.record(Event.OVERRIDE_DECIDED, obj=override, number=override.n, confirmed=confirms)
    return override
