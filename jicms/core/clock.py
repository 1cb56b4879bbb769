"""The one clock. Every stored time is UTC; legal days are counted in the agency's zone."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_fixed: ContextVar[datetime | None] = ContextVar("jicms_fixed_now", default=None)

#: The federal fiscal year starts on October 1 (31 USC 1102).
FISCAL_YEAR_START_MONTH = 10


def now() -> datetime:
    """The current moment, time-zone aware, in UTC."""
    return _fixed.get() or datetime.now(UTC)


def today(zone: str) -> date:
    """The current calendar day in the named zone."""
    return now().astimezone(ZoneInfo(zone)).date()


def local_date(moment: datetime, zone: str) -> date:
    """The calendar day of `moment` in the named zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def fiscal_year(day: date) -> int:
    """The federal fiscal year that holds `day`: FY2027 is October 2026 to September 2027."""
    return day.year + 1 if day.month >= FISCAL_YEAR_START_MONTH else day.year


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Fix `now()` inside the block. For demo data and tests."""
    token = _fixed.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
