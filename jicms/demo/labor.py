"""What labor relations do beside the steps of an action: another specialist, leave."""

from datetime import date, timedelta

from sqlalchemy import select

from jicms.auth.models import User
from jicms.core import clock, unit_of_work
from jicms.deadlines import queries as clocks
from jicms.deadlines.calendar import ONE_DAY, Holidays
from jicms.deadlines.tours import Tour
from jicms.demo.stage import Stage
from jicms.discipline import leave as counting
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_leave import LeaveEnd, LeaveGround, LeaveKind, LeavePeriod
from jicms.discipline.service import leave, reassigning

BOSS, SPECIALIST, SECOND = "supervisor.ler", "specialist.ler", "specialist2.ler"
#: The workday of investigative leave on which the demonstration stands.
DAY = 25
_WEIGHED = leave.Weighed(
    ground=LeaveGround.EVIDENCE,
    determination="The employee keeps the records that the investigation still has to copy.",
    other_duties="Looked at two other posts and at telework: both reach the same system.",
    own_leave="Offered; the employee has forty hours left and declined.",
    absence="The employee is ready to work.",
)
_BY = "Lorne Hespeler, Office of Field Operations"


def add(stage: Stage) -> None:
    """Give a late action to the second specialist, and put an employee on leave."""
    with stage.acting(BOSS, days=6) as actor:
        choice = reassigning.chosen([f"{stage.named['handed on'].number}-D01"])
        choice.versions = {row.number: str(row.version) for row in choice.actions}
        second = unit_of_work.session().scalars(select(User).where(User.username == SECOND)).one()
        reassigning.reassign(choice, actor=actor, user=second, reason="Workload of the unit")
    _leave(stage)


def _leave(stage: Stage) -> None:
    """Ten workdays of administrative leave, then investigative leave: today is day 25."""
    today = clock.local_date(stage.now, "America/New_York")
    with stage.acting(BOSS):
        holidays = clocks.holidays_in(today.year - 1, today.year + 1)
    begins = _back(today, DAY, holidays)
    first = _back(begins - ONE_DAY, 10, holidays)
    last = counting.last_of(begins - ONE_DAY, 30, Tour(), holidays)
    _begin(stage, first, begins - ONE_DAY, LeaveKind.ADMIN_LEAVE, today)
    with stage.acting(SPECIALIST, days=_recorded(begins, today)) as actor:
        period = unit_of_work.session().scalars(select(LeavePeriod)).one()
        leave.end_leave(period, actor=actor, ended_on=begins - ONE_DAY, how=LeaveEnd.NEXT_LEAVE)
    _begin(stage, begins, last, LeaveKind.INVESTIGATIVE_LEAVE, today)


def _back(last: date, workdays: int, holidays: Holidays) -> date:
    """The first of so many workdays, Monday to Friday, of which the last is on or before `last`."""
    day, left = last, workdays
    while True:
        left -= holidays.why_off(day, closings_count=False) is None
        if not left:
            return day
        day -= timedelta(days=1)


def _recorded(on: date, today: date) -> int:
    """Days back: what happened on a day is written down on the next."""
    return max((today - on).days - 1, 0)


def _begin(stage: Stage, first: date, last: date, kind: LeaveKind, today: date) -> None:
    with stage.acting(SPECIALIST, days=_recorded(first, today)) as actor:
        key = stage.named["on leave"].keys["action"]
        action = unit_of_work.session().get(DisciplinaryAction, key)
        assert action is not None
        leave.begin_leave(
            action,
            actor=actor,
            kind=kind,
            begins_on=first,
            until_on=last,
            weighed=_WEIGHED,
            authorized_by=_BY,
            authorized_on=first,
            tour=Tour(),
        )
