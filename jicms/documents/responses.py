"""Handing out a document that was made for this request."""

from flask import Response

from jicms.access import guard
from jicms.core import crypto
from jicms.files.responses import GUARDED, disposition


def pdf_answer(content: bytes, *, name: str, **said: object) -> Response:
    """A PDF that was made now as the download `name`."""
    return made_answer(content, "application/pdf", name=name, **said)


def made_answer(content: bytes, content_type: str, *, name: str, **said: object) -> Response:
    """`content` as the download `name`; the trail's row of this view tells its hash.

    For views that declare `viewed=Event.FILE_DOWNLOADED` or an event of their own. `said` are more
    facts for that row: codes, numbers and references only.
    """
    guard.note(sha256=crypto.digest(content), bytes=len(content), **said)
    answer = Response(content, content_type=content_type)
    answer.headers["Content-Disposition"] = disposition(name)
    answer.headers.update(GUARDED)
    return answer
