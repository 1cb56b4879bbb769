"""Decisions on possible duplicates."""

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.cases.models import Case
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.intake.models import DuplicateDecision
from jicms.intake.service.candidates import follow_decision


def decide_duplicate(
    case: Case, *, actor: Actor, other: Case, is_duplicate: bool
) -> DuplicateDecision:
    """Say whether another case is the same matter; a later word replaces an earlier one."""
    policy.require(actor, Action.CASE_TRIAGE, case)
    if other.id == case.id:
        raise RuleBroken("A case is no duplicate of itself.")
    session = unit_of_work.session()
    row = session.scalar(
        select(DuplicateDecision).where(
            DuplicateDecision.case_id == case.id, DuplicateDecision.other_id == other.id
        )
    )
    if row is None:
        row = DuplicateDecision(case_id=case.id, other_id=other.id)
        session.add(row)
    row.is_duplicate, row.user_id = is_duplicate, actor.user_id
    session.flush()
    follow_decision(case, other, is_duplicate=is_duplicate, actor=actor)
    return row
