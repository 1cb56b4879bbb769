"""Workdays, and dates in words. Pure: the table of holidays is handed in.

A workday is any day but Saturday, Sunday and a holiday of the table. Statutory holidays are those
of 5 USC 6103 with their observed days; closings by executive order count only for rules that say
so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from jicms.core.errors import RuleBroken

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKEND = {5: "Saturday", 6: "Sunday"}
ONE_DAY = timedelta(days=1)
OFF_TOUR = "not a day of the tour"


class CannotCount(RuleBroken):
    """The dates given do not lead to a result; the sentence says why."""


class Rostered(Protocol):
    """Whose workdays are counted: an employee's own tour of duty (`tours`)."""

    def holds(self, day: date) -> bool:
        """Whether the day is one of work."""


@dataclass(frozen=True, slots=True)
class Holidays:
    """The days that are no workdays besides Saturdays and Sundays, with their names.

    `years` holds the years whose statutory holidays are all listed; counting workdays in another
    one is refused, because a date that silently ignores a holiday is worse than none. None means
    that every year is taken as listed. With a `tour` its days are the workdays in place of Monday
    to Friday; a holiday on one of them is no workday either.
    """

    statutory: Mapping[date, str] = field(default_factory=dict)
    closings: Mapping[date, str] = field(default_factory=dict)
    years: frozenset[int] | None = None
    tour: Rostered | None = None

    def name_of(self, day: date, *, closings_count: bool) -> str | None:
        """The holiday or closing on `day`, or None."""
        if self.years is not None and day.year not in self.years:
            raise CannotCount(
                f"The table of federal holidays does not cover {day.year}, "
                "so workdays cannot be counted there."
            )
        return self.statutory.get(day) or (self.closings.get(day) if closings_count else None)

    def why_off(self, day: date, *, closings_count: bool) -> str | None:
        """Why `day` is no workday (`Saturday`, a holiday's name), or None if it is one."""
        if not self.is_rostered(day):
            return OFF_TOUR if self.tour is not None else _WEEKEND[day.weekday()]
        return self.name_of(day, closings_count=closings_count)

    def is_rostered(self, day: date) -> bool:
        """Whether work is done on that day of the week, or by the tour; holidays apart."""
        return self.tour.holds(day) if self.tour is not None else day.weekday() < 5

    @property
    def off_days(self) -> str:
        """What is not counted besides holidays, in words."""
        return "Saturdays and Sundays" if self.tour is None else "days off the tour of duty"


def next_day(day: date, step: int = 1) -> date:
    """The day after (or `step` days from) `day`; refuses to leave the calendar."""
    try:
        return day + ONE_DAY * step
    except OverflowError:
        raise out_of_calendar() from None


def out_of_calendar() -> CannotCount:
    """The refusal of a date that no calendar holds."""
    return CannotCount("The count leaves the calendar, which holds the years 1 to 9999.")


def in_words(when: date | datetime) -> str:
    """`Sun, Jun 30, 2024`, with `2:30 PM EDT` after it for a moment (in its own zone)."""
    day = f"{_DAYS[when.weekday()]}, {_MONTHS[when.month - 1]} {when.day}, {when.year}"
    if not isinstance(when, datetime):
        return day
    hour = when.hour % 12 or 12
    noon = "AM" if when.hour < 12 else "PM"
    return f"{day}, {hour}:{when.minute:02d} {noon} {when.tzname() or ''}".rstrip()


def workdays_between(
    first: date, last: date, holidays: Holidays, *, closings_count: bool = False
) -> int:
    """Workdays after `first` up to and including `last`; negative when `last` is earlier."""
    if last < first:
        return -workdays_between(last, first, holidays, closings_count=closings_count)
    days = (first + ONE_DAY * n for n in range(1, (last - first).days + 1))
    return sum(not holidays.why_off(day, closings_count=closings_count) for day in days)
