"""Accounts: created, changed, deactivated; never deleted."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth import passwords, sessions
from jicms.auth.models import ApiToken, Membership, OneTimeCode, Principal, PrincipalKind, User
from jicms.core import clock, crypto, unit_of_work
from jicms.core.errors import RuleBroken

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,79}")


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
    if not USERNAME.fullmatch(username):
        raise RuleBroken(
            "Use 2 to 80 letters, digits, dots, hyphens and underscores, without blanks.",
            field="username",
        )
    if not name.strip():
        raise RuleBroken("Enter the name of the person.", field="name")
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


def open_account(
    *, actor: Actor, username: str, name: str, email: str | None = None
) -> tuple[User, str]:
    """Create an account; returns it with its generated first password, to be shown once."""
    policy.require(actor, Action.USER_EDIT)
    password = crypto.one_time_code()
    user = create_user(
        unit_of_work.session(),
        username=username,
        name=name,
        email=email or "",
        password=password,
    )
    return user, password


def change_user(user: User, *, actor: Actor, name: str, email: str | None = None) -> None:
    """Change name and e-mail; the user name stays for good."""
    policy.require(actor, Action.USER_EDIT, user)
    if not name.strip():
        raise RuleBroken("Enter the name of the person.", field="name")
    user.name, user.email = name.strip(), (email or "").strip()
    recorder.record(Event.USER_CHANGED, obj=user)
    unit_of_work.session().flush()


def deactivate(user: User, *, actor: Actor) -> None:
    """Shut the account: its sessions, tokens and codes are worth nothing from now on."""
    policy.require(actor, Action.USER_EDIT, user)
    if not user.is_active:
        raise RuleBroken("The account is deactivated already.")
    session, now = unit_of_work.session(), clock.now()
    user.is_active = False
    ended = sessions.end_all(session, user.id)
    tokens = session.scalars(
        select(ApiToken).where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None))
    ).all()
    for token in tokens:
        token.revoked_at = now
        recorder.record(Event.TOKEN_REVOKED, obj=token)
    for code in session.scalars(
        select(OneTimeCode).where(OneTimeCode.user_id == user.id, OneTimeCode.used_at.is_(None))
    ):
        code.used_at = now
    recorder.record(Event.USER_DEACTIVATED, obj=user, sessions=ended, tokens=len(tokens))
    session.flush()


def reactivate(user: User, *, actor: Actor) -> int:
    """Open the account again; the number of memberships that now wait for confirmation.

    What it could do before has to be confirmed again: nobody brings back an account with case
    content alone.
    """
    policy.require(actor, Action.USER_EDIT, user)
    if user.is_active:
        raise RuleBroken("The account is active already.")
    user.is_active = True
    waiting = [row for row in user.memberships if row.revoked_at is None]
    for row in waiting:
        row.confirmed_at = row.confirmed_by_id = None
        row.requested_by_id = actor.user_id
    recorder.record(Event.USER_CHANGED, obj=user, reactivated=True)
    unit_of_work.session().flush()
    return len(waiting)


def end_sessions(user: User, *, actor: Actor) -> int:
    """End every session of the user at once; the number ended."""
    policy.require(actor, Action.USER_EDIT, user)
    ended = sessions.end_all(unit_of_work.session(), user.id)
    unit_of_work.session().flush()
    return ended


def give_reset_code(user: User, *, actor: Actor) -> str:
    """A one-time code, to be shown once and handed to the user in person.

    Whoever confirms what administrators ask for is not reset by one of them.
    """
    policy.require(actor, Action.USER_EDIT, user)
    session = unit_of_work.session()
    if not user.is_active:
        raise RuleBroken("The account is deactivated: reactivate it first.")
    confirms = session.scalar(
        select(Membership.id).where(
            Membership.user_id == user.id,
            Membership.role == Role.SECURITY_ADMINISTRATOR,
            Membership.revoked_at.is_(None),
        )
    )
    if confirms is not None and not actor.is_system:
        raise RuleBroken(
            "A security administrator is reset on the server only:"
            f" flask --app wsgi users reset {user.username}"
        )
    return passwords.give_code(session, user, given_by_id=actor.user_id)
