"""Telling accounts of events, and clearing what they were told when the step is done.

Nothing here commits. Callers have changed the record and checked their own policy; whether the
reader may see the case is asked when the notice is read.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.notices import kinds
from jicms.notices.models import Notice, NoticePreference

_OF_OTHERS = "a step clears what anybody was told of it"


class About(NamedTuple):
    """The record that a step belongs to: a table and an id."""

    entity_type: str
    entity_id: int


def tell(
    event: str,
    *,
    users: Iterable[int | None],
    about: About,
    case_id: int | None = None,
    due_on: date | None = None,
    but: int | None = None,
) -> None:
    """Tell accounts of an event. One that knows already is not told again; `but` is the account
    that did it. None among the accounts is nobody."""
    told = {user for user in users if user is not None and user != but}
    if not told:
        return
    if kinds.find(event) is None:
        raise ValueError(f"{event} is no kind of notice")
    session = unit_of_work.session()
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = {
        "event": event,
        "case_id": case_id,
        "entity_type": about.entity_type,
        "entity_id": about.entity_id,
        "due_on": due_on,
        "created_at": clock.now(),
    }
    rows = [{"user_id": user, **row} for user in sorted(told)]
    session.execute(dialect.insert(Notice).values(rows).on_conflict_do_nothing())


def clear(
    about: About,
    *,
    events: Collection[str] = (),
    users: Collection[int] | None = None,
    but: Collection[int] = (),
) -> None:
    """The step is done, or is not asked for any more: end the notices of that record.

    `events` and `users` narrow it down; without them all of it is ended for everybody. The
    accounts `but` keep theirs.
    """
    statement = update(Notice).where(
        Notice.entity_type == about.entity_type,
        Notice.entity_id == about.entity_id,
        Notice.cleared_at.is_(None),
    )
    if events:
        statement = statement.where(Notice.event.in_(events))
    if users is not None:
        statement = statement.where(Notice.user_id.in_(users))
    if but:
        statement = statement.where(Notice.user_id.not_in(but))
    unit_of_work.session().execute(
        statement.values(cleared_at=clock.now()).execution_options(
            unscoped=_OF_OTHERS, synchronize_session=False
        )
    )


def take_note(notice: Notice, *, actor: Actor) -> None:
    """Its reader has taken note of what asks for no step. Twice is once."""
    kind = kinds.find(notice.event)
    if kind is not None and not kind.by_hand:
        raise RuleBroken(f"It clears by itself: {kind.step}.")
    policy.require(actor, Action.HOME, notice)
    notice.cleared_at = notice.cleared_at or clock.now()
    unit_of_work.session().flush()


def preferences(user_id: int) -> dict[str, NoticePreference]:
    """What an account chose, by event; only its own is in its scope."""
    own = select(NoticePreference).where(NoticePreference.user_id == user_id)
    return {row.event: row for row in unit_of_work.session().scalars(own)}


def choose(*, actor: Actor, in_app: Collection[str], by_email: Collection[str]) -> None:
    """Store what the actor wants: the events shown, and those sent. What law asks for stays."""
    policy.require(actor, Action.ACCOUNT)
    if actor.user_id is None:
        return
    session = unit_of_work.session()
    session.execute(delete(NoticePreference).where(NoticePreference.user_id == actor.user_id))
    rows = [
        {
            "user_id": actor.user_id,
            "event": kind.code,
            "in_app": kind.legal or kind.code in in_app,
            "by_email": kind.code in by_email,
        }
        for kind in kinds.every()
    ]
    kept = [row for row in rows if not (row["in_app"] and row["by_email"])]
    if kept:
        session.execute(insert(NoticePreference).values(kept))
