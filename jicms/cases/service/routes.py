"""Cases whose way has to be looked at again before the commit, because of who or what is in them.

`walls` notes here whom it finds to be of the office itself: it has read their accounts anyway.
"""

from collections.abc import Callable

from jicms.access.actor import Actor
from jicms.cases.models import Case
from jicms.core import unit_of_work
from jicms.people.models import Person

#: Called as fn(case, actor) for each case that was asked about; `routing` registers.
routers: list[Callable[[Case, Actor], None]] = []

_ASKED, _OWN, _TIMES = "routes_asked", "own_people", "routes_times"


def ask(case: Case, actor: Actor) -> None:
    """Look at the way of this case before the commit."""
    if not case.is_legacy:
        info = unit_of_work.session().info
        info.setdefault(_ASKED, {})[case.id] = (case, actor)
        info.setdefault(_TIMES, {})[case.id] = times(case) + 1


def times(case: Case) -> int:
    """How often it was asked about: what was read before the last time may be old."""
    found: int = unit_of_work.session().info.get(_TIMES, {}).get(case.id, 0)
    return found


def asked() -> list[tuple[Case, Actor]]:
    """The cases that were asked about, once."""
    return list(unit_of_work.session().info.pop(_ASKED, {}).values())


def note_own(case: Case, person_id: int) -> None:
    """Somebody with an account in the lead office is named in the case."""
    unit_of_work.session().info.setdefault(_OWN, set()).add((case.id, person_id))


def is_own(case: Case, person: Person | None) -> bool:
    """Whether that was noted of a person in this transaction."""
    known: set[tuple[int, int]] = unit_of_work.session().info.get(_OWN, set())
    return person is not None and (case.id, person.id) in known
