"""Pauses of an office's own clocks, by hand."""

from datetime import date

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.cases.queries import ClockOfCase
from jicms.core import clock as system_clock
from jicms.core.errors import RuleBroken
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import CaseClock, ClockState, PauseReason
from jicms.deadlines.service import Owner

#: The record that stops the clock that belongs to it, and what to do instead.
STOPPED_BY = {"investigation": "Suspend the investigation: its clock stops with it."}


def pause_clock(found: ClockOfCase, *, actor: Actor, reason: PauseReason, on: date) -> None:
    """Stop one clock; `on` is the last day that counts. Raises `RuleBroken` for a period of law,
    a day to come, and a clock that follows a step of its own."""
    policy.require(actor, Action.CLOCK_PAUSE, found)
    clock = found.clock
    _refuse_foreign(clock)
    _refuse_future(clock, on)
    stopped = deadlines.pause(
        found.case, reason=reason, side=clock.side, on=on, code=clock.rule_code, owner=_owner(clock)
    )
    if clock not in stopped:
        raise RuleBroken("This clock does not run any more.")


def resume_clock(found: ClockOfCase, *, actor: Actor, on: date) -> None:
    """Let a paused clock run on; counting goes on the day after `on`."""
    policy.require(actor, Action.CLOCK_PAUSE, found)
    clock = found.clock
    _refuse_foreign(clock)
    _refuse_future(clock, on)
    resumed = deadlines.resume(
        found.case, side=clock.side, on=on, code=clock.rule_code, owner=_owner(clock)
    )
    if clock not in resumed:
        raise RuleBroken("This clock is not paused any more.")


def may_stop(clock: CaseClock) -> bool:
    """Whether the clock can be paused, or let run on, by hand."""
    states = (ClockState.RUNNING, ClockState.PAUSED)
    return clock.pausable and clock.state in states and clock.entity_type not in STOPPED_BY


def _refuse_foreign(clock: CaseClock) -> None:
    instead = STOPPED_BY.get(clock.entity_type or "")
    if instead:
        raise RuleBroken(instead)


def _refuse_future(clock: CaseClock, on: date) -> None:
    if on > system_clock.today(clock.zone):
        raise RuleBroken("This day is still to come.", field="on")


def _owner(clock: CaseClock) -> Owner | None:
    if clock.entity_type is None or clock.entity_id is None:
        return None
    return Owner(clock.entity_type, clock.entity_id)
