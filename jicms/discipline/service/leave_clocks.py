"""The clocks of a leave: the end of its authority, and the alarms by workdays."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from jicms.core import clock, unit_of_work
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import ClockSide, ClockState
from jicms.deadlines.service import ClockPlan
from jicms.discipline import leave
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_leave import LeaveKind, LeavePeriod
from jicms.discipline.service.actions import owner_of, today_of, zone_of
from jicms.discipline.service.whole import whole

ADMIN, NOTICE = LeaveKind.ADMIN_LEAVE, LeaveKind.NOTICE_LEAVE


def periods_of(action: DisciplinaryAction) -> list[LeavePeriod]:
    """All leave of the action's employee in its case, whoever asks, the earliest first."""
    found = unit_of_work.session().scalars(
        whole(
            select(LeavePeriod)
            .where(LeavePeriod.case_id == action.case_id, LeavePeriod.party_id == action.party_id)
            .options(selectinload(LeavePeriod.extensions))
            .order_by(LeavePeriod.begins_on, LeavePeriod.id)
        )
    )
    return list(found)


def set_clocks(action: DisciplinaryAction, periods: Sequence[LeavePeriod]) -> None:
    """Let the clocks of the leave run by what stands now: those before are met or counted anew.

    An alarm of a day that is over is not set again.
    """
    case, owner, now = action.case, owner_of(action), clock.now()
    ended = [
        row
        for row in deadlines.lock_open(case)
        if row.rule_code in leave.CLOCKS and deadlines.owner_of(row) == owner
    ]
    for row in ended:
        over = row.due_on <= today_of(action) or not periods
        state = ClockState.MET if over else ClockState.CANCELLED
        deadlines.end(row, state, now, None if over else "Counted anew")
    deadlines.settle(case, ended)
    plans = _plans(action, periods)
    if plans:
        deadlines.start_clocks(case, plans, zone=zone_of(action))


def _plans(action: DisciplinaryAction, periods: Sequence[LeavePeriod]) -> list[ClockPlan]:
    running = next((row for row in periods if row.ended_on is None), None)
    if running is None:
        return []
    owner, side = owner_of(action), ClockSide.DISCIPLINE
    label = "Notice leave ends with the notice" if running.kind is NOTICE else None
    authority = ClockPlan(leave.AUTHORITY, {"last_day": running.until_on}, side, label, owner=owner)
    if running.kind is NOTICE:
        return [authority]
    same = [row for row in periods if row.kind is running.kind]
    codes: tuple[str, ...] = leave.ALARMS
    begins = same[0].begins_on
    if running.kind is ADMIN:
        codes = (leave.YEAR,)
        begins = max(begins, date(running.begins_on.year, 1, 1))
    roster = leave.roster_of(same)
    plans = [
        ClockPlan(
            code,
            {"leave": begins},
            side,
            owner=owner,
            roster=roster,
            pauses=leave.gaps_of(same),
        )
        for code in codes
    ]
    due = deadlines.previews(plans, zone=zone_of(action), case=action.case)
    today = today_of(action)
    return [
        authority,
        *(plan for plan, result in zip(plans, due, strict=True) if result.due_on >= today),
    ]
