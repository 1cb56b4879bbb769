"""A file's type by its content. The name and what the client says are not asked."""

import codecs
import re
from typing import Final

import puremagic

UNKNOWN: Final = "application/octet-stream"
#: How much of a file's beginning and end is looked at.
WINDOW: Final = 64 * 1024
#: Types that run nothing when opened. Anything else is stored and marked.
PASSIVE_TYPES: Final = frozenset(
    {
        "application/pdf",
        "application/vnd.oasis.opendocument.presentation",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "audio/mp4",
        "audio/mpeg",
        "audio/wave",
        "image/gif",
        "image/heif",
        "image/jpeg",
        "image/png",
        "image/tiff",
        "image/webp",
        "message/rfc822",
        "text/plain",
        "video/mp4",
        "video/quicktime",
        "video/webm",
    }
)
_MIME = re.compile(r"[a-z]+/[\w.+-]{1,120}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_MARKUP = re.compile(
    r"<(?:(?P<svg>(?:\w+:)?svg)|!doctype\s+html|html|head|body|script|style|iframe|object|embed"
    r"|form|title|meta|link|img|table|div|span|h1|p|a|b|br|font)\b"
)
_MAIL = re.compile(
    r"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:from|received|message-id):", re.ASCII
)
_OLE: Final = bytes.fromhex("D0CF11E0A1B11AE1")
#: The part that tells an OOXML package: type of the package, and of one with macros.
_OOXML: Final = {
    b"word/document": ("wordprocessingml.document", "word.document"),
    b"xl/workbook": ("spreadsheetml.sheet", "excel.sheet"),
    b"ppt/presentation": ("presentationml.presentation", "powerpoint.presentation"),
}


class Sample:
    """The beginning and the end of a stream, kept while it passes by."""

    def __init__(self) -> None:
        self._head, self._tail = bytearray(), b""

    def feed(self, piece: bytes) -> None:
        """Look at the next bytes."""
        if len(self._head) < WINDOW:
            self._head += piece[: WINDOW - len(self._head)]
        self._tail = (self._tail + piece)[-WINDOW:]

    def content_type(self) -> str:
        """The media type of what passed by."""
        return content_type(bytes(self._head), self._tail)


def content_type(head: bytes, tail: bytes) -> str:
    """The media type of a file that begins with `head` and ends with `tail` (WINDOW bytes each)."""
    if head.startswith(b"PK\x03\x04"):
        return _of_zip(head, tail)
    if head.startswith(_OLE):
        return "application/x-ole-storage"
    text = _as_text(head)
    return _by_magic(head + tail) if text is None else _of_text(text)


def _as_text(head: bytes) -> str | None:
    """The beginning as text in the encodings that a browser would try, or None."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if head.startswith(mark):
            return _decoded(head[len(mark) :], encoding)
    found = _decoded(head, "utf-8")
    return _decoded(head, "latin-1") if found is None else found


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(data)
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else text


def _of_text(text: str) -> str:
    start = text.lstrip().lower()
    for mark, kind in (
        ("{\\rtf", "application/rtf"),
        ("%!ps", "application/postscript"),
        ("#!", "text/x-script"),
    ):
        if start.startswith(mark):
            return kind
    if "%pdf-" in start[:1024]:
        return "application/pdf"
    if start.startswith("<"):
        found = _MARKUP.search(start)
        if found:
            return "image/svg+xml" if found["svg"] else "text/html"
        if start.startswith("<?xml"):
            return "application/xml"
    return "message/rfc822" if _MAIL.match(start) else "text/plain"


def _of_zip(head: bytes, tail: bytes) -> str:
    """An office document where the names of its parts say so; the directory is at the end."""
    if head[30:38] == b"mimetype":
        declared = re.match(rb"application/[a-z.+-]+", head[38:150])
        return declared[0].decode() if declared else "application/zip"
    for part, (plain, macro) in _OOXML.items():
        if part in tail and b"[Content_Types].xml" in head + tail:
            if b"vbaProject.bin" in tail:
                return f"application/vnd.ms-{macro}.macroenabled.12"
            return f"application/vnd.openxmlformats-officedocument.{plain}"
    return "application/zip"


def _by_magic(sample: bytes) -> str:
    try:
        matches = puremagic.magic_string(sample)
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    named = (match.mime_type.lower() for match in matches)
    return next((name for name in named if _MIME.fullmatch(name)), UNKNOWN)
