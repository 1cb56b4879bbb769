"""Who works with the litigation file of an action, and who reads what is privileged."""

from typing import Any

from sqlalchemy import select

from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.access.policy import Rule
from jicms.appeals.models import Appeal
from jicms.cases.policy import LR, LR_SUPERVISOR, SUPERVISOR
from jicms.core import unit_of_work
from jicms.discipline.policy import COUNSEL, LR_SPECIALIST, is_its_specialist, is_of_office
from jicms.litigation.models import CounselAssignment


def is_its_counsel(actor: Actor, record: Any) -> bool:
    """Counsel is assigned to the action today, or has an appeal of it that is open."""
    action = getattr(record, "action", record)
    if actor.user_id is None or getattr(action, "id", None) is None:
        return False
    found = select(CounselAssignment.id).where(
        CounselAssignment.action_id == action.id,
        CounselAssignment.counsel_id == actor.user_id,
        CounselAssignment.ended_at.is_(None),
    )
    argued = select(Appeal.id).where(
        Appeal.action_id == action.id,
        Appeal.counsel_id == actor.user_id,
        Appeal.ended_on.is_(None),
    )
    session = unit_of_work.session()
    return any(session.scalar(one.limit(1)) is not None for one in (found, argued))


#: A closed case's file is worked on as well: an appeal comes after the closing.
_WORKING: Rule = (
    (LR_SUPERVISOR, is_of_office),
    (LR_SPECIALIST, is_its_specialist),
    (COUNSEL, is_its_counsel),
)

RULES: dict[Action, Rule] = {
    Action.LITIGATION_LIST: ((LR,),),
    Action.DISCLOSURE_LIST: ((LR,), (SUPERVISOR,)),
    Action.LITIGATION_VIEW: ((LR,), (COUNSEL, is_its_counsel)),
    Action.LITIGATION_EDIT: _WORKING,
    Action.COUNSEL_ASSIGN: ((LR_SUPERVISOR, is_of_office),),
    Action.COUNSEL_DESK: ((COUNSEL,),),
    Action.PRIVILEGED_NOTES: ((LR_SPECIALIST, is_its_specialist), (COUNSEL, is_its_counsel)),
}
