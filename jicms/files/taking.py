"""The file of a form, as it came: sent with it, or arrived in parts before."""

from typing import Any

from jicms.access.actor import current_actor
from jicms.files import service
from jicms.files.models import StoredFile
from jicms.files.tus.service import Arrived, take, take_unnamed

__all__ = ["Arrived", "take_unnamed", "taken_in"]


def taken_in(field: Any) -> StoredFile | None:
    """The file of a form's field, stored; None where none was chosen."""
    upload = field.data
    if upload is None:
        return None
    if isinstance(upload, Arrived):
        return take(upload, actor=current_actor())
    return service.ingest(upload.stream, name=upload.filename, by=current_actor().user_id)
