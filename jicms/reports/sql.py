"""Arithmetic on dates that means the same on SQLite and on PostgreSQL, and percentiles.

Every function gives whole numbers or an exact fraction of them, so that the two databases answer
alike to the last digit.
"""

from typing import Any

from sqlalchemy import ColumnElement, Integer, case, cast, extract, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

#: The federal fiscal year starts on October 1 (31 USC 1102).
FIRST_MONTH = 10


class days_between(GenericFunction[int]):  # noqa: N801 - reads as a function
    """Calendar days from the second date to the first; negative where the order is wrong."""

    type = Integer()
    inherit_cache = True


class elapsed_days(GenericFunction[int]):  # noqa: N801 - reads as a function
    """Whole periods of 24 hours from the second moment to the first, cut off towards zero."""

    type = Integer()
    inherit_cache = True


@compiles(days_between, "sqlite")
def _days_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    later, earlier = (compiler.process(each, **kw) for each in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _days_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    later, earlier = (compiler.process(each, **kw) for each in element.clauses)
    return f"(CAST({later} AS DATE) - CAST({earlier} AS DATE))"


@compiles(elapsed_days, "sqlite")
def _elapsed_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    later, earlier = (compiler.process(each, **kw) for each in element.clauses)
    one, other = (f"CAST(strftime('%s', {each}) AS INTEGER)" for each in (later, earlier))
    return f"(({one} - {other}) / 86400)"


@compiles(elapsed_days, "postgresql")
def _elapsed_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    later, earlier = (compiler.process(each, **kw) for each in element.clauses)
    seconds = f"date_trunc('second', {later}) - date_trunc('second', {earlier})"
    return f"CAST(trunc(EXTRACT(EPOCH FROM ({seconds})) / 86400) AS INTEGER)"


def year_of(day: Any, *, fiscal: bool) -> ColumnElement[int]:
    """The calendar or federal fiscal year of a date column."""
    year = cast(extract("year", day), Integer)
    if not fiscal:
        return year
    month = cast(extract("month", day), Integer)
    return year + case((month >= FIRST_MONTH, 1), else_=0)


def rank_of(value: Any, groups: list[Any]) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """For `percentile`: the place of `value` in its group, nulls last, and how many there are."""
    place = func.row_number().over(partition_by=groups or None, order_by=value.asc().nulls_last())
    return place, func.count(value).over(partition_by=groups or None)


def percentile(percent: int, value: Any, place: Any, n: Any) -> ColumnElement[Any]:
    """The aggregate of a group's percentile with linear interpolation (SQL `percentile_cont`).

    `place` and `n` come from `rank_of` in a subquery. The position 1 + p(n - 1) is reckoned in
    hundredths, as whole numbers: its whole part and its rest weigh the two neighbours.
    """
    hundredths = percent * (n - 1)
    below, rest = hundredths // 100, hundredths % 100
    weighed = case(
        (place == below + 1, value * (100 - rest)),
        (place == below + 2, value * rest),
    )
    return func.sum(weighed) / 100.0
