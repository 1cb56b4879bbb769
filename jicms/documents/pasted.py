"""What is pasted from a word processor becomes clean Markdown of ours."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser

import nh3

#: Tags that mean something to us; the others go, their text stays.
_TAGS = {
    "p", "div", "br", "h1", "h2", "h3", "h4", "h5", "h6", "b", "strong", "i", "em", "ul", "ol",
    "li", "blockquote", "table", "thead", "tbody", "tr", "td", "th", "hr", "span",
}  # fmt: skip
#: Tags whose text goes too.
_GONE = {"script", "style", "title", "xml", "o:p", "head", "svg", "math", "noscript", "template"}
_BLOCKS = {"p", "div", "blockquote", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th"}
_SPECIAL = re.compile(r"([\\*]|(?<!\w)_|_(?!\w))")
_LEADING = re.compile(r"^(\s*)([#>+|-]|\d{1,9}[.)])(?=\s|$)|^(\s*)(-{3,}|={3,})(?=\s*$)")
#: List marks that word processors leave in plain text: a bullet or `o`, then a tab.
_BULLET = re.compile(r"^[ \t]*(?:[•·▪●◦§][ \t]*|o\t[ \t]*)(?=\S)", re.MULTILINE)
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u202f"), " ")
_NOTHING = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"), "")
_ENTRY = re.compile(r" *(?:-|[0-9]+\.) ")
#: More came from no page that somebody wrote; parsing deep nests takes long.
_LONGEST, _MOST_TAGS = 2_000_000, 40_000


def tidy(text: str) -> str:
    """A plain text as it came from a word processor, with list marks of ours and usual spaces."""
    clean = text.translate(_SPACES | _NOTHING)
    clean = _BULLET.sub("- ", clean)
    return re.sub(r"[ \t]+$", "", clean, flags=re.MULTILINE).strip()


def escaped(text: str) -> str:
    """A text of which nothing is read as Markdown."""
    lines = _SPECIAL.sub(r"\\\1", text).split("\n")
    return "\n".join(_LEADING.sub(_escape_leading, line) for line in lines)


def _escape_leading(found: re.Match[str]) -> str:
    before, mark = (found[1], found[2]) if found[2] else (found[3], found[4])
    if mark[0].isdigit():
        return f"{before}{mark[:-1]}\\{mark[-1]}"
    return f"{before}\\{mark}"


def from_html(html: str) -> str:
    """The Markdown of a pasted fragment. Links, pictures, styles and scripts are left out."""
    if html.count("<") > _MOST_TAGS:
        html = re.sub(r"<[^<>]*>", " ", html)
    clean = nh3.clean(
        html[:_LONGEST], tags=_TAGS, clean_content_tags=_GONE, attributes={}, strip_comments=True
    )
    reader = _Reader()
    reader.feed(clean)
    reader.close()
    return tidy(reader.text())


def emphasized(text: str, stars: str) -> str:
    """Stars stand close to the words, line by line, or Markdown won't see them."""
    if not stars or not text.strip():
        return escaped(text) if text.strip() else text
    lines = []
    for line in text.split("\n"):
        core = line.strip()
        lead = line[: len(line) - len(line.lstrip())]
        tail = line[len(line.rstrip()) :]
        lines.append(f"{lead}{stars}{escaped(core)}{stars}{tail}" if core else line)
    return "\n".join(lines)


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table of Markdown, the first row as its head; short rows are filled up."""
    width = max(len(row) for row in rows)
    lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * width)
    return "\n".join(lines)


class _Reader(HTMLParser):
    """Reads cleaned markup into lines of Markdown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._done: list[str] = []
        self._words: list[str] = []
        self._prefix = ""
        self._lists: list[int] = []
        self._rows: list[list[str]] = []
        self._in_cell = False
        self._quoted = 0

    def text(self) -> str:
        """What was read; entries of a list stand close together."""
        self._end_block()
        said = ""
        for before, block in zip(["", *self._done], self._done, strict=False):
            close = _ENTRY.match(before) and _ENTRY.match(block)
            said += ("\n" if close else "\n\n") + block
        return said

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"ul", "ol"}:
            self._end_block()
            self._lists.append(0 if tag == "ul" else 1)
        elif tag == "tr":
            self._rows.append([])
        elif tag in {"td", "th"}:
            self._in_cell, self._words = True, []
        elif tag == "br":
            self._words.append(" " if self._in_cell else "\n")
        elif tag == "hr":
            self._end_block()
            self._done.append("---")
        elif tag in {"b", "strong", "i", "em"}:
            self._words.append("\0b" if tag in {"b", "strong"} else "\0i")
        elif tag in _BLOCKS and not self._in_cell:
            self._begin(tag)

    def _begin(self, tag: str) -> None:
        if not (tag in {"p", "div"} and self._prefix.strip()):
            self._end_block()
        if tag == "li":
            self._prefix = self._list_mark()
        elif tag == "blockquote":
            self._quoted += 1
        elif tag[0] == "h" and tag[1:].isdigit():
            self._prefix = "#" * min(int(tag[1:]), 3) + " "

    def _list_mark(self) -> str:
        if not self._lists:
            return "- "
        indent = "   " * (len(self._lists) - 1)
        if not self._lists[-1]:
            return f"{indent}- "
        self._lists[-1] += 1
        return f"{indent}{self._lists[-1] - 1}. "

    def handle_endtag(self, tag: str) -> None:
        if tag in {"b", "strong", "i", "em"}:
            self._words.append("\0B" if tag in {"b", "strong"} else "\0I")
        elif tag in {"td", "th"}:
            if self._rows:
                self._rows[-1].append(self._line().replace("\n", " ").replace("|", "\\|"))
            self._in_cell = False
        elif tag == "table":
            self._end_table()
        elif tag in {"ul", "ol"}:
            self._end_block()
            if self._lists:
                self._lists.pop()
        elif tag in _BLOCKS and not self._in_cell:
            self._end_block()
            self._quoted -= tag == "blockquote"

    def handle_data(self, data: str) -> None:
        self._words.append(re.sub(r"[ \t\r\n\f]+", " ", data.replace("\0", "")))

    def _line(self) -> str:
        """The words of a block, with their emphasis."""
        said = "".join(self._words)
        self._words = []
        said = re.sub(r"[ ]*\n[ ]*", "\n", said).strip()
        bold = italic = 0
        line = ""
        for part in re.split(r"(\0[bBiI])", said):
            if part[:1] == "\0":
                step = 1 if part[1].islower() else -1
                bold += step * (part[1] in "bB")
                italic += step * (part[1] in "iI")
            elif part:
                line += emphasized(part, "**" * (bold > 0) + "*" * (italic > 0))
        return line.replace("****", "")

    def _end_block(self) -> None:
        line, prefix, self._prefix = self._line(), self._prefix, ""
        if not line:
            return
        if prefix.startswith("#"):
            line = line.replace("\n", " ")
        hang = " " * len(prefix) if prefix and not prefix.startswith("#") else ""
        block = prefix + line.replace("\n", f"\n{hang}")
        if self._quoted > 0:
            block = "\n".join(f"> {row}" for row in block.split("\n"))
        self._done.append(block)

    def _end_table(self) -> None:
        rows, self._rows = [row for row in self._rows if row], []
        if rows:
            self._done.append(table(rows))
