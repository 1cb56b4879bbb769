"""Reads of leave pending action, with its counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from jicms.auth.models import Office
from jicms.cases.models import Case, Party
from jicms.core import unit_of_work
from jicms.deadlines.calendar import Holidays
from jicms.discipline import leave
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_leave import LeaveKind, LeavePeriod
from jicms.discipline.queries_package import inner_action
from jicms.discipline.service import today_of


@dataclass(frozen=True, slots=True)
class Line:
    """A period with its workdays: taken so far, and authorized."""

    period: LeavePeriod
    taken: int
    authorized: int


def leave_of(action: DisciplinaryAction) -> Sequence[LeavePeriod]:
    """The leave of an action's employee in its case, as far as the viewer sees, earliest first."""
    return (
        unit_of_work.session()
        .scalars(
            select(LeavePeriod)
            .where(LeavePeriod.case_id == action.case_id, LeavePeriod.party_id == action.party_id)
            .options(selectinload(LeavePeriod.extensions), joinedload(LeavePeriod.action))
            .order_by(LeavePeriod.begins_on, LeavePeriod.id)
        )
        .all()
    )


def running_of(action: DisciplinaryAction) -> LeavePeriod | None:
    """The leave of an action that runs."""
    return unit_of_work.session().scalar(
        select(LeavePeriod).where(
            LeavePeriod.action_id == action.id, LeavePeriod.ended_on.is_(None)
        )
    )


def period_by_number(number: str, n: int, leave_n: int) -> LeavePeriod | None:
    """A period within its action, for those who work on it."""
    action = inner_action(number, n)
    if action is None:
        return None
    return unit_of_work.session().scalar(
        select(LeavePeriod)
        .where(LeavePeriod.action_id == action.id, LeavePeriod.n == leave_n)
        .options(
            selectinload(LeavePeriod.extensions),
            joinedload(LeavePeriod.action)
            .joinedload(DisciplinaryAction.office)
            .joinedload(Office.agency),
        )
    )


def extendable(number: str, n: int, leave_n: int) -> LeavePeriod | None:
    """A period of investigative leave that runs."""
    found = running(number, n, leave_n)
    investigative = LeaveKind.INVESTIGATIVE_LEAVE
    return found if found is not None and found.kind is investigative else None


def running(number: str, n: int, leave_n: int) -> LeavePeriod | None:
    """A period that has not ended."""
    found = period_by_number(number, n, leave_n)
    return found if found is not None and found.ended_on is None else None


@dataclass(frozen=True, slots=True)
class Picture:
    """The leave of an employee: its periods, what they add up to, and what the law allows."""

    lines: list[Line]
    counts: list[leave.Count]
    limits: leave.Limits
    holidays: list[tuple[date, str]]


def picture_of(action: DisciplinaryAction) -> Picture:
    """The periods with their counts as of today."""
    periods, today = leave_of(action), today_of(action)
    limits = leave.limits_on(max((row.begins_on for row in periods), default=today))
    last = max((row.last_day for row in periods), default=today)
    holidays = leave.holidays_of(periods, until=max(last, today))
    kinds = {row.kind for row in periods}
    counts = [
        leave.count(kind, periods, holidays, today=today, limits=limits)
        for kind in LeaveKind
        if kind in kinds
    ]
    return Picture(
        [_line(row, holidays, today) for row in periods],
        counts,
        limits,
        _skipped(periods, holidays),
    )


def _line(period: LeavePeriod, holidays: Holidays, today: date) -> Line:
    taken = leave.counted(period.begins_on, leave.taken_to(period, today), period.tour, holidays)
    authorized = leave.counted(period.begins_on, period.last_day, period.tour, holidays)
    return Line(period, taken, authorized)


def _skipped(periods: Sequence[LeavePeriod], holidays: Holidays) -> list[tuple[date, str]]:
    """The holidays on days of the tour, which do not count."""
    return [
        (day, name)
        for day, name in sorted(holidays.statutory.items())
        if any(row.begins_on <= day <= row.last_day and row.tour.holds(day) for row in periods)
    ]


def listed() -> Select[Any]:
    """Leave that runs, for the list: with action, case and employee."""
    return (
        select(LeavePeriod)
        .join(DisciplinaryAction, DisciplinaryAction.id == LeavePeriod.action_id)
        .join(Case, Case.id == LeavePeriod.case_id)
        .where(LeavePeriod.ended_on.is_(None))
        .options(
            joinedload(LeavePeriod.action).options(
                joinedload(DisciplinaryAction.case),
                joinedload(DisciplinaryAction.party).joinedload(Party.person),
                joinedload(DisciplinaryAction.specialist),
                joinedload(DisciplinaryAction.office).joinedload(Office.agency),
            ),
        )
    )


def lines_of(found: Sequence[Any]) -> list[Line]:
    """The rows of a page of the list, with their workdays; one statement for the holidays."""
    rows = [row[0] if not isinstance(row, LeavePeriod) else row for row in found]
    if not rows:
        return []
    today = today_of(rows[0].action)
    holidays = leave.holidays_of(rows, until=max(today, *(row.last_day for row in rows)))
    return [_line(row, holidays, today_of(row.action)) for row in rows]
