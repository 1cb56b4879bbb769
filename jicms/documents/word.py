"""Reports in and out of word processors, as DOCX.

What comes in is read as headings and the Markdown under them; nothing else of the file is kept. A
file with macros, one that is locked, and one that unpacks to far more than it is are refused.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from jicms.core.errors import RuleBroken
from jicms.documents import markdown
from jicms.documents.pasted import emphasized, table, tidy

#: A report of 300 pages is a few megabytes; what unpacks to more is no report.
_MOST_BYTES, _MOST_PARTS = 60 * 1024**2, 3_000
_PIECE = 1 << 20
#: Marks of XML in all parts, those that stand in pictures by chance with them, and paragraphs: each
#: costs the reader time. A report of 300 pages has some 100,000 and 6,000.
_MOST_MARKS, _MOST_PARAGRAPHS = 600_000, 20_000
#: Columns of a table: no word processor makes more.
_MOST_COLUMNS = 63
_FAR_MORE = "This file unpacks to far more than a report holds."
#: What the library raises for what is no document; XML that is none is a SyntaxError.
_DAMAGED = (OpcError, SyntaxError, KeyError, ValueError, AttributeError, TypeError, IndexError)
_MACROS = re.compile(r"(vbaproject|vbadata|activex|\.bin$|macrosheet)", re.IGNORECASE)
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_BULLETS = {0: "List Bullet", 1: "List Bullet 2", 2: "List Bullet 3"}
_NUMBERS = {0: "List Number", 1: "List Number 2", 2: "List Number 3"}


#: Wrappers of words: changes that were proposed, moved, marked or bound to a form.
_WRAPPERS = ("ins", "moveTo", "smartTag", "customXml", "sdt", "sdtContent")
#: Words that were struck out, and what surrounds a form's words.
_STRUCK = ("del", "moveFrom", "sdtPr", "sdtEndPr")
#: What no section takes over: how it is called, and what it is in the file.
_LEFT_OUT = (
    ("comment", ("commentReference",)),
    ("footnote", ("footnoteReference", "endnoteReference")),
    ("picture", ("drawing", "pict")),
    ("embedded object", ("object",)),
)


@dataclass(frozen=True, slots=True)
class Word:
    """What a DOCX says, by its headings, and in words what was left out or decided on the way."""

    passages: list["Passage"]
    notes: list[str]


@dataclass(slots=True)
class Passage:
    """A heading of the first level, and the Markdown below it; no heading before the first one."""

    heading: str
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What stands below the heading."""
        said = ""
        for before, part in zip(["", *self.parts], self.parts, strict=False):
            close = before.lstrip()[:2] == part.lstrip()[:2] in {"- ", "1."}
            said += ("\n" if close else "\n\n") + part
        return tidy(said)


def read(content: bytes) -> Word:
    """What a DOCX says. Changes that its authors tracked are read as accepted.

    Raises RuleBroken in words for anything else.
    """
    _refuse_bad(content)
    try:
        document = docx.Document(io.BytesIO(content))
        notes = _notes(document)
        _accept(document)
        return Word(_read(document), notes)
    except _DAMAGED as error:
        raise RuleBroken("This file is damaged: save it again as DOCX.", field="file") from error
    except zipfile.BadZipFile as error:
        raise RuleBroken("This file is damaged.", field="file") from error


def passages(content: bytes) -> list[Passage]:
    """What a DOCX says, by its headings."""
    return read(content).passages


def _notes(document: Document) -> list[str]:
    """What a reader has to know of the file before it is saved."""
    body, said = document.element.body, []
    for name, tags in _LEFT_OUT:
        number = sum(len(_found(body, tag)) for tag in tags)
        if number:
            verb = "was" if number == 1 else "were"
            said.append(f"{number} {name}{'' if number == 1 else 's'} {verb} left out.")
    if any(_found(body, tag) for tag in ("ins", "del", "moveFrom", "moveTo")):
        said.append("Its tracked changes were read as accepted.")
    return said


def _accept(document: Document) -> None:
    """Take tracked changes as accepted, and words out of what wraps them."""
    body = document.element.body
    for row in [mark.getparent().getparent() for mark in body.iter(qn("w:del")) if _of_row(mark)]:
        row.getparent().remove(row)
    for tag in _STRUCK:
        for element in _found(body, tag):
            element.getparent().remove(element)
    for tag in _WRAPPERS:
        for element in _found(body, tag):
            for inner in list(element):
                element.addprevious(inner)
            element.getparent().remove(element)


def _of_row(mark: Any) -> bool:
    parent = mark.getparent()
    return parent is not None and parent.tag == qn("w:trPr")


def _found(body: Any, tag: str) -> list[Any]:
    return list(body.iter(qn(f"w:{tag}")))


def _refuse_bad(content: bytes) -> None:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise RuleBroken(
            "This is no DOCX, or it is locked with a password. Save it as DOCX without one.",
            field="file",
        )
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = packed.namelist()
        if any(_MACROS.search(name) for name in names):
            raise RuleBroken(
                "This file holds macros or active parts. Save it as a plain DOCX.", field="file"
            )
        try:
            sizes = [_size(packed, name) for name in names[: _MOST_PARTS + 1]]
            types = packed.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
            raise RuleBroken("This file is damaged.", field="file") from error
    unpacked, marks = sum(size for size, _ in sizes), sum(marks for _, marks in sizes)
    if unpacked > _MOST_BYTES or marks > _MOST_MARKS or len(names) > _MOST_PARTS:
        raise RuleBroken(_FAR_MORE, field="file")
    if b"macroEnabled" in types or b"wordprocessingml.document.main" not in types:
        raise RuleBroken("This is no plain DOCX. Save it as DOCX.", field="file")


def _size(packed: zipfile.ZipFile, name: str) -> tuple[int, int]:
    """How much a part really unpacks to, up to a little more than is accepted, and how many marks
    of XML may stand in it, in whatever encoding."""
    size = marks = 0
    with packed.open(name) as part:
        while (piece := part.read(_PIECE)) and size <= _MOST_BYTES:
            size += len(piece)
            marks += piece.count(b"<")
    return size, marks


def _read(document: Document) -> list[Passage]:
    if len(_found(document.element.body, "p")) > _MOST_PARAGRAPHS:
        raise RuleBroken(_FAR_MORE, field="file")
    found = [Passage("")]
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            found[-1].parts.append(_table(block))
            continue
        style = (block.style.name or "") if block.style is not None else ""
        heading = _HEADING.match(style)
        if style.lower() in {"title", "subtitle"} or not block.text.strip():
            continue
        if heading and heading[1] == "1":
            found.append(Passage(" ".join(block.text.split())))
        elif heading:
            words = " ".join(_words(block).split())
            found[-1].parts.append(f"{'#' * (min(int(heading[1]), 4) - 1)} {words}")
        else:
            found[-1].parts.append(_lead(block, style) + _words(block))
    return [passage for passage in found if passage.heading or passage.text]


def _lead(block: Paragraph, style: str) -> str:
    """The mark of a list, by style or by the paragraph's own numbering."""
    low = style.lower()
    properties: Any = block._p.pPr  # noqa: SLF001 - the library shows no numbering
    numbered = properties is not None and properties.numPr is not None
    if not numbered and not low.startswith("list"):
        return "> " if low in {"quote", "intense quote"} else ""
    digits = re.search(r"\d", low)
    depth = int(digits[0]) - 1 if digits else 0
    if numbered and properties.numPr.ilvl is not None:
        depth = int(properties.numPr.ilvl.val)
    return "   " * min(depth, 3) + ("1. " if "number" in low else "- ")


def _words(block: Paragraph) -> str:
    """The words of a paragraph with their emphasis; those of links too."""
    runs: list[list[Any]] = []
    for part in block.iter_inner_content():
        for run in getattr(part, "runs", None) or [part]:
            stars = "**" * bool(getattr(run, "bold", False))
            stars += "*" * bool(getattr(run, "italic", False))
            if runs and runs[-1][0] == stars:
                runs[-1][1] += run.text
            else:
                runs.append([stars, run.text])
    return "".join(emphasized(text, stars) for stars, text in runs).strip()


def _table(found: Table) -> str:
    """The cells as they stand in the file, each read once: a merged one is said in every place that
    it covers. Raises RuleBroken for one wider than any table."""
    rows: list[list[str]] = []
    for made in found._tbl.tr_lst:  # noqa: SLF001 - the library follows each merged cell anew
        row: list[str] = []
        for tc in made.tc_lst:
            if len(row) + tc.grid_span > _MOST_COLUMNS:
                raise RuleBroken(
                    f"A table in this file has more than {_MOST_COLUMNS} columns.", field="file"
                )
            above = rows[-1] if rows and tc.vMerge == "continue" else []
            said = above[len(row)] if len(row) < len(above) else _cell(_Cell(tc, found).text)
            row += [said] * tc.grid_span
        rows.append(row)
    return table(rows) if rows else ""


def _cell(text: str) -> str:
    return emphasized(" ".join(text.split()), "").replace("|", "\\|")


def write(title: str, lead: str, sections: Sequence[tuple[str, str]]) -> bytes:
    """A DOCX with a heading for each section (title, Markdown), empty ones too."""
    made = docx.Document()
    made.core_properties.title, made.core_properties.author = title, ""
    made.core_properties.comments = ""
    made.add_paragraph(_clean(title), style="Title")
    made.add_paragraph(_clean(lead), style="Subtitle")
    for heading, text in sections:
        made.add_heading(_clean(heading), level=1)
        _put(made, markdown.nodes(text))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _put(made: Document, nodes: Sequence[markdown.Node], style: str | None = None) -> None:
    for node in nodes:
        kind = node["kind"]
        if kind == "par":
            _runs(made.add_paragraph(style=style), node["runs"])
        elif kind == "heading":
            _runs(made.add_heading(level=node["level"] + 1), node["runs"])
        elif kind == "list":
            _put_list(made, node, 0)
        elif kind == "quote":
            _put(made, node["blocks"], "Quote")
        elif kind == "table":
            _put_table(made, node)


def _put_list(made: Document, node: markdown.Node, depth: int) -> None:
    styles = _NUMBERS if node["ordered"] else _BULLETS
    for item in node["items"]:
        for block in item:
            if block["kind"] == "list":
                _put_list(made, block, depth + 1)
            else:
                _put(made, [block], styles[min(depth, 2)])


def _put_table(made: Document, node: markdown.Node) -> None:
    rows = [node["head"], *node["rows"]]
    width = max(len(row) for row in rows)
    grid = made.add_table(rows=len(rows), cols=width, style="Table Grid")
    for place, row in enumerate(rows):
        for column, runs in enumerate(row):
            _runs(grid.cell(place, column).paragraphs[0], runs)


def _runs(paragraph: Paragraph, runs: Sequence[markdown.Run]) -> None:
    for text, marks in runs:
        run = paragraph.add_run(_clean(text))
        run.bold, run.italic = "b" in marks or None, "i" in marks or None


def _clean(text: str) -> str:
    """A text without characters that no XML may hold."""
    return "".join(_shown(text))


def _shown(text: str) -> Iterator[str]:
    for char in text:
        if char in "\n\t" or (ord(char) >= 32 and not 0xD800 <= ord(char) <= 0xDFFF):
            yield char
