"""From one action of the queue to the next."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.cases.models import Case
from jicms.discipline import queue
from jicms.discipline.models import DisciplinaryAction
from jicms.saved.lists import SavedList, lists
from jicms.web import results
from jicms.web.liststate import ListState
from jicms.web.results import Walk


def _edge(action: DisciplinaryAction, state: ListState) -> Sequence[Any]:
    if state.sort.key == "clock":
        return [queue.clock_of(action), action.id]
    return [action.case.fiscal_year, action.case.sequence, action.id]


def register() -> None:
    """Let the actions of the queue lead on, and its searches be saved."""
    lists.add(
        SavedList(
            "discipline",
            "Discipline queue",
            "discipline.index",
            Action.DISCIPLINE_QUEUE,
            lambda args: queue.state(args, current_actor()),
            order=30,
        )
    )
    results.register(
        Walk(
            endpoint="discipline.index",
            action=Action.DISCIPLINE_QUEUE,
            of=DisciplinaryAction,
            state=lambda args: queue.state(args, current_actor()),
            rows=lambda state: queue.rows(state.values),
            edge=_edge,
            named=[Case.number, DisciplinaryAction.n],
            address=lambda number, n: url_for("discipline.show", number=number, n=n),
        )
    )
