"""What a clock is started with: the case, the record that it belongs to, its start events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from jicms.deadlines.engine import Bound, Moment
from jicms.deadlines.models import ClockSide
from jicms.deadlines.pauses import Pause
from jicms.deadlines.terms import Rule
from jicms.deadlines.tours import Roster


class ClockedCase(Protocol):
    """What a clock needs to know of a case."""

    @property
    def id(self) -> int:
        """The key of `case_file`."""

    @property
    def agency_id(self) -> int:
        """The agency, which may have rules of its own."""

    @property
    def case_type_code(self) -> str:
        """The type, which may have rules of its own."""


class Owner(NamedTuple):
    """The record inside the case that a clock belongs to."""

    entity_type: str
    entity_id: int


@dataclass(frozen=True, slots=True)
class ClockPlan:
    """A clock to start. `bounds` are further dates that it may not fall short of.

    With a `roster` its workdays are those of an employee's own tours; `pauses` are days that don't
    count. Both are for clocks that are started anew when anything changes: they are not kept.
    """

    code: str
    starts: Mapping[str, Moment]
    side: ClockSide
    label: str | None = None
    owner: Owner | None = None
    bounds: Sequence[Bound] = ()
    roster: Roster | None = None
    pauses: Sequence[Pause] = ()

    def spread(self, rule: Rule) -> int:
        """Days by which pauses and a thin tour stretch the span that the rule can touch."""
        if self.roster is None:
            return 0
        paused = sum((pause.until - pause.start).days for pause in self.pauses)
        return paused + self.roster.spread(max(abs(term.number) for term in rule.terms))
