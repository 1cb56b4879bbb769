"""Dates and times as users read them, in the zone of the viewer's agency.

Functions take a `date` or an aware `datetime`; None gives "". Shown `Mar 4, 2026`; a moment carries
its zone (`Mar 4, 2026, 9:14 a.m. EST`), because the offices sit in several.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from flask import has_app_context

from jicms.access.actor import find_actor
from jicms.core import clock

DEFAULT_ZONE = "America/New_York"
#: Zones of the United States and its territories, and UTC.
_OFFERED = ("America/", "Pacific/", "UTC")
#: Bounds of the classes of a clock, in calendar days until the date.
SOON_DAYS = 7
NEAR_DAYS = 30

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

Day = date | datetime


def viewer_zone() -> str:
    """The name of the zone that the viewer's dates are shown in."""
    actor = find_actor() if has_app_context() else None
    return actor.zone if actor is not None and actor.zone else DEFAULT_ZONE


@cache
def offered_zones() -> tuple[tuple[str, str], ...]:
    """Time zones that a form offers, with their words."""
    known = sorted(name for name in available_timezones() if name.startswith(_OFFERED))
    return tuple((name, name.replace("_", " ")) for name in known)


def viewer_today() -> date:
    """Today where the viewer works."""
    return clock.today(viewer_zone())


def local(moment: datetime) -> datetime:
    """The moment in the viewer's zone."""
    return moment.astimezone(ZoneInfo(viewer_zone()))


def day_of(value: Day) -> date:
    """The calendar day of a date, or of a moment where the viewer works."""
    return local(value).date() if isinstance(value, datetime) else value


def day(value: Day | None) -> str:
    """`Mar 4, 2026`."""
    if value is None:
        return ""
    found = day_of(value)
    return f"{_MONTHS[found.month - 1]} {found.day}, {found.year}"


def weekday(value: Day | None) -> str:
    """`Wed, Mar 4, 2026`, for ledgers."""
    return "" if value is None else f"{_WEEKDAYS[day_of(value).weekday()]}, {day(value)}"


def typed(value: Day | None) -> str:
    """`03/04/2026`, as it is typed in a form."""
    if value is None:
        return ""
    found = day_of(value)
    return f"{found.month:02d}/{found.day:02d}/{found.year:04d}"


def clocktime(value: datetime | None, *, zone: bool = True) -> str:
    """`9:14 a.m. EST`; without the zone where the line says it already."""
    if value is None:
        return ""
    moment_ = local(value)
    half = "a.m." if moment_.hour < 12 else "p.m."
    text = f"{moment_.hour % 12 or 12}:{moment_.minute:02d} {half}"
    return f"{text} {moment_.tzname()}" if zone else text


def moment(value: datetime | None) -> str:
    """`Mar 4, 2026, 9:14 a.m. EST`."""
    return "" if value is None else f"{day(value)}, {clocktime(value)}"


def days_since(value: Day) -> int:
    """Calendar days from `value` to today; negative for the future."""
    return (viewer_today() - day_of(value)).days


def days_until(value: Day) -> int:
    """Calendar days from today to `value`; negative once it has passed."""
    return -days_since(value)


def counted_days(number: int, unit: str = "day") -> str:
    """`1 day`, `6 workdays`."""
    return f"{number:,} {unit}{'' if number == 1 else 's'}"


def age(value: Day | None) -> str:
    """`164 days`: how long ago, in calendar days where the viewer works."""
    return "" if value is None else counted_days(max(days_since(value), 0))


@dataclass(frozen=True, slots=True)
class ClockMark:
    """A legal or office clock as it is drawn: its class, icon, word and date."""

    css: str
    icon: str
    word: str
    date: str


def clock_mark(
    due: Day | None,
    *,
    kind: str = "due",
    met: Day | None = None,
    paused: str | None = None,
    workdays: int | None = None,
    word: str | None = None,
) -> ClockMark | None:
    """Work out a clock's class from its date; it is never chosen by hand.

    `kind` "floor" is the earliest lawful date, which never counts down. `workdays` words the
    distance for periods that are counted in workdays; the class still follows the calendar.
    """
    if met is not None:
        return ClockMark("met", "check_circle", word or "Met", day(met))
    if paused is not None:
        return ClockMark("paused", "", word or "Paused", paused)
    if due is None:
        return None
    if kind == "floor":
        return ClockMark("floor", "", word or "Not before", day(due))
    left = days_until(due)
    if left < 0:
        return ClockMark("over", "warning", word or f"Overdue {counted_days(-left)}", day(due))
    css = "soon" if left <= SOON_DAYS else "near" if left <= NEAR_DAYS else "later"
    distance = counted_days(left) if workdays is None else counted_days(workdays, "workday")
    return ClockMark(css, "schedule", word or ("Today" if left == 0 else distance), day(due))
