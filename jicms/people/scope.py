"""Whose person records an actor reads: the agency's directory, or through a visible case."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from jicms.access.actor import Actor, Role
from jicms.access.scope import alias_of, those_of
from jicms.people.models import DeclaredRelation, Person

#: Roles that search the directory of their agency's employees.
DIRECTORY_ROLES = (
    Role.INTAKE_SPECIALIST,
    Role.INVESTIGATOR,
    Role.INVESTIGATIONS_SUPERVISOR,
    Role.LR_SPECIALIST,
    Role.LR_SUPERVISOR,
)
#: Criteria by which a person is seen through something else; `cases` registers its parties.
reaches: list[Callable[[Actor, Any], ColumnElement[bool]]] = []

_relation = DeclaredRelation.__table__


def person_scope(actor: Actor, person: Any) -> ColumnElement[bool]:
    """Employees of the same agency for the roles that work with them; others through a case."""
    if actor.is_system:
        return true()
    seen: ColumnElement[bool] = false()
    if actor.role in DIRECTORY_ROLES:
        directory = and_(person.agency_id == actor.agency_id, person.employee_number.is_not(None))
        seen = and_(directory, not_close_to(actor, person.id))
    return or_(seen, *(reach(actor, person.id) for reach in reaches))


def not_close_to(actor: Actor, person_id: Any) -> ColumnElement[bool]:
    """Neither the actor nor a declared relative: their pages do not exist for the actor."""
    if not actor.person_ids:
        return true()
    one, two = alias_of(_relation, "relation_to"), alias_of(_relation, "relation_from")
    related = those_of(
        one.c.related_id, one, one.c.person_id.in_(actor.person_ids), one.c.ended_at.is_(None)
    )
    back = those_of(
        two.c.person_id, two, two.c.related_id.in_(actor.person_ids), two.c.ended_at.is_(None)
    )
    return and_(
        person_id.not_in(actor.person_ids), person_id.not_in(related), person_id.not_in(back)
    )


def of_visible_person(actor: Actor, child: Any) -> ColumnElement[bool]:
    """Scope of a person's children."""
    if actor.is_system:
        return true()
    person = alias_of(Person.__table__, "scope_person")
    return child.person_id.in_(those_of(person.c.id, person, person_scope(actor, person.c)))
