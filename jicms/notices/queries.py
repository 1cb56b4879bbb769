"""Reads of notices. The scope leaves to each account its own, of cases that it sees now."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, select

from jicms.access.actor import Actor
from jicms.access.scope import fixed
from jicms.notices import kinds
from jicms.notices.models import Notice, NoticePreference


def stands() -> ColumnElement[bool]:
    """Its step is not done, and its kind is still known."""
    return and_(
        Notice.cleared_at.is_(None), Notice.event.in_([fixed(code) for code in kinds.codes()])
    )


def wanted() -> ColumnElement[bool]:
    """The account did not switch the event off."""
    return ~(
        exists()
        .where(
            NoticePreference.user_id == Notice.user_id,
            NoticePreference.event == Notice.event,
            NoticePreference.in_app.is_(False),
        )
        .correlate(Notice)
    )


def shown() -> Select[Any]:
    """The notices of the actor, for paging."""
    return select(Notice).where(stands(), wanted())


def count(_actor: Actor) -> Select[Any]:
    """What the navigation counts."""
    return select(Notice.id).where(stands(), wanted())
