"""Dates of birth: sealed, shown as the year, opened for a reason."""

from datetime import date

from jicms.core import clock, crypto, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.people.models import Person

_PURPOSE = "person"


def _context(person: Person) -> str:
    return f"person:{person.id}:born"


def opened(person: Person) -> date | None:
    """The date itself: never for a page, but through `revealing`."""
    if person.born_sealed is None:
        return None
    return date.fromisoformat(crypto.open_text(_PURPOSE, _context(person), person.born_sealed))


def year(person: Person) -> int | None:
    """The year of birth: all that pages show of the date."""
    found = opened(person)
    return found.year if found else None


def keep(person: Person, born: date | None) -> None:
    """Seal a date, of a person who is flushed. None keeps what is stored."""
    if born is not None:
        if born > clock.now().date():
            raise RuleBroken("The date lies in the future.", field="born")
        person.born_sealed = crypto.seal_text(_PURPOSE, _context(person), born.isoformat())
    unit_of_work.session().flush()


def copy(source: Person, target: Person) -> None:
    """Seal the date of one record for another one."""
    found = opened(source)
    if found is not None:
        target.born_sealed = crypto.seal_text(_PURPOSE, _context(target), found.isoformat())


def same(one: Person, other: Person) -> bool:
    """Whether both have a date, and the same one."""
    found = opened(one)
    return found is not None and found == opened(other)
