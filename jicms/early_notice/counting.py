"""The counts, in the viewer's own scope, each with its arithmetic.

A case counts once per group however many allegations of the group it holds, for those who stand in
it as subjects. What was unfounded or exonerated stands apart. A case that the viewer may not see
does not exist here: neither its count nor its employee.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, distinct, func, or_, select
from sqlalchemy.orm import selectinload

from jicms.access.actor import Actor
from jicms.allegations.models import Allegation, AllegationSubject
from jicms.auth.models import User
from jicms.cases.models import Case, CaseStatus, Party, PartyRole
from jicms.core import clock, unit_of_work
from jicms.early_notice.exposure import months_before, months_in_post, rate
from jicms.early_notice.models import EarlyNoticeReview, EarlyNoticeThreshold
from jicms.people.models import Employment, Person
from jicms.people.scope import not_close_to
from jicms.refdata.models import AllegationCategory

#: Findings by which a case does not count.
CLEARED = ("UNFOUNDED", "EXONERATED")
IN_ERROR = "ENTERED_IN_ERROR"
EMPLOYED = ("EMPLOYEE",)
#: Employees that the page lists; the most cases first.
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Counted:
    """One case of an employee in one group."""

    number: str
    received_on: date
    group: str
    is_cleared: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """The employee's program office: how many work there, and how many cases they have."""

    name: str
    employees: int
    cases: int

    @property
    def per_hundred(self) -> float:
        """Cases per 100 employees."""
        return rate(self.cases, self.employees, 100)


@dataclass(frozen=True, slots=True)
class Flag:
    """Why one threshold was reached. `group` "" stands for all groups together."""

    threshold: EarlyNoticeThreshold
    group: str
    since: date
    counted: tuple[Counted, ...]
    cleared: tuple[Counted, ...]
    months: int
    unit: Unit | None

    @property
    def per_year(self) -> float:
        """Cases per twelve months in post."""
        return rate(len(self.counted), self.months, 12)


@dataclass(slots=True)
class Notice:
    """An employee whom a supervisor is asked to look at, with every reason and every look."""

    person: Person
    flags: list[Flag] = field(default_factory=list)
    reviews: list[tuple[EarlyNoticeReview, str]] = field(default_factory=list)

    @property
    def last(self) -> EarlyNoticeReview | None:
        """The latest look."""
        return self.reviews[0][0] if self.reviews else None

    @property
    def total(self) -> int:
        """Cases that count, each once."""
        return len({case.number for flag in self.flags for case in flag.counted})

    def since_last(self, zone: str) -> int:
        """Cases that came in after the latest look."""
        if self.last is None:
            return self.total
        day = clock.local_date(self.last.reviewed_at, zone)
        found = {c.number for flag in self.flags for c in flag.counted if c.received_on > day}
        return len(found)


def thresholds(on: date) -> list[EarlyNoticeThreshold]:
    """The thresholds of a day."""
    row = EarlyNoticeThreshold
    found = unit_of_work.session().scalars(
        select(row)
        .where(row.valid_from <= on, or_(row.valid_to.is_(None), row.valid_to >= on))
        .order_by(row.together, row.group_code, row.id)
    )
    return list(found)


def notices(actor: Actor, *, person_id: int | None = None) -> list[Notice]:
    """Everybody whom a threshold asks to look at, the most cases first; or one of them.

    The same six statements whatever they find.
    """
    today = clock.today(actor.zone)
    rules = thresholds(today)
    if not rules:
        return []
    first = min(months_before(today, rule.months) for rule in rules)
    cases = _cases(actor, first, min(rule.cases for rule in rules), person_id)
    people = _people(actor, cases.keys())
    units = _Units(actor, first, today, {p.id: _post(p, today) for p in people})
    found = []
    for person in people:
        flags = list(_flags(person, cases[person.id], rules, today, units))
        if flags:
            found.append(Notice(person, flags))
    found.sort(key=lambda notice: (-notice.total, notice.person.family_name, notice.person.id))
    _add_reviews(found)
    return found[:SHOWN]


def _subject_cases(actor: Actor, first: date) -> Select[Any]:
    """Subjects of the agency's directory with their cases since a day; columns are added."""
    return (
        select()
        .select_from(Party)
        .join(Person, Person.id == Party.person_id)
        .join(Case, Case.id == Party.case_id)
        .join(AllegationSubject, AllegationSubject.party_id == Party.id)
        .join(Allegation, Allegation.id == AllegationSubject.allegation_id)
        .join(AllegationCategory, AllegationCategory.code == Allegation.category_code)
        .where(
            Party.role == PartyRole.SUBJECT,
            Party.withdrawn_at.is_(None),
            Case.received_on > first,
            Case.status != CaseStatus.MERGED_DUPLICATE,
            or_(Case.closure_code.is_(None), Case.closure_code != IN_ERROR),
            Person.agency_id == actor.agency_id,
            Person.kind_code.in_(EMPLOYED),
            not_close_to(actor, Person.id),
        )
    )


def _cases(
    actor: Actor, first: date, least: int, person_id: int | None
) -> dict[int, list[Counted]]:
    """The cases of those who have at least so many, by employee."""
    base = _subject_cases(actor, first)
    if person_id is not None:
        base = base.where(Person.id == person_id)
    enough = (
        base.add_columns(Party.person_id)
        .group_by(Party.person_id)
        .having(func.count(distinct(Case.id)) >= least)
    )
    rows = unit_of_work.session().execute(
        base.add_columns(
            Party.person_id,
            Case.number,
            Case.received_on,
            AllegationCategory.group_code,
            AllegationSubject.finding_code,
        )
        .where(Party.person_id.in_(enough))
        .order_by(Case.received_on.desc(), Case.number.desc())
    )
    # A case is cleared in a group when every allegation of the group is.
    findings: dict[tuple[int, str, date, str], list[bool]] = defaultdict(list)
    for row in rows:
        key = (row.person_id, row.number, row.received_on, row.group_code)
        findings[key].append(row.finding_code in CLEARED)
    found: dict[int, list[Counted]] = defaultdict(list)
    for (person, number, day, group), cleared in findings.items():
        found[person].append(Counted(number, day, group, all(cleared)))
    return found


def _people(actor: Actor, ids: Iterable[int]) -> list[Person]:
    found = unit_of_work.session().scalars(
        select(Person)
        .where(Person.id.in_(list(ids)), not_close_to(actor, Person.id))
        .options(selectinload(Person.employments))
        .order_by(Person.family_name, Person.given_name, Person.id)
    )
    return list(found)


def _post(person: Person, today: date) -> Employment | None:
    """The employment of today."""
    return next(
        (
            row
            for row in person.employments
            if (row.valid_from is None or row.valid_from <= today)
            and (row.valid_until is None or row.valid_until >= today)
        ),
        None,
    )


def _flags(
    person: Person,
    cases: Sequence[Counted],
    rules: Sequence[EarlyNoticeThreshold],
    today: date,
    units: "_Units",
) -> Iterable[Flag]:
    for rule in rules:
        since = months_before(today, rule.months)
        months = months_in_post(person.employments, since, today)
        if months < max(rule.min_months, 1):
            continue
        in_time = [case for case in cases if case.received_on > since]
        for group in _groups(rule, in_time):
            mine = _once([case for case in in_time if group in {"", case.group}])
            counted = tuple(case for case in mine if not case.is_cleared)
            if len(counted) >= rule.cases:
                cleared = tuple(case for case in mine if case.is_cleared)
                unit = units.of(person.id, group, since, rule.min_unit)
                yield Flag(rule, group, since, counted, cleared, months, unit)


def _groups(rule: EarlyNoticeThreshold, cases: Sequence[Counted]) -> list[str]:
    if rule.together:
        return [""]
    return [rule.group_code] if rule.group_code else sorted({case.group for case in cases})


def _once(cases: Sequence[Counted]) -> list[Counted]:
    """Each case once; one that counts in any group counts."""
    best: dict[str, Counted] = {}
    for case in cases:
        kept = best.get(case.number)
        if kept is None or (kept.is_cleared and not case.is_cleared):
            best[case.number] = case
    return list(best.values())


class _Units:
    """The program offices of some employees: how many work there and what cases they have."""

    def __init__(
        self, actor: Actor, first: date, today: date, posts: dict[int, Employment | None]
    ) -> None:
        self._office = {key: post.program_office if post else "" for key, post in posts.items()}
        names = {name for name in self._office.values() if name}
        current = and_(
            Employment.person_id == Person.id,
            Employment.program_office.in_(names),
            or_(Employment.valid_from.is_(None), Employment.valid_from <= today),
            or_(Employment.valid_until.is_(None), Employment.valid_until >= today),
        )
        session = unit_of_work.session()
        sizes = session.execute(
            select(Employment.program_office, func.count(distinct(Person.id)))
            .select_from(Person)
            .join(Employment, current)
            .where(Person.agency_id == actor.agency_id, Person.kind_code.in_(EMPLOYED))
            .group_by(Employment.program_office)
        )
        self._size: dict[str, int] = {row[0]: row[1] for row in sizes}
        not_cleared = or_(
            AllegationSubject.finding_code.is_(None),
            AllegationSubject.finding_code.not_in(CLEARED),
        )
        rows = session.execute(
            _subject_cases(actor, first)
            .join(Employment, current)
            .where(not_cleared)
            .add_columns(
                Employment.program_office,
                AllegationCategory.group_code,
                Case.received_on,
                Case.id,
                Party.person_id,
            )
            .distinct()
        )
        self._cases: dict[str, list[Any]] = defaultdict(list)
        for row in rows:
            self._cases[row.program_office].append(row)

    def of(self, person_id: int, group: str, since: date, least: int) -> Unit | None:
        """The unit, or None where it is too small to compare with, or unknown."""
        name = self._office.get(person_id, "")
        size = self._size.get(name, 0)
        if not name or size < least:
            return None
        mine = {
            (row.person_id, row.id)
            for row in self._cases.get(name, ())
            if row.received_on > since and group in {"", row.group_code}
        }
        return Unit(name, size, len(mine))


def _add_reviews(found: list[Notice]) -> None:
    by_person = {notice.person.id: notice for notice in found}
    rows = unit_of_work.session().execute(
        select(EarlyNoticeReview, User.name)
        .join(User, User.id == EarlyNoticeReview.reviewed_by_id)
        .where(EarlyNoticeReview.person_id.in_(by_person))
        .order_by(EarlyNoticeReview.id.desc())
    )
    for review, name in rows:
        by_person[review.person_id].reviews.append((review, name))
