"""Reads of tasks. The scope shows those of the viewer's side, in cases that it reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import aliased

from jicms.access.actor import Actor, Role
from jicms.auth.members import users_of
from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.cases.queries import case_by_number
from jicms.cases.scope_tasks import LABOR_RELATIONS
from jicms.core import unit_of_work
from jicms.deadlines.models import ClockSide
from jicms.deadlines.models_tasks import Task, TaskState
from jicms.refdata.models import TaskTemplate

_before = aliased(Task, name="before_it")
_owner = aliased(User, name="task_owner")
#: Who works on cases in an office of investigations.
INVESTIGATIONS = (Role.INVESTIGATOR, Role.INVESTIGATIONS_SUPERVISOR)
#: Who supervises the work of a side.
SUPERVISORS = {
    ClockSide.INVESTIGATION: Role.INVESTIGATIONS_SUPERVISOR,
    ClockSide.DISCIPLINE: Role.LR_SUPERVISOR,
}
SHOWN = 10
#: The page of a case shows so many at most.
MOST = 200


@dataclass(frozen=True, slots=True)
class TaskOfCase:
    """A task with its case, for the rules."""

    case: Case
    task: Task


def task_of(number: str, task_id: int) -> TaskOfCase | None:
    """A task within its case."""
    found = case_by_number(number)
    if found is None:
        return None
    task = unit_of_work.session().scalar(
        select(Task).where(Task.case_id == found.id, Task.id == task_id)
    )
    return None if task is None else TaskOfCase(found, task)


def open_of(case_id: Any) -> Select[Any]:
    """The open tasks of a case, by date."""
    return (
        select(Task)
        .where(Task.case_id == case_id, Task.state == TaskState.OPEN)
        .order_by(Task.due_on.asc().nulls_last(), Task.id)
    )


def tasks_of(case_: Case) -> Sequence[Any]:
    """(task, owner's name, the open task before it) of a case: open ones by date, then the rest."""
    statement = (
        select(Task, _owner.name.label("owner"), _before.title.label("waits_for"))
        .outerjoin(_owner, _owner.id == Task.owner_id)
        .outerjoin(_before, (_before.id == Task.after_id) & (_before.state == TaskState.OPEN))
        .where(Task.case_id == case_.id)
        .order_by(
            case((Task.state == TaskState.OPEN, 0), else_=1),
            Task.due_on.asc().nulls_last(),
            Task.id,
        )
        .limit(MOST)
    )
    return unit_of_work.session().execute(statement).all()


def count_tasks(case_: Any) -> Select[Any]:
    """What the tab counts: open tasks."""
    return select(Task.id).where(Task.case_id == case_.id, Task.state == TaskState.OPEN)


def _in_work() -> Any:
    return (
        select(Task.title, Task.due_on, Task.side, Case.number, Case.title.label("case_title"))
        .join(Case, Case.id == Task.case_id)
        .where(Task.state == TaskState.OPEN)
        .order_by(Task.due_on.asc().nulls_last(), Task.id)
        .limit(SHOWN)
    )


def mine(actor: Actor) -> Sequence[Any]:
    """The open tasks of the actor, by date."""
    found = _in_work().where(Task.owner_id == actor.user_id)
    return unit_of_work.session().execute(found).all()


def unowned(actor: Actor) -> Sequence[Any]:
    """The open tasks of the actor's office that nobody has, by date."""
    found = _in_work().where(Task.owner_id.is_(None), Task.office_id == actor.office_id)
    return unit_of_work.session().execute(found).all()


def mine_until(actor: Actor, until: date) -> Select[Any]:
    """The actor's open tasks due on or before a day, for counting."""
    return select(Task.id).where(
        Task.owner_id == actor.user_id, Task.state == TaskState.OPEN, Task.due_on <= until
    )


def owners_in(office_id: int | None) -> Sequence[Any]:
    """(id, name, number) of those who have open tasks of an office, as far as they are seen."""
    statement = (
        select(_owner.id, _owner.name, func.count(Task.id).label("number"))
        .join(_owner, _owner.id == Task.owner_id)
        .where(Task.office_id == office_id, Task.state == TaskState.OPEN)
        .group_by(_owner.id, _owner.name)
        .order_by(_owner.name)
    )
    return unit_of_work.session().execute(statement).all()


def lines_left(case_type_code: str, there: Iterable[str | None], on: date) -> bool:
    """Whether the checklist of a type of case has a line that is not there yet."""
    found = select(TaskTemplate.code).where(
        TaskTemplate.case_type_code == case_type_code, TaskTemplate.offered(on)
    )
    return bool(set(unit_of_work.session().scalars(found)) - set(there))


def members_offered(actor: Actor) -> list[tuple[int, str]]:
    """The accounts of the actor's office that work on cases of its side."""
    roles = LABOR_RELATIONS if actor.role in LABOR_RELATIONS else INVESTIGATIONS
    found = unit_of_work.session().execute(
        select(User.id, User.name)
        .where(User.id.in_(sorted(users_of(actor.office_id, *roles))))
        .order_by(User.name, User.id)
    )
    return [(row.id, row.name) for row in found]
