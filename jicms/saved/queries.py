"""Reads of saved searches.

Every list shows them, so they cost no statement of their own: the statement that finds a session
says along with it whether anything changed (`stamp`), and what was read before is kept in memory.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Select, String, and_, cast, false, func, or_, select
from sqlalchemy.orm import joinedload

from jicms.access import policy
from jicms.access.actor import Actor, current_actor
from jicms.access.scope import alias_of
from jicms.auth import sessions
from jicms.core import crypto, unit_of_work
from jicms.saved import lists
from jicms.saved.lists import Reading, SavedList
from jicms.saved.models import SavedSearch

STAMP = "saved_searches"
_KEPT = "jicms_saved_searches"
#: Viewers whose searches are kept in memory.
ROOM = 1_000
ON_MY_WORK = 12


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved search, opened."""

    id: int
    list_key: str
    name: str
    query: str
    owner_id: int
    owner: str
    office_id: int | None
    is_shared: bool

    @property
    def listed(self) -> SavedList | None:
        """Its list."""
        return lists.find(self.list_key)

    @property
    def reading(self) -> Reading:
        """What it means now."""
        assert self.listed is not None
        return lists.read(self.listed, self.query)


def own_or_shared(actor: Actor, entity: Any) -> ColumnElement[bool]:
    """One's own, and what the office that one acts in shares."""
    if actor.is_system or actor.user_id is None:
        return false()
    mine: ColumnElement[bool] = entity.owner_id == actor.user_id
    if actor.office_id is None:
        return mine
    return or_(mine, and_(entity.is_shared, entity.office_id == actor.office_id))


def stamp(user_id: Any, office_id: Any) -> ColumnElement[str]:
    """Changes whenever one's searches, or those of the office, do; NULL where there are none."""
    row = alias_of(SavedSearch.__table__, "stamped_search")
    # Each row by itself: sums are equal again where one search is shared and another taken back.
    # The latest moment tells a number that was given once more from the one before.
    each = cast(row.c.id, String) + ":" + cast(row.c.version, String)
    text: ColumnElement[str] = (
        func.aggregate_strings(each, ",") + "." + cast(func.max(row.c.created_at), String)
    )
    reached = or_(row.c.owner_id == user_id, and_(row.c.is_shared, row.c.office_id == office_id))
    return select(text).where(reached).scalar_subquery()


def seal(owner_id: int, list_key: str, *, name: str, query: str) -> str:
    """Name and parameters as they are stored."""
    text = json.dumps({"name": name, "query": query})
    return crypto.seal_text("saved search", f"saved_search:{owner_id}:{list_key}", text)


def opened(row: SavedSearch) -> Saved:
    """The search behind a row, its owner loaded."""
    context = f"saved_search:{row.owner_id}:{row.list_key}"
    kept = json.loads(crypto.open_text("saved search", context, row.sealed))
    return Saved(
        row.id,
        row.list_key,
        str(kept["name"]),
        str(kept["query"]),
        row.owner_id,
        row.owner.name,
        row.office_id,
        row.is_shared,
    )


def every() -> Sequence[Saved]:
    """All that the viewer may open, by list and name."""
    actor = current_actor()
    known = sessions.along().get(STAMP)
    if known is None:
        return ()
    kept: dict[Any, tuple[str, Sequence[Saved]]] = current_app.extensions.setdefault(_KEPT, {})
    key = (actor.user_id, actor.office_id)
    found = kept.get(key)
    if found is None or found[0] != known:
        if len(kept) >= ROOM:
            kept.clear()
        found = kept[key] = (known, read())
    return found[1]


def read() -> list[Saved]:
    """The same from the database."""
    rows = unit_of_work.session().scalars(_rows()).unique()
    return sorted((opened(row) for row in rows), key=lambda one: (one.list_key, one.name.lower()))


def _rows() -> Select[SavedSearch]:
    return select(SavedSearch).options(joinedload(SavedSearch.owner))


def of_list(key: str) -> list[Saved]:
    """Those of one list: one's own first."""
    actor = current_actor()
    mine = [one for one in every() if one.list_key == key]
    return sorted(mine, key=lambda one: one.owner_id != actor.user_id)


def by_number(number: int) -> SavedSearch | None:
    """The search of that number; None where it is missing or not the viewer's to open."""
    return unit_of_work.session().scalar(_rows().where(SavedSearch.id == number))


def usable(actor: Actor) -> list[Saved]:
    """Those whose lists the viewer may open under this membership."""
    found = [one for one in every() if one.listed and policy.allows(actor, one.listed.action)]
    return sorted(found, key=lambda one: (one.listed.order if one.listed else 0, one.name.lower()))


def on_my_work(actor: Actor) -> Mapping[str, Any] | None:
    """The panel of My work: left out where nothing is saved."""
    found = usable(actor)
    return {"searches": found[:ON_MY_WORK], "more": len(found) > ON_MY_WORK} if found else None
