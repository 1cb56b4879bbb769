"""The checklist of a type of case: its lines become tasks, once each."""

from datetime import date

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, find_actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.models import Case
from jicms.cases.notices import any_case, whole
from jicms.cases.service.numbers import lock
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.deadlines.calendar import Holidays, next_day
from jicms.deadlines.models import ClockSide
from jicms.deadlines.models_tasks import Task, TaskState
from jicms.deadlines.queries import holidays_in
from jicms.notices.following import Step, on
from jicms.refdata.models import TaskTemplate


def apply_checklist(case: Case, *, actor: Actor) -> list[Task]:
    """Put in the lines of the case's type that it does not have yet. Refuses where none is left."""
    policy.require(actor, Action.TASK_EDIT, case)
    made = _apply(case, actor)
    if not made:
        raise RuleBroken("Every line of the checklist for this type of case is here already.")
    return made


def _apply(case: Case, actor: Actor | None) -> list[Task]:
    session = unit_of_work.session()
    today = clock.today(case.agency.zone)
    lines = session.scalars(
        select(TaskTemplate)
        .where(TaskTemplate.case_type_code == case.case_type_code, TaskTemplate.offered(today))
        .order_by(TaskTemplate.sort_order, TaskTemplate.code)
    ).all()
    if not lines:
        return []
    lock(case)
    there = select(Task).where(Task.case_id == case.id, Task.template_code.is_not(None))
    known = {task.template_code: task for task in session.scalars(whole(there))}
    holidays, made = holidays_in(today.year, today.year + 1), []
    for line in lines:
        if line.code in known:
            continue
        task = Task(
            case_id=case.id,
            side=ClockSide.INVESTIGATION,
            title=line.label,
            owner_id=case.lead_user_id,
            office_id=case.lead_office_id,
            due_on=_due(today, line.due_workdays, holidays),
            after=known.get(line.after_code),
            template_code=line.code,
            created_by_id=actor.user_id if actor is not None else None,
            state=TaskState.OPEN,
        )
        session.add(task)
        session.flush()
        known[line.code] = task
        made.append(task)
    if made:
        recorder.record(Event.CHECKLIST_APPLIED, case=case, obj=case, lines=len(made))
    return made


def _due(today: date, workdays: int | None, holidays: Holidays) -> date | None:
    """The day so many workdays after today. Past the table of holidays weekends alone count."""
    if workdays is None:
        return None
    known = Holidays(holidays.statutory, holidays.closings)
    day, left = today, workdays
    while left > 0:
        day = next_day(day)
        left -= known.why_off(day, closings_count=False) is None
    return day


def _assigned(step: Step) -> None:
    case = any_case(step.case_id)
    if case is not None and not case.is_legacy:
        _apply(case, find_actor())


def register() -> None:
    """The first team of a case finds its checklist there."""
    on(Event.CASE_ASSIGNED, _assigned)
