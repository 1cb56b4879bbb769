"""Tasks: added, changed, finished, cancelled, handed over, put in by the checklist of a type."""

from datetime import date

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.models import Case
from jicms.cases.queries_tasks import TaskOfCase, open_of
from jicms.cases.scope_tasks import LABOR_RELATIONS
from jicms.cases.service.numbers import lock
from jicms.cases.service.task_owners import may_own
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.deadlines.models import ClockSide
from jicms.deadlines.models_tasks import Task, TaskState


def add_task(
    case: Case,
    *,
    actor: Actor,
    title: str,
    owner_id: int | None = None,
    due_on: date | None = None,
    after_id: int | None = None,
) -> Task:
    """Add a task on the actor's side; without an owner it waits in the queue of the office."""
    policy.require(actor, Action.TASK_EDIT, case)
    of_discipline = actor.role in LABOR_RELATIONS
    office = actor.office_id if of_discipline else case.lead_office_id
    task = Task(
        case_id=case.id,
        side=ClockSide.DISCIPLINE if of_discipline else ClockSide.INVESTIGATION,
        office_id=office,
        created_by_id=actor.user_id,
        state=TaskState.OPEN,
    )
    _write(case, task, title=title, owner_id=owner_id, due_on=due_on, after_id=after_id)
    session = unit_of_work.session()
    session.add(task)
    session.flush()
    return task


def edit_task(
    found: TaskOfCase,
    *,
    actor: Actor,
    title: str,
    owner_id: int | None = None,
    due_on: date | None = None,
    after_id: int | None = None,
) -> Task:
    """Change an open task, its owner too. The caller has compared versions."""
    policy.require(actor, Action.TASK_EDIT, found)
    lock(found.case)
    _refuse_ended(found.task)
    _write(found.case, found.task, title=title, owner_id=owner_id, due_on=due_on, after_id=after_id)
    unit_of_work.session().flush()
    return found.task


def finish_task(found: TaskOfCase, *, actor: Actor) -> Task:
    """The task is done. Refused while the one before it is open."""
    policy.require(actor, Action.TASK_EDIT, found)
    lock(found.case)
    task = found.task
    unit_of_work.hold(task)
    _refuse_ended(task)
    if task.after is not None and task.after.is_open:
        raise TransitionRefused(f"First comes: {task.after.title}.")
    task.state, task.done_at, task.done_by_id = TaskState.DONE, clock.now(), actor.user_id
    unit_of_work.session().flush()
    return task


def cancel_task(found: TaskOfCase, *, actor: Actor, reason: str) -> Task:
    """The task is not needed any more. What came after it waits no longer."""
    policy.require(actor, Action.TASK_EDIT, found)
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    lock(found.case)
    unit_of_work.hold(found.task)
    _refuse_ended(found.task)
    found.task.state, found.task.cancel_reason = TaskState.CANCELLED, reason.strip()
    unit_of_work.session().flush()
    return found.task


def hand_over(*, actor: Actor, from_id: int, to_id: int) -> tuple[int, int]:
    """Give one's open tasks of the actor's office to another; (moved, left), where those stay that
    the other may not see. Only what the actor sees himself is moved."""
    policy.require(actor, Action.TASK_HAND_OVER)
    if from_id == to_id:
        raise RuleBroken("Choose somebody else.", field="to_id")
    mine = select(Task, Case).join(Case, Case.id == Task.case_id)
    rows = unit_of_work.session().execute(
        mine.where(
            Task.owner_id == from_id,
            Task.office_id == actor.office_id,
            Task.state == TaskState.OPEN,
        )
    )
    moved = left = 0
    able: dict[int, bool] = {}
    for task, case in rows.all():
        if case.id not in able:
            able[case.id] = may_own(task, to_id)
        if able[case.id]:
            task.owner_id, task.moved_from_id = to_id, None
            moved += 1
        else:
            left += 1
    recorder.record(Event.TASKS_HANDED_OVER, before=from_id, after=to_id, moved=moved, left=left)
    unit_of_work.session().flush()
    return moved, left


def _write(
    case: Case,
    task: Task,
    *,
    title: str,
    owner_id: int | None,
    due_on: date | None,
    after_id: int | None,
) -> None:
    if not title.strip():
        raise RuleBroken("Write what has to be done.", field="title")
    if owner_id is not None and owner_id != task.owner_id and not may_own(task, owner_id):
        raise RuleBroken("This person can’t work on this case.", field="owner_id")
    if after_id is not None:
        _refuse_circle(case, task, after_id)
    task.title, task.due_on, task.after_id = title.strip(), due_on, after_id
    if owner_id != task.owner_id:
        task.owner_id, task.moved_from_id = owner_id, None


def _refuse_circle(case: Case, task: Task, after_id: int) -> None:
    """What comes first is an open task of the same side, and does not wait for this one."""
    rows = {row.id: row for row in unit_of_work.session().scalars(open_of(case.id))}
    before = rows.get(after_id)
    if before is None and after_id == task.after_id:
        return
    if before is None or before.side is not task.side:
        raise RuleBroken("Choose an open task of this case.", field="after_id")
    while before is not None:
        if before.id == task.id:
            raise RuleBroken("That task waits for this one.", field="after_id")
        before = rows.get(before.after_id or 0)


def _refuse_ended(task: Task) -> None:
    if not task.is_open:
        raise TransitionRefused(f"This task is {task.state.value.lower()} already.")
