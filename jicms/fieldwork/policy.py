"""Who reads and writes the fieldwork of an investigation: its team, and who reviews it."""

from typing import Any

from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.access.policy import Rule
from jicms.cases.policy import (
    INVESTIGATOR,
    SUPERVISOR,
    case_of,
    is_of_lead_office,
    is_open_for_work,
    reads_in_full,
)
from jicms.core import unit_of_work
from jicms.fieldwork.models_requests import Handover
from jicms.fieldwork.models_sent import SentLead
from jicms.investigations.guards import reads_compelled
from jicms.investigations.models import InvestigationType
from jicms.investigations.policy import investigation_of, is_on_team, reviews_it


def is_of_its_side(actor: Actor, record: Any) -> bool:
    """A criminal investigation's, or nothing keeps compelled content from the actor."""
    investigation = investigation_of(record)
    if investigation is None:
        return False
    if investigation.type is InvestigationType.CRIMINAL:
        return True
    case = case_of(record)
    if unit_of_work.is_writing():
        return reads_compelled(actor, case)
    # A page that only reads asks once for all investigations that it shows.
    kept = case.__dict__.setdefault("_reads_compelled", {})
    if actor not in kept:
        kept[actor] = reads_compelled(actor, case)
    found: bool = kept[actor]
    return found


def receives_it(actor: Actor, record: Any) -> bool:
    """The lead was handed to the actor, who has not signed for it yet."""
    return (
        isinstance(record, Handover)
        and record.to_id == actor.user_id
        and record.received_at is None
    )


def is_sent_here(actor: Actor, record: Any) -> bool:
    """Another office asked the actor's to follow the lead."""
    return isinstance(record, SentLead) and record.office_id == actor.office_id


def follows_it(actor: Actor, record: Any) -> bool:
    """The actor's office gave the lead to the actor."""
    return is_sent_here(actor, record) and record.owner_id == actor.user_id


def waits(_actor: Actor, record: Any) -> bool:
    """The lead is not answered yet."""
    return isinstance(record, SentLead) and record.waits


_READS: Rule = (
    (INVESTIGATOR, is_on_team, is_of_its_side),
    (SUPERVISOR, reads_in_full, reviews_it, is_of_its_side),
)

RULES: dict[Action, Rule] = {
    Action.FIELDWORK_VIEW: _READS,
    Action.FIELDWORK_EDIT: ((INVESTIGATOR, is_on_team, is_open_for_work, is_of_its_side),),
    Action.PLAN_APPROVE: (
        (SUPERVISOR, is_of_lead_office, is_open_for_work, reviews_it, is_of_its_side),
    ),
    Action.HANDOVER_RECEIVE: ((INVESTIGATOR, is_on_team, receives_it),),
    Action.RECEIVED_LEADS: ((SUPERVISOR,), (INVESTIGATOR,)),
    Action.RECEIVED_LEAD_VIEW: ((SUPERVISOR, is_sent_here), (INVESTIGATOR, follows_it)),
    Action.RECEIVED_LEAD_GIVE: ((SUPERVISOR, is_sent_here, waits),),
    Action.RECEIVED_LEAD_ANSWER: (
        (SUPERVISOR, is_sent_here, waits),
        (INVESTIGATOR, follows_it, waits),
    ),
}
