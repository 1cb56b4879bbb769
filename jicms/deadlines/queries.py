"""Reads: rules in force, the table of holidays, clocks of a case."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from jicms.core import unit_of_work
from jicms.deadlines.calendar import CannotCount, Holidays
from jicms.deadlines.models import (
    CaseClock,
    ClockSide,
    ClockState,
    DeadlineRule,
    Holiday,
    HolidayKind,
)
from jicms.deadlines.terms import Rule, Unit

OPEN_STATES = (ClockState.RUNNING, ClockState.PAUSED)
#: A span of workdays is at most twice as long in days, and a month of slack for closings.
_SLACK_DAYS = 40


def rules() -> Sequence[DeadlineRule]:
    """Every version of every rule, by code and version."""
    by_code = select(DeadlineRule).order_by(DeadlineRule.code, DeadlineRule.version)
    return unit_of_work.session().scalars(by_code).all()


def versions(codes: Iterable[str]) -> dict[str, list[DeadlineRule]]:
    """The versions of the rules `codes`, oldest first. One statement; refuses an unknown code."""
    wanted = sorted(set(codes))
    found: dict[str, list[DeadlineRule]] = {code: [] for code in wanted}
    statement = (
        select(DeadlineRule).where(DeadlineRule.code.in_(wanted)).order_by(DeadlineRule.version)
    )
    for row in unit_of_work.session().scalars(statement):
        found[row.code].append(row)
    unknown = [code for code, rows in found.items() if not rows]
    if unknown:
        raise CannotCount(f"There is no rule {', '.join(unknown)}.")
    return found


def pick(candidates: Sequence[DeadlineRule], day: date) -> DeadlineRule:
    """The newest of the versions that applies to an event of `day`; refuses where none does."""
    holding = [row for row in candidates if row.holds(day)]
    if not holding:
        code = candidates[0].code if candidates else "The rule"
        raise CannotCount(f"{code} has no version in force on {day.isoformat()}.")
    return max(holding, key=lambda row: row.version)


def holidays_for(uses: Iterable[tuple[Rule, Sequence[date]]], *, extra: int = 0) -> Holidays:
    """The holidays that can touch those rules from those days on, in one statement or none.

    `extra` widens the span by the days of pauses.
    """
    reach = [
        (day, term.number * (2 if term.unit is Unit.WORKDAYS else 1))
        for rule, days in uses
        if rule.needs_workdays
        for term in rule.terms
        for day in days
    ]
    if not reach:
        return Holidays()
    spans = [(day.toordinal() + min(0, number), day.toordinal() + number) for day, number in reach]
    first = max(min(low for low, _ in spans) - _SLACK_DAYS, date.min.toordinal())
    last = min(max(high for _, high in spans) + _SLACK_DAYS + extra, date.max.toordinal())
    return holidays_in(date.fromordinal(first).year, date.fromordinal(last).year)


def holidays_in(first_year: int, last_year: int) -> Holidays:
    """The table of those years. A year counts as covered when its New Year's Day is listed."""
    statement = select(Holiday.day, Holiday.name, Holiday.kind).where(
        Holiday.day.between(date(first_year, 1, 1), date(last_year, 12, 31))
    )
    by_kind: dict[HolidayKind, dict[date, str]] = {kind: {} for kind in HolidayKind}
    for day, name, kind in unit_of_work.session().execute(statement):
        by_kind[kind][day] = name
    statutory = by_kind[HolidayKind.STATUTORY]
    covered = frozenset(day.year for day in statutory if (day.month, day.day) == (1, 1))
    return Holidays(statutory, by_kind[HolidayKind.EXECUTIVE_CLOSING], covered)


def clocks_of(case_id: int, side: ClockSide | None = None) -> Sequence[CaseClock]:
    """The clocks of a case in order of their dates, with their pauses (two statements)."""
    statement = _of_case(case_id, side).options(selectinload(CaseClock.pauses))
    return unit_of_work.session().scalars(statement).all()


def open_clocks(case_id: int, side: ClockSide | None = None) -> Sequence[CaseClock]:
    """The running and paused clocks of a case, in order of their dates."""
    statement = _of_case(case_id, side).where(CaseClock.state.in_(OPEN_STATES))
    return unit_of_work.session().scalars(statement).all()


def clocks_to_keep(case_id: int) -> Sequence[CaseClock]:
    """The open clocks of a case with their pauses, for the service alone.

    Not scoped: a change made by somebody who sees half of a case, or who shut himself out by the
    very change, must still leave the right clock marked as next.
    """
    statement = (
        _of_case(case_id, None)
        .where(CaseClock.state.in_(OPEN_STATES))
        .options(selectinload(CaseClock.pauses))
        .execution_options(unscoped="clocks of a case are kept whole, whoever changes one")
    )
    return unit_of_work.session().scalars(statement).all()


def _of_case(case_id: int, side: ClockSide | None) -> Select[CaseClock]:
    statement = select(CaseClock).where(CaseClock.case_id == case_id)
    if side is not None:
        statement = statement.where(CaseClock.side == side)
    return statement.order_by(CaseClock.due_on, CaseClock.id)


def next_clock(case_id: int, side: ClockSide) -> CaseClock | None:
    """The running clock of that side that falls first; where none runs, a paused one."""
    clocks = open_clocks(case_id, side)
    running = [clock for clock in clocks if clock.state is ClockState.RUNNING]
    return next(iter(running or clocks), None)


def due_by(day: date, *, side: ClockSide | None = None, limit: int) -> Sequence[CaseClock]:
    """The running clocks that fall on or before `day`, the earliest first, within scope."""
    statement = (
        select(CaseClock)
        .where(CaseClock.state == ClockState.RUNNING, CaseClock.due_on <= day)
        .order_by(CaseClock.due_on, CaseClock.id)
        .limit(limit)
    )
    if side is not None:
        statement = statement.where(CaseClock.side == side)
    return unit_of_work.session().scalars(statement).all()
