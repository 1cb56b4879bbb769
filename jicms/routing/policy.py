"""Who answers a case that was sent, and who refers a matter out."""

from typing import Any

from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.access.policy import Rule
from jicms.cases.policy import SUPERVISOR, is_of_lead_office, reads_in_full


def was_sent_here(actor: Actor, record: Any) -> bool:
    """The case was sent to the office that the actor acts in."""
    return getattr(record, "to_office_id", None) == actor.office_id is not None


def was_sent_from_here(actor: Actor, record: Any) -> bool:
    """The office that the actor acts in sent the case."""
    return getattr(record, "from_office_id", None) == actor.office_id is not None


RULES: dict[Action, Rule] = {
    Action.TRANSFER_ANSWER: ((SUPERVISOR, was_sent_here, is_of_lead_office, reads_in_full),),
    Action.TRANSFER_RECALL: ((SUPERVISOR, was_sent_from_here),),
    Action.REFERRAL_OUT: ((SUPERVISOR, is_of_lead_office, reads_in_full),),
}
