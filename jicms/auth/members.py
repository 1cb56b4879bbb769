"""Whose office it is: the accounts that act there today, for telling them something."""

from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from jicms.access.actor import Role
from jicms.auth.actors import is_in_force
from jicms.auth.models import Membership, Office, User
from jicms.core import clock, unit_of_work


def in_force(day: date) -> ColumnElement[bool]:
    """Criterion: a confirmed membership of an active account, within its dates."""
    return and_(
        User.is_active,
        Membership.revoked_at.is_(None),
        Membership.confirmed_at.is_not(None),
        Membership.valid_from <= day,
        or_(Membership.valid_until.is_(None), Membership.valid_until >= day),
    )


def everybody_who_is(*roles: Role) -> set[int]:
    """The accounts with one of those roles anywhere today."""
    found = (
        select(Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.role.in_(roles), in_force(clock.today("UTC")))
    )
    return set(unit_of_work.session().scalars(found))


def users_of(office_id: int | None, *roles: Role, heads: bool = False) -> set[int]:
    """The accounts with one of those roles in an office today; of them its `heads` alone.

    The day is that of UTC: nobody is told less for an hour.
    """
    found = (
        select(Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.office_id == office_id,
            Membership.role.in_(roles),
            in_force(clock.today("UTC")),
        )
    )
    if heads:
        found = found.where(Membership.is_office_head)
    return set(unit_of_work.session().scalars(found))


def memberships_of(user_id: int) -> list[Membership]:
    """The memberships under which an account acts today, each by the day of its own office; with
    what `actor_for` asks."""
    found = unit_of_work.session().scalars(
        select(Membership)
        .where(Membership.user_id == user_id)
        .options(
            joinedload(Membership.user), joinedload(Membership.office).joinedload(Office.agency)
        )
    )
    return [row for row in found if is_in_force(row, clock.today(row.office.agency.zone))]
