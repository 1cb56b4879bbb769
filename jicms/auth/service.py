"""Writes of accounts and memberships."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from jicms.access.actor import Role
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import Membership, Office, Principal, PrincipalKind, User
from jicms.core import clock, crypto
from jicms.core.errors import RuleBroken


def create_user(
    session: Session,
    *,
    username: str,
    name: str,
    password: str,
    email: str = "",
    must_change_password: bool = True,
    is_demo: bool = False,
) -> User:
    """Create an account with a first password. Raises `RuleBroken` where the name is taken."""
    username = username.strip().lower()
    taken = session.scalar(select(User.id).where(User.username == username))
    if taken is not None:
        raise RuleBroken("This user name is taken.", field="username")
    principal = Principal(kind=PrincipalKind.USER)
    session.add(principal)
    session.flush()
    user = User(
        username=username,
        name=name.strip(),
        email=email.strip(),
        password_hash=crypto.hash_password(password),
        must_change_password=must_change_password,
        principal_id=principal.id,
        is_demo=is_demo,
    )
    session.add(user)
    session.flush()
    recorder.record(Event.USER_CREATED, obj=user)
    return user


def add_membership(
    session: Session,
    *,
    user: User,
    office: Office,
    role: Role,
    valid_from: date,
    valid_until: date | None = None,
    is_office_head: bool = False,
    is_case_custodian: bool = False,
    confirmed_by_id: int | None = None,
    is_confirmed: bool = False,
) -> Membership:
    """Give a user a role in an office. A case role counts from its confirmation on."""
    membership = Membership(
        user_id=user.id,
        office_id=office.id,
        role=role,
        valid_from=valid_from,
        valid_until=valid_until,
        is_office_head=is_office_head,
        is_case_custodian=is_case_custodian,
        confirmed_at=clock.now() if is_confirmed else None,
        confirmed_by_id=confirmed_by_id,
    )
    session.add(membership)
    session.flush()
    return membership
