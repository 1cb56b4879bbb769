"""A criterion as text: compiled once, and written into every statement that it restricts.

A criterion of row scope is a tree of hundreds of nodes, and SQLAlchemy copied, keyed and compiled
it anew within each statement: most of the time and memory that a new statement took. What differs
between statements is only the name under which the row stands. So the tree is compiled by itself,
with places for the row's columns and for the parameters; each statement fills these in.
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    Column,
    ColumnElement,
    Dialect,
    Table,
    literal_column,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import False_, True_
from sqlalchemy.sql.selectable import AliasedReturnsRows
from sqlalchemy.sql.visitors import InternalTraversal

#: Stands round the number of a place; no statement may hold it otherwise.
_MARK = "\x00"


def written(criterion: ColumnElement[bool], table: Table) -> ColumnElement[bool]:
    """The criterion of rows of `table`, ready to be written into statements.

    Its aliases must be named, and none may be of `table` itself without a name of its own.
    """
    if isinstance(criterion, (True_, False_)):
        return criterion
    text = _Text(criterion, table)
    return Written(text, tuple(text.columns))


class _Place(ColumnElement[Any]):
    """Where a column of the row, or a parameter, is filled in."""

    inherit_cache = False

    def __init__(self, number: int, like: ColumnElement[Any]) -> None:
        self.number, self.type = number, like.type


@compiles(_Place)
def _mark(place: _Place, _compiler: Any, **_kw: Any) -> str:
    return f"{_MARK}{place.number}{_MARK}"


class _Text:
    """What a criterion says, in each dialect that asked for it."""

    def __init__(self, criterion: ColumnElement[bool], table: Table) -> None:
        self.columns: list[ColumnElement[Any]] = []
        #: By number of place: the place of a column in `columns`, or a parameter.
        self._fillings: list[int | BindParameter[Any]] = []
        self._table = table
        self._criterion = visitors.replacement_traverse(criterion, {}, self._place_for)
        for element in visitors.iterate(self._criterion):
            if isinstance(element, AliasedReturnsRows) and "%(" in element.name:
                raise TypeError(f"an alias in the criterion of {table.name} has no name")
        self._pieces: dict[str, list[str]] = {}

    def _place_for(self, element: Any, **_kw: Any) -> _Place | None:
        filling: int | BindParameter[Any]
        if isinstance(element, BindParameter):
            filling = element
        elif isinstance(element, Column) and self._table.c.contains_column(element):
            keys = [column.key for column in self.columns]
            if element.key not in keys:
                self.columns.append(element)
                keys.append(element.key)
            filling = keys.index(element.key)
        else:
            return None
        self._fillings.append(filling)
        return _Place(len(self._fillings) - 1, element)

    def pieces(self, dialect: Dialect) -> list[str]:
        """The text between the places, and at every other index the number of a place."""
        found = self._pieces.get(dialect.name)
        if found is None:
            # Within a statement, so that its own EXISTS know that they stand in one.
            whole = str(select(literal_column("0")).where(self._criterion).compile(dialect=dialect))
            name = re.escape(dialect.identifier_preparer.format_table(self._table))
            if re.search(rf"(FROM|JOIN|,) {name}(?!\w| AS )", whole):
                raise TypeError(f"a criterion of {self._table} must read it again by an alias")
            found = self._pieces[dialect.name] = whole.partition("WHERE ")[2].split(_MARK)
        return found

    def filling(self, number: str) -> int | BindParameter[Any]:
        """What is filled in: the parameter, or which of the columns."""
        return self._fillings[int(number)]


class Written(ColumnElement[bool]):
    """A criterion whose text is known, over the columns of one statement's row."""

    __visit_name__ = "written"
    #: The text stands for itself: the parameters in it ask the session's actor when they are sent.
    _traverse_internals = [
        ("columns", InternalTraversal.dp_clauseelement_tuple),
        ("text", InternalTraversal.dp_plain_obj),
    ]
    type = Boolean()

    def __init__(self, text: _Text, columns: tuple[ColumnElement[Any], ...]) -> None:
        self.text, self.columns = text, columns

    def self_group(self, against: Any = None) -> "Written":
        """It stands in brackets already, and is true or false: "= 1" would keep indexes from it."""
        return self

    @property
    def _from_objects(self) -> list[Any]:
        inner = (column._from_objects for column in self.columns)  # noqa: SLF001 - as all clauses do
        return list(chain.from_iterable(inner))


@compiles(Written)
def _fill_in(criterion: Written, compiler: Any, **kw: Any) -> str:
    def parts() -> Iterator[str]:
        for place, piece in enumerate(criterion.text.pieces(compiler.dialect)):
            if place % 2 == 0:
                yield piece
                continue
            filling = criterion.text.filling(piece)
            element = criterion.columns[filling] if isinstance(filling, int) else filling
            yield compiler.process(element, **kw)

    return f"({''.join(parts())})"
