"""Who may write allegations and findings."""

from typing import Any

from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.access.policy import Rule
from jicms.allegations.models import Finding
from jicms.cases.models import Case, CaseStatus
from jicms.cases.policy import (
    INTAKE,
    INVESTIGATOR,
    SUPERVISOR,
    case_of,
    is_another,
    is_assigned,
    is_early,
    is_of_lead_office,
    is_open_for_work,
    reads_in_full,
)

#: While a report is under review its allegations and findings stand still.
UNDER_REVIEW = CaseStatus.ROI_REVIEW


def is_not_under_review(_actor: Actor, record: Any) -> bool:
    """No supervisor is reading a report that holds the finding."""
    return case_of(record).status is not UNDER_REVIEW


def finds_on_facts(actor: Actor, case: Case) -> bool:
    """The actor investigates the case: only investigators find on the facts."""
    return actor.is_system or (INVESTIGATOR(actor, case) and is_assigned(actor, case))


def did_not_find(actor: Actor, record: Any) -> bool:
    """A finding, and the actor is not who recorded it, by whichever account."""
    return isinstance(record, Finding) and is_another(actor, record.found_by_id)


RULES: dict[Action, Rule] = {
    Action.ALLEGATION_EDIT: (
        (SUPERVISOR, is_of_lead_office, is_open_for_work, reads_in_full),
        (INVESTIGATOR, is_assigned, is_open_for_work),
        (INTAKE, is_of_lead_office, is_early),
    ),
    Action.FINDING_RECORD: (
        (INVESTIGATOR, is_assigned, is_open_for_work, is_not_under_review),
        (SUPERVISOR, is_of_lead_office, is_open_for_work, is_not_under_review, reads_in_full),
    ),
    Action.FINDING_APPROVE: (
        (SUPERVISOR, is_of_lead_office, is_open_for_work, reads_in_full, did_not_find),
    ),
}
