"""Who works at the intake desk."""

from typing import Any

from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.access.policy import Rule
from jicms.cases.policy import (
    INTAKE,
    INVESTIGATOR,
    SUPERVISOR,
    is_assigned,
    is_early,
    is_of_lead_office,
    is_open_for_work,
    reads_in_full,
)


def is_of_own_office(actor: Actor, record: Any) -> bool:
    """The report came to the office that the actor acts in."""
    report = getattr(record, "report", record)
    return report is None or report.office_id == actor.office_id


RULES: dict[Action, Rule] = {
    Action.INTAKE: ((INTAKE,), (SUPERVISOR,)),
    Action.TRIAGE_QUEUE: ((INTAKE,), (SUPERVISOR,)),
    Action.TRIAGE_EXPORT: ((INTAKE,), (SUPERVISOR,)),
    Action.RECEIVED_WORK: ((INTAKE, is_of_own_office), (SUPERVISOR, is_of_own_office)),
    Action.MAILBOX_READ: (
        (SUPERVISOR, reads_in_full),
        (INVESTIGATOR, reads_in_full),
        (INTAKE, reads_in_full),
    ),
    Action.MAILBOX_WRITE: (
        (SUPERVISOR, is_of_lead_office, is_open_for_work, reads_in_full),
        (INVESTIGATOR, is_assigned, is_open_for_work),
        (INTAKE, is_of_lead_office, is_early, reads_in_full),
    ),
    Action.CANDIDATE_SETTLE: ((SUPERVISOR,),),
    Action.ACKNOWLEDGE: (
        (SUPERVISOR, is_of_lead_office, reads_in_full),
        (INVESTIGATOR, is_assigned),
        (INTAKE, is_of_lead_office, is_early),
    ),
    Action.OIG_RECORD: ((SUPERVISOR, is_of_lead_office, is_open_for_work, reads_in_full),),
}
