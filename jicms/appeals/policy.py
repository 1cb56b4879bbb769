"""Who sees an appeal, records it, and argues it. Rows are seen by `discipline.scope`."""

from typing import Any

from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.access.policy import Rule
from jicms.cases.policy import LR, LR_SUPERVISOR
from jicms.discipline.policy import COUNSEL, LR_SPECIALIST, is_its_specialist, is_of_office


def is_its_counsel(actor: Actor, record: Any) -> bool:
    """The actor is counsel of the appeal, or of that to which the record belongs."""
    appeal = getattr(record, "appeal", record)
    return getattr(appeal, "counsel_id", None) == actor.user_id


# An appeal outlives its case: nothing here asks that it is open.
_WORKS = ((LR_SUPERVISOR, is_of_office), (LR_SPECIALIST, is_its_specialist))
RULES: dict[Action, Rule] = {
    Action.APPEAL_LIST: ((LR,), (COUNSEL,)),
    Action.APPEAL_VIEW: ((LR, is_of_office), (COUNSEL,)),
    Action.APPEAL_EDIT: _WORKS,
    Action.APPEAL_ARGUE: (*_WORKS, (COUNSEL, is_its_counsel)),
}
