"""Small files for the demonstration: plain texts, and PDFs of one page."""

import io
import textwrap

from jicms.files import service as files
from jicms.files.models import StoredFile

_WIDTH = 88
_LINES = 52
_FOOT = "Demonstration. Everybody and everything is invented."
_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R"
    b" /Resources << /Font << /F1 3 0 R >> >> >>"
)


def text_file(name: str, *paragraphs: str, by: int | None) -> StoredFile:
    """A plain text, stored."""
    content = "\n\n".join(paragraphs) + "\n"
    return files.ingest(io.BytesIO(content.encode()), name=name, by=by)


def pdf_file(name: str, heading: str, *paragraphs: str, by: int | None) -> StoredFile:
    """A PDF with a heading and paragraphs, stored."""
    return files.ingest(io.BytesIO(pdf(heading, *paragraphs)), name=name, by=by)


def pdf(heading: str, *paragraphs: str) -> bytes:
    """One page of Helvetica. What does not fit is left out: these are samples."""
    return _drawn(heading, _all_lines(paragraphs)[:_LINES])


def pages(heading: str, *paragraphs: str) -> bytes:
    """As many pages as the paragraphs take."""
    return _drawn(heading, _all_lines(paragraphs))


def _all_lines(paragraphs: tuple[str, ...]) -> list[str]:
    return [line for text in paragraphs for line in (*_wrapped(text), "")]


def _drawn(heading: str, lines: list[str]) -> bytes:
    sheets = [lines[at : at + _LINES] for at in range(0, max(len(lines), 1), _LINES)]
    first = 4  # catalog, list of pages and font come before
    kids = " ".join(f"{first + 2 * place} 0 R" for place in range(len(sheets)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(sheets)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for place, sheet in enumerate(sheets):
        stream = _sheet("" if place else heading, sheet)
        objects.append(_PAGE % (first + 2 * place + 1))
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return _document(objects)


def _sheet(heading: str, lines: list[str]) -> bytes:
    shown = [f"BT /F1 14 Tf 72 740 Td ({_escaped(heading)}) Tj ET", "BT /F1 10 Tf 72 712 Td 12 TL"]
    shown += [f"({_escaped(line)}) Tj T*" for line in lines]
    shown += ["ET", f"BT /F1 8 Tf 72 40 Td ({_FOOT}) Tj ET"]
    return "\n".join(shown).encode("latin-1", "replace")


def _wrapped(text: str) -> list[str]:
    return [line for part in text.splitlines() for line in textwrap.wrap(part, _WIDTH) or [""]]


def _escaped(text: str) -> str:
    plain = text.replace("’", "'").replace("“", '"').replace("”", '"').replace("–", "-")
    return plain.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _document(objects: list[bytes]) -> bytes:
    """The objects, numbered from 1, with their table of places."""
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(out)
