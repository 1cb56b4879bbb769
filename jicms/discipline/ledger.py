"""The legal clocks of an action as its page shows them."""

from dataclasses import dataclass
from typing import Any

from jicms.cases.ledger import Row, law_of, rows_of
from jicms.deadlines.models import CaseClock, ClockState
from jicms.deadlines.terms import Kind
from jicms.discipline.queue import THEIRS
from jicms.web.dates import viewer_today

#: What a clock that was met says, and those that the page leaves out once met.
WORDS = {
    "ANSWER_SUBPART_B": "Answered",
    "ANSWER_SUBPART_D": "Answered",
    "EFFECTIVE_SUBPART_D": "In effect",
    "DECISION": "Served",
    "MSPB_APPEAL": "Closed",
    "USC3322_NOTIFY": "Notified",
    "USC3322_RESPONSE": "Ended",
    "USC3322_NOTATION": "Noted",
    "USC3322_APPEAL_NOTATION": "Noted",
    "USC3322_REMOVE_NOTATION": "Removed",
}


@dataclass(frozen=True, slots=True)
class Card:
    """A clock with its ledger, its law and where it stands."""

    key: str
    title: str
    clock: CaseClock
    word: str
    rows: list[Row]
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
            law=law_of(rule),
        )
        for place, (clock, rule) in enumerate(found, start=1)
        if clock.state is not ClockState.MET or clock.rule_code in WORDS
    ]
