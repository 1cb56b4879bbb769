"""Reads of cases. Every statement here is scoped by the listener."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from jicms.access import terms
from jicms.access.actor import Actor, current_actor
from jicms.auth.models import Membership, Office, OfficeKind
from jicms.cases import sight
from jicms.cases.listing import WITH_CLOCK, Clock, next_of_case, side_of
from jicms.cases.models import (
    Case,
    CaseGrant,
    ClassChange,
    LogEntry,
    LogKind,
    Party,
    PartyRole,
    Recusal,
)
from jicms.core import clock, unit_of_work
from jicms.core.standing import OF_CASE, keep, of_case
from jicms.deadlines.models import CaseClock, ClockState
from jicms.deadlines.queries import OPEN_STATES, clocks_and_rules

_NEXT, _AWAITED = "next_clocks", "awaited_clocks"
#: Rules of clocks that the case shows beside the next one: what others owe. Features add theirs.
awaited_rules: set[str] = set()
_Awaited = aliased(CaseClock, name="awaited_clock")
_NUMBER = "of_number"
#: Parties in the order in which a page lists them.
ROLE_ORDER = {role: place for place, role in enumerate(PartyRole)}


def case_by_number(number: str) -> Case | None:
    """The case of that number; None where it is hidden or missing.

    One statement brings all that its header shows, its next clock, what others owe, and the actor's
    grants on it.
    """
    actor, session = current_actor(), unit_of_work.session()
    rows = session.execute(_numbered(actor), {_NUMBER: number}).all()
    if not rows:
        return None
    case: Case = rows[0][0]
    sight.remember(actor, case, rows)
    session.info.setdefault(_NEXT, {})[actor, case.id] = rows[0][1]
    owed = {row[2].id: row[2] for row in rows if row[2] is not None}
    session.info.setdefault(_AWAITED, {})[actor, case.id] = list(owed.values())
    return case


@terms.per_shape
def _numbered(actor: Actor) -> Select[Any]:
    return (
        select(Case, Clock, _Awaited, *sight.COLUMNS)
        .select_from(Case)
        .outerjoin(Clock, next_of_case(actor))
        .outerjoin(_Awaited, _is_awaited(actor))
        .outerjoin(sight.GRANTS, sight.of_actor(actor, Case.id))
        .where(Case.number == bindparam(_NUMBER, unique=False))
        .execution_options(**WITH_CLOCK)
        .options(
            joinedload(Case.lead_office).joinedload(Office.agency),
            joinedload(Case.agency),
            joinedload(Case.lead),
            joinedload(Case.case_type),
            joinedload(Case.severity_class),
        )
    )


def _is_awaited(actor: Actor) -> ColumnElement[bool]:
    """How the clocks of what others owe join their case."""
    return and_(
        _Awaited.case_id == Case.id,
        _Awaited.state == ClockState.RUNNING,
        _Awaited.rule_code.in_(sorted(awaited_rules)),
        _Awaited.side == side_of(actor),
    )


def awaited_clocks(case: Case) -> Sequence[CaseClock]:
    """The running clocks of what others owe, the first one first; without a statement where
    `case_by_number` brought the case."""
    actor, session = current_actor(), unit_of_work.session()
    kept: dict[Any, Sequence[CaseClock]] = session.info.setdefault(_AWAITED, {})
    if (actor, case.id) not in kept:
        found = select(_Awaited).join(Case, _is_awaited(actor)).where(Case.id == case.id)
        kept[actor, case.id] = session.scalars(found).all()
    return sorted(kept[actor, case.id], key=lambda clock: (clock.due_on, clock.id))


def next_clock(case: Case) -> CaseClock | None:
    """The running clock of the viewer's side that falls first."""
    actor, session = current_actor(), unit_of_work.session()
    kept: dict[Any, CaseClock | None] = session.info.setdefault(_NEXT, {})
    if (actor, case.id) not in kept:
        kept[actor, case.id] = session.scalar(
            select(Clock)
            .join(Case, Case.id == Clock.case_id)
            .where(Case.id == case.id, next_of_case(actor))
            .limit(1)
        )
    return kept[actor, case.id]


def clocks_with_rules(case: Case) -> Sequence[Any]:
    """(clock, rule) of the viewer's side, open ones first in the order of their dates, then those
    that ended, the last first. Two statements."""
    session = unit_of_work.session()
    return session.execute(
        clocks_and_rules()
        .where(CaseClock.case_id == case.id)
        .options(selectinload(CaseClock.pauses))
        .order_by(
            CaseClock.state.not_in(OPEN_STATES),
            func.coalesce(CaseClock.met_at, CaseClock.cancelled_at).desc(),
            CaseClock.due_on,
            CaseClock.id,
        )
    ).all()


@dataclass(frozen=True, slots=True)
class ClockOfCase:
    """A clock with its case, for the rules."""

    case: Case
    clock: CaseClock


def clock_of(number: str, clock_id: int) -> ClockOfCase | None:
    """A clock within its case."""
    case = case_by_number(number)
    if case is None:
        return None
    clock = unit_of_work.session().scalar(
        select(CaseClock)
        .where(CaseClock.case_id == case.id, CaseClock.id == clock_id)
        .options(selectinload(CaseClock.pauses))
    )
    return None if clock is None else ClockOfCase(case, clock)


def party_of(number: str, n: int) -> Party | None:
    """A party within its case."""
    return unit_of_work.session().scalar(
        select(Party)
        .join(Case, Case.id == Party.case_id)
        .where(Case.number == number, Party.n == n)
        .options(
            joinedload(Party.case).joinedload(Case.lead_office).joinedload(Office.agency),
            joinedload(Party.person),
            joinedload(Party.at_incident),
        )
    )


def parties(case: Case, *, withdrawn: bool = False) -> list[Party]:
    """The parties of a case that the viewer may see, by role, with what a row shows."""
    found = unit_of_work.session().scalars(_parties(withdrawn), of_case(case))
    return sorted(found, key=lambda party: (ROLE_ORDER[party.role], party.n))


@cache
def _parties(withdrawn: bool) -> Select[Any]:
    statement = (
        select(Party)
        .where(Party.case_id == OF_CASE.id)
        .options(
            joinedload(Party.person),
            joinedload(Party.at_incident),
            joinedload(Party.at_opening),
        )
    )
    return keep(statement if withdrawn else statement.where(Party.withdrawn_at.is_(None)))


def parties_in(case: Case, role: PartyRole) -> Sequence[Party]:
    """The parties in a role that the viewer may see and nobody withdrew, in their order."""
    return (
        unit_of_work.session()
        .scalars(
            select(Party)
            .where(Party.case_id == case.id, Party.role == role, Party.withdrawn_at.is_(None))
            .order_by(Party.n)
            .options(joinedload(Party.person))
        )
        .all()
    )


def count_parties(case: Case) -> Select[Any]:
    """The parties that count on the tab."""
    return select(Party.id).where(Party.case_id == case.id, Party.withdrawn_at.is_(None))


def log_entries(case: Case, kinds: Sequence[LogKind] = ()) -> Select[Any]:
    """The log, for paging."""
    statement = (
        select(LogEntry).where(LogEntry.case_id == case.id).options(joinedload(LogEntry.user))
    )
    return statement.where(LogEntry.kind.in_(kinds)) if kinds else statement


def count_log(case: Case) -> Select[Any]:
    """The lines of the log, for the tab."""
    return select(LogEntry.id).where(LogEntry.case_id == case.id)


def grants(case: Case) -> list[CaseGrant]:
    """Every grant of the case, those that count first."""
    found = unit_of_work.session().scalars(
        select(CaseGrant)
        .where(CaseGrant.case_id == case.id)
        .options(joinedload(CaseGrant.given_by), joinedload(CaseGrant.principal))
        .order_by(CaseGrant.revoked_at.is_not(None), CaseGrant.id.desc())
    )
    return list(found)


def grant_of(number: str, grant: int) -> CaseGrant | None:
    """A grant within its case."""
    return unit_of_work.session().scalar(
        select(CaseGrant)
        .join(Case, Case.id == CaseGrant.case_id)
        .where(Case.number == number, CaseGrant.id == grant)
    )


def recusals(case: Case) -> list[Recusal]:
    """Who stepped back from the case, the standing ones first."""
    found = unit_of_work.session().scalars(
        select(Recusal)
        .where(Recusal.case_id == case.id)
        .options(joinedload(Recusal.user))
        .order_by(Recusal.lifted_at.is_not(None), Recusal.id.desc())
    )
    return list(found)


def recusal_of(number: str, recusal: int) -> Recusal | None:
    """A recusal within its case."""
    return unit_of_work.session().scalar(
        select(Recusal)
        .join(Case, Case.id == Recusal.case_id)
        .where(Case.number == number, Recusal.id == recusal)
        .options(joinedload(Recusal.case), joinedload(Recusal.user))
    )


def class_history(case: Case) -> list[ClassChange]:
    """Changes of class, type and corruption axis, the latest first."""
    found = unit_of_work.session().scalars(
        select(ClassChange)
        .where(ClassChange.case_id == case.id)
        .options(joinedload(ClassChange.user))
        .order_by(ClassChange.id.desc())
    )
    return list(found)


def memberships(ids: Sequence[int]) -> list[Membership]:
    """Memberships by id, with their users and offices."""
    found = unit_of_work.session().scalars(
        select(Membership)
        .where(Membership.id.in_(ids))
        .options(joinedload(Membership.user), joinedload(Membership.office))
        .order_by(Membership.id)
    )
    return list(found)


def other_offices(case: Case) -> list[Office]:
    """The investigations offices in use, but the one that leads the case."""
    today = clock.today(case.agency.zone)
    rows = unit_of_work.session().scalars(
        select(Office)
        .where(Office.kind == OfficeKind.INVESTIGATIONS, Office.id != case.lead_office_id)
        .options(joinedload(Office.agency))
        .order_by(Office.code)
    )
    return [row for row in rows if row.is_in_use(today) and not row.agency.is_legacy]
