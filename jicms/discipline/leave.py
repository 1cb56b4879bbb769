"""Workdays of leave pending action, counted on the employee's own tour. Pure but for the rules.

The first day counts, as the last does. A federal holiday on a day of the tour is none; where and
for how many hours somebody works does not matter. Periods of one employee may have other tours.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from jicms.deadlines import queries as clocks
from jicms.deadlines.calendar import ONE_DAY, Holidays, workdays_between
from jicms.deadlines.pauses import Pause
from jicms.deadlines.tours import Roster, Tour
from jicms.discipline.models_leave import LeaveKind, LeavePeriod

#: Workdays of investigative leave at which those who work the action are told.
ALARMS = ("LEAVE_DAY_30", "LEAVE_DAY_60", "LEAVE_DAY_70", "LEAVE_DAY_90", "LEAVE_DAY_120")
FIRST, MOST, STEP, YEAR, AUTHORITY = (
    *("LEAVE_DAY_30", "LEAVE_DAY_120", "LEAVE_EXTENSION", "LEAVE_ADMIN_YEAR"),
    "LEAVE_AUTHORITY",
)
#: Every clock of a leave.
CLOCKS = (*ALARMS, YEAR, AUTHORITY)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the rules in force allow, in workdays."""

    first: int
    step: int
    most: int
    year: int


def limits_on(day: date) -> Limits:
    """The limits of the rules in force on a day: a change of law is a new version of a rule."""
    known = clocks.versions((FIRST, STEP, MOST, YEAR))
    first, step, most, year = (
        clocks.pick(known[code], day).as_rule().terms[0].number
        for code in (FIRST, STEP, MOST, YEAR)
    )
    return Limits(first, step, most, year)


def counted(first: date, last: date, tour: Tour, holidays: Holidays) -> int:
    """Workdays of the tour from `first` to `last`, both counted; 0 where it ends before."""
    if last < first:
        return 0
    return workdays_between(first - ONE_DAY, last, replace(holidays, tour=tour))


def last_of(after: date, workdays: int, tour: Tour, holidays: Holidays) -> date:
    """The day on which so many workdays of the tour after `after` are full."""
    own, day = replace(holidays, tour=tour), after
    while workdays:
        day += ONE_DAY
        workdays -= own.why_off(day, closings_count=False) is None
    return day


def holidays_of(
    periods: Iterable[LeavePeriod], *, until: date, since: date | None = None, slack: int = 0
) -> Holidays:
    """The table of holidays over the periods (and from `since`), up to `until` and so many workdays
    beyond, at one a week."""
    begins = min((since or until, *(period.begins_on for period in periods)))
    return clocks.holidays_in(begins.year, (until + timedelta(days=slack * 7)).year)


@dataclass(frozen=True, slots=True)
class Count:
    """Workdays of one kind of leave: taken, in each calendar year, and authorized altogether."""

    kind: LeaveKind
    used: int
    by_year: dict[int, int]
    authorized: int
    allowed: int | None

    @property
    def left(self) -> int | None:
        """Workdays until the limit that stands."""
        return None if self.allowed is None else max(self.allowed - self.used, 0)

    @property
    def planned(self) -> int:
        """Workdays that are authorized and not taken yet."""
        return max(self.authorized - self.used, 0)


def count(
    kind: LeaveKind,
    periods: Sequence[LeavePeriod],
    holidays: Holidays,
    *,
    today: date,
    limits: Limits,
) -> Count:
    """What was taken of a kind of leave up to today, with what stands authorized."""
    mine = [period for period in periods if period.kind is kind]
    by_year: dict[int, int] = {}
    for period in mine:
        for year, days in in_years(
            period.begins_on, taken_to(period, today), period.tour, holidays
        ):
            by_year[year] = by_year.get(year, 0) + days
    authorized = sum(
        counted(period.begins_on, period.last_day, period.tour, holidays) for period in mine
    )
    used, allowed = sum(by_year.values()), None
    if kind is LeaveKind.INVESTIGATIVE_LEAVE:
        allowed = limits.first + extended(periods)
    elif kind is LeaveKind.ADMIN_LEAVE:
        used, allowed = by_year.get(today.year, 0), limits.year
    return Count(kind, used, by_year, authorized, allowed)


def taken_to(period: LeavePeriod, today: date) -> date:
    """The last day of it that is over: who has not returned is on leave still."""
    return period.ended_on if period.ended_on is not None and period.ended_on < today else today


def extended(periods: Iterable[LeavePeriod]) -> int:
    """Workdays that extensions added."""
    return sum(row.workdays for period in periods for row in period.extensions)


def in_years(first: date, last: date, tour: Tour, holidays: Holidays) -> list[tuple[int, int]]:
    """Workdays by calendar year: (year, days)."""
    years = range(first.year, last.year + 1) if last >= first else ()
    return [
        (
            year,
            counted(max(first, date(year, 1, 1)), min(last, date(year, 12, 31)), tour, holidays),
        )
        for year in years
    ]


def roster_of(periods: Sequence[LeavePeriod]) -> Roster:
    """The tours of the periods, each from its first day on."""
    return Roster(tuple((period.begins_on, period.tour) for period in periods))


def gaps_of(periods: Sequence[LeavePeriod]) -> list[Pause]:
    """The days between the periods, which do not count."""
    return [
        Pause(before.last_day, after.begins_on - ONE_DAY, "no leave")
        for before, after in itertools.pairwise(periods)
        if after.begins_on - ONE_DAY > before.last_day
    ]
