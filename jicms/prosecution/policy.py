"""Who sees and records what prosecutors do, and keeps their standing declinations."""

from typing import Any

from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.access.policy import Rule, has_role
from jicms.cases.policy import (
    CASE_ROLE,
    INVESTIGATOR,
    SUPERVISOR,
    is_another,
    is_assigned,
    is_of_lead_office,
    is_open_for_work,
    reads_in_full,
    reads_items,
)

COUNSEL = has_role(Role.COUNSEL)


def did_not_enter(actor: Actor, record: Any) -> bool:
    """A second person: not whoever entered it."""
    return is_another(actor, getattr(record, "entered_by_id", None))


RULES: dict[Action, Rule] = {
    Action.PROSECUTION_VIEW: ((CASE_ROLE, reads_items),),
    Action.PROSECUTION_EDIT: (
        (SUPERVISOR, is_of_lead_office, is_open_for_work, reads_in_full),
        (INVESTIGATOR, is_assigned, is_open_for_work),
    ),
    Action.PROSECUTION_LIST: ((SUPERVISOR,), (INVESTIGATOR,)),
    Action.STANDING_EDIT: ((COUNSEL,), (SUPERVISOR,)),
    Action.STANDING_CONFIRM: ((COUNSEL, did_not_enter), (SUPERVISOR, did_not_enter)),
}
