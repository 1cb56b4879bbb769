"""Uploads, taken in by the store."""

import io

from jicms.files import service
from jicms.files.models import StoredFile


def upload(content: bytes = b"Some text.\n", name: str = "statement.txt") -> StoredFile:
    """A stored file of the transaction that is open."""
    return service.ingest(io.BytesIO(content), name=name, by=None)
