"""Who works at the intake desk."""

from jicms.access.actions import Action
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

RULES: dict[Action, Rule] = {
    Action.INTAKE: ((INTAKE,), (SUPERVISOR,)),
    Action.TRIAGE_QUEUE: ((INTAKE,), (SUPERVISOR,)),
    Action.CANDIDATE_SETTLE: ((SUPERVISOR,),),
    Action.ACKNOWLEDGE: (
        (SUPERVISOR, is_of_lead_office, reads_in_full),
        (INVESTIGATOR, is_assigned),
        (INTAKE, is_of_lead_office, is_early),
    ),
    Action.OIG_RECORD: ((SUPERVISOR, is_of_lead_office, is_open_for_work, reads_in_full),),
}
