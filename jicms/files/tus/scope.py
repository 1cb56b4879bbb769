"""Who sees an upload before it belongs to a record: the account that sends it."""

from typing import Any

from sqlalchemy import ColumnElement, false, true

from jicms.access.actor import Actor


def own_uploads(actor: Actor, upload: Any) -> ColumnElement[bool]:
    """One's own; the membership is asked with the key."""
    if actor.is_system:
        return true()
    criterion: ColumnElement[bool] = upload.user_id == actor.user_id
    return false() if actor.user_id is None else criterion
