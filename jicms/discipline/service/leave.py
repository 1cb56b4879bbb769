"""Leave pending action: begun after the options were weighed, extended in steps, ended."""

from dataclasses import dataclass
from datetime import date

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.service import lock
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.deadlines.tours import Tour
from jicms.discipline import leave
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_leave import (
    LeaveEnd,
    LeaveExtension,
    LeaveGround,
    LeaveKind,
    LeavePeriod,
)
from jicms.discipline.service import leave_limits as limits
from jicms.discipline.service.actions import today_of
from jicms.discipline.service.leave_clocks import periods_of, set_clocks
from jicms.discipline.service.whole import next_number
from jicms.web.dates import day as in_words

INVESTIGATIVE, NOTICE = LeaveKind.INVESTIGATIVE_LEAVE, LeaveKind.NOTICE_LEAVE


@dataclass(frozen=True, slots=True)
class Weighed:
    """What was weighed before leave: the options, each in words, and what presence threatens."""

    ground: LeaveGround
    determination: str
    other_duties: str
    own_leave: str
    absence: str
    curtailed: str = ""

    def check(self, kind: LeaveKind) -> None:
        """Raise `RuleBroken` at the first that has no words."""
        asked = {
            "other_duties": "other duties",
            "own_leave": "the employee’s own leave",
            "absence": "absence without leave",
            **({"curtailed": "a curtailed notice"} if kind is NOTICE else {}),
        }
        for name, said in asked.items():
            if not getattr(self, name).strip():
                raise RuleBroken(f"Write why {said} will not do.", field=name)
        if not self.determination.strip():
            raise RuleBroken("Write what presence at work threatens.", field="determination")


def begin_leave(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    kind: LeaveKind,
    begins_on: date,
    weighed: Weighed,
    authorized_by: str,
    authorized_on: date,
    tour: Tour,
    until_on: date | None = None,
) -> LeavePeriod:
    """Put the employee on leave. The limits are the rules', in workdays of the employee's tour.

    Notice leave begins when the notice was received and ends with its period, whatever is typed.
    Investigative leave follows administrative leave. Raises `RuleBroken` at the field.
    """
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    lock(action.case)
    kind = LeaveKind(kind)
    limits.check_action(action)
    weighed.check(kind)
    limits.check_authority(action, authorized_by, authorized_on, begins_on)
    earlier = periods_of(action)
    limits.check_order(action, earlier, begins_on)
    until = limits.notice_end(action, begins_on) if kind is NOTICE else until_on
    if until is None:
        raise RuleBroken("Say to which day it is authorized.", field="until_on")
    if until < begins_on:
        raise RuleBroken("The last day comes before the first.", field="until_on")
    limits.check_limits(action, kind, begins_on, until, tour)
    made = LeavePeriod(
        action=action,
        case_id=action.case_id,
        party_id=action.party_id,
        n=next_number(LeavePeriod, action_id=action.id),
        kind=kind,
        begins_on=begins_on,
        until_on=until,
        authorized_by=authorized_by.strip(),
        authorized_on=authorized_on,
        ground=weighed.ground,
        determination=weighed.determination.strip(),
        other_duties=weighed.other_duties.strip(),
        own_leave=weighed.own_leave.strip(),
        absence=weighed.absence.strip(),
        curtailed=weighed.curtailed.strip(),
        tour_days=tour.days,
        tour_anchor=tour.anchor,
        recorded_by_id=actor.user_id,
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(Event.LEAVE_BEGUN, obj=made, kind=kind, on=begins_on, until=until)
    set_clocks(action, [*earlier, made])
    return made


def extend_leave(
    period: LeavePeriod,
    *,
    actor: Actor,
    workdays: int,
    granted_by: str,
    granted_on: date,
    reason: str,
    congress_on: date | None = None,
    congress_reference: str = "",
) -> LeaveExtension:
    """More workdays of investigative leave, as the human-capital officer granted them.

    At most a step at a time, and beyond the law's limit only with the report to Congress.
    """
    policy.require(actor, Action.DISCIPLINE_APPROVE, period.action)
    action = period.action
    lock(action.case)
    if period.kind is not INVESTIGATIVE or period.ended_on is not None:
        raise TransitionRefused("Investigative leave that runs can be extended.")
    if not granted_by.strip():
        raise RuleBroken("Name the human-capital officer.", field="granted_by")
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    limits.check_granted(period, granted_on)
    periods = periods_of(action)
    allowed = leave.limits_on(period.begins_on)
    if not 1 <= workdays <= allowed.step:
        raise RuleBroken(f"An extension is 1 to {allowed.step} workdays.", field="workdays")
    total = allowed.first + leave.extended(periods) + workdays
    limits.check_report(action, allowed.most, total, congress_on, congress_reference)
    holidays = leave.holidays_of(periods, until=period.until_on, slack=workdays)
    until = leave.last_of(period.until_on, workdays, period.tour, holidays)
    made = LeaveExtension(
        action_id=period.action_id,
        case_id=period.case_id,
        n=len(period.extensions) + 1,
        workdays=workdays,
        from_until=period.until_on,
        until_on=until,
        granted_by=granted_by.strip(),
        granted_on=granted_on,
        reason=reason.strip(),
        congress_on=congress_on,
        congress_reference=congress_reference.strip(),
        recorded_by_id=actor.user_id,
    )
    period.extensions.append(made)
    period.until_on = until
    unit_of_work.session().flush()
    recorder.record(Event.LEAVE_EXTENDED, obj=period, workdays=workdays, until=until)
    set_clocks(action, periods)
    return made


def end_leave(
    period: LeavePeriod, *, actor: Actor, ended_on: date, how: LeaveEnd, why: str = ""
) -> LeavePeriod:
    """The leave ended: the employee returned, or another leave follows. `ended_on` is its last
    day."""
    policy.require(actor, Action.DISCIPLINE_EDIT, period.action)
    lock(period.case)
    if period.ended_on is not None:
        raise TransitionRefused("This leave has ended.")
    if ended_on < period.begins_on:
        raise RuleBroken(f"It began on {in_words(period.begins_on)}.", field="ended_on")
    if ended_on > today_of(period.action):
        raise RuleBroken("The last day lies in the future.", field="ended_on")
    if how is LeaveEnd.RETURNED and not why.strip():
        raise RuleBroken("Write why the employee returns.", field="why")
    _end(period, ended_on, how, why)
    return period


def close_leave(action: DisciplinaryAction, how: LeaveEnd) -> None:
    """End the leave with what it waited for; the caller has checked its own permission."""
    open_ones = [row for row in periods_of(action) if row.ended_on is None]
    for period in open_ones:
        last = min(today_of(action), period.until_on) if how is LeaveEnd.NOTICE_ENDED else None
        _end(period, max(period.begins_on, last or today_of(action)), how, "")


def follow_notice(action: DisciplinaryAction) -> None:
    """Notice leave ends with the period of notice: move its end along with the effective date."""
    periods = periods_of(action)
    for period in periods:
        if period.kind is NOTICE and period.ended_on is None:
            until = limits.notice_end(action, period.begins_on)
            if until != period.until_on:
                period.until_on = until
                unit_of_work.session().flush()
                set_clocks(action, periods)


def _end(period: LeavePeriod, on: date, how: LeaveEnd, why: str) -> None:
    period.ended_on, period.ended_how, period.ended_why = on, how, why.strip()
    unit_of_work.session().flush()
    recorder.record(Event.LEAVE_ENDED, obj=period, on=on, how=how)
    set_clocks(period.action, [])
