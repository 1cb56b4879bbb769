"""Social Security numbers: not collected unless the installation went live with it.

Sealed like the date of birth, and shown by the last four digits. While it is off nothing reads what
is stored but a merge, which carries it.
"""

import re
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.core import crypto, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.people.models import Person
from jicms.people.models_merge import PersonMerge

_PURPOSE = "person"
_WRITTEN = re.compile(r"([0-9]{3})[- ]?([0-9]{2})[- ]?([0-9]{4})")
#: Areas that were never given out, beside those from 900 on.
_NO_AREA = ("000", "666")
_FIRST_OF_OTHERS = "900"

INVALID = "Enter a Social Security number of nine digits, for example 123-45-6789."
NEVER_GIVEN = "No such number was ever given out. Look at it again."
#: Whether the installation collects them: a feature above, with a checklist, registers its switch.
switches: list[Callable[[], bool]] = []


def are_collected() -> bool:
    """Whether the field, the last four digits and the reveal exist at all."""
    return any(is_on() for is_on in switches)


def digits(typed: str) -> str:
    """The nine digits of what was typed; `RuleBroken` where it can be nobody's number."""
    found = _WRITTEN.fullmatch(typed.strip())
    if found is None:
        raise RuleBroken(INVALID, field="ssn")
    area, group, serial = found.groups()
    never = area in _NO_AREA or area >= _FIRST_OF_OTHERS or group == "00" or serial == "0000"
    if never:
        raise RuleBroken(NEVER_GIVEN, field="ssn")
    return area + group + serial


def _context(person_id: int) -> str:
    return f"person:{person_id}:ssn"


def seal(person_id: int, number: str) -> str:
    """Nine digits as they are stored with that person."""
    return crypto.seal_text(_PURPOSE, _context(person_id), number)


def opened(person: Person) -> str | None:
    """The nine digits: never for a page, but through `revealing`."""
    if person.ssn_sealed is None:
        return None
    return crypto.open_text(_PURPOSE, _context(person.id), person.ssn_sealed)


def masked(person: Person) -> str:
    """`•••-••-6789`; nothing where none is stored, or none is collected."""
    if person.ssn_sealed is None or not are_collected():
        return ""
    return f"•••-••-{(opened(person) or '')[-4:]}"


def written(number: str) -> str:
    """Nine digits as one writes them."""
    return f"{number[:3]}-{number[3:5]}-{number[5:]}"


def keep(person: Person, typed: str | None, *, remove: bool = False) -> None:
    """Seal a number, of a person who is flushed; or take the stored one away. Blank keeps it."""
    if (typed or remove) and not are_collected():
        raise RuleBroken("Social Security numbers are not collected here.")
    if typed and remove:
        raise RuleBroken("Enter a number or remove the stored one, not both.", field="ssn")
    if typed:
        person.ssn_sealed = seal(person.id, digits(typed))
    elif remove:
        _erase(person)
    unit_of_work.session().flush()


def _erase(person: Person) -> None:
    """Take the number away from the record, and from all that became a part of it: what was removed
    does not come back where they are parted."""
    person.ssn_sealed = None
    merges = unit_of_work.session().scalars(
        select(PersonMerge)
        .where(PersonMerge.kept_id == person.id, PersonMerge.undone_at.is_(None))
        .options(joinedload(PersonMerge.merged))
        .execution_options(unscoped="removing reaches records that nobody sees any more")
    )
    for merge in merges.all():
        merge.replaced = {name: own for name, own in merge.replaced.items() if name != "ssn"}
        _erase(merge.merged)


def copy(source: Person, target: Person) -> None:
    """Seal the number of one record for another one."""
    found = opened(source)
    target.ssn_sealed = seal(target.id, found) if found is not None else None


def same(one: Person, other: Person) -> bool:
    """Whether both have a number, and the same one."""
    found = opened(one)
    return found is not None and found == opened(other)
