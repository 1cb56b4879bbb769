"""Saving, renaming, sharing and removing searches. Nothing here commits."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import User
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.people.names import looks_like_ssn
from jicms.saved import queries
from jicms.saved.models import SavedSearch

#: Of one account; more is a runaway script.
AT_MOST = 100


def save(
    *, actor: Actor, list_key: str, name: str, query: str, is_shared: bool = False
) -> SavedSearch:
    """Keep a list's parameters under a name, for oneself or for the office that one acts in.

    Raises `RuleBroken` for a name that one has on this list already, one that holds what may be a
    Social Security number, and beyond `AT_MOST`; `Denied` where the actor may not share.
    """
    policy.require(actor, Action.SEARCH_SAVE)
    assert actor.user_id is not None
    _one_at_a_time(actor.user_id)
    own = _of_owner(actor.user_id)
    if len(own) >= AT_MOST:
        raise RuleBroken(f"You keep {AT_MOST} searches. Remove one first.")
    _refuse_name(own, list_key, name)
    row = SavedSearch(list_key=list_key, owner_id=actor.user_id)
    _write(row, actor, name=name, query=query, is_shared=is_shared)
    unit_of_work.session().add(row)
    unit_of_work.session().flush()
    recorder.record(Event.SEARCH_SAVED, obj=row, list=list_key, shared=row.is_shared)
    return row


def change(row: SavedSearch, *, actor: Actor, name: str, is_shared: bool) -> SavedSearch:
    """Rename it, share it, or take it back from the office. The caller has compared versions."""
    policy.require(actor, Action.SEARCH_CHANGE, row)
    _one_at_a_time(row.owner_id)
    others = [one for one in _of_owner(row.owner_id) if one.id != row.id]
    _refuse_name(others, row.list_key, name)
    _write(row, actor, name=name, query=queries.opened(row).query, is_shared=is_shared)
    unit_of_work.session().flush()
    recorder.record(Event.SEARCH_CHANGED, obj=row, list=row.list_key, shared=row.is_shared)
    return row


def remove(row: SavedSearch, *, actor: Actor) -> None:
    """Remove it for everybody."""
    policy.require(actor, Action.SEARCH_CHANGE, row)
    recorder.record(Event.SEARCH_REMOVED, obj=row, list=row.list_key, shared=row.is_shared)
    unit_of_work.session().delete(row)
    unit_of_work.session().flush()


def _write(row: SavedSearch, actor: Actor, *, name: str, query: str, is_shared: bool) -> None:
    if is_shared != bool(row.is_shared):
        policy.require(actor, Action.SEARCH_SHARE)
        row.office_id = actor.office_id if is_shared else None
    row.is_shared = is_shared
    row.sealed = queries.seal(row.owner_id, row.list_key, name=name.strip(), query=query)


def _one_at_a_time(owner_id: int) -> None:
    """Names are sealed, so that no constraint compares them: two who save for an owner at once
    wait for each other."""
    owner = unit_of_work.session().get(User, owner_id)
    if owner is not None:
        unit_of_work.hold(owner)


def _of_owner(owner_id: int) -> list[queries.Saved]:
    """An account's, as far as the actor sees them: all of his own."""
    rows = unit_of_work.session().scalars(
        select(SavedSearch)
        .where(SavedSearch.owner_id == owner_id)
        .options(joinedload(SavedSearch.owner))
    )
    return [queries.opened(row) for row in rows]


def _refuse_name(others: list[queries.Saved], list_key: str, name: str) -> None:
    if looks_like_ssn(name):
        raise RuleBroken("A name holds no Social Security number.", field="name")
    taken = {one.name.casefold() for one in others if one.list_key == list_key}
    if name.strip().casefold() in taken:
        raise RuleBroken("This name is in use on this list. Choose another one.", field="name")
