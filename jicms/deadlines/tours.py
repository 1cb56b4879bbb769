"""Tours of duty: the days on which an employee works. Pure.

A tour repeats every two weeks, as the pay period does, from a Sunday on. Where it is worked (in the
office, from home) and for how many hours a day is of no account to counting workdays: four days of
ten hours are four workdays, and a weekend tour has its own.
"""

from dataclasses import dataclass
from datetime import date

from jicms.core.errors import RuleBroken

FORTNIGHT = 14
WEEK = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
#: Monday to Friday, as fourteen marks from Sunday on.
STANDARD = "01111100111110"
#: Some Sunday: of a tour whose two weeks are alike it does not matter which.
SOME_SUNDAY = date(2024, 1, 7)


@dataclass(frozen=True, slots=True)
class Tour:
    """Fourteen marks from the Sunday `anchor` on, 1 for a day of work; repeated both ways."""

    days: str = STANDARD
    anchor: date = SOME_SUNDAY

    def __post_init__(self) -> None:
        if len(self.days) != FORTNIGHT or set(self.days) - {"0", "1"} or "1" not in self.days:
            raise RuleBroken("A tour names the days of work in two weeks, at least one.")
        if self.anchor.weekday() != SOME_SUNDAY.weekday():
            raise RuleBroken("A tour begins with a Sunday.")

    def holds(self, day: date) -> bool:
        """Whether the day is one of work."""
        return self.days[(day - self.anchor).days % FORTNIGHT] == "1"

    @property
    def is_weekly(self) -> bool:
        """Whether both weeks are alike."""
        return self.days[:7] == self.days[7:]

    @property
    def text(self) -> str:
        """`Mon, Tue, Wed, Thu`, or both weeks where they differ."""
        first, second = self.days[:7], self.days[7:]
        if self.is_weekly:
            return _named(first)
        return f"{_named(first)}; every second week {_named(second)}"


def _named(week: str) -> str:
    named = [name[:3] for name, mark in zip(WEEK, week, strict=True) if mark == "1"]
    return ", ".join(named) if named else "no day"


@dataclass(frozen=True, slots=True)
class Roster:
    """Tours that follow each other: each holds from its day on, the first one before it, too."""

    tours: tuple[tuple[date, Tour], ...]

    def holds(self, day: date) -> bool:
        """Whether the day is one of work by the tour of that day."""
        current = self.tours[0][1]
        for begins, tour in self.tours:
            if begins <= day:
                current = tour
        return current.holds(day)

    def spread(self, workdays: int) -> int:
        """The most days that so many workdays of the thinnest tour take."""
        fewest = min(tour.days.count("1") for _begins, tour in self.tours)
        return workdays * FORTNIGHT // fewest
