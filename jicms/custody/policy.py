"""Who records custody: who works the case, who keeps the evidence, and whoever is asked."""

from typing import Any

from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.access.policy import Rule, signed_in
from jicms.cases.policy import INVESTIGATOR, SUPERVISOR, is_assigned, is_of_lead_office
from jicms.cases.policy import reads_in_full as reads_whole_case
from jicms.evidence.policy import CUSTODIAN


def is_asked(actor: Actor, record: Any) -> bool:
    """The step waits for this person."""
    asked = getattr(record, "asked_id", None)
    return asked is not None and asked == actor.user_id


def began_it(actor: Actor, record: Any) -> bool:
    """The step is this person's own."""
    begun = getattr(record, "begun_by_id", None)
    return begun is not None and begun == actor.user_id


RULES: dict[Action, Rule] = {
    # An ended case does not matter: items go back to owners after it.
    Action.CUSTODY_RECORD: (
        (CUSTODIAN, is_of_lead_office),
        (SUPERVISOR, is_of_lead_office, reads_whole_case),
        (INVESTIGATOR, is_assigned),
    ),
    Action.CUSTODY_ANSWER: ((signed_in, is_asked),),
    Action.CUSTODY_WITHDRAW: ((signed_in, began_it),),
    Action.CUSTODY_LIST: ((CUSTODIAN,), (SUPERVISOR,)),
    Action.INVENTORY: ((CUSTODIAN,),),
}
