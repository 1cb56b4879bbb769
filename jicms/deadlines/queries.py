"""Reads: rules in force, the table of holidays, clocks of a case."""

import time
from collections.abc import Iterable, Sequence
from datetime import date

from flask import current_app
from sqlalchemy import ColumnElement, Date, Select, bindparam, event, inspect, select
from sqlalchemy.orm import Session, selectinload

from jicms.core import unit_of_work
from jicms.core.standing import keep
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
from jicms.extensions import db

OPEN_STATES = (ClockState.RUNNING, ClockState.PAUSED)
#: A span of workdays is at most twice as long in days, and a month of slack for closings.
_SLACK_DAYS = 40
#: Seconds after which rules are read again, for the sake of changes in another process.
MAX_AGE = 60.0
_KEPT = "jicms_deadline_rules"


def rules() -> Sequence[DeadlineRule]:
    """Every version of every rule, by code and version."""
    by_code = select(DeadlineRule).order_by(DeadlineRule.code, DeadlineRule.version)
    return unit_of_work.session().scalars(by_code).all()


def versions(codes: Iterable[str]) -> dict[str, list[DeadlineRule]]:
    """The versions of the rules `codes`, oldest first; refuses an unknown code.

    From memory (see `_kept`): read them, never change them.
    """
    wanted = sorted(set(codes))
    known = _kept()
    unknown = [code for code in wanted if code not in known]
    if unknown:
        raise CannotCount(f"There is no rule {', '.join(unknown)}.")
    return {code: known[code] for code in wanted}


def _kept() -> dict[str, list[DeadlineRule]]:
    """Every rule by code, as copies that belong to no session.

    Read again after `MAX_AGE`, after a change committed in this process, and always in a
    transaction that changes one. Versions are dated and never rewritten, so that nothing older than
    a minute can be wrong but a version announced within that minute. Holidays and closings, which
    may be declared for today, are never kept.
    """
    session = unit_of_work.session()
    by_code: dict[str, list[DeadlineRule]]
    read_at, by_code = current_app.extensions.get(_KEPT, (0.0, {}))
    if by_code and time.monotonic() - read_at < MAX_AGE and _KEPT not in session.info:
        return by_code
    columns, by_code = inspect(DeadlineRule).column_attrs, {}
    for row in session.scalars(select(DeadlineRule).order_by(DeadlineRule.version)):
        copy = DeadlineRule(**{column.key: getattr(row, column.key) for column in columns})
        by_code.setdefault(row.code, []).append(copy)
    if by_code and _KEPT not in session.info:
        current_app.extensions[_KEPT] = (time.monotonic(), by_code)
    return by_code


@event.listens_for(Session, "after_flush")
def _note_change(session: Session, _context: object) -> None:
    """A change of a rule is read at once where it is made, and after its commit by all requests."""
    if any(isinstance(row, DeadlineRule) for row in (*session.new, *session.dirty)):
        session.info[_KEPT] = True
        event.listen(session, "after_commit", _forget, once=True)


def _forget(session: Session) -> None:
    session.info.pop(_KEPT, None)
    forget()


def forget() -> None:
    """Read the rules again when they are next asked for."""
    current_app.extensions.pop(_KEPT, None)


def labels() -> dict[str, str]:
    """The rules by code, as their newest version is called; from memory."""
    return {code: rows[-1].label for code, rows in _kept().items()}


def versions_to_change(code: str) -> list[DeadlineRule]:
    """The stored versions of a rule, the oldest first, to be changed in this transaction."""
    of_code = select(DeadlineRule).where(DeadlineRule.code == code)
    found = list(unit_of_work.session().scalars(of_code.order_by(DeadlineRule.version)))
    if not found:
        raise CannotCount(f"There is no rule {code}.")
    return found


def agency_id_of(code: str) -> int:
    """The key of an agency, for commands."""
    agency = db.metadata.tables["agency"]
    found = unit_of_work.session().scalar(select(agency.c.id).where(agency.c.code == code))
    if found is None:
        raise CannotCount(f"There is no agency {code}.")
    return int(found)


def pick(
    candidates: Sequence[DeadlineRule],
    day: date,
    *,
    agency_id: int | None = None,
    case_type: str | None = None,
) -> DeadlineRule:
    """The version that applies to an event of `day` in a case of that agency and type: the most
    particular one, then the newest. Refuses where none does."""
    holding = [row for row in candidates if row.holds(day) and row.fits(agency_id, case_type)]
    if not holding:
        code = candidates[0].code if candidates else "The rule"
        raise CannotCount(f"{code} has no version in force on {day.isoformat()}.")
    return max(holding, key=lambda row: row.rank)


_BETWEEN_DAYS = keep(
    select(Holiday.day, Holiday.name, Holiday.kind).where(
        Holiday.day.between(
            bindparam("first_day", type_=Date()), bindparam("last_day", type_=Date())
        )
    )
)


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
    span = {"first_day": date(first_year, 1, 1), "last_day": date(last_year, 12, 31)}
    by_kind: dict[HolidayKind, dict[date, str]] = {kind: {} for kind in HolidayKind}
    for day, name, kind in unit_of_work.session().execute(_BETWEEN_DAYS, span):
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
    return _whole(case_id, CaseClock.state.in_(OPEN_STATES))


def cancelled_to_keep(case_id: int, reasons: Sequence[str]) -> Sequence[CaseClock]:
    """The clocks of a case that were cancelled for one of these reasons, as `clocks_to_keep`."""
    return _whole(
        case_id, CaseClock.state == ClockState.CANCELLED, CaseClock.cancel_reason.in_(reasons)
    )


def _whole(case_id: int, *which: ColumnElement[bool]) -> Sequence[CaseClock]:
    statement = (
        _of_case(case_id, None)
        .where(*which)
        .options(selectinload(CaseClock.pauses))
        .execution_options(unscoped="clocks of a case are kept whole, whoever changes one")
    )
    return unit_of_work.session().scalars(statement).all()


def _of_case(case_id: int, side: ClockSide | None) -> Select[CaseClock]:
    statement = select(CaseClock).where(CaseClock.case_id == case_id)
    if side is not None:
        statement = statement.where(CaseClock.side == side)
    return statement.order_by(CaseClock.due_on, CaseClock.id)


def clocks_and_rules() -> Select[CaseClock, DeadlineRule]:
    """Clocks, each with the version of the rule that it was started with."""
    same = (DeadlineRule.code == CaseClock.rule_code) & (
        DeadlineRule.version == CaseClock.rule_version
    )
    return select(CaseClock, DeadlineRule).join(DeadlineRule, same)


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
