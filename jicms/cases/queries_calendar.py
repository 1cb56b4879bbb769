"""The dates of a month: running clocks and open tasks of the viewer's side, in cases in sight."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.cases.deciders import falls_to
from jicms.cases.listing import side_of
from jicms.cases.models import Case
from jicms.core import unit_of_work
from jicms.deadlines.models import CaseClock, ClockState
from jicms.deadlines.models_tasks import Task, TaskState

#: A month shows so many of each at most, and says so.
MOST = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """One date: a clock or a task, with the number of its case."""

    on: date
    kind: str
    key: int
    label: str
    number: str
    mine: bool


def entries(
    actor: Actor, first: date, last: date, *, only_mine: bool, restricted: bool = True
) -> tuple[list[Entry], bool]:
    """The entries from `first` to `last` by date, and whether some are left out. Two statements."""
    session = unit_of_work.session()
    statements = [
        ("clock", _clocks(actor, first, last, only_mine)),
        ("task", _tasks(actor, first, last, only_mine)),
    ]
    found, more = [], False
    for kind, statement in statements:
        open_ones = statement if restricted else statement.where(Case.restricted.is_(False))
        rows: Sequence[Any] = session.execute(open_ones.limit(MOST + 1)).all()
        more = more or len(rows) > MOST
        found += [
            Entry(row.due_on, kind, row.id, row.label, row.number, row.whose == actor.user_id)
            for row in rows[:MOST]
        ]
    return sorted(found, key=lambda each: (each.on, each.number, each.kind, each.key)), more


def _clocks(actor: Actor, first: date, last: date, only_mine: bool) -> Any:
    found: Any = (
        select(
            CaseClock.id,
            CaseClock.due_on,
            CaseClock.label,
            Case.number,
            Case.lead_user_id.label("whose"),
        )
        .join(Case, Case.id == CaseClock.case_id)
        .where(
            CaseClock.state == ClockState.RUNNING,
            CaseClock.side == side_of(actor),
            CaseClock.due_on.between(first, last),
            falls_to(actor, CaseClock),
        )
        .order_by(CaseClock.due_on, CaseClock.id)
    )
    return found.where(Case.lead_user_id == actor.user_id) if only_mine else found


def _tasks(actor: Actor, first: date, last: date, only_mine: bool) -> Any:
    found: Any = (
        select(
            Task.id,
            Task.due_on,
            Task.title.label("label"),
            Case.number,
            Task.owner_id.label("whose"),
        )
        .join(Case, Case.id == Task.case_id)
        .where(Task.state == TaskState.OPEN, Task.due_on.between(first, last))
        .order_by(Task.due_on, Task.id)
    )
    return found.where(Task.owner_id == actor.user_id) if only_mine else found
