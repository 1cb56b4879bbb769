"""The arithmetic of a clock as a page shows it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jicms.deadlines.models import CaseClock, ClockState, DeadlineRule
from jicms.deadlines.starts import moment_from_iso
from jicms.deadlines.terms import Kind
from jicms.discipline.queue import THEIRS
from jicms.web.dates import clocktime, viewer_today, weekday

#: What a clock that was met says, and those that the page leaves out once met.
WORDS = {
    "ANSWER_SUBPART_B": "Answered",
    "ANSWER_SUBPART_D": "Answered",
    "EFFECTIVE_SUBPART_D": "In effect",
    "DECISION": "Served",
    "MSPB_APPEAL": "Closed",
}


@dataclass(frozen=True, slots=True)
class Card:
    """A clock with its ledger, its law and where it stands."""

    key: str
    title: str
    clock: CaseClock
    word: str
    rows: list[tuple[str, str, str]]
    law: str

    @property
    def falls(self) -> bool:
        """Something still falls: a floor or a window of theirs that has passed asks nothing."""
        passes = self.clock.kind is Kind.FLOOR or self.clock.rule_code in THEIRS
        return not self.is_met and not (passes and self.clock.due_on < viewer_today())

    @property
    def is_met(self) -> bool:
        """The step was done."""
        return self.clock.state is ClockState.MET


def cards(found: Any) -> list[Card]:
    """The clocks that still tell something: running ones, and the legal ones that were met."""
    return [
        Card(
            key=f"clock-{place}",
            title=clock.label,
            clock=clock,
            word=WORDS.get(clock.rule_code, "Done"),
            rows=rows_of(clock),
            law=law_of(clock, rule),
        )
        for place, (clock, rule) in enumerate(found, start=1)
        if clock.state is not ClockState.MET or clock.rule_code in WORDS
    ]


def rows_of(clock: CaseClock) -> list[tuple[str, str, str]]:
    """(label, value, note) for each step; the last is the result, under the clock's name."""
    rows = []
    for step in clock.steps[:-1]:
        when = moment_from_iso(step["date"])
        is_start = step["label"].endswith((": day 0", ": day 1"))
        note = _time_of(clock, step) if is_start else _without_moment(step["detail"], when)
        rows.append((step["label"], said(when), note))
    result = clock.due_at or clock.due_on
    return [*rows, (clock.label, said(result), "")]


def _without_moment(detail: str, when: date | datetime) -> str:
    """The ground of a step; a moment that stands beside it anyway is left out."""
    if not isinstance(when, datetime):
        return detail
    return detail.partition(weekday(when))[0].rstrip(" ,")


def _time_of(clock: CaseClock, step: dict[str, str]) -> str:
    """At what time the clock started, where a time was recorded; the day stands beside it."""
    started = [moment_from_iso(text) for text in clock.starts.values()]
    days = (m for m in started if isinstance(m, datetime) and step["detail"])
    return next((clocktime(m) for m in days), "")


def said(when: date | datetime) -> str:
    """`Fri, Mar 1, 2024`, with the time where hours count; it never wraps."""
    if isinstance(when, datetime):
        return f"{weekday(when)}, {clocktime(when)}".replace(" ", "\u00a0")
    return weekday(when).replace(" ", "\u00a0")


def law_of(clock: CaseClock, rule: DeadlineRule) -> str:
    """The rule's law, or that it is the office's own."""
    if clock.pausable:
        return f"{rule.citation}: a target of the office, not law."
    return f"{rule.citation}." + ("" if rule.verified else " Not verified yet.")
