"""What rules look at in a case: each allegation with its code, its class and its subjects."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Date, and_, exists, literal, null, or_, select

from jicms.allegations.models import Allegation, AllegationSubject
from jicms.auth.members import in_force
from jicms.auth.models import Agency, Membership, Office, User
from jicms.cases.models import EARLY, Case, Party, PartyRole, Wall
from jicms.cases.service import routes
from jicms.core import clock, unit_of_work
from jicms.core.standing import OF_CASE, Term, keep, of_case
from jicms.core.types import UtcDateTime
from jicms.people.models import Employment, UserPerson
from jicms.refdata.models import AllegationCategory, RoutingRule, SeverityClass, SubjectFact
from jicms.refdata.queries import facts

_WHOLE = "rules look at every allegation of the case"
SENIOR_GRADE = 15


@dataclass(frozen=True, slots=True)
class Post:
    """What the rules look at in a subject's employment."""

    grade: str
    is_ses: bool
    is_law_enforcement: bool
    is_internal_affairs: bool
    agency_code: str = ""
    program_office: str = ""

    @classmethod
    def of(cls, row: Any) -> "Post":
        """From an employment, or a row with its columns."""
        return cls(
            row.grade,
            row.is_ses,
            row.is_law_enforcement,
            row.is_internal_affairs,
            row.agency_code,
            row.program_office,
        )

    @property
    def is_senior(self) -> bool:
        """GS-15 or above, or a senior executive."""
        return self.is_ses or (self.grade.isdecimal() and int(self.grade) >= SENIOR_GRADE)


@dataclass(frozen=True, slots=True)
class Place:
    """The office that leads the case, as rules and employments name it."""

    code: str
    agency: str
    names: frozenset[str]

    @classmethod
    def of(cls, office: Office) -> "Place":
        """From an office."""
        agency = office.agency.code
        return cls(office.code, agency, _names(office.code, office.name, office.short_name))

    def employs(self, post: Post) -> bool:
        """The post is in this office: by its name, or in the agency's internal affairs."""
        if post.agency_code and post.agency_code != self.agency:
            return False
        named = post.program_office.strip().casefold() in self.names
        return named or (post.is_internal_affairs and post.agency_code == self.agency)


def _names(*words: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in words if word)


NOWHERE = Place("", "", frozenset())


@dataclass(frozen=True, slots=True)
class Matter:
    """One allegation. `is_own`: a subject is certain to be of the office that leads the case."""

    is_listed: bool
    rank: int | None
    posts: tuple[Post, ...] = ()
    category_code: str | None = None
    group_code: str | None = None
    class_code: str | None = None
    place: Place = NOWHERE
    is_own: bool = False
    allegation_id: int = 0
    n: int = 0
    party_ids: frozenset[int] = field(default=frozenset())


_OF_SUBJECTS = {
    SubjectFact.OWN_PEOPLE: lambda m: m.is_own,
    SubjectFact.INTERNAL_AFFAIRS: lambda m: any(post.is_internal_affairs for post in m.posts),
    SubjectFact.SES: lambda m: any(post.is_ses for post in m.posts),
    SubjectFact.SENIOR: lambda m: any(post.is_senior for post in m.posts),
    SubjectFact.LAW_ENFORCEMENT: lambda m: any(post.is_law_enforcement for post in m.posts),
}


def fits(rule: Any, matter: Matter) -> bool:
    """Whether a routing rule is about a matter: whatever it asks for is so."""
    asked = (
        (rule.category_code, matter.category_code),
        (rule.group_code, matter.group_code),
        (rule.class_code, matter.class_code),
        (rule.agency_code, matter.place.agency),
        (rule.office_code, matter.place.code),
    )
    if any(wanted is not None and wanted != found for wanted, found in asked):
        return False
    return rule.subject_fact is None or _OF_SUBJECTS[SubjectFact(rule.subject_fact)](matter)


def rules_on(day: Any) -> list[Any]:
    """The routing rules in force on a day, from memory, in their order."""
    return [
        row
        for row in facts(RoutingRule).values()
        if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)
    ]


def matters_of(case: Case, office: Office | None = None) -> list[Matter]:
    """Every allegation of a case, in order, as if `office` led it. One statement, not scoped: it
    reads columns, so that nothing hidden enters the session."""
    lead = case.lead_office_id if office is None else office.id
    rows = _read(_of_allegations, case, lead)
    return [_matter(list(group)) for _n, group in groupby(rows, key=lambda row: row.id)]


def loose_subjects_of(case: Case, office: Office) -> list[Matter]:
    """The subjects whom no allegation names yet, each as a matter without a code."""
    rows = _read(_of_loose, case, office.id)
    return [_matter(list(group)) for _id, group in groupby(rows, key=lambda row: row.party_id)]


def _read(build: Callable[[], Any], case: Case, office_id: int) -> Sequence[Any]:
    values = {"at_office": office_id, "at_moment": clock.now(), "on_day": clock.today("UTC")}
    return unit_of_work.session().execute(build(), of_case(case) | values).all()


def matter_of_new(allegation: Allegation) -> Matter:
    """The same of an allegation that this transaction just made, without a statement."""
    case = allegation.case
    category = facts(AllegationCategory).get(allegation.category_code or "")
    severity = facts(SeverityClass).get(allegation.class_code or "")
    parties = [row.party for row in allegation.subjects]
    place = Place.of(case.lead_office)
    posts = tuple(post for party in parties for post in _posts_of(party))
    return Matter(
        category is not None and category.oig_mandatory,
        severity.rank if severity else None,
        posts,
        category_code=allegation.category_code,
        group_code=category.group_code if category else None,
        class_code=allegation.class_code,
        place=place,
        is_own=any(
            routes.is_own(case, party.person)
            or any(place.employs(post) for post in _posts_of(party))
            for party in parties
        ),
        n=allegation.n,
    )


def _posts_of(party: Party) -> list[Post]:
    known = {id(row): row for row in (party.at_incident, party.at_opening) if row is not None}
    return [Post.of(row) for row in known.values()]


def _matter(rows: Sequence[Any]) -> Matter:
    first = rows[0]
    place = Place(
        first.office_code,
        first.agency,
        _names(
            first.office_code,
            first.office_name,
            f"{first.agency} {first.office_code.removeprefix(first.agency + '-')}",
        ),
    )
    posts = tuple(Post.of(row) for row in rows if row.employment_id is not None)
    return Matter(
        bool(first.oig_mandatory),
        first.rank,
        posts,
        first.category_code,
        first.group_code,
        first.class_code,
        place,
        any(_is_own(row, place) for row in rows),
        first.id,
        first.n,
        frozenset(row.party_id for row in rows if row.party_id is not None),
    )


def _is_own(row: Any, place: Place) -> bool:
    """Certain to be of the office: identified, and nobody has to decide who is meant. Once work
    has begun a supervisor decides first, so that naming an investigator takes no case away."""
    if row.party_id is None or row.wall == Wall.LIFTED or row.person_id is None:
        return False
    if row.wall == Wall.SUSPENDED and row.status not in EARLY:
        return False
    posted = row.employment_id is not None and place.employs(Post.of(row))
    return bool(row.has_account) or posted


#: What changes from one case to the next, in statements that every page of an early case asks.
_OFFICE = Term("at_office", type_=BigInteger(), unique=False)
_MOMENT = Term("at_moment", type_=UtcDateTime(), unique=False)
_DAY: Any = Term("on_day", type_=Date(), unique=False)


def _stands(statement: Any) -> Any:
    return keep(statement.execution_options(unscoped=_WHOLE))


@cache
def _of_allegations() -> Any:
    """One row per allegation, subject that stands, and employment known of it."""
    return _stands(
        select(
            Allegation.id,
            Allegation.n,
            Allegation.category_code,
            Allegation.class_code,
            AllegationCategory.oig_mandatory,
            AllegationCategory.group_code,
            SeverityClass.rank,
            *_of_subject(),
        )
        .select_from(Allegation)
        .join(Case, Case.id == Allegation.case_id)
        .join(Office, Office.id == _OFFICE)
        .join(Agency, Agency.id == Office.agency_id)
        .outerjoin(AllegationCategory, AllegationCategory.code == Allegation.category_code)
        .outerjoin(SeverityClass, SeverityClass.code == Allegation.class_code)
        .outerjoin(AllegationSubject, AllegationSubject.allegation_id == Allegation.id)
        .outerjoin(
            Party, and_(Party.id == AllegationSubject.party_id, Party.withdrawn_at.is_(None))
        )
        .outerjoin(Employment, Employment.id.in_((Party.at_incident_id, Party.at_opening_id)))
        .where(Allegation.case_id == OF_CASE.id)
        .order_by(Allegation.n, Party.id, Employment.id)
    )


@cache
def _of_loose() -> Any:
    nothing = (literal(0).label("id"), literal(0).label("n"))
    codes = ("category_code", "class_code", "oig_mandatory", "group_code", "rank")
    return _stands(
        select(*nothing, *(null().label(name) for name in codes), *_of_subject())
        .select_from(Party)
        .join(Case, Case.id == Party.case_id)
        .join(Office, Office.id == _OFFICE)
        .join(Agency, Agency.id == Office.agency_id)
        .outerjoin(Employment, Employment.id.in_((Party.at_incident_id, Party.at_opening_id)))
        .where(
            Party.case_id == OF_CASE.id,
            Party.role == PartyRole.SUBJECT,
            Party.withdrawn_at.is_(None),
            ~exists().where(AllegationSubject.party_id == Party.id),
        )
        .order_by(Party.id, Employment.id)
    )


def _of_subject() -> tuple[Any, ...]:
    return (
        Party.id.label("party_id"),
        Party.person_id,
        Party.wall,
        Case.status,
        Office.code.label("office_code"),
        Office.name.label("office_name"),
        Agency.code.label("agency"),
        Employment.id.label("employment_id"),
        Employment.grade,
        Employment.is_ses,
        Employment.is_law_enforcement,
        Employment.is_internal_affairs,
        Employment.agency_code,
        Employment.program_office,
        _has_account().label("has_account"),
    )


def _has_account() -> ColumnElement[bool]:
    """The party's person has an account that acts in the office."""
    return exists().where(
        UserPerson.person_id == Party.person_id,
        UserPerson.confirmed_at.is_not(None),
        or_(UserPerson.valid_until.is_(None), UserPerson.valid_until > _MOMENT),
        Membership.user_id == UserPerson.user_id,
        Membership.office_id == _OFFICE,
        User.id == Membership.user_id,
        in_force(_DAY),
    )


def numbers_of(matters: Iterable[Matter]) -> str:
    """`allegation 1`, `allegations 1 and 2`."""
    named = [str(matter.n) for matter in matters]
    head, last = ", ".join(named[:-1]), named[-1]
    return f"allegations {head} and {last}" if head else f"allegation {last}"
