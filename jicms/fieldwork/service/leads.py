"""Leads: taken up, given, sent to another office, ended with what came of them."""

from datetime import date

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.fieldwork.kinds import LeadState
from jicms.fieldwork.models_requests import Lead
from jicms.fieldwork.service.common import (
    add_row,
    refuse_blank,
    refuse_ended,
    refuse_future,
    refuse_stranger,
    today_of,
)
from jicms.fieldwork.service.sent import end_waiting, waiting_of
from jicms.investigations.models import Investigation


def add_lead(
    investigation: Investigation,
    *,
    actor: Actor,
    what: str,
    source: str = "",
    owner_id: int | None = None,
    due_on: date | None = None,
) -> Lead:
    """Take up a lead, with who follows it by when."""
    policy.require(actor, Action.FIELDWORK_EDIT, investigation)
    refuse_blank(what, "what", "Write what is to be followed up.")
    refuse_stranger(investigation, owner_id)
    return add_row(
        investigation,
        Lead,
        what=what.strip(),
        source=source.strip(),
        owner_id=owner_id,
        due_on=due_on,
        state=LeadState.OPEN,
        recorded_by_id=actor.user_id,
    )


def change_lead(
    lead: Lead,
    *,
    actor: Actor,
    what: str,
    source: str = "",
    owner_id: int | None = None,
    due_on: date | None = None,
    sent_to: str = "",
    sent_on: date | None = None,
) -> Lead:
    """Change an open lead: its words, who follows it, by when, or the office it was sent to.

    The caller has compared versions.
    """
    policy.require(actor, Action.FIELDWORK_EDIT, lead)
    refuse_ended(lead)
    refuse_blank(what, "what", "Write what is to be followed up.")
    if owner_id != lead.owner_id:
        refuse_stranger(lead.investigation, owner_id)
    if sent_on is not None:
        refuse_future(sent_on, lead.investigation, "sent_on")
        refuse_blank(sent_to, "sent_to", "Write which office it was sent to.")
    elif sent_to.strip():
        sent_on = lead.sent_on or today_of(lead.investigation)
    lead.what, lead.source = what.strip(), source.strip()
    lead.owner_id, lead.due_on = owner_id, due_on
    lead.sent_to, lead.sent_on = sent_to.strip(), sent_on
    unit_of_work.session().flush()
    return lead


def end_lead(lead: Lead, *, actor: Actor, state: LeadState, outcome: str) -> Lead:
    """Say what came of it, or why it is not pursued. What another office was asked is recalled."""
    policy.require(actor, Action.FIELDWORK_EDIT, lead)
    unit_of_work.hold(lead)
    refuse_ended(lead)
    wanted = LeadState(state)
    if wanted is LeadState.OPEN:
        raise RuleBroken("Choose how it ended.", field="state")
    refuse_blank(outcome, "outcome", "Write what came of it.")
    lead.state, lead.outcome, lead.ended_on = (
        *(wanted, outcome.strip()),
        today_of(lead.investigation),
    )
    waiting = waiting_of(lead)
    if waiting is not None:
        end_waiting(waiting)
    unit_of_work.session().flush()
    return lead
