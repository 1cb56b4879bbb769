"""Server-side sessions: the browser holds a random token, the server decides what it is worth."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import Session, aliased, joinedload

from jicms.access.scope import SCOPED_BY_JOIN
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.actors import Behind, behind_columns, behind_of, is_in_force
from jicms.auth.models import Membership, Office, User, UserSession
from jicms.core import clock, crypto, unit_of_work
from jicms.core.standing import keep


@dataclass(frozen=True, slots=True)
class Along:
    """A column that a feature above reads along with every session: `column(user_id, office_id)`.
    `models` are those of its tables, each with the reason why the column scopes itself."""

    column: Callable[[Any, Any], ColumnElement[Any]]
    models: Mapping[type[Any], str]


#: By name.
read_along: dict[str, Along] = {}
_ALONG = "read_along"

#: `last_seen_at` is written at most this often.
TOUCH_EVERY = timedelta(minutes=1)


def memberships_in_force(user: User) -> list[Membership]:
    """The memberships that the user may act under today."""
    return [
        row for row in user.memberships if is_in_force(row, clock.today(row.office.agency.zone))
    ]


def start(session: Session, user: User, membership: Membership, *, lasts: timedelta) -> str:
    """Open a session under a membership; returns the token for the browser's cookie."""
    token = crypto.random_token()
    now = clock.now()
    session.add(
        UserSession(
            token_digest=crypto.token_digest(token),
            user_id=user.id,
            membership_id=membership.id,
            last_seen_at=now,
            expires_at=now + lasts,
        )
    )
    user.last_signed_in_at = now
    session.flush()
    return token


def find(session: Session, token: str, *, idle: timedelta) -> tuple[UserSession, Behind] | None:
    """The session of a token that is still worth something, with all that an actor needs, and the
    ids of the people behind the account and of their kin."""
    found = session.execute(_found(), {"of_digest": crypto.token_digest(token)}).first()
    if found is None:
        return None
    row, people, kin, *along_with = found
    session.info[_ALONG] = dict(zip(read_along, along_with, strict=True))
    now = clock.now()
    if row.ended_at is not None or row.expires_at <= now:
        return None
    if now - row.last_seen_at > idle or row.membership is None:
        return None
    zone = row.membership.office.agency.zone
    if not is_in_force(row.membership, clock.today(zone)):
        return None
    return row, behind_of(people, kin)


def owner(session: Session, token: str) -> int | None:
    """Whose session the token was, whatever became of it."""
    digest = crypto.token_digest(token)
    return session.scalar(select(UserSession.user_id).where(UserSession.token_digest == digest))


def along() -> dict[str, Any]:
    """What was read with the session of this request; empty outside of one."""
    found: dict[str, Any] = unit_of_work.session().info.get(_ALONG, {})
    return found


@cache
def _found() -> Select[Any]:
    """Every request asks it: built once."""
    acting = aliased(Membership)
    own = acting.id == UserSession.membership_id
    # Within a column's own subquery too: left to itself it would read every session's office.
    office = select(acting.office_id).where(own).correlate_except(acting)
    others = [
        entry.column(UserSession.user_id, office.scalar_subquery()).label(name)
        for name, entry in read_along.items()
    ]
    scoped = {model: why for entry in read_along.values() for model, why in entry.models.items()}
    return keep(
        select(UserSession, *behind_columns(UserSession.user_id), *others)
        .where(UserSession.token_digest == bindparam("of_digest", unique=False))
        .options(
            joinedload(UserSession.user),
            joinedload(UserSession.membership)
            .joinedload(Membership.office)
            .joinedload(Office.agency),
        )
        .execution_options(**{SCOPED_BY_JOIN: scoped})
    )


def touch(session: Session, session_id: int) -> None:
    """Note that the session is in use; callers ask for it at most every `TOUCH_EVERY`."""
    row = session.get(UserSession, session_id)
    if row is not None:
        row.last_seen_at = clock.now()


def end(session: Session, row: UserSession) -> None:
    """End one session now."""
    row.ended_at = clock.now()
    recorder.record(Event.SIGNED_OUT, entity=("user_session", row.id))


def end_all(session: Session, user_id: int, *, but: int | None = None) -> int:
    """End every session of a user at once, except `but`; the number ended."""
    rows = session.scalars(
        select(UserSession).where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
    ).all()
    ended = [row for row in rows if row.id != but]
    for row in ended:
        row.ended_at = clock.now()
        recorder.record(Event.SESSION_ENDED, entity=("user_session", row.id))
    return len(ended)
