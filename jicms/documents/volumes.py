"""A file for a tribunal: tabs behind an index, numbered, bookmarked, and split into volumes.

Each tab is opened to count its pages, and again to bind them: no more than one volume is in memory.
The same tabs give the same bytes. A volume is derived: it is not PDF/UA.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import pikepdf

from jicms.core.errors import RuleBroken
from jicms.documents import settings
from jicms.documents.binding import MOST_PAGES, Insert, numbered
from jicms.documents.engine import Refused, apart, render

#: What the index, a sheet, and the frame of a volume take at most, roughly, in bytes.
_FRONT, _SHEET = 160 * 1024, 6 * 1024
#: How often the index may be set anew until its own pages are counted right, and volumes split.
_ROUNDS, _SPLITS = 4, 12
T = TypeVar("T")
_HEAVY = "This file takes more time or memory than may be used. Leave out the largest papers."


@dataclass(slots=True)
class Tab:
    """One paper of the file: `make` reads it anew each time it is asked."""

    label: str
    title: str
    #: Its part of the file: `B. Material relied upon`.
    group: str
    make: Callable[[], Insert]
    pages: int = field(default=0, init=False)
    size: int = field(default=0, init=False)
    #: Why its sheet stands alone, where nothing could be drawn.
    missing: str = field(default="", init=False)

    def opened(self) -> Insert:
        """The paper, drawn."""
        insert = self.make()
        insert.open()
        self.pages, self.size, self.missing = insert.pages, len(insert.drawn), insert.missing
        return insert


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pages of one tab in one volume; the first one bears its sheet."""

    tab: int
    first: int
    last: int
    sheet: bool

    @property
    def length(self) -> int:
        """How many pages it takes."""
        return self.last - self.first + 1 + self.sheet


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a tab stands: its first and last number, and the volumes that hold it."""

    label: str
    title: str
    group: str
    first: str
    last: str
    volumes: tuple[int, ...]
    missing: str


@dataclass(frozen=True, slots=True)
class Volume:
    """One volume: what it is called, its bytes, its numbers."""

    n: int
    of: int
    content: bytes
    pages: int
    first: str
    last: str


#: Makes the index of a volume: (where each tab stands, which volume, of how many) → PDF.
Front = Callable[[Sequence[Placed], int, int], bytes]
Plan = list[list[Stretch]]


def count(tabs: Sequence[Tab]) -> None:
    """Open each tab once, and find out how many pages it has. Raises RuleBroken."""
    for tab in tabs:
        tab.opened()
    total = sum(1 + tab.pages for tab in tabs)
    if total > MOST_PAGES:
        raise RuleBroken(f"This file would have {total:,} pages: {MOST_PAGES:,} is the most.")


def plan(tabs: Sequence[Tab], limit: int) -> Plan:
    """Which pages go into which volume, so that none is larger than `limit`, as far as known."""
    volumes: Plan = [[]]
    room = limit - _FRONT
    for place, tab in enumerate(tabs):
        page = (tab.size // tab.pages if tab.pages else 0) + _SHEET
        start, sheet = 1, True
        while True:
            held = max((room - _SHEET * sheet) // page, 0)
            if not held and volumes[-1] and (tab.pages or room < _SHEET):
                volumes.append([])
                room = limit - _FRONT
                continue
            last = min(tab.pages, start - 1 + max(held, 1))
            volumes[-1].append(Stretch(place, start, last, sheet))
            room -= page * (last - start + 1) + _SHEET * sheet
            if last >= tab.pages:
                break
            start, sheet = last + 1, False
            volumes.append([])
            room = limit - _FRONT
    return volumes


def bind(
    tabs: Sequence[Tab],
    *,
    number: str,
    note: str,
    limit: int,
    front: Front,
    keep: Callable[[Volume], T],
    drop: Callable[[T], None],
) -> list[T]:
    """Make the volumes, one after the other, and give each to `keep`; what was kept of a split that
    turned out too large goes to `drop`. Count the tabs first. `limit` is the size of a volume in
    bytes: only one that can't be split may be larger. Raises RuleBroken."""
    wanted = plan(tabs, limit)
    for _ in range(_SPLITS):
        kept: list[T] = []
        found: Plan = []
        for volume in _bound(tabs, wanted, number=number, note=note, front=front):
            kept.append(keep(volume))
            stretches = wanted[volume.n - 1]
            found += _halved(stretches) if len(volume.content) > limit else [stretches]
        if found == wanted:
            return kept
        for one in kept:
            drop(one)
        wanted = found
    raise RuleBroken("The volumes are too small for these papers. Choose a larger size.")


def _halved(stretches: list[Stretch]) -> Plan:
    """Two volumes of one; the same where it can't be split: a sheet stays with its first page."""
    left = sum(stretch.length for stretch in stretches) // 2
    halves: Plan = [[], []]
    for stretch in stretches:
        if stretch.length <= left:
            halves[0].append(stretch)
        elif left > stretch.sheet:
            cut = stretch.first + left - stretch.sheet - 1
            halves[0].append(replace(stretch, last=cut))
            halves[1].append(replace(stretch, first=cut + 1, sheet=False))
        else:
            halves[1].append(stretch)
        left = max(left - stretch.length, 0)
    return [half for half in halves if half]


def _bound(
    tabs: Sequence[Tab], wanted: Plan, *, number: str, note: str, front: Front
) -> Iterator[Volume]:
    fronts = _fronts(tabs, wanted, number, front)
    start = 1
    for n, (stretches, index) in enumerate(zip(wanted, fronts, strict=True), 1):
        own = _pages(index)
        pages = own + sum(stretch.length for stretch in stretches)
        content = _volume(tabs, stretches, index, own, number=number, start=start, note=note)
        first, last = numbered(number, start), numbered(number, start + pages - 1)
        yield Volume(n, len(wanted), content, pages, first, last)
        start += pages


def _fronts(tabs: Sequence[Tab], wanted: Plan, number: str, front: Front) -> list[bytes]:
    """The index of each volume, set anew until the numbers in it are right."""
    lengths = [1] * len(wanted)
    for _ in range(_ROUNDS):
        placed = _placed(tabs, wanted, lengths, number)
        made = [front(placed, n, len(wanted)) for n in range(1, len(wanted) + 1)]
        found = [_pages(index) for index in made]
        if found == lengths:
            return made
        lengths = found
    raise RuleBroken(_HEAVY)


def _placed(tabs: Sequence[Tab], wanted: Plan, lengths: Sequence[int], number: str) -> list[Placed]:
    at = 1
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    held: dict[int, list[int]] = {}
    for n, (stretches, own) in enumerate(zip(wanted, lengths, strict=True), 1):
        at += own
        for stretch in stretches:
            first.setdefault(stretch.tab, at)
            at += stretch.length
            last[stretch.tab] = at - 1
            held.setdefault(stretch.tab, []).append(n)
    return [
        Placed(
            tab.label,
            tab.title,
            tab.group,
            numbered(number, first[place]),
            numbered(number, last[place]),
            tuple(held[place]),
            tab.missing,
        )
        for place, tab in enumerate(tabs)
    ]


def _pages(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as ours:
        return len(ours.pages)


def _volume(
    tabs: Sequence[Tab],
    stretches: Sequence[Stretch],
    index: bytes,
    own: int,
    *,
    number: str,
    start: int,
    note: str,
) -> bytes:
    sheets: list[dict[str, object]] = [{"kind": "over"} for _ in range(own)]
    parts: list[dict[str, object]] = []
    drawn: list[bytes] = []
    marks: dict[str, list[tuple[str, int]]] = {}
    for stretch in stretches:
        tab = tabs[stretch.tab]
        insert = tab.opened()
        marks.setdefault(tab.group, []).append((f"{tab.label} {tab.title}", len(sheets)))
        if stretch.sheet:
            facts = [[name, value] for name, value in insert.facts if value]
            told = {"head": insert.heading, "facts": facts, "missing": insert.missing}
            sheets.append({"kind": "cover", **told})
        sheets += [
            {"kind": "page", "head": f"{insert.heading}, page {n} of {insert.pages}"}
            for n in range(stretch.first, stretch.last + 1)
        ]
        pages: dict[str, object] = {"first": stretch.first, "last": stretch.last}
        parts.append(pages | {"of": len(drawn), "cover": stretch.sheet})
        drawn.append(insert.drawn or index)
    marked = [
        sheet | {"mark": numbered(number, start + place)} for place, sheet in enumerate(sheets)
    ]
    stamps = render("documents/stamps", {"title": number, "note": note, "sheets": marked})
    outline: list[tuple[str, int, list[tuple[str, int]]]] = [("Index", 0, [])]
    outline += [(group, rows[0][1], rows) for group, rows in marks.items()]
    now = settings.current()
    try:
        asked = {"parts": parts, "outline": outline}
        made = apart(asked, [index, stamps, *drawn], memory=now.memory, seconds=now.seconds)
    except Refused:
        raise RuleBroken(_HEAVY) from None
    return made[1]
