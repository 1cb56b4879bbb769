"""From an account and a membership to the actor that policies judge."""

from collections.abc import Callable
from datetime import date

from jicms.access.actor import (
    NO_CASE_CONTENT,
    OFFICE_GRANT_FULL,
    OFFICE_GRANT_SUMMARY,
    WHOLE_OFFICE,
    Actor,
)
from jicms.auth.models import Membership
from jicms.core import clock

#: Finds the people behind an account; `people` registers. The conflict wall depends on it.
person_finders: list[Callable[[int], tuple[int, ...]]] = []


def is_in_force(membership: Membership, day: date) -> bool:
    """Confirmed, not revoked, within its dates, of an active account."""
    return (
        membership.user.is_active
        and membership.revoked_at is None
        and membership.confirmed_at is not None
        and membership.valid_from <= day
        and (membership.valid_until is None or membership.valid_until >= day)
    )


def actor_for(membership: Membership, *, source: str = "web") -> Actor:
    """The actor of one membership. The caller has checked that it is in force."""
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
        person_ids=tuple(p for find in person_finders for p in find(user.id)),
        principals=full + summary,
        full_principals=full,
        whole_offices=(office.id,) if role in WHOLE_OFFICE else (),
        is_office_head=membership.is_office_head,
        is_case_custodian=membership.is_case_custodian,
        source=source,
        at=clock.now(),
    )
