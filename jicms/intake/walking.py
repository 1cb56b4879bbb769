"""From one case of the triage queue to the next; the queue as a file."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from sqlalchemy import Select

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.cases.listing import ordered
from jicms.cases.models import Case
from jicms.cases.queries import next_clock
from jicms.intake import waiting
from jicms.saved.lists import SavedList, lists
from jicms.web import results
from jicms.web.liststate import ListState
from jicms.web.results import Walk


def exported(asked: ListState) -> Select[Any]:
    """The whole queue in the order of its pages, with what the file says of each case."""
    columns: list[Any] = [
        Case.number,
        Case.title,
        Case.status,
        Case.status_since,
        Case.class_code,
        Case.case_type_code,
        Case.received_at,
        Case.restricted,
        waiting.DUE.label.label("clock_label"),
        waiting.DUE.due_on.label("clock_on"),
    ]
    return ordered(
        waiting.queue(asked.values, current_actor()).with_only_columns(*columns), asked.keys
    )


def _edge(case: Case, asked: ListState) -> Sequence[Any]:
    if asked.sort.key != "clock":
        return [case.received_at, case.id]
    clock = next_clock(case)
    return [clock.due_on if clock is not None else None, case.id]


def register() -> None:
    """Let the cases of the queue lead on, and its searches be saved."""
    lists.add(
        SavedList(
            "triage", "Triage queue", "intake.triage", Action.TRIAGE_QUEUE, waiting.state, order=20
        )
    )
    results.register(
        Walk(
            endpoint="intake.triage",
            action=Action.TRIAGE_QUEUE,
            of=Case,
            state=waiting.state,
            rows=lambda asked: waiting.queue(asked.values, current_actor()),
            edge=_edge,
            named=[Case.number],
            address=lambda number: url_for("cases.show", number=number),
        )
    )
