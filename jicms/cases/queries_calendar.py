"""The dates of a month: running clocks and open tasks of the viewer's side, in cases in sight."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from jicms.access.actor import Actor
from jicms.cases.deciders import falls_to
from jicms.cases.listing import side_of
from jicms.cases.models import Case
from jicms.core import unit_of_work
from jicms.deadlines.models import CaseClock, ClockSide, ClockState
from jicms.deadlines.models_tasks import Task, TaskState
from jicms.deadlines.terms import Kind

#: A month shows so many of each at most, and says so.
MOST = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """One date: a clock or a task, with the number of its case.

    `word` is its kind as a user reads it, `page` where the step is done, below the case, `mark` how
    its clock is drawn: "due", or "floor" for the first day on which something may happen.
    """

    on: date
    kind: str
    key: int
    label: str
    number: str
    mine: bool
    word: str
    page: str
    mark: str = "due"

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"/cases/{self.number}/{self.page}"


#: What features above add: fn(actor, first, last, only_mine, restricted) gives one more than `MOST`
#: entries at most. Restricted cases stay out where `restricted` is false.
sources: list[Callable[[Actor, date, date, bool, bool], Sequence[Entry]]] = []
#: Whose a clock of a side is, as fn(clock) giving a column of account ids; else the case's lead.
workers: dict[ClockSide, Callable[[Any], ColumnElement[Any]]] = {}
_PAGES = {"clock": ("Deadline", "clocks"), "task": ("Task", "tasks")}
#: A floor calls for nothing by its day: nothing may take effect before it.
_FLOOR = ("Not before", "clocks", "floor")


def entries(
    actor: Actor, first: date, last: date, *, only_mine: bool, restricted: bool = True
) -> tuple[list[Entry], bool]:
    """The entries from `first` to `last` by date, and whether some are left out. Two statements,
    and one for each source."""
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
            Entry(
                *(row.due_on, kind, row.id, row.label, row.number, row.whose == actor.user_id),
                *_of(row, kind),
            )
            for row in rows[:MOST]
        ]
    for source in sources:
        added = source(actor, first, last, only_mine, restricted)
        more = more or len(added) > MOST
        found += added[:MOST]
    return sorted(found, key=lambda each: (each.on, each.number, each.kind, each.key)), more


def _of(row: Any, kind: str) -> tuple[str, ...]:
    return _FLOOR if kind == "clock" and row.kind is Kind.FLOOR else _PAGES[kind]


def _whose(side: ClockSide) -> ColumnElement[Any]:
    worker = workers.get(side)
    return worker(CaseClock) if worker is not None else Case.lead_user_id.expression


def _clocks(actor: Actor, first: date, last: date, only_mine: bool) -> Any:
    side = side_of(actor)
    whose = _whose(side)
    found: Any = (
        select(
            CaseClock.id,
            CaseClock.due_on,
            CaseClock.label,
            CaseClock.kind,
            Case.number,
            whose.label("whose"),
        )
        .join(Case, Case.id == CaseClock.case_id)
        .where(
            CaseClock.state == ClockState.RUNNING,
            CaseClock.side == side,
            CaseClock.due_on.between(first, last),
            falls_to(actor, CaseClock),
        )
        .order_by(CaseClock.due_on, CaseClock.id)
    )
    return found.where(whose == actor.user_id) if only_mine else found


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
