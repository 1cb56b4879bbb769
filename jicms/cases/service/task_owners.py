"""Whose task it may be, and what becomes of tasks when somebody can't see the case any more.

These follow the trail (`notices.following`): whatever shuts somebody out takes the tasks with it,
in the same transaction.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, or_, select, true

from jicms.access.actor import Actor, Role
from jicms.audit.events import Event
from jicms.auth.actors import actor_for
from jicms.auth.members import in_force, memberships_of, users_of
from jicms.auth.models import Membership, User
from jicms.cases.models import Case, CaseGrant, GrantLevel
from jicms.cases.notices import any_case, whole
from jicms.cases.scope import case_scope, full_scope
from jicms.cases.scope_tasks import LABOR_RELATIONS
from jicms.core import clock, unit_of_work
from jicms.deadlines.models import ClockSide
from jicms.deadlines.models_tasks import Task, TaskState
from jicms.notices.following import Step, on, on_change
from jicms.notices.sweep import sweepers

CASE_ENDED = "The case ended."


def may_own(task: Task, user_id: int) -> bool:
    """Under one of the account's memberships the task would be seen."""
    return any(_would_see(task, row) for row in memberships_of(user_id))


def _would_see(task: Task, membership: Membership) -> bool:
    actor = actor_for(membership)
    sight: ColumnElement[bool] = full_scope(actor, Case)
    if task.side is ClockSide.DISCIPLINE:
        if membership.role not in LABOR_RELATIONS or membership.office_id != task.office_id:
            return False
        sight = true()
    found = select(Case.id).where(Case.id == task.case_id, and_(case_scope(actor, Case), sight))
    return unit_of_work.session().scalar(whole(found)) is not None


def owners_offered(case: Case, actor: Actor, *, keep: int | None) -> list[tuple[int, str]]:
    """(id, name) of those who work on the case: whoever has a grant by name, and the supervisors
    of its office; of labor relations everybody in the actor's office. Whether one may have a task
    is asked again when it is given."""
    if actor.role in LABOR_RELATIONS:
        ids = users_of(actor.office_id, *LABOR_RELATIONS)
    else:
        ids = users_of(case.lead_office_id, Role.INVESTIGATIONS_SUPERVISOR)
        by_name = (
            select(User.id)
            .join(CaseGrant, CaseGrant.principal_id == User.principal_id)
            .where(
                CaseGrant.case_id == case.id,
                CaseGrant.revoked_at.is_(None),
                CaseGrant.level == GrantLevel.FULL,
            )
        )
        ids |= set(unit_of_work.session().scalars(whole(by_name)))
    ids |= {keep} if keep is not None else set()
    people = select(User.id, User.name).where(User.id.in_(sorted(ids)), User.is_active)
    found = unit_of_work.session().execute(people.order_by(User.name, User.id))
    return [(row.id, row.name) for row in found]


def settle(case_id: int | None) -> None:
    """Take the open tasks of a case from those who can't see it any more, and give back what was
    taken from whoever sees it again."""
    able: dict[tuple[int, ClockSide], bool] = {}

    def can(task: Task, user_id: int) -> bool:
        key = (user_id, task.side)
        if key not in able:
            able[key] = may_own(task, user_id)
        return able[key]

    for task in _open(Task.case_id == case_id):
        if task.owner_id is not None and not can(task, task.owner_id):
            task.owner_id, task.moved_from_id = None, task.owner_id
        elif task.owner_id is None and task.moved_from_id and can(task, task.moved_from_id):
            task.owner_id, task.moved_from_id = task.moved_from_id, None


def release(tasks: Sequence[Task]) -> None:
    """Into the queue of their office, for good."""
    for task in tasks:
        task.owner_id = task.moved_from_id = None


def _open(*where: ColumnElement[bool]) -> Sequence[Task]:
    held = or_(Task.owner_id.is_not(None), Task.moved_from_id.is_not(None))
    found = select(Task).where(Task.state == TaskState.OPEN, held, *where)
    return unit_of_work.session().scalars(whole(found)).all()


def _case_changed(step: Step) -> None:
    settle(step.case_id)


def _grant_changed(step: Step) -> None:
    if step.changed_to("revoked_at") is not None:
        settle(step.case_id)


def _confirmed(step: Step) -> None:
    """A conflict is certain: what was taken is not given back."""
    settle(step.case_id)
    for task in _open(Task.case_id == step.case_id, Task.owner_id.is_(None)):
        task.moved_from_id = None


def _membership_ended(step: Step) -> None:
    if step.changed_to("revoked_at") is None:
        return
    row = unit_of_work.session().get(Membership, step.about.entity_id)
    if row is not None:
        mine = _open(Task.owner_id == row.user_id)
        release([task for task in mine if not may_own(task, row.user_id)])


def _account_changed(step: Step) -> None:
    if step.changed_to("is_active") is False:
        release(_open(Task.owner_id == step.about.entity_id))


def _transferred(step: Step) -> None:
    """Tasks of investigation go with the case."""
    case = any_case(step.case_id)
    if case is None:
        return
    found = select(Task).where(
        Task.case_id == case.id,
        Task.state == TaskState.OPEN,
        Task.side == ClockSide.INVESTIGATION,
    )
    for task in unit_of_work.session().scalars(whole(found)).all():
        task.office_id = case.lead_office_id
    settle(case.id)


def sweep_leavers() -> None:
    """Release the tasks of those whose memberships have all come to their last day."""
    stays = exists().where(
        Membership.user_id == Task.owner_id,
        User.id == Membership.user_id,
        in_force(clock.today("UTC")),
    )
    release(_open(Task.owner_id.is_not(None), ~stays))


def _ended(step: Step) -> None:
    """Nobody can work a task of a case that has ended: what is open goes with it."""
    case = any_case(step.case_id)
    if case is None or not case.has_ended:
        return
    wanted = select(Task).where(Task.case_id == case.id, Task.state == TaskState.OPEN)
    for task in unit_of_work.session().scalars(whole(wanted)).all():
        task.state, task.cancel_reason = TaskState.CANCELLED, CASE_ENDED


def register() -> None:
    """Listen to everything that opens or shuts a case to somebody."""
    for event in (
        *(Event.CONFLICT_TRIGGERED, Event.WALL_LIFTED, Event.PARTY_WITHDRAWN),
        *(Event.CASE_RESTRICTED, Event.CASE_UNRESTRICTED),
    ):
        on(event, _case_changed)
    on(Event.WALL_CONFIRMED, _confirmed)
    on(Event.CASE_TRANSFERRED, _transferred)
    on_change("recusal", _case_changed)
    on_change("case_grant", _grant_changed)
    on_change("membership", _membership_ended)
    on_change("user_account", _account_changed)
    if sweep_leavers not in sweepers:
        sweepers.append(sweep_leavers)
    for event in (Event.CASE_CLOSED, Event.CASE_MERGED, Event.REFERRED_OUT):
        on(event, _ended)
