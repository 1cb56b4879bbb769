"""What a page keeps covered until a reason is given: the date of birth, the Social Security number,
and protected roles.

Each look is an event of its own in the trail, with the reason from the short list.
"""

from datetime import date

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import clock
from jicms.core.errors import Missing, RuleBroken
from jicms.people import births, history, ssns
from jicms.people.history import SUBJECT, Naming
from jicms.people.models import Person
from jicms.people.scope import is_close
from jicms.refdata.models import RevealReason
from jicms.refdata.queries import entries


def birth_date(person: Person, *, actor: Actor, reason_code: str, note: str = "") -> date:
    """Uncover the date of birth."""
    _check(person, actor, Action.PERSON_REVEAL, reason_code)
    born = births.opened(person)
    if born is None:
        raise RuleBroken("No date of birth is recorded.")
    _record(Event.BIRTH_DATE_REVEALED, person, actor, reason_code, note)
    return born


def ssn(person: Person, *, actor: Actor, reason_code: str, note: str = "") -> str:
    """Uncover the Social Security number, where the installation collects them."""
    if not ssns.are_collected():
        raise Missing
    _check(person, actor, Action.PERSON_REVEAL, reason_code)
    number = ssns.opened(person)
    if number is None:
        raise RuleBroken("No Social Security number is recorded.")
    _record(Event.SSN_REVEALED, person, actor, reason_code, note)
    return ssns.written(number)


def protected_roles(
    person: Person, *, actor: Actor, reason_code: str, note: str = ""
) -> list[Naming]:
    """In which cases in the actor's sight the person has a role other than subject. Who is behind
    an alias is in no list."""
    _check(person, actor, Action.PROTECTED_ROLES, reason_code)
    found = [each for each in history.namings(actor, person) if each.role != SUBJECT]
    _record(Event.PROTECTED_ROLES_SHOWN, person, actor, reason_code, note)
    return found


def _check(person: Person, actor: Actor, action: Action, reason_code: str) -> None:
    policy.require(actor, action, person)
    if is_close(actor, person.id):
        raise Missing
    reason = entries(RevealReason).get(reason_code)
    if reason is None or not reason.is_offered(clock.today(actor.zone)):
        raise RuleBroken("Choose a reason from the list.", field="reason_code")


def _record(event: Event, person: Person, actor: Actor, reason_code: str, note: str) -> None:
    ground = history.reach(actor, person).ground
    recorder.record(
        event, obj=person, person=person.id, ground=ground, reason=reason_code, noted=bool(note)
    )
