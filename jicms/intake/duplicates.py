"""Possible duplicates: cases alike in subject, code, place, dates and wording.

A request compares with cases that the actor sees, by what a summary holds: subject, codes, dates,
place; wording only where the actor reads the narrative. Four statements, whatever is found, and no
row of a hidden case is read. What is outside is found after the commit: `service.candidates`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from jicms.access import scope
from jicms.access.actor import current_actor
from jicms.allegations.models import Allegation, AllegationDetail, AllegationSubject
from jicms.cases.models import Case, Party
from jicms.core import clock, unit_of_work
from jicms.people.models import Person
from jicms.people.names import fold

SAME_SUBJECT, ALIKE_SUBJECT, SAME_CODE, SAME_PLACE, SAME_DATES = 46, 36, 27, 15, 12
ALIKE_WORDS, SAME_WORDS = 20, 40
#: The least score that is shown.
SHOWN_FROM = 40
NEAR_DAYS, NEAR_RECEIPT = timedelta(days=3), timedelta(days=30)
NAME_FROM, PLACE_FROM, ALIKE_FROM, SAME_FROM = 85.0, 85.0, 62.0, 80.0
AT_MOST_SHOWN = 6
#: A guard against a flood only: a month of the largest agency, or the record of one person.
AT_MOST_READ = 5_000
#: So much of a narrative is compared.
WORDS_READ = 4_000
_WHY = "hints compare facts of a summary; the case's own scope is part of the statement"
_NOBODY = (0,)


@dataclass(frozen=True, slots=True)
class Sought:
    """What a complaint says that another case may say too. `names` are of subjects who are not in
    the directory."""

    person_ids: frozenset[int] = frozenset()
    names: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    incident_from: date | None = None
    incident_to: date | None = None
    received_on: date | None = None
    place: str = ""
    narrative: str = ""
    not_case_id: int = 0


@dataclass(slots=True)
class Hit:
    """A case that may be the same matter, with the reasons in words."""

    case: Case
    score: int
    reasons: list[str]
    is_duplicate: bool | None = None


@dataclass(slots=True)
class _Seen:
    """What the rows of one case have in common with what is sought."""

    subject: bool = False
    name: bool = False
    codes: set[str] = field(default_factory=set)
    place: bool = False
    dates: bool = False
    words: int = 0

    @property
    def score(self) -> int:
        who = SAME_SUBJECT * self.subject or ALIKE_SUBJECT * self.name
        found = (
            who
            + SAME_CODE * bool(self.codes)
            + SAME_PLACE * self.place
            + SAME_DATES * self.dates
            + self.words
        )
        return min(100, found)

    def reasons(self, sought: Sought) -> list[str]:
        said = ["Same subject"] if self.subject else ["similar name"] if self.name else []
        if self.codes:
            said.append(f"same code {', '.join(sorted(self.codes))}")
        if self.place:
            said.append("same place")
        if self.dates:
            said.append("incident within 3 days")
        elif sought.incident_from:
            said.append("other dates")
        if self.words:
            said.append("similar wording" if self.words < SAME_WORDS else "much the same wording")
        return said


def find(sought: Sought) -> list[Hit]:
    """The likeliest cases that the actor may see, the best first. Four statements."""
    return score(sought, scope.criterion_for(current_actor(), Case))[:AT_MOST_SHOWN]


def score(sought: Sought, which: ColumnElement[bool]) -> list[Hit]:
    """Every case of `which` that reaches the least score, the best first. Wording counts in those
    whose narrative the session's actor reads."""
    seen = _compare(sought, which)
    for case_id, texts in _narratives(seen if sought.narrative else ()).items():
        seen[case_id].words = _alike(sought.narrative, texts)
    cases = _cases([case_id for case_id, facts in seen.items() if facts.score >= SHOWN_FROM])
    hits = [Hit(case, seen[case.id].score, seen[case.id].reasons(sought)) for case in cases]
    return sorted(hits, key=lambda hit: (-hit.score, hit.case.number))


def _compare(sought: Sought, which: ColumnElement[bool]) -> dict[int, _Seen]:
    """Facts of the cases that share a subject, or a time."""
    found: dict[int, _Seen] = {}
    names = {name for said in sought.names if (name := fold(said))}
    by_person = Party.person_id.in_(sought.person_ids or _NOBODY)
    for row in [*_rows(by_person, which), *_rows(_same_time(sought), which)]:
        if row.case_id == sought.not_case_id:
            continue
        facts = found.setdefault(row.case_id, _Seen())
        facts.subject |= row.person_id in sought.person_ids
        facts.name |= _is_named(names, row)
        if row.category_code in sought.codes:
            facts.codes.add(row.category_code)
        facts.place |= _same_place(sought.place, row.place)
        facts.dates |= _near(sought, row.incident_from, row.incident_to)
    return found


def _rows(matches: ColumnElement[bool], which: ColumnElement[bool]) -> Sequence[Any]:
    return (
        unit_of_work.session()
        .execute(
            select(
                Allegation.case_id,
                Allegation.category_code,
                Allegation.incident_from,
                Allegation.incident_to,
                Party.person_id,
                Party.alias,
                Party.description,
                Person.search_name,
                AllegationDetail.place,
            )
            .join(Case, Case.id == Allegation.case_id)
            .join(AllegationSubject, AllegationSubject.allegation_id == Allegation.id)
            .join(Party, and_(Party.id == AllegationSubject.party_id, Party.withdrawn_at.is_(None)))
            .outerjoin(Person, Person.id == Party.person_id)
            .outerjoin(AllegationDetail, AllegationDetail.allegation_id == Allegation.id)
            .where(matches, which)
            .order_by(Allegation.received_at.desc(), Allegation.id.desc())
            .limit(AT_MOST_READ)
            .execution_options(unscoped=_WHY)
        )
        .all()
    )


def _same_time(sought: Sought) -> ColumnElement[bool]:
    """Incidents that touch, give or take three days; where one of the two has no date, receipts
    within a month. Whatever the code: a twin may be coded otherwise."""
    received = sought.received_on or clock.now().date()
    about_then = and_(
        Allegation.received_at >= datetime.combine(received - NEAR_RECEIPT, time(), UTC),
        Allegation.received_at <= datetime.combine(received + NEAR_RECEIPT, time.max, UTC),
    )
    if sought.incident_from is None:
        return about_then
    first = sought.incident_from - NEAR_DAYS
    last = (sought.incident_to or sought.incident_from) + NEAR_DAYS
    return or_(
        Allegation.incident_from.between(first, last),
        and_(Allegation.incident_from < first, Allegation.incident_to >= first),
        and_(Allegation.incident_from.is_(None), about_then),
    )


def _is_named(names: Iterable[str], row: Any) -> bool:
    """One of the names is that of the row's subject, as far as it is nobody's alias."""
    said = "" if row.alias else row.search_name or fold(row.description or "")
    return bool(said) and any(fuzz.token_sort_ratio(name, said) >= NAME_FROM for name in names)


def _near(sought: Sought, first: date | None, last: date | None) -> bool:
    if sought.incident_from is None or first is None:
        return False
    starts, ends = sought.incident_from, sought.incident_to or sought.incident_from
    return first - NEAR_DAYS <= ends and starts <= (last or first) + NEAR_DAYS


def _same_place(one: str, other: str | None) -> bool:
    if not one.strip() or not other:
        return False
    return fuzz.token_set_ratio(fold(one), fold(other)) >= PLACE_FROM


def _alike(one: str, others: Iterable[str]) -> int:
    """What the wording counts: nothing, alike, much the same."""
    mine = fold(one[:WORDS_READ])
    best = max(
        (
            fuzz.token_sort_ratio(mine, fold(text[:WORDS_READ]), score_cutoff=ALIKE_FROM)
            for text in others
        ),
        default=0.0,
    )
    return SAME_WORDS if best >= SAME_FROM else ALIKE_WORDS if best >= ALIKE_FROM else 0


def _cases(ids: Sequence[int]) -> Sequence[Case]:
    return (
        unit_of_work.session()
        .scalars(
            select(Case).where(Case.id.in_(ids or _NOBODY)).options(joinedload(Case.severity_class))
        )
        .all()
    )


def _narratives(ids: Iterable[int]) -> dict[int, list[str]]:
    """The narratives that the actor reads, by case."""
    found: dict[int, list[str]] = {}
    rows = unit_of_work.session().execute(
        select(AllegationDetail.case_id, AllegationDetail.narrative).where(
            AllegationDetail.case_id.in_([*ids] or _NOBODY)
        )
    )
    for case_id, narrative in rows:
        found.setdefault(case_id, []).append(narrative)
    return found
