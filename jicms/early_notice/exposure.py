"""How long somebody could have given cause: months in post, and rates."""

from collections.abc import Iterable
from datetime import date

from jicms.people.models import Employment

_MONTH = 365.25 / 12


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


def months_in_post(jobs: Iterable[Employment], since: date, until: date) -> int:
    """Whole months, rounded, of employment after `since` up to `until`; overlaps count once.

    An employment without a first day counts from the beginning.
    """
    spans = sorted(
        (max(job.valid_from or since, since), min(job.valid_until or until, until)) for job in jobs
    )
    days, reached = 0, since
    for first, last in spans:
        if last > max(first, reached):
            days += (last - max(first, reached)).days
            reached = last
    return round(days / _MONTH)


def rate(count: int, base: int, per: int) -> float:
    """`count` per so many of `base`, to one decimal."""
    return round(count * per / base, 1) if base else 0.0
