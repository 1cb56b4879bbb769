"""Whose reviews an actor reads: of persons in sight, in the role that looks at them."""

from typing import Any

from sqlalchemy import ColumnElement, false, true

from jicms.access.actor import Actor, Role
from jicms.people.scope import of_visible_person


def review_scope(actor: Actor, review: Any) -> ColumnElement[bool]:
    """Supervisors of investigations, of the persons whom they see."""
    if actor.is_system:
        return true()
    if actor.role is not Role.INVESTIGATIONS_SUPERVISOR:
        return false()
    return of_visible_person(actor, review)
