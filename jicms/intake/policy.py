"""Who works at the intake desk."""

from jicms.access.actions import Action
from jicms.access.policy import Rule
from jicms.cases.policy import (
    INTAKE,
    SUPERVISOR,
    is_of_lead_office,
    is_open_for_work,
    reads_in_full,
)

RULES: dict[Action, Rule] = {
    Action.INTAKE: ((INTAKE,), (SUPERVISOR,)),
    Action.TRIAGE_QUEUE: ((INTAKE,), (SUPERVISOR,)),
    Action.CANDIDATE_SETTLE: ((SUPERVISOR,),),
    Action.OIG_RECORD: ((SUPERVISOR, is_of_lead_office, is_open_for_work, reads_in_full),),
}
