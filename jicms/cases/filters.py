"""The filters of the list of cases that need nothing but the case, and the subjects under it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select

from jicms.access.actor import current_actor
from jicms.cases.directory import directory
from jicms.cases.kinds import ENDED, CaseStatus, PartyRole
from jicms.cases.listing import CaseFilter, Clock, Note, filters, notes
from jicms.cases.models import Case, Party
from jicms.people.models import Person
from jicms.refdata.models import CaseType, SeverityClass
from jicms.refdata.queries import entries
from jicms.web.dates import viewer_today
from jicms.web.liststate import Filter

NO_LEAD = "none"
_STATES = {"open": "Not closed", "ended": "Ended"}
_AGES = {"30": "Over 30 days", "90": "Over 90 days", "180": "Over 180 days"}
_DUE = {"over": "Overdue", "7": "In 7 days", "14": "In 14 days", "30": "In 30 days"}


def _subjects(ids: Any) -> Select[Any]:
    initial = func.substr(Person.given_name, 1, 1) + ". " + Person.family_name
    name = case(
        (Party.alias != "", Party.alias),
        (and_(Person.given_name != "", Person.family_name != ""), initial),
        (Person.family_name != "", Person.family_name),
        (Party.description != "", Party.description),
        else_="Subject unknown",
    )
    return (
        select(Party.case_id, name.label("text"))
        .outerjoin(Person, Person.id == Party.person_id)
        .where(
            Party.case_id.in_(ids),
            Party.role == PartyRole.SUBJECT,
            Party.withdrawn_at.is_(None),
        )
    )


def _say_subjects(names: list[str]) -> str:
    return ", ".join(sorted(names)) if len(names) <= 2 else f"{len(names)} subjects"


def _words(text: str) -> ColumnElement[bool]:
    return or_(
        Case.title.icontains(text, autoescape=True), Case.number.startswith(text, autoescape=True)
    )


def _lead(value: Any) -> ColumnElement[bool]:
    return Case.lead_user_id.is_(None) if value == NO_LEAD else Case.lead_user_id == value


def _state(value: str) -> ColumnElement[bool]:
    ended = Case.status.in_(ENDED)
    return ended if value == "ended" else ~ended


def _due(value: str) -> ColumnElement[bool]:
    today = viewer_today()
    if value == "over":
        return Clock.due_on < today
    return and_(Clock.due_on >= today, Clock.due_on <= today + timedelta(int(value)))


def _older(days: str) -> ColumnElement[bool]:
    return Case.received_on < viewer_today() - timedelta(int(days))


def _of_codes(column: Any) -> Callable[[Any], ColumnElement[bool]]:
    return lambda values: column.in_(values) if values else false()


def _choices(model: Any) -> list[tuple[str, str]]:
    return [(entry.code, entry.label) for entry in entries(model).values()]


def _leads() -> list[tuple[Any, str]]:
    actor = current_actor()
    office = actor.office_id if actor.whole_offices else None
    known = directory().leads(office)
    return [(NO_LEAD, "Unassigned"), *((entry.user_id, entry.name) for entry in known)]


def _classes() -> list[tuple[str, str]]:
    found = entries(SeverityClass).values()
    return [(entry.code, f"{entry.code.split('-')[0]} {entry.label}") for entry in found]


def _from(day: date) -> ColumnElement[bool]:
    return Case.received_on >= day


def _until(day: date) -> ColumnElement[bool]:
    return Case.received_on <= day


def _offices() -> list[tuple[int, str]]:
    return [(office.id, office.short_name) for office in directory().case_offices()]


def _one(key: str, title: str, offered: Callable[[], Any]) -> Callable[[], Filter]:
    return lambda: Filter(key, title, choices=offered())


def _many(key: str, title: str, offered: Callable[[], Any]) -> Callable[[], Filter]:
    return lambda: Filter(key, title, choices=offered(), many=True)


def _typed(key: str, title: str, kind: str) -> Callable[[], Filter]:
    return lambda: Filter(key, title, kind=kind)


def register() -> None:
    """Add the filters and notes of this package."""
    made: tuple[tuple[Callable[[], Filter], Callable[[Any], ColumnElement[bool]]], ...] = (
        (_typed("words", "Title or number", "text"), _words),
        (_one("state", "State", lambda: list(_STATES.items())), _state),
        (_many("status", "Status", lambda: list(CaseStatus)), _of_codes(Case.status)),
        (_many("office", "Office", _offices), _of_codes(Case.lead_office_id)),
        (_many("class", "Class", _classes), _of_codes(Case.class_code)),
        (_many("type", "Type", lambda: _choices(CaseType)), _of_codes(Case.case_type_code)),
        (_one("lead", "Lead", _leads), _lead),
        (_one("age", "Age", lambda: list(_AGES.items())), _older),
        (_typed("from", "Received from", "date"), _from),
        (_typed("to", "Received until", "date"), _until),
        (_one("due", "Next clock", lambda: list(_DUE.items())), _due),
    )
    keys = ("words", "state", "status", "office", "class", "type", "lead", "age")
    dated = ("from", "to", "due")
    for place, (key, (make, criterion)) in enumerate(zip((*keys, *dated), made, strict=True)):
        filters.add(CaseFilter(key, make, criterion, order=10 * place))
    notes.add(Note("subjects", _subjects, _say_subjects, order=50))
