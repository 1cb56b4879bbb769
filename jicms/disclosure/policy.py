"""Who answers prosecutors about witnesses, and who decides on the flag."""

from typing import Any

from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.access.policy import Rule, has_role

GIGLIO = has_role(Role.GIGLIO_OFFICER)
COUNSEL = has_role(Role.COUNSEL)
SUPERVISOR = has_role(Role.INVESTIGATIONS_SUPERVISOR)


def is_of_agency(actor: Actor, record: Any) -> bool:
    """The request is the actor's agency's; without one, the list of one's own."""
    return record is None or getattr(record, "agency_id", None) == actor.agency_id


RULES: dict[Action, Rule] = {
    Action.WITNESS_VIEW: ((GIGLIO, is_of_agency), (COUNSEL, is_of_agency)),
    Action.WITNESS_EDIT: ((GIGLIO, is_of_agency),),
    Action.WITNESS_REVIEW: ((COUNSEL, is_of_agency),),
    Action.FLAG_DECIDE: ((GIGLIO, is_of_agency), (COUNSEL, is_of_agency)),
    Action.CUSTODIAN_ANSWER: ((SUPERVISOR,),),
}
