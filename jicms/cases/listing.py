"""The list of cases: its filters, sorts and rows, and what other features add to it."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from jicms.access import terms
from jicms.access.actor import Actor, Role, Within
from jicms.access.scope import SCOPED_BY_JOIN
from jicms.auth.models import User
from jicms.cases import driver
from jicms.cases.models import Case
from jicms.cases.scope import LR_ROLES, full_scope, of_own_side
from jicms.core import unit_of_work
from jicms.core.standing import Shelf, keep
from jicms.deadlines.models import CaseClock, ClockSide
from jicms.web.counting import DEFAULT_CAP, Count, counting, numbers
from jicms.web.liststate import Filter, ListState, Sort
from jicms.web.navigation import Registry
from jicms.web.paging import Key, Rows, term

#: The clock of the viewer's side, joined to each row.
Clock = aliased(CaseClock, name="next_clock")


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """A filter that a feature adds: how it looks (made per request, so that choices are current)
    and the criterion of its value.

    With `parameters`, which gives the values by their names in the criterion, statements with the
    filter are kept; `form` is what else of the value decides how the criterion looks.
    """

    key: str
    make: Callable[[], Filter]
    criterion: Callable[[Any], ColumnElement[bool]]
    parameters: Callable[[Any], Mapping[str, Any]] | None = None
    form: Callable[[Any], Hashable] = lambda _value: None
    order: int = 50


@dataclass(frozen=True, slots=True)
class Note:
    """Words under a case's title. `rows(ids)` selects (case_id, text); `say(texts)` joins them.

    `ids` is a parameter for `in_`: the statement is built once.
    """

    key: str
    rows: Callable[[Any], Select[Any]]
    say: Callable[[list[str]], str]
    order: int = 50


#: A clock is seen where its case is (the row that it is joined to), on the side that the ON names.
WITH_CLOCK: Any = {SCOPED_BY_JOIN: {CaseClock: "joined to its own case, which is scoped"}}

WORDS = "words"
#: Cases in which words are looked for while counting.
LOOKED_AT = 500

filters: Registry[CaseFilter] = Registry("key")
notes: Registry[Note] = Registry("key")


def side_of(actor: Actor) -> ClockSide:
    """The side of the house whose clocks the actor works by."""
    lr = actor.role in {*LR_ROLES, Role.MANAGEMENT_OFFICIAL}
    return ClockSide.DISCIPLINE if lr else ClockSide.INVESTIGATION


def state(args: Any) -> ListState:
    """The list's state from the request's URL."""
    return ListState(args, filters=[f.make() for f in filters.registered], sorts=sorts())


def sorts() -> list[Sort]:
    """Received (the default), number, next clock with those without one last."""
    newest = [Key(Case.received_at, desc=True), Key(Case.id, desc=True)]
    number = [Key(Case.fiscal_year, desc=True), Key(Case.sequence, desc=True)]
    return [
        Sort("received", "Received", newest),
        Sort("number", "Case", [*number, Key(Case.id, desc=True)]),
        Sort("clock", "Next clock", [Key(Clock.due_on, nullable=True), Key(Case.id)]),
    ]


def rows(values: Mapping[str, Any], actor: Actor) -> Rows:
    """The rows of the list, for paging."""
    asked = _Asked(values, actor)
    near = driver.nearest(asked.of, len(actor.principals)) if asked.by_grants else None
    return Rows(lambda: _columns(asked), asked.form, asked.parameters, near)


def whole(state: ListState, actor: Actor) -> Select[Any]:
    """The whole list in the order of its pages, with values in it, for the export."""
    asked = _Asked(state.values, actor)
    return ordered(_columns(asked).params(asked.parameters), state.keys)


class _Asked:
    """What is asked of the list: by whom, and with which filters.

    `form` says what decides how a statement looks; None where it must be built each time.
    """

    def __init__(self, values: Mapping[str, Any], actor: Actor) -> None:
        by_key = {entry.key: entry for entry in filters.registered}
        self.of = terms.terms_of(actor)
        self.chosen = [(by_key[key], value) for key, value in values.items()]
        self.by_grants = not values and driver.by_grants_alone(actor)
        self.parameters: dict[str, Any] = {}
        parts = []
        for entry, value in self.chosen:
            self.parameters.update(entry.parameters(value) if entry.parameters else {})
            parts.append((entry, entry.form(value)))
        width = len(actor.principals) if self.by_grants else None
        keeps = all(entry.parameters for entry, _ in self.chosen)
        self.form = (terms.shape_of(actor), width, tuple(parts)) if keeps else None

    def criteria(self, *, but: str = "") -> list[ColumnElement[bool]]:
        """The criteria of the filters in use, one left out."""
        return [entry.criterion(value) for entry, value in self.chosen if entry.key != but]

    def find(self, purpose: str, build: Callable[[], Select[Any]]) -> Select[Any]:
        """The statement for a purpose."""
        return _kept.find((purpose, self.form), build) if self.form is not None else build()


_kept = Shelf()


def _columns(asked: _Asked) -> Select[*tuple[Any, ...]]:
    """What a row of the list shows, as columns: no object per case, no query per row."""
    return (
        select(
            Case.id,
            Case.number,
            Case.title,
            Case.status,
            Case.status_since,
            Case.received_at,
            Case.restricted,
            Case.class_code,
            Case.case_type_code,
            Case.lead_office_id,
            Case.closed_on,
            User.name.label("lead_name"),
            Clock.due_on.label("clock_on"),
            Clock.label.label("clock_label"),
            Clock.kind.label("clock_kind"),
            full_scope(asked.of, Case).label("in_full"),
        )
        .outerjoin(User, User.id == Case.lead_user_id)
        .outerjoin(Clock, next_of_case(asked.of))
        .where(*asked.criteria())
        .execution_options(**WITH_CLOCK)
    )


def ordered(statement: Select[Any], keys: Sequence[Key]) -> Select[Any]:
    """A whole list in the order of its pages, for its export."""
    return statement.order_by(*(term(key, back=False) for key in keys))


def total(values: Mapping[str, Any], actor: Actor, *, shown: int = 0) -> Count:
    """How many cases the list has, up to a cap; `shown` are on the page already.

    Words are looked for in the newest `LOOKED_AT` cases that the other filters leave: beyond them
    the number is what was found so far, with a "+".
    """
    asked = _Asked(values, actor)
    if WORDS in values and "due" not in values:
        found, at = (
            unit_of_work.session()
            .execute(
                asked.find(f"words {LOOKED_AT}", lambda: _among_newest(asked)), asked.parameters
            )
            .one()
        )
        return Count(max(shown, min(found, DEFAULT_CAP)), more=at > LOOKED_AT)
    width = len(actor.principals)
    statement = asked.find("total", lambda: counting([_ids(asked, width)], DEFAULT_CAP))
    return numbers(statement, asked.parameters, DEFAULT_CAP)[0]


def _among_newest(asked: _Asked) -> Select[Any]:
    """In how many of the newest cases the words are, and in how many they were looked for."""
    words = next(entry.criterion(value) for entry, value in asked.chosen if entry.key == WORDS)
    looked = (
        select(case((words, 1), else_=0).label("fits"))
        .where(*asked.criteria(but=WORDS))
        .order_by(Case.received_at.desc(), Case.id.desc())
        .limit(LOOKED_AT + 1)
        .subquery()
    )
    found = select(func.coalesce(func.sum(looked.c.fits), 0), func.count())
    return found.select_from(looked)


def _ids(asked: _Asked, principals: int) -> Select[Any]:
    if asked.by_grants:
        return driver.of_grants(asked.of, principals, cap=DEFAULT_CAP)
    found = select(Case.id).where(*asked.criteria())
    if not any(entry.key == "due" for entry, _ in asked.chosen):
        return found
    return found.outerjoin(Clock, next_of_case(asked.of)).execution_options(**WITH_CLOCK)


def next_of_case(actor: Actor) -> ColumnElement[bool]:
    """How the next clock of the viewer's side joins its case."""
    side = and_(Clock.side == side_of(actor), of_own_side(actor, Clock))
    return and_(Clock.case_id == Case.id, Clock.is_next, side)


@cache
def _statement(chosen: tuple[Note, ...]) -> Select[Any]:
    ids = terms.SHOWN
    selects = []
    for note in chosen:
        inner = note.rows(ids).subquery()
        case_id, text = list(inner.c)[:2]
        selects.append(
            select(cast(literal(note.key), String).label("key"), case_id, text.label("text"))
        )
    return keep(select(*union_all(*selects).subquery("note").c))


def notes_of(shown: Sequence[Any]) -> dict[int, list[str]]:
    """The words under the titles of the cases of these rows, in one statement."""
    if not shown or not notes.registered:
        return {}
    full = tuple(row.id for row in shown if row.in_full)
    found: dict[int, dict[str, list[str]]] = {}
    statement = _statement(tuple(notes.registered))
    # Of a case that is seen in part they show what a grant names, and no summary beyond it.
    with terms.within(Within(tuple(row.id for row in shown), full, full)):
        rows = unit_of_work.session().execute(statement).all()
    for key, case_id, text in rows:
        found.setdefault(case_id, {}).setdefault(key, []).append(text)
    return {
        case_id: [note.say(said[note.key]) for note in notes.registered if note.key in said]
        for case_id, said in found.items()
    }
