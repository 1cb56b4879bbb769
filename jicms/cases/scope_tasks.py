"""Who sees tasks and notices: they follow the case, and the side of the house."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from jicms.access import scope
from jicms.access.actor import Actor, Role
from jicms.access.scope import fixed
from jicms.audit import recorder
from jicms.cases.scope import of_full_case, of_visible_case, own
from jicms.deadlines.models import ClockSide
from jicms.deadlines.models_tasks import Task
from jicms.notices.models import Notice, NoticePreference

#: Who works on actions: sees the tasks of its own office in the cases that reach it.
LABOR_RELATIONS = (Role.LR_SPECIALIST, Role.LR_SUPERVISOR)

_of_full_case = of_full_case("task")


def task_scope(actor: Actor, task: Any) -> ColumnElement[bool]:
    """Tasks of investigation to whoever reads the case in full; those of discipline to the labor
    relations office that they are of, and never to investigations."""
    if actor.is_system:
        return true()
    seen = and_(task.side == fixed(ClockSide.INVESTIGATION), _of_full_case(actor, task))
    if actor.role not in LABOR_RELATIONS:
        return seen
    office = false() if actor.office_id is None else task.office_id == actor.office_id
    theirs = and_(task.side == fixed(ClockSide.DISCIPLINE), office, of_visible_case(actor, task))
    return or_(seen, theirs)


def notice_scope(actor: Actor, notice: Any) -> ColumnElement[bool]:
    """One's own, unless its case is out of sight: then it does not exist, and does not count."""
    if actor.is_system:
        return true()
    in_sight = or_(notice.case_id.is_(None), of_visible_case(actor, notice))
    return and_(own("user_id")(actor, notice), in_sight)


def register() -> None:
    """Register scope and trail."""
    scope.register(Task, task_scope)
    scope.register(Notice, notice_scope)
    scope.register(NoticePreference, own("user_id"))
    recorder.audited(Task, case=lambda row: row.case_id)
