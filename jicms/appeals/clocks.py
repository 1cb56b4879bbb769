"""The clocks of an appeal: the last day to file, and what its decisions and orders start."""

from collections.abc import Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from jicms.appeals import forums
from jicms.appeals.models import Appeal, AppealEvent, AppealStep
from jicms.appeals.models_hearing import AppealDate
from jicms.core import clock
from jicms.deadlines import queries as clocks
from jicms.deadlines import service as deadlines
from jicms.deadlines.engine import Bound
from jicms.deadlines.models import ClockSide
from jicms.deadlines.service import ClockPlan, Owner
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.service.actions import owner_of, zone_of
from jicms.discipline.service.unions import bounds_of
from jicms.refdata.models import AppealForum
from jicms.refdata.queries import facts

S = AppealStep
#: Outcomes after which no further time limit runs.
NOTHING_FOLLOWS = ("SETTLED", "WITHDRAWN", "REMANDED")
ORDER = "JUDGE_ORDER"
BOARD, BOARD_ADR = "MSPB_APPEAL", "MSPB_APPEAL_ADR"
GRIEVANCE = "GRIEVANCE_FILING"
#: Clocks whose days are those of the union agreement: without any, there is no clock.
AGREED = (GRIEVANCE, "GRIEVANCE_STEP_2", "GRIEVANCE_STEP_3", "ARBITRATION_INVOKED")
#: What a step starts, by forum and step: (rule, what its starts are: day of the step or receipt).
_ISSUED, _RECEIVED = "on", "received_on"
_AFTER: Mapping[tuple[str, AppealStep], tuple[tuple[str, Mapping[str, str]], ...]] = {
    (forums.REVIEW, S.FILED): (("MSPB_PFR_RESPONSE", {"petition": _ISSUED}),),
    (forums.REVIEW, S.DECIDED): (("FEDERAL_CIRCUIT", {"issued": _ISSUED}),),
    (forums.OSC, S.CLOSURE_LETTER): (
        ("MSPB_AFTER_OSC", {"issued": _ISSUED, "received": _RECEIVED}),
    ),
    (forums.COUNSELOR, S.RIGHT_TO_FILE): (("EEO_FORMAL_COMPLAINT", {"notice": _RECEIVED}),),
    (forums.GRIEVANCE, S.STEP_1_DECISION): (("GRIEVANCE_STEP_2", {"receipt": _RECEIVED}),),
    (forums.GRIEVANCE, S.STEP_2_DECISION): (("GRIEVANCE_STEP_3", {"receipt": _RECEIVED}),),
    (forums.GRIEVANCE, S.STEP_3_DECISION): (("ARBITRATION_INVOKED", {"receipt": _RECEIVED}),),
    (forums.GRIEVANCE, S.DECIDED): (("ARBITRATION_INVOKED", {"receipt": _RECEIVED}),),
    (forums.ARBITRATION, S.DECIDED): (
        ("FLRA_EXCEPTIONS", {"award": _ISSUED}),
        ("ARBITRATION_FEDERAL_CIRCUIT", {"issued": _ISSUED}),
    ),
    **{
        (board, S.ACKNOWLEDGED): (
            ("MSPB_AGENCY_RESPONSE", {"order": _ISSUED}),
            ("MSPB_DISCOVERY_INITIAL", {"order": _ISSUED}),
        )
        for board in (forums.MSPB, forums.WHISTLEBLOWER, forums.MIXED)
    },
    **{
        (board, S.DECIDED): (
            ("MSPB_PETITION_FOR_REVIEW", {"issued": _ISSUED, "received": _RECEIVED}),
        )
        for board in (forums.MSPB, forums.WHISTLEBLOWER, forums.MIXED)
    },
}
#: What a step ends, because it is what the clock waited for.
_ENDS = {
    S.AGENCY_RESPONSE: ("MSPB_AGENCY_RESPONSE", "MSPB_PFR_RESPONSE"),
    S.STEP_2: ("GRIEVANCE_STEP_2",),
    S.STEP_3: ("GRIEVANCE_STEP_3",),
}


def owner(appeal: Appeal) -> Owner:
    """The owner of the clocks of a filing."""
    return Owner(appeal.__tablename__, appeal.id)


def needs_receipt(forum_code: str, step: AppealStep) -> bool:
    """Whether a step starts a clock from its receipt, which therefore has to be proved."""
    started = _AFTER.get((forum_code, step), ())
    return any(_RECEIVED in starts.values() for _rule, starts in started)


def window(
    action: DisciplinaryAction,
    forum_code: str,
    before: Appeal | None,
    *,
    adr: bool = False,
) -> ClockPlan | None:
    """The clock by which a filing is in time; None where the list names no rule, where what it
    counts from is not recorded, or where the union agreement gives no days."""
    row = facts(AppealForum).get(forum_code)
    code = row.deadline_rule if row is not None else None
    if forum_code == forums.GRIEVANCE:
        code = GRIEVANCE
    elif forum_code == forums.ARBITRATION:
        code = "ARBITRATION_INVOKED"
    elif code == BOARD and adr:
        code = BOARD_ADR
    if code is None:
        return None
    starts = _own_starts(action, code) if before is None else _starts_after(before, code)
    return _plan(action, code, starts) if starts else None


def _own_starts(action: DisciplinaryAction, code: str) -> dict[str, date]:
    received, effective = action.decision_received_at, action.effective_on
    if received is None or effective is None:
        return {}
    receipt = clock.local_date(received, zone_of(action))
    if code in {BOARD, BOARD_ADR}:
        return {"effective": effective, "receipt": receipt}
    return {"EEO_COUNSELOR": {"matter": effective}, GRIEVANCE: {"receipt": receipt}}.get(code, {})


def _starts_after(before: Appeal, code: str) -> dict[str, date]:
    """What a rule counts from, by the newest step of the filing before that starts it."""
    for event in reversed(before.events):
        for rule, named in _AFTER.get((before.forum_code, event.step), ()):
            starts = _starts_of(event, named)
            if rule == code and starts:
                return starts
    issued = before.decided_on
    if issued is None:
        return {}
    last = before.events[-1].received_on
    also = {"FEDERAL_CIRCUIT": {"issued": issued}}
    if last is not None:
        also["MIXED_DISTRICT_COURT"] = {"received": last}
    return also.get(code, {})


def _starts_of(event: AppealEvent, named: Mapping[str, str]) -> dict[str, date]:
    found = {name: getattr(event, column) for name, column in named.items()}
    return {} if None in found.values() else found


def _plan(action: DisciplinaryAction, code: str, starts: dict[str, date]) -> ClockPlan | None:
    bounds = bounds_of(action, code, next(iter(starts.values()))) if code in AGREED else []
    if code in AGREED and not bounds:
        return None
    return ClockPlan(code, starts, ClockSide.DISCIPLINE, bounds=bounds)


def close_window(appeal: Appeal, plan: ClockPlan) -> None:
    """Keep the arithmetic of the last day with the filing, which ends the window it came in."""
    action, zone = appeal.action, zone_of(appeal.action)
    at = noon(appeal.filed_on, zone)
    mine = owner(appeal)
    started = deadlines.start_clock(
        action.case,
        code=plan.code,
        starts=plan.starts,
        side=plan.side,
        bounds=plan.bounds,
        owner=mine,
        zone=zone,
    )
    appeal.rule_code, appeal.due_on = plan.code, started.due_on
    deadlines.meet(action.case, code=plan.code, owner=mine, at=at)
    window_code = BOARD if plan.code == BOARD_ADR else plan.code
    deadlines.meet(action.case, code=window_code, owner=owner_of(action), at=at)
    if appeal.follows is not None:
        deadlines.meet(action.case, code=plan.code, owner=owner(appeal.follows), at=at)


def follow(event: AppealEvent) -> None:
    """Start what a step starts, and end what waited for it."""
    appeal, action = event.appeal, event.appeal.action
    mine, zone = owner(appeal), zone_of(action)
    for code in _ENDS.get(event.step, ()):
        deadlines.meet(action.case, code=code, owner=mine, at=noon(event.on, zone))
    if event.outcome_code in NOTHING_FOLLOWS:
        return
    plans = []
    for code, named in _AFTER.get((appeal.forum_code, event.step), ()):
        starts = _starts_of(event, named)
        plan = _plan(action, code, starts) if starts else None
        if plan is not None:
            plans.append(ClockPlan(plan.code, plan.starts, plan.side, None, mine, plan.bounds))
    if plans:
        deadlines.start_clocks(action.case, plans, zone=zone)


def stop(appeal: Appeal) -> None:
    """What ran in a filing ends with it; what its decision opened goes on."""
    opened = {code for code, _named in _AFTER.get((appeal.forum_code, S.DECIDED), ())}
    case = appeal.action.case
    for row in clocks.open_clocks(case.id, ClockSide.DISCIPLINE):
        mine = (row.entity_type, row.entity_id) == tuple(owner(appeal))
        if mine and row.rule_code not in opened:
            reason = "The filing has ended"
            deadlines.cancel(case, code=row.rule_code, owner=owner(appeal), reason=reason)


def start_ordered(row: AppealDate, ordered_on: date) -> None:
    """Let the clock of a date by order run to it; one that ran is superseded."""
    deadlines.start_clock(
        row.action.case,
        code=ORDER,
        starts={"order": min(ordered_on, row.due_on)},
        side=ClockSide.DISCIPLINE,
        label=row.label,
        owner=Owner(row.__tablename__, row.id),
        bounds=[Bound(row.order or "As ordered", row.due_on)],
        zone=zone_of(row.action),
    )


def end_ordered(row: AppealDate, *, met: bool, on: date) -> None:
    """The clock of a date by order ends: it was done, or the order fell."""
    case, mine = row.action.case, Owner(row.__tablename__, row.id)
    if met:
        deadlines.meet(case, code=ORDER, owner=mine, at=noon(on, zone_of(row.action)))
    else:
        deadlines.cancel(case, code=ORDER, owner=mine, reason="The order does not stand")


def noon(day: date, zone: str) -> datetime:
    """The middle of a day, for a step of which the day alone is known."""
    return datetime.combine(day, time(12), ZoneInfo(zone))


def last_day(action: DisciplinaryAction, plan: ClockPlan) -> date:
    """The last day to file, without starting a clock."""
    return deadlines.preview(plan, zone=zone_of(action), case=action.case).due_on
