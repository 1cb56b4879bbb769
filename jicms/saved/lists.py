"""The lists whose searches can be saved: registered by the features that own them."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from flask import g, url_for
from werkzeug.datastructures import MultiDict

from jicms.access.actions import Action
from jicms.web.liststate import SORT, ListState
from jicms.web.navigation import Registry


@dataclass(frozen=True, slots=True)
class SavedList:
    """A list: its page, who may open it, and how its state is read from parameters. `words` are
    the parameters of its state that have no filter (a search box), with what they are called."""

    key: str
    title: str
    endpoint: str
    action: Action
    state: Callable[[MultiDict[str, str]], ListState]
    words: tuple[tuple[str, str], ...] = ()
    order: int = 50

    def url(self, query: str) -> str:
        """The list's address with these parameters."""
        return url_for(self.endpoint) + (f"?{query}" if query else "")


@dataclass(frozen=True, slots=True)
class Reading:
    """Saved parameters as the list reads them today: those that fit, in words, and those that do
    not (a retired code, a lead who left), by the name of their filter."""

    query: str
    says: list[str]
    gone: list[str]


lists: Registry[SavedList] = Registry("key")


def find(key: str) -> SavedList | None:
    """The list of that key."""
    return next((entry for entry in lists.registered if entry.key == key), None)


def read(listed: SavedList, query: str) -> Reading:
    """What saved parameters mean to the list and the viewer now."""
    wanted = parse_qsl(query, keep_blank_values=True)
    state = _state(listed, MultiDict(wanted))
    kept = state.params
    labels = {entry.key: entry.label for entry in state.filters} | {SORT: "Sort"}
    gone = [labels.get(name, name) for name, value in wanted if (name, value) not in kept]
    says = [f"{label}: {state.fixed[name]}" for name, label in listed.words if name in state.fixed]
    says += [chip.text for chip in state.chips()]
    if state.order != state.sorts[0].key:
        says.append(f"Sorted by {state.sort.label.lower()}{', turned round' * state.turned}")
    return Reading(urlencode(kept), says, list(dict.fromkeys(gone)))


def _state(listed: SavedList, args: MultiDict[str, str]) -> ListState:
    """The list's state. What its filters offer is asked once a request, however many are read."""
    known: dict[str, ListState] = g.setdefault("saved_lists", {})
    first = known.get(listed.key)
    if first is None or listed.words:
        first = known[listed.key] = listed.state(args)
        return first
    return ListState(args, filters=first.filters, sorts=first.sorts)
