"""What a PDF of ours must be: valid, tagged, titled, marked, and read in the order of its tags.

Three extractors read the text: ours as the pages are drawn and as the tree of tags has it, on top
of pikepdf, and pypdf's, which shares no line with them. Running heads and feet are artifacts, which
tags leave out.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
import pypdf

_CODES = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:\n|$)")
_TEXT_OPERATORS = {"Tj", "TJ", "'", '"'}


@dataclass(slots=True)
class Piece:
    """A marked piece of a page: its number in the tree of tags, or none for an artifact."""

    number: int | None
    texts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Read:
    """What a document says. `drawn` and `told` are the text in the order of pages and of tags."""

    title: str
    pages: int
    drawn: str
    told: str
    #: Per page, the text of running heads and feet.
    margins: tuple[str, ...]
    #: The names of the tags, in order: `H1`, `P`, `Table` …
    tags: tuple[str, ...]

    def says(self, text: str) -> bool:
        """Whether the text is drawn, wherever its lines break."""
        return _bare(text) in _bare(self.drawn)


def check(content: bytes) -> Read:
    """Assert that `content` is a sound, tagged PDF/UA-1, and give back what it says."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.check_pdf_syntax() == []
        root: Any = pdf.Root
        assert root.MarkInfo.Marked
        assert root.Lang
        assert root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as about:
            title = str(about["dc:title"])
            assert about["pdfuaid:part"] == "1"
        assert title.strip()
        assert "/JavaScript" not in (root.get("/Names") or pikepdf.Dictionary())
        assert "/OpenAction" not in root
        elements = list(_elements(root.StructTreeRoot))
        for element in elements:
            if str(element.S) == "/Figure":
                assert str(element.get("/Alt", "")).strip(), "a picture without alternative text"
        _check_fonts(pdf)
        read = _read(pdf, elements, title)
        ours = [_bare("".join(_texts(page))) for page in pdf.pages]
    assert _bare(read.drawn) == _bare(read.told), "pages and tags tell the text in another order"
    others = [_bare(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    assert others == ours, "another library reads another text"
    return read


def text_of(content: bytes) -> str:
    """The words of a PDF in one line, as any reader extracts them."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def _check_fonts(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for font in _fonts(page).values():
            assert "/ToUnicode" in font, "a font whose text can't be copied"
            for part in font.get("/DescendantFonts", []):
                kinds = part.FontDescriptor.keys()
                assert kinds & {"/FontFile", "/FontFile2", "/FontFile3"}, "a font not embedded"


def _read(pdf: pikepdf.Pdf, elements: list[Any], title: str) -> Read:
    per_page = [list(_pieces(page)) for page in pdf.pages]
    drawn = " ".join(
        text
        for pieces in per_page
        for piece in pieces
        if piece.number is not None
        for text in piece.texts
    )
    numbered: dict[tuple[int, int], list[str]] = {}
    for place, pieces in enumerate(per_page):
        for piece in pieces:
            if piece.number is not None:
                numbered.setdefault((place, piece.number), []).extend(piece.texts)
    places = {page.obj.objgen: place for place, page in enumerate(pdf.pages)}
    told = []
    for place, number in _leaves(pdf.Root.StructTreeRoot, None, places):
        told += numbered.get((place, number), [])
    margins = tuple(
        " ".join(text for piece in pieces if piece.number is None for text in piece.texts)
        for pieces in per_page
    )
    tags = tuple(str(element.S).removeprefix("/") for element in elements)
    return Read(title, len(per_page), drawn, " ".join(told), margins, tags)


def _texts(page: Any) -> Iterator[str]:
    """All text of a page in the order it is drawn, heads and feet included."""
    for piece in list(_pieces(page)):  # a piece is given before its text was met
        yield from piece.texts


def _bare(text: str) -> str:
    return "".join(text.split())


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _elements(element: Any) -> Iterator[Any]:
    for kid in _kids(element):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid)


def _leaves(element: Any, page: int | None, places: dict[Any, int]) -> Iterator[tuple[int, int]]:
    """(page, number) of each piece, as the tree of tags orders them."""
    if "/Pg" in element:
        page = places[element.Pg.objgen]
    for kid in _kids(element):
        if not isinstance(kid, pikepdf.Dictionary):
            assert page is not None
            yield page, int(kid)
        elif "/MCID" in kid:
            yield places[kid.Pg.objgen] if "/Pg" in kid else page or 0, int(kid.MCID)
        else:
            yield from _leaves(kid, page, places)


def _pieces(page: Any) -> Iterator[Piece]:
    """The marked pieces of a page as they are drawn."""
    fonts = {name: _codes(font) for name, font in _fonts(page).items()}
    open_pieces: list[Piece | None] = []
    codes: dict[bytes, str] = {}
    stream: Any = pikepdf.parse_content_stream(page)
    for operands, operator in stream:
        name = str(operator)
        if name in {"BDC", "BMC"}:
            piece = _opened(name, operands, inside=_current(open_pieces))
            open_pieces.append(piece)
            if piece is not None:
                yield piece
        elif name == "EMC":
            open_pieces.pop()
        elif name == "Tf":
            codes = fonts[str(operands[0])]
        elif name in _TEXT_OPERATORS:
            into = _current(open_pieces)
            assert into is not None, "text that is neither tagged nor an artifact"
            into.texts.append(_decoded(operands[-1], codes))


def _opened(name: str, operands: Any, *, inside: Piece | None) -> Piece | None:
    if str(operands[0]) == "/Artifact":
        return Piece(None)
    if name == "BDC" and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]:
        return Piece(int(operands[1].MCID))
    return None if inside is not None else Piece(None)


def _current(stack: list[Piece | None]) -> Piece | None:
    return next((piece for piece in reversed(stack) if piece is not None), None)


def _fonts(page: Any) -> dict[str, Any]:
    return dict((page.obj.get("/Resources", {}).get("/Font") or {}).items())


def _codes(font: Any) -> dict[bytes, str]:
    """Code to text, by the font's own table."""
    table = font.ToUnicode.read_bytes()
    found = {}
    for code, text in _CODES.findall(table):
        found[bytes.fromhex(code.decode())] = bytes.fromhex(text.decode()).decode("utf-16-be")
    return found


def _decoded(shown: Any, codes: dict[bytes, str]) -> str:
    parts = shown if isinstance(shown, pikepdf.Array) else [shown]
    said = []
    for part in parts:
        if isinstance(part, pikepdf.String):
            raw = bytes(part)
            said += [codes.get(raw[at : at + 2], "") for at in range(0, len(raw), 2)]
    return "".join(said)
