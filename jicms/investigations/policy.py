"""Who plans and works an investigation, writes its report and reviews it."""

from typing import Any

from jicms.access.actions import Action
from jicms.access.actor import Actor
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
from jicms.investigations.models import Assignment, Investigation


def investigation_of(record: Any) -> Investigation | None:
    """The investigation of a record: itself, or that of a report or what a feature above keeps for
    it; none for a case."""
    if isinstance(record, Investigation):
        return record
    found: Investigation | None = getattr(record, "investigation", None)
    return found


def live_team(investigation: Investigation) -> list[Assignment]:
    """Who is on the team now, the lead first, as far as the viewer may see it."""
    rows = investigation.assignments
    found = [row for row in rows if row.until is None and not row.is_reviewer]
    return sorted(found, key=lambda row: (not row.is_lead, row.id))


def is_on_team(actor: Actor, record: Any) -> bool:
    """The actor works on this investigation now."""
    investigation = investigation_of(record)
    if investigation is None or not is_assigned(actor, record):
        return False
    return any(row.user_id == actor.user_id for row in live_team(investigation))


def leads_it(actor: Actor, record: Any) -> bool:
    """The actor leads this investigation."""
    investigation = investigation_of(record)
    if investigation is None or not is_assigned(actor, record):
        return False
    return any(r.is_lead and r.user_id == actor.user_id for r in live_team(investigation))


def reviews_it(actor: Actor, record: Any) -> bool:
    """The actor is the reviewing supervisor of this investigation."""
    investigation = investigation_of(record)
    return investigation is not None and investigation.reviewer_id == actor.user_id


RULES: dict[Action, Rule] = {
    Action.INVESTIGATION_EDIT: (
        (SUPERVISOR, is_of_lead_office, is_open_for_work, reads_in_full),
        (INVESTIGATOR, leads_it, is_open_for_work),
    ),
    Action.REPORT_WRITE: ((INVESTIGATOR, is_on_team, is_open_for_work),),
    Action.REPORT_REVIEW: ((SUPERVISOR, is_of_lead_office, is_open_for_work, reviews_it),),
    Action.REPORT_READ: ((CASE_ROLE, reads_items),),
    Action.REVIEW_INBOX: ((SUPERVISOR,), (INVESTIGATOR,)),
}
