"""From one case of a list to the next: where a case stands in the list of cases."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.cases import listing
from jicms.cases.models import Case
from jicms.cases.queries import next_clock
from jicms.saved.lists import SavedList, lists
from jicms.web import results
from jicms.web.liststate import ListState
from jicms.web.results import Walk


def _edge(case: Case, state: ListState) -> Sequence[Any]:
    """The case's sort keys, all of which its page has read."""
    if state.sort.key == "received":
        return [case.received_at, case.id]
    if state.sort.key == "number":
        return [case.fiscal_year, case.sequence, case.id]
    clock = next_clock(case)
    return [clock.due_on if clock is not None else None, case.id]


def register() -> None:
    """Let the cases of the list lead on, and its searches be saved."""
    lists.add(SavedList("cases", "Cases", "cases.index", Action.CASE_LIST, listing.state, order=10))
    results.register(
        Walk(
            endpoint="cases.index",
            action=Action.CASE_LIST,
            of=Case,
            state=listing.state,
            rows=lambda state: listing.rows(state.values, current_actor()),
            edge=_edge,
            named=[Case.number],
            address=lambda number: url_for("cases.show", number=number),
        )
    )
