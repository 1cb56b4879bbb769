"""Who sees and records items, statements, exhibits and documents."""

from jicms.access.actions import Action
from jicms.access.actor import Role
from jicms.access.policy import Rule, has_role
from jicms.cases.policy import (
    CASE_ROLE,
    INTAKE,
    INVESTIGATOR,
    SUPERVISOR,
    is_assigned,
    is_early,
    is_of_lead_office,
    is_open_for_work,
    reads_in_full,
    reads_items,
)

CUSTODIAN = has_role(Role.EVIDENCE_CUSTODIAN)
COUNSEL = has_role(Role.COUNSEL)

_WORKS_IT: Rule = (
    (SUPERVISOR, is_of_lead_office, is_open_for_work, reads_in_full),
    (INVESTIGATOR, is_assigned, is_open_for_work),
)

RULES: dict[Action, Rule] = {
    # The custodian sees items and nothing else: the scope of the others gives none.
    Action.EVIDENCE_VIEW: ((CASE_ROLE, reads_items), (CUSTODIAN, is_of_lead_office)),
    # The desk takes in what comes with a complaint, until triage ends.
    Action.EVIDENCE_EDIT: (
        *_WORKS_IT,
        (CUSTODIAN, is_of_lead_office, is_open_for_work),
        (INTAKE, is_of_lead_office, is_early),
    ),
    Action.STATEMENT_EDIT: _WORKS_IT,
    # Of a compelled statement that is in sight: supervisors who review neither side see none.
    Action.EXPOSURE_VIEW: ((COUNSEL, reads_items), (SUPERVISOR, is_of_lead_office, reads_in_full)),
    Action.DOCUMENT_EDIT: (*_WORKS_IT, (INTAKE, is_of_lead_office, is_early)),
}
