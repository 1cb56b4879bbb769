"""From what somebody typed to a person of the directory, or to a description."""

from typing import Any

from jicms.cases.kinds import FORUM, IdentityMode, PartyRole
from jicms.core.errors import RuleBroken
from jicms.people import queries as people
from jicms.people.models import Person

#: Roles in which somebody may ask to be protected.
PROTECTED = (
    PartyRole.COMPLAINANT,
    PartyRole.VICTIM,
    PartyRole.WITNESS,
    PartyRole.CONFIDENTIAL_SOURCE,
    *FORUM,
)


#: An id has so many digits at most.
_KEY_DIGITS = 18


def is_key(typed: str) -> bool:
    """Whether a text may be the id of a record."""
    return typed.isascii() and typed.isdecimal() and len(typed) <= _KEY_DIGITS


def find_person(who: str | None, person_id: str | None) -> Person | None:
    """The person picked from the suggestions, or of exactly that employee number; else None.

    Only persons whom the viewer may see: an id from elsewhere is refused like one that is not.
    """
    if person_id:
        found = people.by_id(int(person_id)) if is_key(person_id) else None
        if found is None:
            raise RuleBroken("Choose a person from the suggestions, or type the name.", field="who")
        return found
    if not who:
        return None
    return people.by_number(who)


def known_person(who: str | None, person_id: str | None) -> Person:
    """As `find_person`, where a mere description will not do."""
    person = find_person(who, person_id)
    if person is None:
        raise RuleBroken(
            "Choose a person from the suggestions, or type an employee number.", field="who"
        )
    return person


def party_values(typed: dict[str, Any]) -> dict[str, Any]:
    """The arguments of `add_party` from the values of the form."""
    who = typed.pop("who") or ""
    contact = {name: typed.pop(name) for name in ("telephone", "email", "address")}
    person = find_person(who, typed.pop("person_id"))
    values = dict(typed)
    mode, role = values["identity_mode"], values["role"]
    if role not in PROTECTED:
        values["identity_mode"] = None
    if mode is IdentityMode.CONFIDENTIAL:
        name = person.name if person else who
        return values | {"person": person, "identity": {"name": name, **contact}}
    if any(contact.values()):
        raise RuleBroken(
            "Contact data is kept here for confidential reporters only.",
            field="telephone",
        )
    return values | {"person": person, "description": "" if person else who}
