"""A copy that is handed out: a document with its exhibits behind it, each page numbered.

Pages of PDFs and pictures are drawn onto pages of ours, so that nothing but what they show comes
along: no script, form, note, attachment or metadata. What can't be drawn has its cover sheet alone.
The copy is derived: it is not PDF/UA, and says so by not claiming it.

No PDF of others is opened in this process: each is drawn in one of its own, see binder.py.
"""

import io
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from PIL import Image, UnidentifiedImageError

from jicms.core import crypto
from jicms.core.errors import RuleBroken
from jicms.documents import settings
from jicms.documents.engine import Refused, apart, render
from jicms.files import images

MOST_PAGES = 5_000
#: What one exhibit may take: bytes that its pages are written in, memory of its process, seconds.
MOST_DECODED = 128 * 1024**2
_MEMORY = 1024**3
_SECONDS = 20
#: Seconds for all exhibits together; those that come later have their sheet alone.
_PATIENCE = 120
#: Resolution at which a picture is put on its page.
_DPI = 150
_PDF = "application/pdf"
#: What damaged, hostile and locked files raise.
_UNREADABLE = (
    *(images.NotCleanable, UnidentifiedImageError),
    *(OSError, ValueError, TypeError, KeyError, AttributeError, RuntimeError),
)
_DAMAGED = "The file could not be opened as what it is, or is locked with a password."
_HEAVY = (
    "To print this file takes more time or memory than a copy may use. It is kept with the evidence"
    " and handed out by itself."
)
_OTHER_KIND = "This kind of file can’t be printed. It is kept with the evidence."


@dataclass(slots=True)
class Insert:
    """What stands behind the document: its cover sheet, and what is drawn after it."""

    heading: str
    facts: list[tuple[str, str]]
    content: bytes = b""
    content_type: str = ""
    #: Said on the cover sheet where nothing follows it; filled in here where drawing fails.
    missing: str = ""
    pages: int = field(default=0, init=False)
    #: Its pages as they go into the copy.
    drawn: bytes = field(default=b"", init=False, repr=False)

    def open(self, seconds: float = _SECONDS) -> None:
        """Draw it, and find out how many pages it has."""
        if self.missing:
            return
        try:
            content = _as_pdf(self.content, self.content_type)
            if not content:
                self.missing = _OTHER_KIND
            elif seconds < 1:
                self.missing = _HEAVY
            else:
                self.pages, self.drawn = apart(
                    {"decoded": MOST_DECODED, "pages": MOST_PAGES},
                    [content],
                    memory=_MEMORY,
                    seconds=min(seconds, _SECONDS),
                )
        except Refused as refused:
            self.missing = _HEAVY if refused.heavy else _DAMAGED
        except _UNREADABLE:
            self.missing = _DAMAGED
        if not self.pages and not self.missing:
            self.missing = _OTHER_KIND


@dataclass(frozen=True, slots=True)
class Bound:
    """The copy: its bytes, its pages, the first and last number on them."""

    content: bytes
    pages: int
    first: str
    last: str


def bind(body: bytes, inserts: Sequence[Insert], *, number: str, note: str, password: str) -> Bound:
    """The body and all inserts as one PDF, locked by AES-256 with `password`.

    Each page bears `number` with its place (`202700123-R001-000001`) and `note`. Raises RuleBroken
    where the copy would be larger than anybody prints.
    """
    with pikepdf.open(io.BytesIO(body)) as ours:
        own = len(ours.pages)
    until = time.monotonic() + _PATIENCE
    for insert in inserts:
        insert.open(until - time.monotonic())
    total = own + sum(1 + insert.pages for insert in inserts)
    if total > MOST_PAGES:
        raise RuleBroken(
            f"This copy would have {total:,} pages: {MOST_PAGES:,} is the most. Hand out the"
            " largest exhibits by themselves."
        )
    stamps = _stamps(own, inserts, number, note)
    return Bound(
        _bound(body, stamps, inserts, password), total, numbered(number, 1), numbered(number, total)
    )


def _bound(body: bytes, stamps: bytes, inserts: Sequence[Insert], password: str) -> bytes:
    now = settings.current()
    asked = {
        "counts": [insert.pages for insert in inserts],
        "password": password,
        "owner": crypto.random_token(32),
    }
    files = [body, stamps, *(insert.drawn for insert in inserts if insert.pages)]
    try:
        return apart(asked, files, memory=now.memory, seconds=now.seconds)[1]
    except Refused:
        raise RuleBroken(
            "This copy takes more time or memory than a copy may use. Hand out the largest"
            " exhibits by themselves."
        ) from None


def numbered(number: str, place: int) -> str:
    """The Bates number of a page."""
    return f"{number}-{place:06d}"


def _stamps(own: int, inserts: Sequence[Insert], number: str, note: str) -> bytes:
    pages: list[dict[str, Any]] = [{"kind": "over"} for _ in range(own)]
    for insert in inserts:
        facts = [[name, value] for name, value in insert.facts if value]
        pages.append(
            {"kind": "cover", "head": insert.heading, "facts": facts, "missing": insert.missing}
        )
        pages += [
            {"kind": "page", "head": f"{insert.heading}, page {n} of {insert.pages}"}
            for n in range(1, insert.pages + 1)
        ]
    marks = [numbered(number, place) for place in range(1, len(pages) + 1)]
    sheets = [page | {"mark": mark} for page, mark in zip(pages, marks, strict=True)]
    return render("documents/stamps", {"title": number, "note": note, "sheets": sheets})


def _as_pdf(content: bytes, content_type: str) -> bytes:
    """A PDF as it is; a picture, drawn anew, one page for each of its frames; else nothing."""
    if content_type == _PDF:
        return content
    if not images.is_picture(content_type) or content_type in images.DRAWINGS:
        return b""
    frames = []
    with Image.open(images.cleaned(io.BytesIO(content))) as picture:
        for place in range(getattr(picture, "n_frames", 1)):
            picture.seek(place)
            flat = picture.convert("RGBA")
            paper = Image.new("RGB", flat.size, "white")
            paper.paste(flat, mask=flat.getchannel("A"))
            frames.append(paper)
    out = io.BytesIO()
    frames[0].save(out, "PDF", resolution=_DPI, save_all=True, append_images=frames[1:])
    return out.getvalue()
