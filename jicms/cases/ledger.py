"""The arithmetic of a date as a page shows it: each step, its ground, and the result."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from jicms.deadlines.engine import Moment, Result
from jicms.deadlines.models import CaseClock, DeadlineRule
from jicms.deadlines.starts import moment_from_iso
from jicms.web.dates import clocktime, weekday

#: (label, value, note) of a step; the last is the result.
Row = tuple[str, str, str]


def rows_of(clock: CaseClock) -> list[Row]:
    """The steps that a clock was started with; the last is the result, under the clock's name."""
    steps = ((s["label"], s["detail"], moment_from_iso(s["date"])) for s in clock.steps)
    starts = [moment_from_iso(text) for text in clock.starts.values()]
    return _rows(steps, starts, (clock.label, clock.due_at or clock.due_on))


def rows_of_result(result: Result, starts: Mapping[str, Moment]) -> list[Row]:
    """The steps of a date that was computed and belongs to no case."""
    last = result.steps[-1]
    steps = ((step.label, step.detail, step.date) for step in result.steps)
    return _rows(steps, list(starts.values()), (last.label, result.due))


def _rows(
    steps: Iterable[tuple[str, str, Moment]], starts: list[Moment], result: tuple[str, Moment]
) -> list[Row]:
    rows = []
    for label, detail, when in list(steps)[:-1]:
        is_start = label.endswith((": day 0", ": day 1"))
        note = _time_of(starts, detail) if is_start else _without_moment(detail, when)
        rows.append((label, said(when), note))
    return [*rows, (result[0], said(result[1]), "")]


def _without_moment(detail: str, when: date | datetime) -> str:
    """The ground of a step; a moment that stands beside it anyway is left out."""
    if not isinstance(when, datetime):
        return detail
    return detail.partition(weekday(when))[0].rstrip(" ,")


def _time_of(starts: list[Moment], detail: str) -> str:
    """At what time counting started, where a time was recorded; the day stands beside it."""
    days = (m for m in starts if isinstance(m, datetime) and detail)
    return next((clocktime(m) for m in days), "")


def said(when: date | datetime) -> str:
    """`Fri, Mar 1, 2024`, with the time where hours count; it never wraps."""
    if isinstance(when, datetime):
        return f"{weekday(when)}, {clocktime(when)}".replace(" ", "\u00a0")
    return weekday(when).replace(" ", "\u00a0")


def law_of(rule: DeadlineRule) -> str:
    """The rule's law, or that it is the office's own."""
    if rule.pausable:
        return f"{rule.citation}: a target of the office, not law."
    return f"{rule.citation}." + ("" if rule.verified else " Not verified yet.")
