"""A copy that is handed out: a document with its exhibits behind it, each page numbered.

Pages of PDFs and pictures are drawn onto pages of ours, so that nothing but what they show comes
along: no script, form, note, attachment or metadata. What can't be drawn has its cover sheet alone.
The copy is derived: it is not PDF/UA, and says so by not claiming it.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from PIL import Image, UnidentifiedImageError

from jicms.core import crypto
from jicms.core.errors import RuleBroken
from jicms.documents.engine import render
from jicms.files import images

#: US letter, and the part of it in which a page of an exhibit is drawn, in points.
_PAGE = pikepdf.Rectangle(0, 0, 612, 792)
_BOX = pikepdf.Rectangle(50, 62, 562, 728)
MOST_PAGES = 5_000
#: Resolution at which a picture is put on its page.
_DPI = 150
_PDF = "application/pdf"
#: What damaged, hostile and locked files raise.
_UNREADABLE = (
    *(pikepdf.PdfError, pikepdf.PasswordError, images.NotCleanable, UnidentifiedImageError),
    *(OSError, ValueError, TypeError, KeyError, AttributeError, RuntimeError),
)
_DAMAGED = "The file could not be opened as what it is, or is locked with a password."
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
    _source: pikepdf.Pdf | None = field(default=None, init=False, repr=False)

    def open(self) -> None:
        """Find out how many pages it has."""
        if self.missing:
            return
        try:
            self._source = _opened(self.content, self.content_type)
            pages = list(self._source.pages) if self._source is not None else []
            for page in pages:
                page.as_form_xobject()  # what can't be drawn fails here, and not half-way
            self.pages = len(pages)
        except _UNREADABLE:
            self._source, self.pages, self.missing = None, 0, _DAMAGED
        if not self.pages and not self.missing:
            self.missing = _OTHER_KIND

    def page(self, n: int) -> Any:
        """Its page `n`, from 0."""
        assert self._source is not None
        return self._source.pages[n]


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
    with pikepdf.open(io.BytesIO(body)) as out:
        own = len(out.pages)
        for insert in inserts:
            insert.open()
        total = own + sum(1 + insert.pages for insert in inserts)
        if total > MOST_PAGES:
            raise RuleBroken(
                f"This copy would have {total:,} pages: {MOST_PAGES:,} is the most. Hand out the"
                " largest exhibits by themselves."
            )
        stamps = _stamps(own, inserts, number, note)
        with pikepdf.open(io.BytesIO(stamps)) as sheets:
            _stamp(out, own, sheets)
            _append(out, own, inserts, sheets)
            content = _saved(out, password)
    return Bound(content, total, numbered(number, 1), numbered(number, total))


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


def _stamp(out: pikepdf.Pdf, own: int, sheets: pikepdf.Pdf) -> None:
    for place in range(own):
        out.pages[place].add_overlay(sheets.pages[place], _PAGE)


def _append(out: pikepdf.Pdf, own: int, inserts: Sequence[Insert], sheets: pikepdf.Pdf) -> None:
    place = own
    for insert in inserts:
        for n in range(insert.pages + 1):
            out.pages.append(sheets.pages[place])
            page = out.pages[-1]
            # The numbers of its tags would point into the tree of the body.
            if "/StructParents" in page.obj:
                del page.obj["/StructParents"]
            if n:
                page.add_overlay(insert.page(n - 1), _BOX)
            place += 1


def _saved(out: pikepdf.Pdf, password: str) -> bytes:
    with out.open_metadata(set_pikepdf_as_editor=False) as about:
        if "pdfuaid:part" in about:
            del about["pdfuaid:part"]
    buffer = io.BytesIO()
    out.save(
        buffer,
        encryption=pikepdf.Encryption(owner=crypto.random_token(32), user=password, R=6),
    )
    return buffer.getvalue()


def _opened(content: bytes, content_type: str) -> pikepdf.Pdf | None:
    if content_type == _PDF:
        return pikepdf.open(io.BytesIO(content))
    if not images.is_picture(content_type) or content_type in images.DRAWINGS:
        return None
    return pikepdf.open(io.BytesIO(_as_pdf(content)))


def _as_pdf(content: bytes) -> bytes:
    """A picture, drawn anew, one page for each of its frames."""
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
