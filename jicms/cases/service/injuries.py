"""Injuries of the people in a case."""

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.models import Party
from jicms.cases.models_injury import Injury
from jicms.cases.service import numbers
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken


def add_injury(
    party: Party, *, actor: Actor, description: str, medical_care: bool | None = None
) -> Injury:
    """Record an injury of somebody in the case. Raises `RuleBroken`, `Denied`."""
    case = party.case
    policy.require(actor, Action.PARTY_EDIT, case)
    _refuse(party, description)
    numbers.lock(case)
    made = Injury(
        case=case,
        party=party,
        n=numbers.next_part(case, Injury),
        description=description.strip(),
        medical_care=medical_care,
        user_id=actor.user_id,
    )
    session = unit_of_work.session()
    session.add(made)
    session.flush()
    recorder.record(Event.INJURY_RECORDED, case=case, obj=made)
    return made


def edit_injury(
    injury: Injury, *, actor: Actor, description: str, medical_care: bool | None = None
) -> None:
    """Correct what is said of an injury. Raises `RuleBroken`, `Denied`."""
    policy.require(actor, Action.PARTY_EDIT, injury.case)
    _refuse(injury.party, description)
    injury.description, injury.medical_care = description.strip(), medical_care
    unit_of_work.session().flush()


def _refuse(party: Party, description: str) -> None:
    if party.withdrawn_at is not None:
        raise RuleBroken(f"{party.name} was withdrawn from the case.", field="party")
    if not description.strip():
        raise RuleBroken("Write what the injury is.", field="description")
