"""What becomes of open leads and requests when somebody leaves a team."""

from typing import Any

from sqlalchemy import select

from jicms.cases.notices import fetch, whole
from jicms.core import unit_of_work
from jicms.fieldwork.kinds import WAITING, LeadState
from jicms.fieldwork.models_requests import Lead, RecordsRequest
from jicms.investigations.models import Assignment
from jicms.notices.following import Step, on_change

_OPEN: tuple[tuple[Any, Any], ...] = (
    (Lead, Lead.state == LeadState.OPEN),
    (RecordsRequest, RecordsRequest.state.in_(WAITING)),
)


def _left(step: Step) -> None:
    """An assignment ended, for whatever reason: what was that person's is nobody's now, for he
    can't open it any more. A handover has moved it before."""
    if step.changed_to("until") is None:
        return
    gone = fetch(Assignment, step.about.entity_id)
    if gone is None or gone.user_id is None or gone.is_reviewer:
        return
    session = unit_of_work.session()
    on_it = (
        Assignment.investigation_id == gone.investigation_id,
        Assignment.user_id == gone.user_id,
        Assignment.until.is_(None),
        Assignment.is_reviewer.is_(False),
    )
    if session.scalar(whole(select(Assignment.id).where(*on_it).limit(1))) is not None:
        return
    for model, is_open in _OPEN:
        mine = select(model).where(
            model.investigation_id == gone.investigation_id,
            model.owner_id == gone.user_id,
            is_open,
        )
        for row in session.scalars(whole(mine)).all():
            row.owner_id = None


def register() -> None:
    """Listen. Twice is once."""
    on_change("assignment", _left)
