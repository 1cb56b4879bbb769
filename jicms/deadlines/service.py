"""Writes: start, meet, cancel, pause and resume the clocks of a case; change rules and closings.

Callers hold the case and have checked their own policy. Nothing here commits.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from jicms.core import clock as system_clock
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.deadlines import engine, queries
from jicms.deadlines.calendar import Holidays, in_words
from jicms.deadlines.engine import Bound, Moment, Result
from jicms.deadlines.models import (
    CaseClock,
    ClockPause,
    ClockSide,
    ClockState,
    DeadlineRule,
    PauseReason,
)
from jicms.deadlines.pauses import Elapsed, Pause, elapsed
from jicms.deadlines.plans import ClockedCase, ClockPlan, Owner
from jicms.deadlines.starts import moment_from_iso, starts_from_json, starts_to_json

__all__ = [
    "ClockPlan",
    "ClockedCase",
    "Owner",
    "cancel",
    "days_of",
    "end",
    "lock_open",
    "meet",
    "owner_of",
    "pause",
    "preview",
    "previews",
    "resume",
    "run_from",
    "settle",
    "start_clock",
    "start_clocks",
]
#: In the session: cases whose clocks were started in it, so that a new one may have some already.
_CLOCKED = "clocked"


def start_clock(
    case: ClockedCase,
    *,
    code: str,
    starts: Mapping[str, Moment],
    side: ClockSide,
    zone: str,
    label: str | None = None,
    owner: Owner | None = None,
    bounds: Sequence[Bound] = (),
) -> CaseClock:
    """Start one clock; see `start_clocks`."""
    plan = ClockPlan(code, starts, side, label, owner, bounds)
    return start_clocks(case, [plan], zone=zone)[0]


def start_clocks(
    case: ClockedCase, plans: Sequence[ClockPlan], *, zone: str, new_case: bool = False
) -> list[CaseClock]:
    """Start clocks by the rules in force on the day of their (latest) start event.

    `zone` is the IANA name of the agency's zone. An open clock of the same rule and owner is
    superseded. With `new_case` the case has no clock yet, which saves the look-up: two reads
    and the insert remain. Raises `RuleBroken`.
    """
    results = _compute(plans, zone, case)
    clocked: set[int] = unit_of_work.session().info.setdefault(_CLOCKED, set())
    earlier = [] if new_case and case.id not in clocked else list(lock_open(case))
    clocked.add(case.id)
    keys = {(plan.code, plan.side, plan.owner) for plan in plans}
    for old in earlier:
        if (old.rule_code, old.side, owner_of(old)) in keys:
            end(old, ClockState.CANCELLED, system_clock.now(), "Started again")
    started = [
        _new_clock(case, plan, row, result, zone)
        for plan, (row, result) in zip(plans, results, strict=True)
    ]
    unit_of_work.session().add_all(started)
    _mark_next([*earlier, *started])
    unit_of_work.session().flush()
    return started


def preview(plan: ClockPlan, *, zone: str, case: ClockedCase | None = None) -> Result:
    """What the clock would give, without starting it; without a case by the rules for all."""
    return previews([plan], zone=zone, case=case)[0]


def previews(
    plans: Sequence[ClockPlan], *, zone: str, case: ClockedCase | None = None
) -> list[Result]:
    """As `preview`, for several clocks at the price of one."""
    return [result for _row, result in _compute(plans, zone, case)] if plans else []


def meet(
    case: ClockedCase, *, code: str, owner: Owner | None = None, at: datetime | None = None
) -> list[CaseClock]:
    """Stop the open clocks of that rule (of any owner, or of one): the step was done `at` (now)."""
    return _end_all(case, code, owner, state=ClockState.MET, at=at)


def cancel(
    case: ClockedCase, *, code: str | None = None, owner: Owner | None = None, reason: str
) -> list[CaseClock]:
    """Stop clocks whose step is no longer expected: of a rule, of an owner, or of the case."""
    return _end_all(case, code, owner, state=ClockState.CANCELLED, reason=reason)


def pause(
    case: ClockedCase,
    *,
    reason: PauseReason,
    side: ClockSide,
    on: date | None = None,
    code: str | None = None,
    owner: Owner | None = None,
) -> list[CaseClock]:
    """Stop for a while the running clocks of a side (or of one rule, or one owner).

    Periods that law sets cannot be paused: asked for by `code` that is refused, else they are
    left running. `on` is the last day that counts; today in the clock's zone unless given.
    """
    chosen = [c for c in _matching(case, side, code, owner) if c.state is ClockState.RUNNING]
    if code is not None and any(not c.pausable for c in chosen):
        raise RuleBroken(f"{chosen[0].label} runs by law and cannot be paused.")
    stopped = [c for c in chosen if c.pausable]
    for clock in stopped:
        day = _day(clock, on)
        if day < clock.start_on:
            raise RuleBroken(f"{clock.label} starts only on {in_words(clock.start_on)}.")
        clock.pauses.append(ClockPause(case_id=clock.case_id, from_on=day, reason=reason))
        clock.state, clock.is_next = ClockState.PAUSED, False
    return settle(case, stopped)


def resume(
    case: ClockedCase,
    *,
    side: ClockSide,
    on: date | None = None,
    code: str | None = None,
    owner: Owner | None = None,
) -> list[CaseClock]:
    """Let the paused clocks of a side (or of one rule, or one owner) run on.

    Counting goes on the day after `on`; the due date is computed anew by the version of the rule
    that the clock started with, so its ledger shows the pause.
    """
    resumed = [c for c in _matching(case, side, code, owner) if c.state is ClockState.PAUSED]
    for clock in resumed:
        _close_pause(clock, _day(clock, on))
        clock.state = ClockState.RUNNING
        _recompute(clock)
    return settle(case, resumed)


def days_of(clock: CaseClock, on: date) -> Elapsed:
    """Gross, paused and net days of `clock` on that day, or at its end if that was earlier."""
    return _elapsed(clock, min(on, clock.ended_on or on))


def _elapsed(clock: CaseClock, last: date) -> Elapsed:
    return elapsed(clock.start_on, last, [p.as_pause(last) for p in clock.pauses])


def run_from(
    case: ClockedCase, *, start: str, among: Collection[datetime], at: datetime
) -> list[CaseClock]:
    """Let the open clocks that count from one of those moments count from `at` instead, with the
    version of their rule and their pauses kept."""
    moved = [
        clock
        for clock in lock_open(case)
        if start in clock.starts and moment_from_iso(clock.starts[start]) in {*among} - {at}
    ]
    for clock in moved:
        clock.starts = {**clock.starts, **starts_to_json({start: at})}
        place = engine.zone_of(clock.zone)
        whens = starts_from_json(clock.starts).values()
        clock.start_on = max(engine.local_day(when, place) for when in whens)
        _recompute(clock)
    return settle(case, moved)


def _compute(
    plans: Sequence[ClockPlan], zone: str, case: ClockedCase | None
) -> list[tuple[DeadlineRule, Result]]:
    place = engine.zone_of(zone)
    agency_id = case.agency_id if case is not None else None
    case_type = case.case_type_code if case is not None else None
    known = queries.versions(plan.code for plan in plans)
    rows = []
    for plan in plans:
        days = [engine.local_day(when, place) for when in plan.starts.values()]
        # Without any start the newest version says which ones it needs.
        versions = known[plan.code]
        rows.append(
            queries.pick(versions, max(days), agency_id=agency_id, case_type=case_type)
            if days
            else versions[-1]
        )
    uses = [
        (row.as_rule(), [engine.local_day(when, place) for when in plan.starts.values()])
        for row, plan in zip(rows, plans, strict=True)
    ]
    spread = [plan.spread(rule) for (rule, _), plan in zip(uses, plans, strict=True)]
    holidays = queries.holidays_for(uses, extra=max(spread, default=0))
    return [
        (
            row,
            _apply(
                row,
                plan.starts,
                plan.bounds,
                replace(holidays, tour=plan.roster),
                zone,
                pauses=plan.pauses,
            ),
        )
        for row, plan in zip(rows, plans, strict=True)
    ]


def _apply(
    row: DeadlineRule,
    starts: Mapping[str, Moment],
    bounds: Sequence[Bound],
    holidays: Holidays,
    zone: str,
    *,
    pauses: Sequence[Pause] = (),
) -> Result:
    result = engine.compute(row.as_rule(), starts, holidays, zone, pauses=pauses)
    return engine.later_of(result, bounds, zone)


def _new_clock(
    case: ClockedCase, plan: ClockPlan, row: DeadlineRule, result: Result, zone: str
) -> CaseClock:
    place = engine.zone_of(zone)
    clock = CaseClock(
        case_id=case.id,
        side=plan.side,
        entity_type=plan.owner.entity_type if plan.owner else None,
        entity_id=plan.owner.entity_id if plan.owner else None,
        rule_code=row.code,
        rule_version=row.version,
        label=plan.label or row.label,
        kind=row.kind,
        pausable=row.pausable,
        zone=zone,
        starts=starts_to_json(plan.starts),
        bounds=[{"label": b.label, "on": b.on.isoformat()} for b in plan.bounds],
        start_on=max(engine.local_day(when, place) for when in plan.starts.values()),
        state=ClockState.RUNNING,
        is_next=False,
        paused_days=0,
    )
    _write_result(clock, result)
    return clock


def _write_result(clock: CaseClock, result: Result) -> None:
    clock.due_on = result.due_on
    clock.due_at = result.due_at
    clock.steps = [
        {key: str(value) for key, value in {**asdict(s), "date": s.date.isoformat()}.items()}
        for s in result.steps
    ]
    clock.holidays_skipped = [
        {"date": day.isoformat(), "name": name} for day, name in result.holidays_skipped
    ]


def _recompute(clock: CaseClock) -> None:
    row = (
        unit_of_work.session()
        .scalars(
            select(DeadlineRule).where(
                DeadlineRule.code == clock.rule_code, DeadlineRule.version == clock.rule_version
            )
        )
        .one()
    )
    pauses = [p.as_pause(p.from_on) for p in clock.pauses]
    starts = starts_from_json(clock.starts)
    bounds = [Bound(b["label"], moment_from_iso(b["on"])) for b in clock.bounds]
    holidays = queries.holidays_for([(row.as_rule(), [clock.start_on])], extra=clock.paused_days)
    _write_result(clock, _apply(row, starts, bounds, holidays, clock.zone, pauses=pauses))


def lock_open(case: ClockedCase) -> Sequence[CaseClock]:
    """The open clocks; on PostgreSQL the case is locked, so two writers agree on the next one."""
    session = unit_of_work.session()
    if session.get_bind().dialect.name != "sqlite":
        model: Any = type(case)
        lock = select(model.id).where(model.id == case.id).with_for_update()
        session.execute(lock.execution_options(unscoped="a lock reads nothing"))
    return queries.clocks_to_keep(case.id)


def _matching(
    case: ClockedCase, side: ClockSide | None, code: str | None, owner: Owner | None
) -> list[CaseClock]:
    return [
        clock
        for clock in lock_open(case)
        if side in (None, clock.side)
        and code in (None, clock.rule_code)
        and owner in (None, owner_of(clock))
    ]


def owner_of(clock: CaseClock) -> Owner | None:
    """The record inside the case that the clock belongs to."""
    if clock.entity_type is None or clock.entity_id is None:
        return None
    return Owner(clock.entity_type, clock.entity_id)


def _day(clock: CaseClock, on: date | None) -> date:
    return on or system_clock.today(clock.zone)


def _close_pause(clock: CaseClock, on: date) -> None:
    for stretch in clock.pauses:
        if stretch.until_on is None:
            if on < stretch.from_on:
                raise RuleBroken(f"{clock.label} was paused on {in_words(stretch.from_on)}.")
            stretch.until_on = on
            clock.paused_days += (on - stretch.from_on).days


def _end_all(
    case: ClockedCase,
    code: str | None,
    owner: Owner | None,
    *,
    state: ClockState,
    at: datetime | None = None,
    reason: str | None = None,
) -> list[CaseClock]:
    ended = _matching(case, None, code, owner)
    for clock in ended:
        end(clock, state, at or system_clock.now(), reason)
    return settle(case, ended)


def end(clock: CaseClock, state: ClockState, at: datetime, reason: str | None) -> None:
    """Stop a clock for good, its pause too. Call `settle` after the last one."""
    day = engine.local_day(at, engine.zone_of(clock.zone))
    if clock.state is ClockState.PAUSED:
        _close_pause(clock, max([day, *(p.from_on for p in clock.pauses)]))
    clock.state, clock.ended_on = state, day
    clock.is_next = False
    if clock.pauses:
        clock.paused_days = _elapsed(clock, day).paused
    if state is ClockState.MET:
        clock.met_at = at
    else:
        clock.cancelled_at, clock.cancel_reason = at, reason


def settle(case: ClockedCase, changed: list[CaseClock]) -> list[CaseClock]:
    """Mark anew which clock falls first, if any changed."""
    if changed:
        unit_of_work.session().flush()
        _mark_next(queries.clocks_to_keep(case.id))
        unit_of_work.session().flush()
    return changed


def _mark_next(clocks: Sequence[CaseClock]) -> None:
    """Mark per side the running clock that falls first. Unsaved clocks come after equal ones."""
    for side in ClockSide:
        mine = [c for c in clocks if c.side is side]
        running = [c for c in mine if c.state is ClockState.RUNNING]
        first = min(running, key=lambda c: (c.due_on, c.id is None, c.id or 0), default=None)
        for clock in mine:
            if clock.is_next != (clock is first):
                clock.is_next = clock is first
