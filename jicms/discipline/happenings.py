"""One step of an action with its events, and what is missing of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask import url_for

from jicms.discipline import queries_steps
from jicms.discipline.models import ActionStatus, DisciplinaryAction
from jicms.discipline.waits import LABELS, Waits
from jicms.discipline.workflow import ENDED

Link = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a step. `on` is a day or a moment; `links` are its documents."""

    on: date | datetime | None
    who: str
    what: str
    links: tuple[Link, ...] = ()

    @property
    def is_moment(self) -> bool:
        """It has a time of day."""
        return isinstance(self.on, datetime)


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step with its events. `missing` says what is not recorded yet, `whose` whose step that is;
    `late` that the action has gone past it."""

    key: str
    label: str
    events: list[Happened] = field(default_factory=list)
    missing: str = ""
    whose: Waits | None = None
    late: bool = False

    @property
    def owner(self) -> str:
        """Whose step it is, in words."""
        return LABELS[self.whose] if self.whose is not None else ""


def line_of(
    action: DisciplinaryAction,
    key: str,
    label: str,
    events: Iterable[Happened],
    *,
    missing: str = "",
    whose: Waits = Waits.SPECIALIST,
    past: tuple[ActionStatus, ...] = (),
) -> StepLine:
    """A line; what is missing of an action that ended is missing no more. `past`: the statuses in
    which the step should stand recorded already."""
    told = list(events)
    lacks = missing if action.status not in ENDED else ""
    late = bool(lacks) and action.status in past
    return StepLine(key, label, told, lacks, whose if lacks else None, late)


def name_of(user: Any) -> str:
    """The name of an account; empty where there is none."""
    return user.name if user is not None else ""


def here(action: DisciplinaryAction) -> dict[str, Any]:
    """The action, as addresses name it."""
    return {"number": action.case.number, "n": action.n}


def paper_link(action: DisciplinaryAction, kind: str, row: Any, said: str) -> tuple[Link, ...]:
    """The link to a step’s document, where it has one."""
    if getattr(row, f"{queries_steps.PAPERS[kind][1]}_id") is None:
        return ()
    return ((said, url_for("discipline.step_paper", step_kind=kind, place=row.n, **here(action))),)
