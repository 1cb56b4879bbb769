"""Keyset paging: previous and next inside a sorted result, as fast on page 2,000 as on page 1.

The URL carries the sort key of the row at the page's edge (`after` or `before`). A cursor that was
altered, or that belongs to another sort, gives the first page.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

from flask import request
from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    false,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)

from jicms.core import unit_of_work
from jicms.core.standing import Shelf
from jicms.web.counting import Count, capped_count, count_together
from jicms.web.cursors import decode, encode

__all__ = [
    "Count",
    "Key",
    "Page",
    "Rows",
    "capped_count",
    "count_together",
    "keyset",
    "local_url",
    "neighbours",
]

PAGE_SIZE = 25
MAX_PAGE_SIZE = 200
AFTER, BEFORE = "after", "before"


@dataclass(frozen=True, slots=True)
class Key:
    """One column of a sort. The last key of a sort must be unique. Nulls stand last either way."""

    column: Any
    desc: bool = False
    nullable: bool = False


Nearest = Callable[[Sequence[Key], Sequence[Any] | None, bool, int], ColumnElement[bool] | None]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a list that many ask for: `build` gives their select.

    The page's statement is built once for each `form`, which says everything that decides how the
    select looks (None: built each time); `parameters` are the values in it. `nearest(keys, edge,
    back, limit)` may give a criterion that holds for all rows of the page, so that the database
    need not find them among everything.
    """

    build: Callable[[], Select[Any]]
    form: Hashable = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    nearest: Nearest | None = None


_pages = Shelf()


class Sorted(Protocol):
    """What paging needs to know of a list: the name of its sort, its keys, and its URLs."""

    @property
    def order(self) -> str: ...

    @property
    def keys(self) -> Sequence[Key]: ...

    def url(self, **changes: Any) -> str: ...


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows and the URLs of its neighbours (None at the ends)."""

    items: Sequence[Any]
    next: str | None
    previous: str | None

    @property
    def is_whole(self) -> bool:
        """Whether the result has no other page."""
        return self.next is None and self.previous is None


def keyset(rows: Select[Any] | Rows, state: Sorted, *, size: int = PAGE_SIZE) -> Page:
    """The page that the request's cursor asks for, in one statement.

    `select(Model)` gives objects, a select of columns gives rows, with the sort keys as further
    columns at their end. A page that turns out empty, or short at the front, is replaced by the
    first one.
    """
    asked = rows if isinstance(rows, Rows) else Rows(lambda: rows)
    size = max(1, min(size, MAX_PAGE_SIZE))
    for direction in (AFTER, BEFORE):
        edge = _asked(direction, state)
        if edge is not None:
            found = _fetch(asked, state, size, edge=edge, back=direction == BEFORE)
            if found and (direction == AFTER or len(found) > size):
                return _page(found, state, size, edge=edge, back=direction == BEFORE)
    return _page(_fetch(asked, state, size), state, size)


def neighbours(
    rows: Select[Any] | Rows, state: Sorted, edge: Sequence[Any], *, named: Sequence[Any]
) -> tuple[Any | None, Any | None]:
    """The rows before and after a place in the list, in one statement: of each the columns `named`.

    `edge` are the sort keys of the record that stands there, whether or not it still fits. `rows`
    carry no loader options, and what they join hangs on the entity of `named`.
    """
    asked = rows if isinstance(rows, Rows) else Rows(lambda: rows)
    nulls = tuple(value is None for value in edge)

    def build() -> Select[Any]:
        sides = [_one_beside(asked, state.keys, nulls, named, back=back) for back in (True, False)]
        options = asked.build().get_execution_options()
        return select(*union_all(*sides).subquery("beside").c).execution_options(**options)

    if asked.form is None:
        statement = build()
    else:
        names = tuple(str(column) for column in named)
        statement = _pages.find(("beside", asked.form, state.order, nulls, names), build)
    values = {f"edge_{place}": value for place, value in enumerate(edge)}
    found = unit_of_work.session().execute(statement, {**asked.parameters, **values}).all()
    sides = {row[0]: row[1:] for row in found}
    return sides.get(_BEFORE), sides.get(_AFTER)


_BEFORE, _AFTER = 0, 1


def _one_beside(
    rows: Rows, keys: Sequence[Key], nulls: Sequence[bool], named: Sequence[Any], *, back: bool
) -> Select[Any]:
    """The row next to the edge on one side, wrapped: SQLite sorts no part of a union by itself."""
    walk = _walk(rows, keys, 1, nulls, back=back)
    side = walk.with_only_columns(*named).subquery()
    place = _BEFORE if back else _AFTER
    return select(literal_column(str(place)).label("side"), *side.c)


def _asked(direction: str, state: Sorted) -> list[Any] | None:
    cursor = request.args.get(direction)
    return decode(cursor, state.order, len(state.keys)) if cursor else None


def _fetch(
    rows: Rows, state: Sorted, size: int, *, edge: list[Any] | None = None, back: bool = False
) -> list[Any]:
    """One row more than a page, nearest to the edge first; walking back, in reverse order."""
    values = {f"edge_{place}": value for place, value in enumerate(edge or ())}
    nulls = None if edge is None else tuple(value is None for value in edge)

    def build() -> Select[Any]:
        return _walk(rows, state.keys, size + 1, nulls, back=back)

    if rows.form is None:
        statement = build()
    else:
        statement = _pages.find((rows.form, state.order, size, nulls, back), build)
    session = unit_of_work.session()
    return list(session.execute(statement, {**rows.parameters, **values}).all())


def _walk(
    rows: Rows, keys: Sequence[Key], limit: int, nulls: Sequence[bool] | None, *, back: bool
) -> Select[Any]:
    """The statement of a page. `nulls`: which values of the edge are none, if there is an edge."""
    edge = None
    statement = rows.build().order_by(None).order_by(*(term(key, back=back) for key in keys))
    if nulls is not None:
        edge = [
            None if is_null else bindparam(f"edge_{place}", type_=key.column.type)
            for place, (key, is_null) in enumerate(zip(keys, nulls, strict=True))
        ]
        statement = statement.where(beyond(keys, edge, back=back))
    candidates = rows.nearest(keys, edge, back, limit) if rows.nearest else None
    if candidates is not None:
        statement = statement.where(candidates)
    return statement.add_columns(*(key.column for key in keys)).limit(limit)


def _page(
    found: list[Any],
    state: Sorted,
    size: int,
    *,
    edge: list[Any] | None = None,
    back: bool = False,
) -> Page:
    more, shown = len(found) > size, found[:size]
    if back:
        shown.reverse()
    width = len(state.keys)
    items = [row[0] if len(row) == width + 1 else row for row in shown]

    def link(direction: str, row: Any) -> str:
        return state.url(**{direction: encode(row[-width:], state.order)})

    return Page(
        items=items,
        next=link(AFTER, shown[-1]) if shown and (more or back) else None,
        previous=link(BEFORE, shown[0]) if shown and (more if back else edge) else None,
    )


def term(key: Key, *, back: bool) -> ColumnElement[Any]:
    """How the key orders rows, in the list's direction or walking back."""
    term = key.column.desc() if key.desc != back else key.column.asc()
    if not key.nullable:
        return term
    return term.nulls_first() if back else term.nulls_last()


def beyond(keys: Sequence[Key], edge: Sequence[Any], *, back: bool) -> ColumnElement[bool]:
    """The rows past the edge, whose values are parameters or None. A row comparison where possible:
    only it can seek in an index."""
    if not any(key.nullable for key in keys) and len({key.desc for key in keys}) == 1:
        here = tuple_(*(key.column for key in keys))
        there = tuple_(*edge)
        return here < there if keys[0].desc != back else here > there
    branches: list[ColumnElement[bool]] = []
    same: list[ColumnElement[bool]] = []
    for key, value in zip(keys, edge, strict=True):
        branches.append(and_(*same, _past(key, value, back=back)))
        same.append(key.column.is_(None) if value is None else key.column == value)
    return or_(*branches)


def _past(key: Key, value: Any, *, back: bool) -> ColumnElement[bool]:
    column = key.column
    if value is None:
        return column.is_not(None) if back else false()
    past: ColumnElement[bool] = column < value if key.desc != back else column > value
    return past if back or not key.nullable else or_(past, column.is_(None))


def local_url(url: str | None, default: str) -> str:
    """`url` if it is a path of this site, else `default`: for "Back to results", after sign-in."""
    if not url or not url.startswith("/") or url.startswith(("//", "/\\")) or "\\" in url:
        return default
    if any(char <= " " or char == "\x7f" for char in url):
        return default
    parts = urlsplit(url)
    return default if parts.scheme or parts.netloc else url
