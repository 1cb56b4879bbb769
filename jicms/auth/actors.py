"""From an account and a membership to the actor that policies judge."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, cast, func, select

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
#: The same for their confirmed relatives.
kin_behind: list[Callable[[Any], Select[int]]] = []


class Behind(NamedTuple):
    """The ids of the people behind an account, and of their relatives."""

    people: tuple[int, ...] = ()
    kin: tuple[int, ...] = ()


def behind_columns(user_id: Any) -> tuple[ColumnElement[str], ColumnElement[str]]:
    """People and kin as columns of a statement that reads the account anyway: `17,204`."""
    (people,), (kin,) = people_behind, kin_behind
    return _together(people(user_id)), _together(kin(user_id))


def _together(found: Select[int]) -> ColumnElement[str]:
    ids = cast(found.selected_columns[0], String)
    return found.with_only_columns(func.aggregate_strings(ids, ",")).scalar_subquery()


def behind_of(people: str | None, kin: str | None) -> Behind:
    """What the two columns said."""
    return Behind(_numbers(people), _numbers(kin))


def _numbers(joined: str | None) -> tuple[int, ...]:
    return tuple(int(number) for number in (joined or "").split(",") if number)


def behind(user_id: int) -> Behind:
    """The people behind an account and their kin, in one statement."""
    if not people_behind:
        return Behind()
    found = unit_of_work.session().execute(select(*behind_columns(user_id))).one()
    return behind_of(found[0], found[1])


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
    membership: Membership, *, source: str = "web", people: Behind | None = None
) -> Actor:
    """The actor of one membership. The caller has checked that it is in force.

    `people` are those behind the account, where they were read already.
    """
    known = behind(membership.user_id) if people is None else people
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
        person_ids=known.people,
        kin_ids=known.kin,
        principals=full + summary,
        full_principals=full,
        whole_offices=(office.id,) if role in WHOLE_OFFICE else (),
        is_office_head=membership.is_office_head,
        is_case_custodian=membership.is_case_custodian,
        source=source,
        at=clock.now(),
    )
