"""A record that was opened from a list: the way back, and the records before and after it there.

The record's address carries the list's own (`back`): filters, sort and page. From it the list's
state is read again, and its rows are walked one step either way, in the viewer's scope. There is no
position: it would cost a count, and would change under the reader.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import request, url_for
from sqlalchemy import Select
from werkzeug.datastructures import MultiDict

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import find_actor
from jicms.web.liststate import ListState
from jicms.web.paging import Rows, local_url, neighbours

BACK = "back"

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Walk(Generic[Record]):
    """A list whose records lead on to one another.

    `edge(record, state)` are the record's sort keys, `named` the columns that make up the address
    of a row: `address(*values)`.
    """

    endpoint: str
    action: Action
    of: type[Record]
    state: Callable[[MultiDict[str, str]], ListState]
    rows: Callable[[ListState], Select[Any] | Rows]
    edge: Callable[[Record, ListState], Sequence[Any]]
    named: Sequence[Any]
    address: Callable[..., str]


@dataclass(frozen=True, slots=True)
class Result:
    """Where the page leads: back, and to its neighbours (None at the ends). `is_walked` says
    whether the list has neighbours at all."""

    back: str
    previous: str | None = None
    next: str | None = None
    is_walked: bool = False


_walks: dict[tuple[str, type[Any]], Walk[Any]] = {}


def register(walk: Walk[Any]) -> None:
    """Let records of the list lead on."""
    _walks[walk.endpoint, walk.of] = walk


def opened_from(record: Any) -> Result | None:
    """The list from which this request's page was opened, if it was; one statement if so."""
    back = local_url(request.args.get(BACK), "")
    if not back:
        return None
    walk = _walk_of(urlsplit(back).path, type(record))
    if walk is None:
        return Result(back)
    query = urlsplit(back).query
    state = walk.state(MultiDict(parse_qsl(query, keep_blank_values=True)))
    before, after = neighbours(walk.rows(state), state, walk.edge(record, state), named=walk.named)
    return Result(back, _address(walk, before, back), _address(walk, after, back), is_walked=True)


def _walk_of(path: str, of: type[Any]) -> Walk[Any] | None:
    """The list of that address, where the viewer may open it."""
    for (endpoint, model), walk in _walks.items():
        if model is of and url_for(endpoint) == path:
            return walk if policy.allows(find_actor(), walk.action) else None
    return None


def _address(walk: Walk[Any], row: Any | None, back: str) -> str | None:
    return None if row is None else from_list(walk.address(*row), back)


def from_list(address: str, back: str) -> str:
    """The address of a record, with the list that it is opened from."""
    return f"{address}?{urlencode({BACK: back})}"
