"""Possible duplicates: cases alike in subject, code, place, dates and wording.

Only cases that the actor sees are shown, and what is compared in them is what a summary holds:
subject, codes, dates, place; wording only where the actor reads the narrative. The same number of
statements runs whatever is found. Cases outside the actor's sight are counted for supervisors
alone, never restricted ones and never those that a wall hides from the actor.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import joinedload

from jicms.access import scope
from jicms.access.actor import Actor, Role, current_actor
from jicms.allegations.models import Allegation, AllegationDetail, AllegationSubject
from jicms.cases.models import Case, Party
from jicms.cases.scope import walls
from jicms.core import unit_of_work
from jicms.people.names import fold

SAME_SUBJECT, SAME_CODE, SAME_PLACE, SAME_DATES, SAME_WORDS = 46, 27, 15, 12, 20
#: The least score that is shown.
SHOWN_FROM = 40
NEAR_DAYS = timedelta(days=3)
ALIKE_PLACE, ALIKE_WORDS = 85.0, 60.0
AT_MOST_SHOWN, AT_MOST_READ = 6, 200
#: So much of a narrative is compared.
WORDS_READ = 4_000
_WHY = "hints compare facts of a summary; the case's own scope is part of the statement"
_NOBODY = (0,)


@dataclass(frozen=True, slots=True)
class Sought:
    """What a complaint says that another case may say too."""

    person_ids: frozenset[int] = frozenset()
    codes: frozenset[str] = frozenset()
    incident_from: date | None = None
    incident_to: date | None = None
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
    codes: set[str] = field(default_factory=set)
    place: bool = False
    dates: bool = False

    @property
    def score(self) -> int:
        return (
            SAME_SUBJECT * self.subject
            + SAME_CODE * bool(self.codes)
            + SAME_PLACE * self.place
            + SAME_DATES * self.dates
        )

    def reasons(self, sought: Sought) -> list[str]:
        said = ["Same subject"] if self.subject else []
        if self.codes:
            said.append(f"same code {', '.join(sorted(self.codes))}")
        if self.place:
            said.append("same place")
        if self.dates:
            said.append("incident within 3 days")
        elif sought.incident_from:
            said.append("other dates")
        return said


def find(sought: Sought) -> list[Hit]:
    """The likeliest cases that the actor may see, the best first. Four statements."""
    actor = current_actor()
    seen = _compare(sought, scope.criterion_for(actor, Case))
    ids = [case_id for case_id, facts in seen.items() if facts.score >= SHOWN_FROM]
    cases = _cases(ids)
    words = _narratives(ids)
    hits = []
    for case in cases:
        facts = seen[case.id]
        score, reasons = facts.score, facts.reasons(sought)
        if sought.narrative and _alike(sought.narrative, words.get(case.id, ())):
            score, reasons = min(100, score + SAME_WORDS), [*reasons, "similar wording"]
        hits.append(Hit(case, score, reasons))
    return sorted(hits, key=lambda hit: (-hit.score, hit.case.number))[:AT_MOST_SHOWN]


def is_one_hidden(sought: Sought) -> bool:
    """Whether a supervisor should ask the duty supervisor about a case outside his sight.

    Not for the intake desk, and never because of a restricted case or one that a wall hides.
    """
    actor = current_actor()
    outside = and_(
        not_(scope.criterion_for(actor, Case)),
        Case.restricted.is_(False),
        *walls(actor, Case.id),
    )
    seen = _compare(sought, outside)
    return is_told_of_hidden(actor) and any(f.score >= SHOWN_FROM for f in seen.values())


def is_told_of_hidden(actor: Actor) -> bool:
    """Hits outside the actor's sight go to supervisors only."""
    return actor.is_role(Role.INVESTIGATIONS_SUPERVISOR)


def _compare(sought: Sought, which: ColumnElement[bool]) -> dict[int, _Seen]:
    """Facts of the cases that share a subject, or a code at about the same time."""
    found: dict[int, _Seen] = {}
    by_person = Party.person_id.in_(sought.person_ids or _NOBODY)
    for row in [*_rows(by_person, which), *_rows(_same_time(sought), which)]:
        if row.case_id == sought.not_case_id:
            continue
        facts = found.setdefault(row.case_id, _Seen())
        facts.subject |= row.person_id in sought.person_ids
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
                AllegationDetail.place,
            )
            .join(Case, Case.id == Allegation.case_id)
            .join(AllegationSubject, AllegationSubject.allegation_id == Allegation.id)
            .join(Party, and_(Party.id == AllegationSubject.party_id, Party.withdrawn_at.is_(None)))
            .outerjoin(AllegationDetail, AllegationDetail.allegation_id == Allegation.id)
            .where(matches, which)
            .order_by(Allegation.received_at.desc(), Allegation.id.desc())
            .limit(AT_MOST_READ)
            .execution_options(unscoped=_WHY)
        )
        .all()
    )


def _same_time(sought: Sought) -> ColumnElement[bool]:
    """The same code, and incidents that touch, give or take three days."""
    if sought.incident_from is None or not sought.codes:
        return Allegation.category_code.in_(("",))
    first = sought.incident_from - NEAR_DAYS
    last = (sought.incident_to or sought.incident_from) + NEAR_DAYS
    return and_(
        Allegation.category_code.in_(sought.codes),
        # Nothing is reported before it happens: the index on code and receipt is enough.
        Allegation.received_at >= datetime.combine(first, time(), UTC),
        Allegation.incident_from <= last,
        or_(
            Allegation.incident_to >= first,
            and_(Allegation.incident_to.is_(None), Allegation.incident_from >= first),
        ),
    )


def _near(sought: Sought, first: date | None, last: date | None) -> bool:
    if sought.incident_from is None or first is None:
        return False
    starts, ends = sought.incident_from, sought.incident_to or sought.incident_from
    return first - NEAR_DAYS <= ends and starts <= (last or first) + NEAR_DAYS


def _same_place(one: str, other: str | None) -> bool:
    if not one.strip() or not other:
        return False
    return fuzz.token_set_ratio(fold(one), fold(other)) >= ALIKE_PLACE


def _alike(one: str, others: Iterable[str]) -> bool:
    mine = fold(one[:WORDS_READ])
    return any(
        fuzz.token_sort_ratio(mine, fold(text[:WORDS_READ])) >= ALIKE_WORDS for text in others
    )


def _cases(ids: Sequence[int]) -> Sequence[Case]:
    return (
        unit_of_work.session()
        .scalars(
            select(Case).where(Case.id.in_(ids or _NOBODY)).options(joinedload(Case.severity_class))
        )
        .all()
    )


def _narratives(ids: Sequence[int]) -> dict[int, list[str]]:
    """The narratives that the actor reads, by case."""
    found: dict[int, list[str]] = {}
    rows = unit_of_work.session().execute(
        select(AllegationDetail.case_id, AllegationDetail.narrative).where(
            AllegationDetail.case_id.in_(ids or _NOBODY)
        )
    )
    for case_id, narrative in rows:
        found.setdefault(case_id, []).append(narrative)
    return found
