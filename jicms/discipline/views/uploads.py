"""Taking in the file of a form."""

from typing import Any

from jicms.access.actor import current_actor
from jicms.files import service as files
from jicms.files.models import StoredFile


def taken_in(field: Any) -> StoredFile | None:
    """The uploaded file of a form's field, stored; None where none was chosen."""
    upload = field.data
    if upload is None:
        return None
    return files.ingest(upload.stream, name=upload.filename, by=current_actor().user_id)
