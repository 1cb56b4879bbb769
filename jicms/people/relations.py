"""Relatives and close relations: declared by a user, confirmed by the security administrator.

What is declared keeps the declarer from the other's page, and hides nobody else: that way round,
and the conflict wall, follow from the confirmation, and last until the end is confirmed.
"""

from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.people.links import employee
from jicms.people.merging import tell_parted
from jicms.people.models import DeclaredRelation, Person, RelationKind
from jicms.people.names import SSN_HINT, fold, looks_like_ssn
from jicms.people.service import tell_changed

NOT_LINKED = (
    "Your account is not linked to an employee record. Ask an administrator to link it first."
)


class Known(NamedTuple):
    """A relation with both people; `related` is None where nobody was found yet."""

    relation: DeclaredRelation
    person: Person
    related: Person | None


def own(actor: Actor) -> list[DeclaredRelation]:
    """What the actor declared and what stands of it, newest first."""
    found = unit_of_work.session().scalars(
        select(DeclaredRelation)
        .where(
            DeclaredRelation.declared_by_id == actor.user_id, DeclaredRelation.ended_at.is_(None)
        )
        .order_by(DeclaredRelation.id.desc())
    )
    return list(found)


def own_by_id(actor: Actor, relation_id: int) -> DeclaredRelation | None:
    """One of them."""
    return next((each for each in own(actor) if each.id == relation_id), None)


def declare(
    *, actor: Actor, kind: RelationKind, name: str | None, number: str | None
) -> DeclaredRelation:
    """Declare somebody close. Whether the number is somebody's is not told."""
    policy.require(actor, Action.RELATION_DECLARE)
    if not actor.person_ids:
        raise RuleBroken(NOT_LINKED)
    name, number = (name or "").strip(), (number or "").strip()
    if not fold(name):
        raise RuleBroken("Enter the name.", field="name")
    for typed, field in ((name, "name"), (number, "number")):
        if looks_like_ssn(typed):
            raise RuleBroken(SSN_HINT, field=field)
    related = employee(number) if number else None
    if related is not None and related.id in actor.person_ids:
        raise RuleBroken("This is your own number.", field="number")
    if any(fold(each.related_name) == fold(name) and each.kind is kind for each in own(actor)):
        raise RuleBroken("You declared this already.", field="name")
    relation = DeclaredRelation(
        person_id=actor.person_ids[0],
        related_id=related.id if related else None,
        related_name=name,
        related_number=number,
        kind=kind,
        declared_by_id=actor.user_id,
    )
    unit_of_work.session().add(relation)
    unit_of_work.session().flush()
    recorder.record(Event.RELATION_DECLARED, obj=relation)
    return relation


def ask_end(relation: DeclaredRelation, *, actor: Actor) -> None:
    """Withdraw what is not confirmed yet; ask for the end of what is."""
    policy.require(actor, Action.RELATION_DECLARE)
    _lock(relation)
    if relation.ended_at is not None or relation.end_requested_at is not None:
        raise TransitionRefused("The end of this relation was asked for already.")
    now = clock.now()
    if relation.confirmed_at is None:
        relation.ended_at = now
        recorder.record(Event.RELATION_ENDED, obj=relation, confirmed=False)
    else:
        relation.end_requested_at = now
    unit_of_work.session().flush()


def waits() -> tuple[ColumnElement[bool], ...]:
    """Criteria of a relation, or an end, that waits for the security administrator."""
    return (
        DeclaredRelation.ended_at.is_(None),
        or_(
            DeclaredRelation.confirmed_at.is_(None),
            DeclaredRelation.end_requested_at.is_not(None),
        ),
    )


def stands() -> tuple[ColumnElement[bool], ...]:
    """Criteria of a relation that is confirmed and whose end nobody asked for."""
    return (
        DeclaredRelation.ended_at.is_(None),
        DeclaredRelation.confirmed_at.is_not(None),
        DeclaredRelation.end_requested_at.is_(None),
    )


def known(*criteria: ColumnElement[bool]) -> list[Known]:
    """Relations with the people, for the security administrator."""
    other = aliased(Person, name="related")
    rows = unit_of_work.session().execute(
        select(DeclaredRelation, Person, other)
        .join(Person, Person.id == DeclaredRelation.person_id)
        .outerjoin(other, other.id == DeclaredRelation.related_id)
        .where(*criteria)
        .order_by(DeclaredRelation.id)
        .execution_options(unscoped="security confirms relations between employee records")
    )
    return [Known(relation, person, related) for relation, person, related in rows]


def confirm(relation: DeclaredRelation, *, actor: Actor, number: str | None = None) -> None:
    """Let the relation, or its asked-for end, take effect. `number` finds the record of somebody
    whom the declaration did not find."""
    policy.require(actor, Action.RELATION_CONFIRM, relation)
    _lock(relation)
    if relation.ended_at is not None:
        raise TransitionRefused("This relation no longer waits.")
    if relation.confirmed_at is None:
        _begin(relation, actor, (number or "").strip())
    elif relation.end_requested_at is not None:
        _end(relation, actor)
    else:
        raise TransitionRefused("This relation no longer waits.")


def _begin(relation: DeclaredRelation, actor: Actor, number: str) -> None:
    if number:
        found = employee(number)
        if found is None:
            raise RuleBroken("No employee record has this number.", field="number")
        relation.related_id = found.id
    if relation.related_id is None:
        raise RuleBroken("Enter the employee number of the relative.", field="number")
    if relation.related_id == relation.person_id:
        raise RuleBroken("This is the record of the one who declares.", field="number")
    relation.confirmed_at, relation.confirmed_by_id = clock.now(), actor.user_id
    recorder.record(Event.RELATION_CONFIRMED, obj=relation, kind=relation.kind.value)
    unit_of_work.session().flush()
    for person in (relation.person_id, relation.related_id):
        tell_changed(person, actor)


def _end(relation: DeclaredRelation, actor: Actor) -> None:
    relation.ended_at = clock.now()
    recorder.record(Event.RELATION_ENDED, obj=relation, confirmed=True)
    unit_of_work.session().flush()
    assert relation.related_id is not None, "a confirmed relation has both"
    tell_parted((relation.person_id, relation.related_id), actor)


def decline(relation: DeclaredRelation, *, actor: Actor) -> None:
    """Refuse the relation; or refuse its end: then it stays."""
    policy.require(actor, Action.RELATION_CONFIRM, relation)
    _lock(relation)
    if relation.ended_at is not None:
        raise TransitionRefused("This relation no longer waits.")
    if relation.confirmed_at is None:
        relation.ended_at = clock.now()
    elif relation.end_requested_at is not None:
        relation.end_requested_at = None
    else:
        raise TransitionRefused("This relation no longer waits.")
    recorder.record(Event.RELATION_DECLINED, obj=relation, ended=relation.ended_at is not None)
    unit_of_work.session().flush()


def _lock(relation: DeclaredRelation) -> None:
    unit_of_work.hold(relation)
