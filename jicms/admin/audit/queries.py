"""Criteria and figures of the trail. The listener adds the auditor's own wall to each statement."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, distinct, false, func, not_, or_, select

from jicms.access.actor import Actor
from jicms.audit.events import Event
from jicms.audit.models import AuditEvent
from jicms.audit.withheld import is_withheld
from jicms.auth.models import User
from jicms.cases.models import Case, Party
from jicms.cases.scope import walls
from jicms.core import clock, unit_of_work
from jicms.people.models import Person, PersonAlias
from jicms.people.names import fold
from jicms.people.scope import whose_number_was

WHY = "the trail names records by number, whoever may open them"
#: Views and what amounts to one.
LOOKS = (
    Event.CASE_VIEWED,
    Event.CASE_PRINTED,
    Event.PERSON_VIEWED,
    Event.RECORD_VIEWED,
    Event.PACKAGE_VIEWED,
    Event.IDENTITY_REVEALED,
    Event.BIRTH_DATE_REVEALED,
    Event.SSN_REVEALED,
    Event.PROTECTED_ROLES_SHOWN,
    Event.FILE_DOWNLOADED,
    Event.API_READ,
)
SEARCHES = (Event.SEARCHED, Event.LIST_VIEWED, Event.REPORT_RUN)
TAKEN = (
    Event.CASE_PRINTED,
    Event.EXPORT_STARTED,
    Event.EXPORT_DONE,
    Event.FILE_DOWNLOADED,
)
SIGN_INS = (
    Event.SIGNED_IN,
    Event.SIGN_IN_FAILED,
    Event.SIGNED_OUT,
    Event.ACCOUNT_LOCKED,
    Event.SESSION_ENDED,
)
#: What an auditor asks for, in a word.
GROUPS: dict[str, tuple[str, tuple[Event, ...]]] = {
    "looked": ("Looked at", LOOKS),
    "searched": ("Searched or listed", SEARCHES),
    "taken": ("Printed, exported, downloaded", TAKEN),
    "refused": ("Refused", (Event.REFUSED,)),
    "signed": ("Signed in or out", SIGN_INS),
}
#: What touches a person through a case.
TOUCHES = (*LOOKS, *TAKEN, Event.REFUSED)
#: A question about a person goes back this far, unless told otherwise.
PERSON_DAYS = 90
WEEK = timedelta(days=7)
NO_GROUND = "NONE"
#: Figures are counted over so many events at most.
COUNTED = 10_000
CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the trail, resolved. `persons`: those whom a name fits."""

    criteria: list[ColumnElement[bool]]
    persons: list[Person]
    note: str = ""


def without_assignment() -> tuple[ColumnElement[bool], ...]:
    """Views since midnight (UTC) a week ago on no ground but the directory."""
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return (
        AuditEvent.event.in_([str(event) for event in LOOKS]),
        AuditEvent.ground == NO_GROUND,
        AuditEvent.at > today - WEEK,
    )


def ask(actor: Actor, values: dict[str, Any]) -> Question:
    """Criteria for the filters of the page."""
    criteria: list[ColumnElement[bool]] = []
    persons: list[Person] = []
    note = ""
    if user := values.get("user"):
        criteria.append(_by_user(user))
    if number := values.get("case"):
        criteria.append(_by_case(actor, number))
    if typed := values.get("person"):
        persons = find_persons(actor, typed)
        criteria.append(_by_person(actor, persons))
        if not values.get("from"):
            since = clock.now() - timedelta(days=PERSON_DAYS)
            criteria.append(AuditEvent.at > since)
            note = f"The last {PERSON_DAYS} days; set From to look further back."
    if what := values.get("what"):
        criteria.append(AuditEvent.event.in_([str(event) for event in GROUPS[what][1]]))
    if events := values.get("event"):
        criteria.append(AuditEvent.event.in_(events))
    if ground := values.get("ground"):
        criteria.append(AuditEvent.ground == ground)
    criteria += _between(actor, values.get("from"), values.get("to"))
    return Question(criteria, persons, note)


def _between(actor: Actor, first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    """Whole days where the auditor works."""
    zone = ZoneInfo(actor.zone)
    found: list[ColumnElement[bool]] = []
    if first:
        found.append(AuditEvent.at >= datetime.combine(first, time(), zone).astimezone(UTC))
    if last and last < date.max:
        after = last + timedelta(days=1)
        found.append(AuditEvent.at < datetime.combine(after, time(), zone).astimezone(UTC))
    return found


def _by_user(typed: str) -> ColumnElement[bool]:
    """Events of the accounts whose user name or name fits, and of what has no account."""
    ids = unit_of_work.session().scalars(
        select(User.id)
        .where(
            or_(
                User.username == typed.lower(),
                User.name.icontains(typed, autoescape=True),
            )
        )
        .limit(CANDIDATES)
    )
    return or_(AuditEvent.user_id.in_(list(ids)), AuditEvent.username == typed.lower())


def _by_case(actor: Actor, number: str) -> ColumnElement[bool]:
    """Events of a case; none for a restricted one, whose number is not confirmed to anybody, and
    none about what is under seal."""
    found = unit_of_work.session().scalar(
        select(Case.id)
        .where(Case.number == number, Case.restricted.is_(False), *walls(actor, Case.id))
        .execution_options(unscoped=WHY)
    )
    if found is None:
        return false()
    return and_(AuditEvent.case_id == found, not_(is_withheld(actor)))


def find_persons(actor: Actor, typed: str) -> list[Person]:
    """Employees of that number, or of that whole name. Never the auditor."""
    folded = fold(typed)
    named = select(PersonAlias.person_id).where(PersonAlias.search_name == folded)
    number = typed.strip()
    numbered = or_(Person.employee_number == number, Person.id.in_(whose_number_was(number)))
    fits = or_(numbered, Person.search_name == folded)
    rows = unit_of_work.session().scalars(
        select(Person)
        .where(
            or_(fits, Person.id.in_(named)) if folded else fits,
            Person.employee_number.is_not(None),
            Person.merged_into_id.is_(None),
            Person.id.not_in(actor.walled_ids or (0,)),
        )
        .order_by(Person.employee_number)
        .limit(CANDIDATES)
        .execution_options(unscoped=WHY)
    )
    return list(rows)


def _by_person(actor: Actor, persons: list[Person]) -> ColumnElement[bool]:
    """What touched the one person, or a record merged into this one: views, search hits, and looks
    at cases that name them.

    Restricted cases and what is under seal are left out: a row would tell that the person is in
    one.
    """
    if len(persons) != 1:
        return false()
    person = persons[0]
    ids = [person.id, *_ids(select(Person.id).where(Person.merged_into_id == person.id))]
    restricted = select(Case.id).where(Case.restricted)
    named_in = (
        select(Party.case_id)
        .join(Case, Case.id == Party.case_id)
        .where(
            Party.person_id == person.id,
            Party.withdrawn_at.is_(None),
            Case.restricted.is_(False),
            *walls(actor, Case.id),
        )
        .execution_options(unscoped=WHY)
    )
    cases = list(unit_of_work.session().scalars(named_in))
    hit = and_(
        AuditEvent.event.in_([str(event) for event in SEARCHES]),
        or_(*(AuditEvent.detail.contains(f"#{each};", autoescape=True) for each in ids)),
    )
    through = and_(
        AuditEvent.case_id.in_(cases), AuditEvent.event.in_([str(event) for event in TOUCHES])
    )
    direct = and_(
        AuditEvent.person_id.in_(ids),
        or_(AuditEvent.case_id.is_(None), AuditEvent.case_id.not_in(_ids(restricted))),
    )
    return and_(or_(direct, through, hit), not_(is_withheld(actor)))


def _ids(statement: Select[int]) -> list[int]:
    rows = unit_of_work.session().scalars(statement.execution_options(unscoped=WHY))
    return list(rows)


def events(criteria: list[ColumnElement[bool]]) -> Select[AuditEvent]:
    """The events that fit."""
    return select(AuditEvent).where(*criteria)


def event_by_id(event_id: int) -> AuditEvent | None:
    """One event."""
    return unit_of_work.session().scalar(select(AuditEvent).where(AuditEvent.id == event_id))


@dataclass(frozen=True, slots=True)
class Figures:
    """What the events of a question add up to; `more`: only the newest were counted."""

    events: int
    users: int
    assigned: int
    shared: int
    without: int
    refused: int
    more: bool


def figures(criteria: list[ColumnElement[bool]]) -> Figures:
    """The tally, in one statement over at most `COUNTED` events, the newest first."""
    rows = (
        select(AuditEvent.user_id, AuditEvent.ground, AuditEvent.event)
        .where(*criteria)
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .limit(COUNTED + 1)
        .subquery()
    )
    found = (
        unit_of_work.session()
        .execute(
            select(
                func.count(),
                func.count(distinct(rows.c.user_id)),
                func.count().filter(rows.c.ground.in_(("ASSIGNMENT", "OFFICE", "NAMED"))),
                func.count().filter(rows.c.ground.in_(("SHARE", "REFERRAL", "PACKAGE"))),
                func.count().filter(rows.c.ground == NO_GROUND),
                func.count().filter(rows.c.event == str(Event.REFUSED)),
            ).select_from(rows)
        )
        .one()
    )
    total, users, assigned, shared, without, refused = found
    return Figures(
        min(total, COUNTED), users, assigned, shared, without, refused, more=total > COUNTED
    )
