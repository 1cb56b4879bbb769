"""Whose person records an actor reads: the agency's directory, or through a visible case."""

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true

from jicms.access.actor import Actor, Role
from jicms.access.scope import alias_of, those_of
from jicms.core import unit_of_work
from jicms.people.models import DeclaredRelation, Person, PersonAlias

#: Roles that search the directory of their agency's employees.
DIRECTORY_ROLES = (
    Role.INTAKE_SPECIALIST,
    Role.INVESTIGATOR,
    Role.INVESTIGATIONS_SUPERVISOR,
    Role.LR_SPECIALIST,
    Role.LR_SUPERVISOR,
)
#: Roles that find nobody by a protected role: employees, and subjects of what they see.
SUBJECTS_ONLY = (Role.LR_SPECIALIST, Role.LR_SUPERVISOR)
#: Criteria by which a person is a subject of something visible; `cases` registers its parties.
subject_reaches: list[Callable[[Actor, Any], ColumnElement[bool]]] = []
#: Criteria by which a person is seen through something else; `cases` registers its parties.
reaches: list[Callable[[Actor, Any], ColumnElement[bool]]] = []

_relation = DeclaredRelation.__table__


def person_scope(actor: Actor, person: Any) -> ColumnElement[bool]:
    """Employees of the same agency for the roles that work with them; others through a case. A
    record that was merged into another is nobody's: what named it names the other."""
    if actor.is_system:
        return true()
    seen: ColumnElement[bool] = false()
    if actor.role in DIRECTORY_ROLES:
        seen = and_(_of_agency(actor, person), not_close_to(actor, person.id))
    reached = or_(seen, *(reach(actor, person.id) for reach in reaches))
    return and_(person.merged_into_id.is_(None), reached)


def _of_agency(actor: Actor, person: Any) -> ColumnElement[bool]:
    """An employee of the actor's agency."""
    return and_(person.agency_id == actor.agency_id, person.employee_number.is_not(None))


def searchable(actor: Actor, person: Any) -> ColumnElement[bool]:
    """Whom a search may find among those in sight: labor relations finds employees and subjects,
    nobody for having complained, suffered or testified."""
    if actor.role not in SUBJECTS_ONLY:
        return true()
    return or_(_of_agency(actor, person), *(each(actor, person.id) for each in subject_reaches))


def not_close_to(actor: Actor, person_id: Any) -> ColumnElement[bool]:
    """Neither the actor nor a declared relative: their pages do not exist for the actor. Whoever
    was named by somebody else is a relative from the confirmation on."""
    if not actor.person_ids:
        return true()
    one, two = alias_of(_relation, "relation_to"), alias_of(_relation, "relation_from")
    related = those_of(
        one.c.related_id,
        one,
        one.c.person_id.in_(actor.person_ids),
        one.c.related_id.is_not(None),
        one.c.ended_at.is_(None),
    )
    back = those_of(
        two.c.person_id,
        two,
        two.c.related_id.in_(actor.person_ids),
        two.c.confirmed_at.is_not(None),
        two.c.ended_at.is_(None),
    )
    return and_(
        person_id.not_in(actor.person_ids), person_id.not_in(related), person_id.not_in(back)
    )


def is_close(actor: Actor, person_id: int) -> bool:
    """Whether a person is the actor or a declared relative, as `not_close_to` says."""
    return are_close(actor.person_ids, person_id)


def are_close(people: Collection[int], person_id: int) -> bool:
    """Whether a person is one of these, the people behind an account, or a declared relative."""
    if person_id in people:
        return True
    one, other = DeclaredRelation.person_id, DeclaredRelation.related_id
    found = unit_of_work.session().scalar(
        select(DeclaredRelation.id)
        .where(
            or_(
                and_(
                    one == person_id,
                    other.in_(people or (0,)),
                    DeclaredRelation.confirmed_at.is_not(None),
                ),
                and_(other == person_id, one.in_(people or (0,))),
            ),
            DeclaredRelation.ended_at.is_(None),
        )
        .limit(1)
    )
    return found is not None


def whose_other_name(part: str) -> Any:
    """The people who have another name that holds a piece of folded text. Whether they are in
    sight is for the statement that asks."""
    alias = alias_of(PersonAlias.__table__, "other_name")
    return those_of(alias.c.person_id, alias, alias.c.search_name.contains(part, autoescape=True))


def whose_other_number(part: str) -> Any:
    """The records into which one was merged whose employee number holds a piece of text."""
    merged = alias_of(Person.__table__, "merged_by_part")
    held = func.lower(merged.c.employee_number).contains(part, autoescape=True)
    return those_of(merged.c.merged_into_id, merged, merged.c.merged_into_id.is_not(None), held)


def whose_number_was(number: str) -> Any:
    """The record into which the one of that employee number was merged."""
    merged = alias_of(Person.__table__, "merged_by_number")
    return those_of(merged.c.merged_into_id, merged, merged.c.employee_number == number)


def what_became_of(person_id: int) -> Any:
    """The record that a merged one is a part of now."""
    merged = alias_of(Person.__table__, "merged_by_id")
    return those_of(merged.c.merged_into_id, merged, merged.c.id == person_id)


def of_visible_person(actor: Actor, child: Any) -> ColumnElement[bool]:
    """Scope of a person's children."""
    if actor.is_system:
        return true()
    person = alias_of(Person.__table__, "scope_person")
    return child.person_id.in_(those_of(person.c.id, person, person_scope(actor, person.c)))


def of_visible_merge(actor: Actor, child: Any) -> ColumnElement[bool]:
    """Scope of a merge: whoever sees the record that stayed."""
    if actor.is_system:
        return true()
    person = alias_of(Person.__table__, "merge_person")
    return child.kept_id.in_(those_of(person.c.id, person, person_scope(actor, person.c)))
