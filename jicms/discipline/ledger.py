"""The arithmetic of a clock as a page shows it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jicms.deadlines.models import CaseClock, ClockState, DeadlineRule
from jicms.deadlines.starts import moment_from_iso
from jicms.web.dates import clocktime, weekday

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
    """(label, value, note) for each step; the last is the result."""
    rows = [
        (step["label"], said(moment_from_iso(step["date"])), step["detail"]) for step in clock.steps
    ]
    label, value, _note = rows[-1]
    return [*rows[:-1], (label, value, "")]


def said(when: date | datetime) -> str:
    """`Fri, Mar 1, 2024`, with the time where hours count."""
    if isinstance(when, datetime):
        return f"{weekday(when)}, {clocktime(when)}"
    return weekday(when)


def law_of(clock: CaseClock, rule: DeadlineRule) -> str:
    """The rule's law, or that it is the office's own."""
    if clock.pausable:
        return f"{rule.citation}: a target of the office, not law."
    return f"{rule.citation}." + ("" if rule.verified else " Not verified yet.")
