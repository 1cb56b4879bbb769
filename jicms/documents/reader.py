"""The process that reads the text of a PDF of others. Run by path, with no other module of ours.

Reads a line of JSON, then the file; writes a line of JSON, then the text of each page as a JSON
list. What is hostile costs this process alone: its memory and time are limited, and it holds
neither keys nor the database. Returns DAMAGED or HEAVY where it refuses.

Order and blanks are as the page is drawn: enough to look for words, not to show them.
"""

import io
import json
import re
import sys
from collections.abc import Iterator
from typing import Any

import pikepdf

DAMAGED, HEAVY = 3, 4
_SHOWN = {"Tj", "TJ", "'", '"'}
_MOST_DEEP = 6
_CHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(<[0-9A-Fa-f]*>|\[[^\]]*\])")
_HEX = re.compile(rb"<([0-9A-Fa-f]*)>")
_PART = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
#: Names of characters outside ASCII letters that letters use; others are told by their code.
_NAMES = {
    "quoteright": "’",
    "quoteleft": "‘",
    "quotedblleft": "“",
    "quotedblright": "”",
    "endash": "–",
    "emdash": "—",
    "section": "§",
    "fi": "fi",
    "fl": "fl",
    "ff": "ff",
    "ffi": "ffi",
    "ffl": "ffl",
    "space": " ",
    "period": ".",
    "comma": ",",
    "hyphen": "-",
    **dict(zip(("zero", "one", "two", "three", "four"), "01234", strict=True)),
    **dict(zip(("five", "six", "seven", "eight", "nine"), "56789", strict=True)),
}


def main() -> int:
    """Do what stdin asks for."""
    asked = json.loads(sys.stdin.buffer.readline())
    _limit(asked["memory"], asked["seconds"])
    try:
        content = sys.stdin.buffer.read(asked["sizes"][0])
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if len(pdf.pages) > asked["pages"]:
                return HEAVY
            said = ["".join(_texts(page.obj, 0)) for page in pdf.pages]
    except (MemoryError, OverflowError, RecursionError):
        return HEAVY
    except Exception:  # whatever a hostile file raises; its words may be the file's
        return DAMAGED
    head = json.dumps({"pages": len(said)}).encode()
    sys.stdout.buffer.write(head + b"\n" + json.dumps(said).encode())
    return 0


def _texts(holder: Any, depth: int) -> Iterator[str]:
    """The text of a page, or of a form that it draws, in the order of drawing."""
    if depth > _MOST_DEEP:
        return
    resources: Any = holder.get("/Resources") or pikepdf.Dictionary()
    fonts: dict[str, _Font] = {}
    font = None
    stream: Any = pikepdf.parse_content_stream(holder)
    for operands, operator in stream:
        name = str(operator)
        if name == "Tf":
            key = str(operands[0])
            if key not in fonts:
                fonts[key] = _Font((resources.get("/Font") or pikepdf.Dictionary()).get(key))
            font = fonts[key]
        elif name in _SHOWN and font is not None:
            yield from font.read(operands[-1])
        elif name in {"Td", "TD", "T*", "Tm", "BT"}:
            yield " "
        elif name == "Do":
            drawn = (resources.get("/XObject") or pikepdf.Dictionary()).get(str(operands[0]))
            if drawn is not None and drawn.get("/Subtype") == "/Form":
                yield from _texts(drawn, depth + 1)


class _Font:
    """How the codes of a font read."""

    def __init__(self, font: Any) -> None:
        self._codes: dict[bytes, str] = {}
        self._width = 1
        self._differences: dict[int, str] = {}
        if font is None:
            return
        self._width = 2 if font.get("/Subtype") == "/Type0" else 1
        table = font.get("/ToUnicode")
        if isinstance(table, pikepdf.Stream):
            self._codes = _table(table.read_bytes())
        self._differences = _differences(font.get("/Encoding"))

    def read(self, shown: Any) -> Iterator[str]:
        """The text of a string, or of an array of strings and distances."""
        for part in shown if isinstance(shown, pikepdf.Array) else [shown]:
            if isinstance(part, pikepdf.String):
                raw = bytes(part)
                for at in range(0, len(raw), self._width):
                    yield self._one(raw[at : at + self._width])

    def _one(self, code: bytes) -> str:
        if code in self._codes:
            return self._codes[code]
        if self._width == 2:
            return ""
        return self._differences.get(code[0]) or code.decode("cp1252", "replace")


def _differences(encoding: Any) -> dict[int, str]:
    """What an encoding says otherwise than the usual one."""
    found: dict[int, str] = {}
    listed = encoding.get("/Differences") if isinstance(encoding, pikepdf.Dictionary) else None
    at = 0
    for entry in listed if listed is not None else ():
        if isinstance(entry, pikepdf.Name):
            name = str(entry)[1:]
            found[at] = name if len(name) == 1 else _NAMES.get(name, "")
            at += 1
        else:
            at = int(entry)
    return {code: text for code, text in found.items() if text}


def _table(written: bytes) -> dict[bytes, str]:
    """Code to text, by the table that a font carries."""
    found: dict[bytes, str] = {}
    for kind, body in _PART.findall(written):
        if kind == b"bfchar":
            for code, text in _CHAR.findall(body):
                found[_bytes(code)] = _utf16(text)
            continue
        for low, high, target in _RANGE.findall(body):
            first, last, size = int(low, 16), int(high, 16), len(low) // 2
            if last - first > 0xFFFF:
                raise OverflowError
            texts = _HEX.findall(target)
            for step in range(last - first + 1):
                code = (first + step).to_bytes(size, "big")
                if target.startswith(b"["):
                    found[code] = _utf16(texts[step]) if step < len(texts) else ""
                elif texts:
                    found[code] = _after(texts[0], step)
    return found


def _bytes(code: bytes) -> bytes:
    return bytes.fromhex(code.decode())


def _utf16(code: bytes) -> str:
    return _bytes(code).decode("utf-16-be", "replace")


def _after(code: bytes, step: int) -> str:
    """The text that stands `step` characters after the one of a range."""
    text = _utf16(code)
    return text[:-1] + chr(ord(text[-1]) + step) if text else ""


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
