"""What leave pending action is held to: its order, its authority, its limits in workdays."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.deadlines.calendar import ONE_DAY, Holidays
from jicms.deadlines.tours import Tour
from jicms.discipline import leave
from jicms.discipline.models import ActionStatus, DisciplinaryAction
from jicms.discipline.models_leave import LeaveKind, LeavePeriod
from jicms.discipline.service.actions import today_of, zone_of
from jicms.discipline.service.leave_clocks import periods_of
from jicms.discipline.service.whole import whole
from jicms.discipline.workflow import ENDED
from jicms.web.dates import day as in_words
from jicms.web.filters import plural

ADMIN, NOTICE = LeaveKind.ADMIN_LEAVE, LeaveKind.NOTICE_LEAVE
#: In which a period of notice runs.
NOTICED = (ActionStatus.ANSWER, ActionStatus.DECISION, ActionStatus.SERVED)


def check_action(action: DisciplinaryAction) -> None:
    """The action can have leave."""
    if action.status in ENDED:
        raise TransitionRefused("This action has ended.")
    if action.legacy_key is not None:
        raise TransitionRefused("Imported actions take no leave.")


def check_authority(action: DisciplinaryAction, by: str, on: date, begins_on: date) -> None:
    """Who authorized it, and before it began."""
    if not by.strip():
        raise RuleBroken("Name who authorized the leave.", field="authorized_by")
    if on > today_of(action) or on < action.case.received_on:
        raise RuleBroken("Authorized between receipt of the case and today.", field="authorized_on")
    if on > begins_on:
        raise RuleBroken("Leave is authorized before it begins.", field="authorized_on")


def check_order(
    action: DisciplinaryAction, earlier: Sequence[LeavePeriod], begins_on: date
) -> None:
    """It follows the leave before it, and none runs."""
    if begins_on < action.case.received_on:
        received = in_words(action.case.received_on)
        raise RuleBroken(f"The case was received on {received}.", field="begins_on")
    running = next((row for row in earlier if row.ended_on is None), None)
    if running is not None:
        raise TransitionRefused("The employee is on leave already: end that period first.")
    last = max((row.last_day for row in earlier), default=None)
    if last is not None and begins_on <= last:
        raise RuleBroken(f"The leave before it lasted to {in_words(last)}.", field="begins_on")


def notice_end(action: DisciplinaryAction, begins_on: date) -> date:
    """The last day of notice: the eve of the effective date, or of the earliest one."""
    if action.notice_received_at is None or action.status not in NOTICED:
        raise RuleBroken("Notice leave needs a notice that was served.", field="kind")
    received = clock.local_date(action.notice_received_at, zone_of(action))
    if begins_on < received:
        raise RuleBroken(
            f"Notice leave begins with the receipt of the notice, {in_words(received)}.",
            field="begins_on",
        )
    ends = action.effective_on or action.earliest_effective_on
    if ends is None:
        raise RuleBroken("Under this procedure no period of notice runs.", field="kind")
    if begins_on >= ends:
        raise RuleBroken(f"The notice ends before {in_words(ends)}.", field="begins_on")
    return ends - ONE_DAY


def check_limits(
    action: DisciplinaryAction,
    kind: LeaveKind,
    begins_on: date,
    until: date,
    tour: Tour,
) -> None:
    """The workdays fit the limits in force on the first day."""
    if kind is NOTICE:
        return
    limits = leave.limits_on(begins_on)
    own, earlier = of_employee(action), periods_of(action)
    holidays = leave.holidays_of([*own, *earlier], until=until, since=begins_on)
    if kind is ADMIN:
        for year, days in leave.in_years(begins_on, until, tour, holidays):
            left = limits.year - taken_in(own, year, holidays)
            refuse_over(days, left, f"administrative leave in {year}", limits.year)
        return
    used = taken_in(own, begins_on.year, holidays)
    if used < limits.year:
        raise RuleBroken(
            f"Administrative leave comes first: {used} of {limits.year} workdays of "
            f"{begins_on.year} were taken.",
            field="kind",
        )
    count = leave.count(kind, earlier, holidays, today=begins_on, limits=limits)
    assert count.left is not None
    assert count.allowed is not None
    days = leave.counted(begins_on, until, tour, holidays)
    refuse_over(days, count.left, "investigative leave without an extension", count.allowed)


def refuse_over(days: int, left: int, what: str, limit: int) -> None:
    """Refuse more workdays than are left."""
    if days > left:
        raise RuleBroken(
            f"That is {plural(days, 'workday')}; {max(left, 0)} of {limit} are left of {what}.",
            field="until_on",
        )


def of_employee(action: DisciplinaryAction) -> list[LeavePeriod]:
    """Administrative leave of the employee in the office's actions: the limit is a year's."""
    person = action.party.person_id if action.party is not None else None
    if person is None:
        return [row for row in periods_of(action) if row.kind is ADMIN]
    same = select(DisciplinaryAction.id).where(DisciplinaryAction.office_id == action.office_id)
    party = type(action.party)
    found = unit_of_work.session().scalars(
        whole(
            select(LeavePeriod)
            .join(party, party.id == LeavePeriod.party_id)
            .where(
                LeavePeriod.kind == ADMIN,
                party.person_id == person,
                LeavePeriod.action_id.in_(same),
            )
            .order_by(LeavePeriod.begins_on)
        )
    )
    return list(found)


def taken_in(periods: Sequence[LeavePeriod], year: int, holidays: Holidays) -> int:
    """Workdays of the periods that lie in a calendar year, taken or authorized."""
    return sum(
        days
        for period in periods
        for found, days in leave.in_years(period.begins_on, period.last_day, period.tour, holidays)
        if found == year
    )


def check_granted(period: LeavePeriod, on: date) -> None:
    """An extension is granted while the authority stands."""
    if on > today_of(period.action) or on < period.authorized_on:
        raise RuleBroken(
            "Granted after the leave was authorized, and not later than today.", field="granted_on"
        )
    if on > period.until_on:
        raise RuleBroken(
            f"The authority ended on {in_words(period.until_on)}: an extension is granted before.",
            field="granted_on",
        )


def check_report(
    action: DisciplinaryAction, most: int, total: int, on: date | None, reference: str
) -> None:
    """Beyond the limit in law, the report to Congress is recorded."""
    if total <= most and on is None and not reference.strip():
        return
    if on is None or not reference.strip():
        raise RuleBroken(
            f"That makes {total} workdays. Beyond {most} a report to Congress is recorded with its "
            "day and reference.",
            field="congress_on",
        )
    if on > today_of(action):
        raise RuleBroken("The report lies in the future.", field="congress_on")
