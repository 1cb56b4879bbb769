"""What tasks tell of: given, free to begin, without an owner, near, late."""

from datetime import timedelta

from sqlalchemy import select

from jicms.audit.events import Event
from jicms.auth.members import users_of
from jicms.cases.models import Case
from jicms.cases.notices import AHEAD, fetch, whole
from jicms.cases.queries_tasks import SUPERVISORS
from jicms.core import clock, unit_of_work
from jicms.deadlines.models_tasks import Task, TaskState
from jicms.notices import kinds
from jicms.notices.following import Step, on_change
from jicms.notices.kinds import Group, Kind
from jicms.notices.service import About, clear, tell
from jicms.notices.sweep import sweepers

GIVEN, READY, UNOWNED = "TASK_ASSIGNED", "TASK_READY", "TASK_UNOWNED"
SOON, OVERDUE = "TASK_SOON", "TASK_OVERDUE"
_DONE = "the task is done"
KINDS = (
    Kind(GIVEN, "A task was given to you", "cases.tasks", _DONE),
    Kind(READY, "A task of yours can begin", "cases.tasks", _DONE),
    Kind(UNOWNED, "A task has nobody", "cases.tasks", "somebody has it", Group.OFFICE),
    Kind(SOON, "A task is due soon", "cases.tasks", _DONE, Group.DATES),
    Kind(OVERDUE, "A task is overdue", "cases.tasks", _DONE, Group.DATES),
)


def _changed(step: Step) -> None:
    task = fetch(Task, step.about.entity_id)
    fields = step.detail.get("fields", {})
    if task is None:
        return
    if "state" in fields and not task.is_open:
        clear(step.about)
        _free_what_waits(task)
    elif "owner_id" in fields or "moved_from_id" in fields:
        _owner_changed(step, task)
    if "due_on" in fields and step.event == Event.ROW_CHANGED:
        clear(step.about, events=(SOON, OVERDUE))


def _owner_changed(step: Step, task: Task) -> None:
    if step.event == Event.ROW_CHANGED:
        clear(step.about)
        if task.owner_id is None:
            told = users_of(task.office_id, SUPERVISORS[task.side])
            tell(UNOWNED, users=told, about=step.about, case_id=task.case_id, but=step.by)
    if task.template_code is None or step.event == Event.ROW_CHANGED:
        given = [task.owner_id]
        case_id, due = task.case_id, task.due_on
        tell(GIVEN, users=given, about=step.about, case_id=case_id, due_on=due, but=step.by)


def _free_what_waits(task: Task) -> None:
    waits = select(Task).where(Task.after_id == task.id, Task.state == TaskState.OPEN)
    for row in unit_of_work.session().scalars(whole(waits)).all():
        about = About("task", row.id)
        users = [row.owner_id]
        tell(READY, users=users, about=about, case_id=row.case_id, due_on=row.due_on)


def sweep_tasks() -> None:
    """Tell owners of what is due within `AHEAD` days, and of what has passed."""
    today = clock.now().date()
    rows = unit_of_work.session().execute(
        select(Task, Case)
        .join(Case, Case.id == Task.case_id)
        .where(Task.state == TaskState.OPEN, Task.due_on <= today + timedelta(AHEAD + 1))
    )
    for task, case in rows.all():
        here = clock.today(case.agency.zone)
        if task.due_on is None or task.due_on > here + timedelta(AHEAD):
            continue
        about, late = About("task", task.id), task.due_on < here
        if late:
            clear(about, events=(SOON,))
        tell(
            OVERDUE if late else SOON,
            users=[task.owner_id],
            about=about,
            case_id=task.case_id,
            due_on=task.due_on,
        )


def register() -> None:
    """Add the kinds, and listen."""
    kinds.add(*KINDS)
    on_change("task", _changed)
    if sweep_tasks not in sweepers:
        sweepers.append(sweep_tasks)
