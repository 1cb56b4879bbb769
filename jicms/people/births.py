"""Dates of birth: sealed, shown as the year, opened for a reason."""

from datetime import date

from jicms.core import clock, crypto, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.people.models import Person

_PURPOSE = "person"


def _context(person_id: int) -> str:
    return f"person:{person_id}:born"


def seal(person_id: int, born: date) -> str:
    """A date as it is stored with that person."""
    return crypto.seal_text(_PURPOSE, _context(person_id), born.isoformat())


def opened(person: Person) -> date | None:
    """The date itself: never for a page, but through `revealing`."""
    if person.born_sealed is None:
        return None
    return date.fromisoformat(crypto.open_text(_PURPOSE, _context(person.id), person.born_sealed))


def year(person: Person) -> int | None:
    """The year of birth: all that pages show of the date."""
    found = opened(person)
    return found.year if found else None


def keep(person: Person, born: date | None) -> None:
    """Seal a date, of a person who is flushed. None keeps what is stored."""
    if born is not None:
        if born > clock.now().date():
            raise RuleBroken("The date lies in the future.", field="born")
        person.born_sealed = seal(person.id, born)
    unit_of_work.session().flush()


def copy(source: Person, target: Person) -> None:
    """Seal the date of one record for another one."""
    found = opened(source)
    if found is not None:
        target.born_sealed = seal(target.id, found)


def same(one: Person, other: Person) -> bool:
    """Whether both have a date, and the same one."""
    found = opened(one)
    return found is not None and found == opened(other)
