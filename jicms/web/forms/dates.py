"""Dates and times as they are typed: MM/DD/YYYY, and 10:22 a.m. or 14:05."""

import re
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from jicms.core.errors import RuleBroken
from jicms.web import dates
from jicms.web.forms.fields import Plain

#: Records of living people and their cases; outside it is a slip of the keyboard.
FIRST_YEAR, LAST_YEAR = 1900, 2199

_US = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}")
_TIME = re.compile(r"([0-9]{1,2})(?:[:.]?([0-9]{2}))?\s*([ap])?\.?\s*(m)?\.?", re.IGNORECASE)

DATE_FORM = "Write the date as MM/DD/YYYY, for example 11/19/2026."
TIME_FORM = "Write the time as 10:22 a.m. or 14:05."


def parse_date(text: str) -> date:
    """A typed date; raises ValueError with a sentence for the user."""
    line = text.strip()
    if us := _US.fullmatch(line):
        month, day, year = us.groups()
    elif iso := _ISO.fullmatch(line):
        year, month, day = iso.groups()
    elif _SHORT_YEAR.fullmatch(line):
        raise ValueError("Write the year with four digits: MM/DD/YYYY.")
    else:
        raise ValueError(DATE_FORM)
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise ValueError(f"Write a year from {FIRST_YEAR} to {LAST_YEAR}.")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(
            f"There is no {month}/{day}/{year}: check the month and the day."
        ) from None


def typed_time(at: time) -> str:
    """A time of day as it is typed: `10:22 a.m.`"""
    return f"{at.hour % 12 or 12}:{at.minute:02d} {'a.m.' if at.hour < 12 else 'p.m.'}"


def parse_time(text: str) -> time:
    """A typed time of day; raises ValueError with a sentence for the user."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise ValueError(TIME_FORM)
    hour, minute, half, _m = found.groups()
    hours, minutes = int(hour), int(minute or 0)
    if minute is None and half is None:
        raise ValueError(TIME_FORM)
    if half:
        if not 1 <= hours <= 12:
            raise ValueError(TIME_FORM)
        hours = hours % 12 + (12 if half.lower() == "p" else 0)
    if hours > 23 or minutes > 59:
        raise ValueError(TIME_FORM)
    return time(hours, minutes)


def moment(day: date | None, at: time | None, zone: str) -> datetime | None:
    """The moment of a local day and time, in UTC.

    None where one is missing or where the clock skipped that time in spring. Of the two moments
    that share a time in autumn, the first.
    """
    if day is None or at is None:
        return None
    local = datetime.combine(day, at, tzinfo=ZoneInfo(zone))
    utc = local.astimezone(UTC)
    return (
        utc
        if utc.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local.replace(tzinfo=None)
        else None
    )


def moment_of(day: date, at: time, zone: str, field: str) -> datetime:
    """A typed day and time as a moment. Raises `RuleBroken` at the field for a time that the clocks
    skipped."""
    found = moment(day, at, zone)
    if found is None:
        raise RuleBroken("The clocks skipped this time on that day.", field=field)
    return found


class UsDate(Plain):
    """A calendar day, typed MM/DD/YYYY. `earliest` and `latest` are allowed days themselves."""

    kind = "date"
    inputmode = "numeric"

    def __init__(
        self,
        label: str = "",
        *,
        earliest: date | None = None,
        latest: date | None = None,
        hint: str = "MM/DD/YYYY",
        **kwargs: Any,
    ) -> None:
        super().__init__(label, hint=hint, **kwargs)
        self.earliest, self.latest = earliest, latest

    def asks_for(self, name: str) -> str:
        if name == "on":
            return "Enter the date"
        done = name.removesuffix(" on")
        return super().asks_for(name if done == name else f"date it was {done}")

    def parse(self, text: str) -> Any:
        return parse_date(text)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Check the bounds late: a view may set them on the form it made."""
        if self.data is None or self.errors:
            return
        if self.earliest and self.data < self.earliest:
            self.errors.append(f"Must be {dates.day(self.earliest)} or later.")
        if self.latest and self.data > self.latest:
            self.errors.append(f"Must be {dates.day(self.latest)} or earlier.")

    def write(self, value: Any) -> str:
        return dates.typed(value)


class LocalTime(Plain):
    """A time of day in the agency's zone."""

    kind = "time"

    def asks_for(self, name: str) -> str:
        done = name.removesuffix(" at")
        return super().asks_for(name if done == name else f"time it was {done}")

    def parse(self, text: str) -> Any:
        return parse_time(text)

    def write(self, value: time) -> str:
        return typed_time(value)
