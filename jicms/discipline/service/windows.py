"""What runs from the decision's service on: appeal, counselor, grievance, the reprimand's end."""

from collections.abc import Mapping
from datetime import date

from jicms.deadlines import service as deadlines
from jicms.deadlines.engine import Bound
from jicms.deadlines.models import ClockSide
from jicms.deadlines.service import ClockPlan
from jicms.discipline.leave import ALARMS
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.service.actions import owner_of, zone_of
from jicms.discipline.service.penalties import is_appealable, is_grievable, is_nothing
from jicms.discipline.service.unions import bounds_of
from jicms.refdata.models import ActionType, PenaltyGroup

APPEAL, COUNSELOR, GRIEVANCE, EXPIRY = (
    *("MSPB_APPEAL", "EEO_COUNSELOR"),
    *("GRIEVANCE_FILING", "REPRIMAND_EXPIRY"),
)
#: Windows that an appeal opens, counted from what its forum decided.
LATER = (
    *("MSPB_AFTER_OSC", "MSPB_PETITION_FOR_REVIEW", "FEDERAL_CIRCUIT", "EEO_FORMAL_COMPLAINT"),
    *("GRIEVANCE_STEP_2", "GRIEVANCE_STEP_3", "ARBITRATION_INVOKED"),
    *("FLRA_EXCEPTIONS", "ARBITRATION_FEDERAL_CIRCUIT", "MIXED_DISTRICT_COURT"),
)
#: A record that was made to expire earlier than the rule gives.
EXPIRY_SET = "RECORD_EXPIRY_SET"
EXPIRIES = (EXPIRY, EXPIRY_SET)
#: The employee's own windows: nothing of ours is late when they close.
THEIRS = (APPEAL, COUNSELOR, GRIEVANCE, *LATER)
#: Days that pass without anything being late: those windows, and the alarms of a leave.
PASSING = (*THEIRS, *ALARMS)
#: What runs on when the action is final.
OUTLIVE = (APPEAL, COUNSELOR, GRIEVANCE, *EXPIRIES)


def open_windows(
    action: DisciplinaryAction, kind: ActionType, *, effective: date, receipt: date
) -> None:
    """Start what the decided action leaves open, each from its own event."""
    if is_nothing(kind):
        return
    plans = [_plan(action, COUNSELOR, {"matter": effective}, "EEO counselor window closes")]
    if is_appealable(action, kind):
        starts = {"effective": effective, "receipt": receipt}
        plans.insert(0, _plan(action, APPEAL, starts, "MSPB appeal window closes"))
    agreed = bounds_of(action, GRIEVANCE, receipt) if is_grievable(kind) else []
    if agreed:
        label = "Grievance window closes"
        plans.append(_plan(action, GRIEVANCE, {"receipt": receipt}, label, agreed))
    if kind.penalty_group is PenaltyGroup.REPRIMAND:
        plans.append(_plan(action, EXPIRY, {"effective": effective}, "Reprimand expires"))
    deadlines.start_clocks(action.case, plans, zone=zone_of(action))


def _plan(
    action: DisciplinaryAction,
    code: str,
    starts: Mapping[str, date],
    label: str,
    bounds: list[Bound] | None = None,
) -> ClockPlan:
    return ClockPlan(code, starts, ClockSide.DISCIPLINE, label, owner_of(action), bounds or [])
