"""From an account and a membership to the actor that policies judge."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func

from jicms.access.actor import (
    NO_CASE_CONTENT,
    OFFICE_GRANT_FULL,
    OFFICE_GRANT_SUMMARY,
    WHOLE_OFFICE,
    Actor,
)
from jicms.auth.models import Membership
from jicms.core import clock, unit_of_work

#: Selects the ids of the people behind an account, given its id or the column that holds it;
#: `people` registers one. The conflict wall depends on it.
people_behind: list[Callable[[Any], Select[int]]] = []


def people_column(user_id: Any) -> ColumnElement[str]:
    """The same as one column of a statement that reads the account anyway: `17,204`."""
    (find,) = people_behind
    found = find(user_id)
    ids = cast(found.selected_columns[0], String)
    return found.with_only_columns(func.aggregate_strings(ids, ",")).scalar_subquery()


def people_of(user_id: int) -> tuple[int, ...]:
    """The ids of the people behind an account."""
    session = unit_of_work.session()
    return tuple(person for find in people_behind for person in session.scalars(find(user_id)))


def is_in_force(membership: Membership, day: date) -> bool:
    """Confirmed, not revoked, within its dates, of an active account."""
    return (
        membership.user.is_active
        and membership.revoked_at is None
        and membership.confirmed_at is not None
        and membership.valid_from <= day
        and (membership.valid_until is None or membership.valid_until >= day)
    )


def actor_for(
    membership: Membership, *, source: str = "web", people: tuple[int, ...] | None = None
) -> Actor:
    """The actor of one membership. The caller has checked that it is in force.

    `people` are the ids of the people behind the account, where they were read already.
    """
    user, office, role = membership.user, membership.office, membership.role
    no_content = role in NO_CASE_CONTENT
    full: tuple[int, ...] = () if no_content else (user.principal_id,)
    summary: tuple[int, ...] = ()
    if role in OFFICE_GRANT_FULL:
        full += (office.principal_id,)
    elif role in OFFICE_GRANT_SUMMARY:
        summary = (office.principal_id,)
    return Actor(
        user_id=user.id,
        username=user.username,
        name=user.name,
        membership_id=membership.id,
        role=role,
        office_id=office.id,
        office_code=office.code,
        agency_id=office.agency_id,
        agency_code=office.agency.code,
        zone=office.agency.zone,
        person_ids=people_of(user.id) if people is None else people,
        principals=full + summary,
        full_principals=full,
        whole_offices=(office.id,) if role in WHOLE_OFFICE else (),
        is_office_head=membership.is_office_head,
        is_case_custodian=membership.is_case_custodian,
        source=source,
        at=clock.now(),
    )
