"""The process that opens files of others for a copy. Run by path, with no other module of ours.

Reads a line of JSON, then the files that it lists; writes a line of JSON, then a PDF. What is
hostile costs this process alone: its memory and time are limited, and it holds neither keys nor the
database. Returns DAMAGED or HEAVY where it refuses; whoever started it says so on a sheet.
"""

import io
import json
import sys
from typing import Any

import pikepdf

DAMAGED, HEAVY = 3, 4
#: US letter, and the part of it in which a page of an exhibit is drawn, in points.
_PAGE = pikepdf.Rectangle(0, 0, 612, 792)
_BOX = pikepdf.Rectangle(50, 62, 562, 728)
#: How much larger than its file an exhibit may be when it is drawn.
_ROOM = 32 * 1024**2
#: What can act, or carries more than is drawn, by its key, its type, and the kind of action.
_KEYS = {
    *("/AA", "/AcroForm", "/AF", "/Alternates", "/Annots", "/EF", "/EmbeddedFiles"),
    *("/FDecodeParms", "/FFilter", "/JavaScript", "/JS", "/Metadata", "/Names", "/OpenAction"),
    *("/OPI", "/PieceInfo", "/Ref", "/StructParent", "/StructParents"),
}
_TYPES = {"/Action", "/Annot", "/EmbeddedFile", "/F", "/Filespec", "/Metadata"}
_ACTIONS = {
    *("/GoTo", "/GoTo3DView", "/GoToE", "/GoToR", "/Hide", "/ImportData", "/JavaScript"),
    *("/Launch", "/Movie", "/Named", "/Rendition", "/ResetForm", "/RichMediaExecute"),
    *("/SetOCGState", "/Sound", "/SubmitForm", "/Thread", "/Trans", "/URI"),
}
#: Names that a page gives to these are free: a font may be called /AA.
_DRAWN = {"/Font", "/XObject", "/ExtGState", "/Pattern", "/Image", "/Form"}


def main() -> int:
    """Do what stdin asks for."""
    asked = json.loads(sys.stdin.buffer.readline())
    _limit(asked["memory"], asked["seconds"])
    try:
        files = [sys.stdin.buffer.read(size) for size in asked["sizes"]]
        if "parts" in asked:
            pages, made = _volume(asked, files)
        else:
            pages, made = _bound(asked, files) if "password" in asked else _drawn(asked, files[0])
    except (MemoryError, OverflowError):
        return HEAVY
    except Exception:  # whatever a hostile file raises; its words may be the file's
        return DAMAGED
    sys.stdout.buffer.write(json.dumps({"pages": pages}).encode() + b"\n" + made)
    return 0


def _drawn(asked: dict[str, Any], content: bytes) -> tuple[int, bytes]:
    """An exhibit's pages on pages of ours, and nothing but what they show."""
    out, left = pikepdf.new(), asked["decoded"]
    with pikepdf.open(io.BytesIO(content)) as source:
        if len(source.pages) > asked["pages"]:
            raise OverflowError
        for page in source.pages:
            left -= _written(page.obj.get("/Contents"))
            if left < 0:
                raise OverflowError
            out.add_blank_page(page_size=(612, 792))
            _lay(out.pages[-1], page, _BOX, "Drawn")
        for obj in out.objects:
            _disarm(obj)
        made = _saved(out)
        if len(made) > len(content) + _ROOM:
            raise OverflowError
        return len(out.pages), made


def _written(contents: Any) -> int:
    """The bytes that a page is written in, once they are decompressed."""
    parts = contents if isinstance(contents, pikepdf.Array) else [contents]
    return sum(len(part.read_bytes()) for part in parts if isinstance(part, pikepdf.Stream))


def _disarm(obj: Any) -> None:
    """Take out of an object and its direct children what could act."""
    waiting = [obj]
    while waiting:
        held = waiting.pop()
        if isinstance(held, pikepdf.Array):
            for place, value in enumerate(held):
                if _acts(value):
                    held[place] = None
            waiting += [value for value in held if _is_direct(value)]
        elif isinstance(held, pikepdf.Dictionary | pikepdf.Stream):
            # The data of a stream with /F would stand in another file.
            shut = _KEYS | {"/F"} if isinstance(held, pikepdf.Stream) else _KEYS
            for key, value in list(held.items()):
                if _acts(value) or (key in shut and not _is_drawn(value)):
                    del held[key]
            waiting += [value for _key, value in held.items() if _is_direct(value)]


def _is_direct(value: Any) -> bool:
    return isinstance(value, pikepdf.Array | pikepdf.Dictionary) and not value.is_indirect


def _is_drawn(value: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Stream) and bool(
        {str(value.get("/Type")), str(value.get("/Subtype"))} & _DRAWN
    )


def _acts(value: Any) -> bool:
    if not isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        return False
    return (
        str(value.get("/Type")) in _TYPES
        or str(value.get("/Subtype")) == "/PS"
        or str(value.get("/S")) in _ACTIONS
        or "/JS" in value
        or "/EF" in value
    )


def _bound(asked: dict[str, Any], files: list[bytes]) -> tuple[int, bytes]:
    """The body, then for each exhibit its sheet and its pages, each with its stamp; locked."""
    body, stamps, *exhibits = (pikepdf.open(io.BytesIO(file)) for file in files)
    own = len(body.pages)
    for place in range(own):
        _lay(body.pages[place], stamps.pages[place], _PAGE, "Stamp")
    place, drawn = own, iter(exhibits)
    for count in asked["counts"]:
        exhibit = next(drawn) if count else None
        for n in range(count + 1):
            page = _append(body, stamps.pages[place])
            if n and exhibit is not None:
                _lay(page, exhibit.pages[n - 1], _PAGE, "Page")
            place += 1
    _disclaim(body)
    lock = pikepdf.Encryption(owner=asked["owner"], user=asked["password"], R=6)
    return place, _saved(body, encryption=lock)


def _volume(asked: dict[str, Any], files: list[bytes]) -> tuple[int, bytes]:
    """One volume of a file: its index, then the sheet and the pages of each part, each with its
    stamp; bookmarked. The same input gives the same bytes."""
    body, stamps, *drawn = (pikepdf.open(io.BytesIO(file)) for file in files)
    own = len(body.pages)
    for place in range(own):
        _lay(body.pages[place], stamps.pages[place], _PAGE, "Stamp")
    place = own
    for part in asked["parts"]:
        sheets = ([0] if part["cover"] else []) + list(range(part["first"], part["last"] + 1))
        for n in sheets:
            page = _append(body, stamps.pages[place])
            if n:
                _lay(page, drawn[part["of"]].pages[n - 1], _PAGE, "Page")
            place += 1
    _disclaim(body)
    with body.open_outline() as outline:
        for title, at, within in asked["outline"]:
            entry = pikepdf.OutlineItem(title, at)
            entry.children.extend(pikepdf.OutlineItem(name, page) for name, page in within)
            outline.root.append(entry)
    body.Root.PageMode = pikepdf.Name.UseOutlines
    return place, _saved(body, deterministic_id=True)


def _append(body: pikepdf.Pdf, sheet: pikepdf.Page) -> pikepdf.Page:
    """A sheet as the last page; the numbers of its tags would point into the tree of the body."""
    body.pages.append(sheet)
    page = body.pages[-1]
    if "/StructParents" in page.obj:
        del page.obj["/StructParents"]
    return page


def _lay(page: pikepdf.Page, other: pikepdf.Page, box: pikepdf.Rectangle, name: str) -> None:
    """Draw a page over another, under a name that is the same each time."""
    form = other.as_form_xobject()
    placed = page.add_resource(form, pikepdf.Name.XObject, name=pikepdf.Name(f"/Jicms{name}"))
    drawn = page.calc_form_xobject_placement(
        form, placed, box, allow_shrink=True, allow_expand=True
    )
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(b"Q\n", prepend=False)
    page.contents_add(drawn, prepend=False)
    page.contents_coalesce()


def _disclaim(body: pikepdf.Pdf) -> None:
    """A copy is derived: it does not claim to be PDF/UA."""
    with body.open_metadata(set_pikepdf_as_editor=False) as about:
        if "pdfuaid:part" in about:
            del about["pdfuaid:part"]


def _saved(out: pikepdf.Pdf, **how: Any) -> bytes:
    buffer = io.BytesIO()
    out.save(buffer, **how)
    return buffer.getvalue()


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
