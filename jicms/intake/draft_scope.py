"""Who sees a draft: its author, at the desk of the office that it was begun for."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, true

from jicms.access.actor import Actor
from jicms.access.scope import alias_of, those_of
from jicms.intake.models import IntakeDraft
from jicms.intake.received_scope import DESK

_draft = IntakeDraft.__table__


def of_draft(actor: Actor, draft: Any) -> ColumnElement[bool]:
    """One's own, while one works at that desk: whoever left it reads no report of it any more."""
    if actor.is_system:
        return true()
    if actor.role not in DESK or actor.office_id is None:
        return false()
    return and_(draft.author_id == actor.user_id, draft.office_id == actor.office_id)


def of_its_draft(actor: Actor, file: Any) -> ColumnElement[bool]:
    """Files are seen where their draft is."""
    if actor.is_system:
        return true()
    draft = alias_of(_draft, "scope_draft")
    seen = those_of(draft.c.id, draft, of_draft(actor, draft.c))
    found: ColumnElement[bool] = file.draft_id.in_(seen)
    return found
