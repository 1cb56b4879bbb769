"""Who sees what counsel and labor relations keep beside an action: nobody else."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from jicms.access.actor import Actor, Role
from jicms.access.scope import alias_of, there_is
from jicms.appeals.models import Appeal
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.scope import action_scope, agreement_scope
from jicms.litigation.models import CounselAssignment

_action = DisciplinaryAction.__table__
_assignment = CounselAssignment.__table__
_appeal = Appeal.__table__
#: Labor relations of the office, and counsel whom the action is open to; no official.
beside_action = agreement_scope


def note_scope(actor: Actor, note: Any) -> ColumnElement[bool]:
    """Privileged: counsel while assigned or arguing an appeal, and the assigned specialist. Not
    even the supervisor."""
    if actor.is_system:
        return true()
    if actor.role is Role.COUNSEL:
        assignment = alias_of(_assignment, "note_counsel")
        appeal = alias_of(_appeal, "note_appeal")
        assigned = there_is(
            assignment,
            where=(
                assignment.c.action_id == note.action_id,
                assignment.c.counsel_id == actor.user_id,
                assignment.c.ended_at.is_(None),
            ),
        )
        argues = there_is(
            appeal,
            where=(
                appeal.c.action_id == note.action_id,
                appeal.c.counsel_id == actor.user_id,
                appeal.c.ended_on.is_(None),
            ),
        )
        reader = or_(assigned, argues)
    elif actor.role is Role.LR_SPECIALIST:
        action = alias_of(_action, "note_action")
        reader = there_is(
            action,
            where=(action.c.id == note.action_id, action.c.specialist_id == actor.user_id),
        )
    else:
        return false()
    return and_(beside_action(actor, note), reader)


def accounted_scope(actor: Actor, entry: Any) -> ColumnElement[bool]:
    """The accounting: as the act itself; and the supervisor of investigations who answers for the
    person's records, where the action is visible to him: no draft ever is."""
    if actor.is_system:
        return true()
    seen = beside_action(actor, entry)
    if actor.role is not Role.INVESTIGATIONS_SUPERVISOR:
        return seen
    action = alias_of(_action, "accounted_action")
    return or_(
        seen,
        there_is(action, where=(action.c.id == entry.action_id, action_scope(actor, action.c))),
    )
