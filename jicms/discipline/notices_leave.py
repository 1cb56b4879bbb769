"""What is told of leave pending action: its authority ends, and the alarms by workdays."""

from jicms.cases.notices import events_of_rules
from jicms.discipline.leave import CLOCKS
from jicms.notices import kinds
from jicms.notices.kinds import Group, Kind

LIMIT = "LEAVE_LIMIT"


def register() -> None:
    """Add the kind, and let its clocks tell by it."""
    kinds.add(
        Kind(
            *(LIMIT, "Leave pending action comes near a limit", "discipline.of_case"),
            *("the leave is extended or ended", Group.DISCIPLINE),
            legal=True,
        )
    )
    events_of_rules.update(dict.fromkeys(CLOCKS, LIMIT))
