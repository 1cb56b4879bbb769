"""A feature whose checklist is filled by one person and confirmed by another."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from jicms.auth.models import User
from jicms.core import clock
from jicms.go_live.checklist import feature_of
from jicms.go_live.models import GoLiveAnswer


def switch_on(
    session: Session,
    key: str,
    *,
    leave: Collection[str] = (),
    reference: str = "Ref. 1",
    dated: date = date(2026, 11, 1),
) -> None:
    """Fill and confirm the whole checklist of a feature, but for the items to `leave`."""
    feature = feature_of(key)
    assert feature is not None
    users = {user.username: user.id for user in session.scalars(select(User))}
    session.add_all(
        GoLiveAnswer(
            feature=key,
            item=item.key,
            reference=reference,
            dated=dated,
            given_by_id=users["admin"],
            given_at=clock.now(),
            confirmed_by_id=users["security"],
            confirmed_at=clock.now(),
        )
        for item in feature.items
        if item.key not in leave
    )
    session.flush()
