"""Who sees and plans interviews, and whose word opens the gate for one."""

from jicms.access.actions import Action
from jicms.access.actor import Role
from jicms.access.policy import Rule, has_role
from jicms.cases.policy import (
    CASE_ROLE,
    INVESTIGATOR,
    SUPERVISOR,
    did_not_ask,
    is_assigned,
    is_head,
    is_of_lead_office,
    is_open_for_work,
    reads_in_full,
)

COUNSEL = has_role(Role.COUNSEL)

RULES: dict[Action, Rule] = {
    Action.INTERVIEW_VIEW: ((CASE_ROLE, reads_in_full),),
    Action.INTERVIEW_EDIT: (
        (SUPERVISOR, is_of_lead_office, is_open_for_work, reads_in_full),
        (INVESTIGATOR, is_assigned, is_open_for_work),
    ),
    Action.OVERRIDE_ASK: ((COUNSEL, reads_in_full, is_open_for_work),),
    # A second counsel, or the head of the office that leads; never who asked, and no case agent.
    Action.OVERRIDE_DECIDE: (
        (COUNSEL, reads_in_full, is_open_for_work, did_not_ask),
        (SUPERVISOR, is_head, is_of_lead_office, is_open_for_work, reads_in_full, did_not_ask),
    ),
}
