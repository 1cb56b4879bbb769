"""The legal clocks of an action as its page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jicms.cases.ledger import Row, law_of, rows_of
from jicms.deadlines.models import CaseClock, ClockState
from jicms.deadlines.terms import Kind
from jicms.discipline.models import LetterKind
from jicms.discipline.models_coverage import LetterService
from jicms.discipline.service.windows import LATER, OUTLIVE, PASSING
from jicms.web.dates import viewer_today

#: What a clock that was met says, and those that the page leaves out once met.
WORDS = {
    "ANSWER_SUBPART_B": "Answered",
    "ANSWER_SUBPART_D": "Answered",
    "ANSWER_SUBPART_F": "Answered",
    "ANSWER_USC_7515": "Answered",
    "EFFECTIVE_SUBPART_D": "In effect",
    "EFFECTIVE_SUBPART_F": "In effect",
    "DECISION": "Served",
    "MSPB_APPEAL": "Closed",
    "USC3322_NOTIFY": "Notified",
    "USC3322_RESPONSE": "Ended",
    "USC3322_NOTATION": "Noted",
    "USC3322_APPEAL_NOTATION": "Noted",
    "USC3322_REMOVE_NOTATION": "Removed",
    "EEO_COUNSELOR": "Closed",
    "GRIEVANCE_FILING": "Closed",
    **dict.fromkeys(LATER, "Closed"),
    "MSPB_APPEAL_ADR": "Closed",
    "MSPB_AGENCY_RESPONSE": "Filed",
    "MSPB_PFR_RESPONSE": "Filed",
    "REPRIMAND_EXPIRY": "Expired",
    "RECORD_EXPIRY_SET": "Expired",
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
    #: The start event's proof: how the letter was served that it counts from.
    start: str

    @property
    def falls(self) -> bool:
        """Something still falls: a floor or a window of theirs that has passed asks nothing."""
        passes = self.clock.kind is Kind.FLOOR or self.clock.rule_code in PASSING
        return not self.is_met and not (passes and self.clock.due_on < viewer_today())

    @property
    def is_closed(self) -> bool:
        """A window of theirs that passed unused."""
        return not self.is_met and not self.falls and self.clock.kind is not Kind.FLOOR

    @property
    def is_met(self) -> bool:
        """The step was done."""
        return self.clock.state is ClockState.MET


def cards(found: Any, served: Mapping[LetterKind, LetterService] | None = None) -> list[Card]:
    """The clocks that still tell something: running ones, and the legal ones that were met; with
    `served`, what proves the receipt that they count from."""
    return [
        Card(
            key=f"clock-{place}",
            title=clock.label,
            clock=clock,
            word=WORDS.get(clock.rule_code, "Done"),
            rows=rows_of(clock),
            law=law_of(rule),
            start=_start(clock, served),
        )
        for place, (clock, rule) in enumerate(found, start=1)
        if clock.state is not ClockState.MET or clock.rule_code in WORDS
    ]


def _start(clock: CaseClock, served: Mapping[LetterKind, LetterService] | None) -> str:
    """What proves the receipt that a clock counts from; empty where it counts from none."""
    if served is None or "receipt" not in clock.starts:
        return ""
    kind = LetterKind.DECISION if clock.rule_code in OUTLIVE else LetterKind.NOTICE
    row = served.get(kind)
    if row is None:
        return "No record of how the letter was served"
    proof = row.proof or ("proof on file" if row.proof_file_id else "")
    return f"{row.method.label}{f': {proof}' if proof else ''}"
