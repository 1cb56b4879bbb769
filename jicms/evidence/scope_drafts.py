"""Scope of statements that are written: as the statement they become, and as the one that they
correct; and one's own typing."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true

from jicms.access.actor import Actor
from jicms.access.scope import alias_of, there_is
from jicms.cases.scope import of_full_case
from jicms.evidence.models import Statement
from jicms.evidence.models_drafts import StatementDraft

_of_case = of_full_case("statement_draft", handled=True)
_statement_scope = of_full_case("statement", handled=True)


def draft_scope(actor: Actor, draft: Any) -> ColumnElement[bool]:
    """Scope of a draft. Its words stand in the statement that it became, and it began with those of
    the one that it corrects: whoever may not read either, whenever that was marked, reads no draft
    and no print of it."""
    if actor.is_system:
        return true()
    same_words = (
        _open(actor, draft.statement_id, "draft_became"),
        _open(actor, draft.corrects_id, "draft_corrects"),
    )
    return and_(_of_case(actor, draft), *same_words)


def _open(actor: Actor, statement_id: Any, name: str) -> ColumnElement[bool]:
    row = alias_of(Statement.__table__, name)
    seen = there_is(row, where=(row.c.id == statement_id, _statement_scope(actor, row.c)))
    return or_(statement_id.is_(None), seen)


def of_visible_draft(actor: Actor, child: Any) -> ColumnElement[bool]:
    """Scope of what belongs to a draft: the draft itself is visible."""
    if actor.is_system:
        return true()
    draft = alias_of(StatementDraft.__table__, "scope_draft")
    return there_is(draft, where=(draft.c.id == child.draft_id, draft_scope(actor, draft.c)))


def typing_scope(actor: Actor, typing: Any) -> ColumnElement[bool]:
    """One's own, of a visible draft."""
    if actor.is_system:
        return true()
    return and_(typing.user_id == actor.user_id, of_visible_draft(actor, typing))


def of_visible_statement(actor: Actor, child: Any) -> ColumnElement[bool]:
    """Scope of how a statement was signed: the statement itself is visible."""
    if actor.is_system:
        return true()
    row = alias_of(Statement.__table__, "scope_statement")
    return there_is(row, where=(row.c.id == child.statement_id, _statement_scope(actor, row.c)))
