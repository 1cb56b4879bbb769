"""Clocks of a case that is merged into another: put aside, and taken back when that is undone."""

from jicms.core import clock as system_clock
from jicms.deadlines import queries
from jicms.deadlines.models import CaseClock, ClockState
from jicms.deadlines.service import ClockedCase, end, lock_open, owner_of, settle

#: Why a clock stopped that comes back when a merging is undone.
SHELVED, SHELVED_PAUSED = "Merged into another case", "Merged into another case while paused"


def shelve(case: ClockedCase) -> list[CaseClock]:
    """Stop the open clocks of a case so that `take_back` can let them run on as they were."""
    stopped = list(lock_open(case))
    for clock in stopped:
        words = SHELVED_PAUSED if clock.state is ClockState.PAUSED else SHELVED
        end(clock, ClockState.CANCELLED, system_clock.now(), words)
    return settle(case, stopped)


def take_back(case: ClockedCase) -> list[CaseClock]:
    """Undo `shelve`: what ran runs on by its old date, what was paused is paused again."""
    keys = {(clock.rule_code, clock.side, owner_of(clock)) for clock in lock_open(case)}
    found = queries.cancelled_to_keep(case.id, (SHELVED, SHELVED_PAUSED))
    back = [c for c in found if (c.rule_code, c.side, owner_of(c)) not in keys]
    for clock in back:
        clock.state = ClockState.RUNNING
        if clock.cancel_reason == SHELVED_PAUSED:
            clock.pauses[-1].until_on, clock.state = None, ClockState.PAUSED
        clock.paused_days = sum((p.until_on - p.from_on).days for p in clock.pauses if p.until_on)
        clock.cancelled_at = clock.cancel_reason = clock.ended_on = None
    return settle(case, back)
