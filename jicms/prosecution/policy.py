"""Who sees and records what prosecutors do."""

from jicms.access.actions import Action
from jicms.access.policy import Rule
from jicms.cases.policy import (
    CASE_ROLE,
    INVESTIGATOR,
    SUPERVISOR,
    is_assigned,
    is_of_lead_office,
    is_open_for_work,
    reads_in_full,
    reads_items,
)

RULES: dict[Action, Rule] = {
    Action.PROSECUTION_VIEW: ((CASE_ROLE, reads_items),),
    Action.PROSECUTION_EDIT: (
        (SUPERVISOR, is_of_lead_office, is_open_for_work, reads_in_full),
        (INVESTIGATOR, is_assigned, is_open_for_work),
    ),
}
