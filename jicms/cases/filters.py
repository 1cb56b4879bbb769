"""The filters of the list of cases that need nothing but the case, and the subjects under it."""

import operator
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Select,
    Text,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)

from jicms.access.actor import current_actor
from jicms.cases.directory import directory
from jicms.cases.kinds import ENDED, CaseStatus, PartyRole
from jicms.cases.listing import CaseFilter, Clock, Note, filters, notes
from jicms.cases.models import Case, Party
from jicms.core.database import like_escaped
from jicms.core.types import UtcDateTime
from jicms.people.models import Person
from jicms.refdata.models import CaseType, CorruptionAxis, SeverityClass
from jicms.refdata.queries import entries
from jicms.web.dates import viewer_today
from jicms.web.liststate import Filter

Criterion = Callable[[Any], ColumnElement[bool]]

NO_LEAD = "none"
#: Days with days on both sides; no record lies beyond them.
_FIRST, _LAST = date(1000, 1, 1), date(9000, 1, 1)
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


def _parameter(name: str, type_: Any, *, several: bool = False) -> Any:
    return bindparam(f"filter_{name}", type_=type_, expanding=several)


def _words(_text: str) -> ColumnElement[bool]:
    within, begin = _parameter("within", Text), _parameter("begin", Text)
    return or_(Case.title.ilike(within, escape="/"), Case.number.like(begin, escape="/"))


def _words_given(text: str) -> dict[str, Any]:
    return {"filter_within": f"%{like_escaped(text)}%", "filter_begin": f"{like_escaped(text)}%"}


def _lead(value: Any) -> ColumnElement[bool]:
    if value == NO_LEAD:
        return Case.lead_user_id.is_(None)
    return Case.lead_user_id == _parameter("lead", BigInteger)


def _state(value: str) -> ColumnElement[bool]:
    ended = Case.status.in_(ENDED)
    return ended if value == "ended" else ~ended


def _due(value: str) -> ColumnElement[bool]:
    today = _parameter("today", Date)
    if value == "over":
        return Clock.due_on < today
    return and_(Clock.due_on >= today, Clock.due_on <= _parameter("due", Date))


def _due_given(value: str) -> dict[str, Any]:
    today = viewer_today()
    until = today if value == "over" else today + timedelta(int(value))
    return {"filter_today": today, "filter_due": until}


def _received(name: str, fits: Callable[[Any, Any], ColumnElement[bool]]) -> Criterion:
    """By the day of receipt; the moment, which a zone moves by less than a day, finds the place in
    the list's order."""
    return lambda _value: and_(
        fits(Case.received_on, _parameter(name, Date)),
        fits(Case.received_at, _parameter(f"{name}_moment", UtcDateTime)),
    )


def _day_given(name: str, day: date, *, slack: int) -> dict[str, Any]:
    held = min(max(day, _FIRST), _LAST)
    moment = datetime.combine(held + timedelta(slack), time(), UTC)
    return {f"filter_{name}": day, f"filter_{name}_moment": moment}


def _of_codes(key: str, column: Any) -> Criterion:
    return lambda _values: column.in_(_parameter(key, column.type, several=True))


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


def _offices() -> list[tuple[int, str]]:
    return [(office.id, office.short_name) for office in directory().case_offices()]


def _one(key: str, title: str, offered: Callable[[], Any]) -> Callable[[], Filter]:
    return lambda: Filter(key, title, choices=offered())


def _many(key: str, title: str, offered: Callable[[], Any]) -> Callable[[], Filter]:
    return lambda: Filter(key, title, choices=offered(), many=True)


def _typed(key: str, title: str, kind: str) -> Callable[[], Filter]:
    return lambda: Filter(key, title, kind=kind)


def _given(key: str) -> Callable[[Any], dict[str, Any]]:
    return lambda value: {f"filter_{key}": value}


def _from_given(day: date) -> dict[str, Any]:
    return _day_given("from", day, slack=-1)


def _to_given(day: date) -> dict[str, Any]:
    return _day_given("to", day, slack=2)


def _age_given(days: str) -> dict[str, Any]:
    return _day_given("age", viewer_today() - timedelta(int(days)), slack=2)


def _nothing(_value: Any) -> dict[str, Any]:
    return {}


def _made() -> Iterator[CaseFilter]:
    yield CaseFilter("words", _typed("words", "Title or number", "text"), _words, _words_given)
    state = _one("state", "State", lambda: list(_STATES.items()))
    yield CaseFilter("state", state, _state, _nothing, form=str)
    for key, title, offered, column in (
        ("status", "Status", lambda: list(CaseStatus), Case.status),
        ("office", "Office", _offices, Case.lead_office_id),
        ("class", "Class", _classes, Case.class_code),
        ("type", "Type", lambda: _choices(CaseType), Case.case_type_code),
        ("corruption", "Corruption", lambda: _choices(CorruptionAxis), Case.corruption_code),
    ):
        yield CaseFilter(key, _many(key, title, offered), _of_codes(key, column), _given(key))
    lead = _one("lead", "Lead", _leads)
    yield CaseFilter("lead", lead, _lead, _given("lead"), form=lambda value: value == NO_LEAD)
    age = _one("age", "Age", lambda: list(_AGES.items()))
    yield CaseFilter("age", age, _received("age", operator.lt), _age_given)
    start, end = _typed("from", "Received from", "date"), _typed("to", "Received until", "date")
    yield CaseFilter("from", start, _received("from", operator.ge), _from_given)
    yield CaseFilter("to", end, _received("to", operator.le), _to_given)
    due = _one("due", "Next clock", lambda: list(_DUE.items()))
    yield CaseFilter("due", due, _due, _due_given, form=lambda value: value == "over")


def register() -> None:
    """Add the filters and notes of this package."""
    for place, made in enumerate(_made()):
        filters.add(replace(made, order=10 * place))
    notes.add(Note("subjects", _subjects, _say_subjects, order=50))
