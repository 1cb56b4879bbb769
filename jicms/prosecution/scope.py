"""Whose standing declinations an actor sees: those of the own agency."""

from typing import Any

from sqlalchemy import ColumnElement, false, true

from jicms.access.actor import NO_CASE_CONTENT, Actor
from jicms.access.scope import alias_of, there_is
from jicms.prosecution.models_gate import StandingDeclination

_declination = StandingDeclination.__table__


def of_own_agency(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Letters to the actor's agency, for those who work with cases."""
    if actor.is_system:
        return true()
    if actor.agency_id is None or actor.role is None or actor.role in NO_CASE_CONTENT:
        return false()
    own: ColumnElement[bool] = row.agency_id == actor.agency_id
    return own


def of_seen_declination(actor: Actor, row: Any) -> ColumnElement[bool]:
    """The categories of a letter that is seen."""
    if actor.is_system:
        return true()
    letter = alias_of(_declination, "scope_standing")
    return there_is(
        letter, where=(letter.c.id == row.declination_id, of_own_agency(actor, letter.c))
    )
