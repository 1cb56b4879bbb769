"""Time that does not count. Pure.

A period that is paused on one day and resumed on another has the same number of days left in the
evening of both: the days after the pausing, up to and including the day of resuming, do not count.
So net days = gross days - the days between the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jicms.deadlines.calendar import CannotCount, in_words


@dataclass(frozen=True, slots=True)
class Pause:
    """The days after `start` up to and including `until`, which do not count."""

    start: date
    until: date
    reason: str = ""

    def __post_init__(self) -> None:
        if self.until < self.start:
            raise CannotCount("A pause cannot end before it begins.")

    @property
    def label(self) -> str:
        """`Paused Tue, Mar 5, 2024, to …: prosecution`."""
        why = f": {self.reason}" if self.reason else ""
        return f"Paused {in_words(self.start)}, to {in_words(self.until)}{why}"

    def holds(self, day: date) -> bool:
        """Whether `day` does not count."""
        return self.start < day <= self.until


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Days from a start to an end: all of them, those paused, and the rest."""

    gross: int
    paused: int

    @property
    def net(self) -> int:
        """Days that count."""
        return self.gross - self.paused


def merged(pauses: Sequence[Pause]) -> tuple[Pause, ...]:
    """The same days in order, each once; empty pauses are dropped."""
    result: list[Pause] = []
    for pause in sorted(pauses, key=lambda p: (p.start, p.until)):
        if pause.start == pause.until:
            continue
        if result and pause.start < result[-1].until:
            result.append(_joined(result.pop(), pause))
        else:
            result.append(pause)
    return tuple(result)


def _joined(first: Pause, second: Pause) -> Pause:
    reasons = dict.fromkeys(reason for reason in (first.reason, second.reason) if reason)
    return Pause(first.start, max(first.until, second.until), ", ".join(reasons))


def shift(anchor: date, due: date, pauses: Sequence[Pause]) -> date:
    """`due`, moved on by the days of `pauses` (merged) that lie after `anchor` and before it."""
    for pause in pauses:
        begins = max(pause.start, anchor)
        if pause.until > begins and begins < due:
            due += pause.until - begins
    return due


def elapsed(start: date, end: date, pauses: Sequence[Pause]) -> Elapsed:
    """Gross and paused days from `start` to `end`; both 0 when `end` is not later."""
    paused = 0
    for pause in merged(pauses):
        begins, ends = max(pause.start, start), min(pause.until, end)
        paused += max((ends - begins).days, 0)
    return Elapsed(max((end - start).days, 0), paused)
