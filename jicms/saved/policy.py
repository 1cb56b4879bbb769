"""Who keeps searches, and who shares them with an office."""

from typing import Any

from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.access.policy import Rule, has_role

#: Roles that work with lists which can be saved.
KEEPS = has_role(
    Role.INTAKE_SPECIALIST,
    Role.INVESTIGATOR,
    Role.INVESTIGATIONS_SUPERVISOR,
    Role.LR_SPECIALIST,
    Role.LR_SUPERVISOR,
    Role.COUNSEL,
    Role.EVIDENCE_CUSTODIAN,
    Role.FACT_FINDER,
)
SUPERVISOR = has_role(Role.INVESTIGATIONS_SUPERVISOR, Role.LR_SUPERVISOR)


def is_own(actor: Actor, found: Any) -> bool:
    """The actor saved it."""
    return found is not None and found.owner_id == actor.user_id


def is_of_office(actor: Actor, found: Any) -> bool:
    """It is shared with the office that the actor acts in."""
    return found is not None and found.is_shared and found.office_id == actor.office_id


RULES: dict[Action, Rule] = {
    Action.SEARCH_SAVE: ((KEEPS,),),
    # What an office shares must not hang on somebody who left: its supervisors keep it in order.
    Action.SEARCH_CHANGE: ((KEEPS, is_own), (SUPERVISOR, is_of_office)),
    Action.SEARCH_SHARE: ((SUPERVISOR,),),
}
