"""A statement that comes from an interview: the form is filled with what is on record of it."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from jicms.cases.models import Case
from jicms.interviews import queries
from jicms.interviews.models import Interview, PresentAs


def choices(case: Case) -> Iterable[tuple[int, str]]:
    """The interviews that were held, as a form offers them."""
    return (
        (row.n, f"{row.key}, {row.party.name if row.party else 'not shown'}")
        for row in queries.held_of(case)
    )


def chosen(case: Case, n: int | None) -> Interview | None:
    """The interview that was chosen."""
    return next((row for row in queries.held_of(case) if row.n == n), None) if n else None


def fill(form: Any, case: Case, n: int | None) -> None:
    """Fill a statement's form with what is known of an interview; nothing where it is none."""
    found = chosen(case, n)
    if found is None or found.began_at is None:
        return
    zone = ZoneInfo(case.agency.zone)
    named = {person.role: person.said for person in found.people}
    began = found.began_at.astimezone(zone)
    told = {
        "interview": found.n,
        "giver": found.party_id,
        "warning_code": found.warning_code,
        "taken_on": began.date(),
        "began": began.time(),
        "ended": found.ended_at.astimezone(zone).time() if found.ended_at else None,
        "place": found.place,
        "taken_by": named.get(PresentAs.INTERVIEWER, ""),
        "language": found.language,
        "interpreter": named.get(PresentAs.INTERPRETER, ""),
    }
    for name, value in told.items():
        form[name].data = value
