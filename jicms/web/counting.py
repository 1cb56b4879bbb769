"""Counting without walking a million rows: counts stop at a cap, and go out together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from jicms.access.scope import fixed
from jicms.core import unit_of_work

DEFAULT_CAP = 1000


@dataclass(frozen=True, slots=True)
class Count:
    """A number of rows, or "at least so many". Prints "68" or "1,000+"."""

    number: int
    more: bool = False

    def __str__(self) -> str:
        return f"{self.number:,}{'+' if self.more else ''}"

    def __bool__(self) -> bool:
        return self.number > 0

    def __int__(self) -> int:
        return self.number

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Count):
            return (self.number, self.more) == (other.number, other.more)
        return not self.more and self.number == other

    def __hash__(self) -> int:
        return hash((self.number, self.more))


def _up_to(rows: Select[Any], cap: int) -> Any:
    # The cap stands in the text: of a parameter a plan for all values knows nothing, reckons with a
    # tenth of the table and looks dear, so that the database plans anew each time.
    limited = rows.order_by(None).limit(fixed(cap + 1)).subquery()
    return select(func.count()).select_from(limited).scalar_subquery()


def _capped(number: int, cap: int) -> Count:
    return Count(cap, more=True) if number > cap else Count(number)


def count_together(
    selects: Sequence[Select[Any] | None], *, cap: int = DEFAULT_CAP
) -> list[Count | None]:
    """Count the rows of several selects in one statement; None stays None."""
    present = [rows for rows in selects if rows is not None]
    found = iter(numbers(counting(present, cap), {}, cap) if present else [])
    return [None if rows is None else next(found) for rows in selects]


def counting(selects: Sequence[Select[Any]], cap: int) -> Select[Any]:
    """One statement that counts the rows of several selects, up to the cap."""
    return select(*(_up_to(rows, cap) for rows in selects))


def numbers(statement: Select[Any], parameters: dict[str, Any], cap: int) -> list[Count]:
    """What such a statement says."""
    session = unit_of_work.session()
    with session.no_autoflush:
        return [_capped(number, cap) for number in session.execute(statement, parameters).one()]


def capped_count(rows: Select[Any], *, cap: int = DEFAULT_CAP) -> Count:
    """Count the rows of a select, up to the cap."""
    return next(count for count in count_together([rows], cap=cap) if count is not None)
