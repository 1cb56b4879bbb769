"""Everything that happened in a case, from all features, in one statement.

A feature adds a `Source`: a select of `line(...)` columns, and how a row of it reads. Each select
is scoped by the listener like any other, so nobody sees an event of a row that he may not see.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    Select,
    String,
    Text,
    cast,
    literal,
    null,
    select,
    union_all,
)

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.auth.models import User
from jicms.cases import sight
from jicms.cases.models import Case, CaseStatus, ClassChange, LogEntry, LogKind
from jicms.core import unit_of_work
from jicms.core.standing import OF_CASE, keep, of_case
from jicms.deadlines.models import CaseClock, ClockState
from jicms.refdata.models import CaseType, CorruptionAxis, SeverityClass
from jicms.refdata.queries import label_of
from jicms.web.dates import day
from jicms.web.filters import label
from jicms.web.navigation import Registry
from jicms.workflow import StatusChange

#: Events on the case's summary page; the timeline page shows `PAGE`.
BRIEF, PAGE = 24, 200
#: What the timeline can be narrowed to, by the kind of its events.
KINDS = {
    "state": "Status",
    "doc": "Documents",
    "clock": "Clocks",
    "seal": "Decisions",
    "custody": "Custody and packages",
}
_CUT = 90


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the timeline; `kind` is state, doc, clock, seal or ""."""

    on: date | datetime
    text: str
    kind: str = ""
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where lines come from: `rows(case)` built with `line`, `read(row, case)` says a row.

    `rows` asks the case for its id alone: its statement is built once for all cases.
    """

    key: str
    rows: Callable[[Any], Select[Any]]
    read: Callable[[Any, Case], Happening]
    kind: str = ""
    order: int = 50
    #: Whether the case's first page shows it, which has no time for what is long to ask.
    brief: bool = True


sources: Registry[Source] = Registry("key")


def line(
    key: str,
    at: Any,
    *,
    on: Any = None,
    a: Any = None,
    b: Any = None,
    c: Any = None,
    who: Any = None,
    by: Any = None,
    number: Any = None,
) -> Select[Any]:
    """The columns of every source: a moment to sort by, perhaps a plain date, up to three texts,
    a name and a number (`row.at`, `.on`, `.a`, `.b`, `.c`, `.who`, `.number`). Join and filter it.
    `by`, the column of an account, gives the name: the column is of the first table.
    """
    rows = select(
        cast(literal(key), String).label("key"),
        at.label("at"),
        # A cast of a date would make SQLite keep its year only.
        (cast(null(), Date) if on is None else on).label("on"),
        *(
            cast(null() if value is None else value, Text).label(name)
            for name, value in (
                ("a", a),
                ("b", b),
                ("c", c),
                ("who", who if by is None else User.name),
            )
        ),
        cast(null() if number is None else number, BigInteger).label("number"),
    )
    return rows if by is None else rows.join(User, User.id == by, isouter=True)


def happenings(case: Case, *, limit: int = BRIEF, kind: str = "") -> list[Happening]:
    """The latest events of a case, newest first, in one statement."""
    chosen = [
        source
        for source in sources.registered
        if (source.brief or limit > BRIEF) and (not kind or source.kind == kind)
    ]
    if not chosen:
        return []
    statement = _statement(tuple(chosen), limit)
    with sight.reading(case):
        found = unit_of_work.session().execute(statement, of_case(case)).all()
    by_key = {source.key: source for source in chosen}
    return [by_key[row.key].read(row, case) for row in found]


@cache
def _statement(chosen: tuple[Source, ...], limit: int) -> Select[Any]:
    every = union_all(*(source.rows(OF_CASE) for source in chosen)).subquery("line")
    newest = select(every).order_by(every.c.at.desc(), every.c.number.desc())
    return keep(newest.limit(limit))


def shorten(text: str) -> str:
    """The beginning of a text, cut at a word."""
    plain = " ".join(text.split())
    return plain if len(plain) <= _CUT else plain[:_CUT].rsplit(" ", 1)[0] + " …"


def _status_rows(case: Case) -> Select[Any]:
    return line(
        "status",
        StatusChange.at,
        a=StatusChange.to_status,
        b=StatusChange.transition,
        c=StatusChange.reason,
        who=StatusChange.by_name,
        number=StatusChange.id,
    ).where(StatusChange.case_id == case.id, StatusChange.entity == "case_file")


def _status(row: Any, case: Case) -> Happening:
    words = {"reopen": "Reopened", "reopen_to_triage": "Reopened", "take_up": "Taken up"}
    said = words.get(row.b) or label(CaseStatus(row.a))
    if row.b.startswith("unmerge"):
        said = "Merging undone"
    why = row.c if policy.allows(current_actor(), Action.LOG_VIEW, case) else ""
    note = ": ".join(part for part in (row.who, shorten(why or "")) if part)
    return Happening(row.at, said, "state", note)


def _received_rows(case: Case) -> Select[Any]:
    return line("received", Case.received_at, by=Case.recorded_by_id).where(Case.id == case.id)


def _received(row: Any, _case: Case) -> Happening:
    return Happening(row.at, "Received", "state", f"Recorded by {row.who}" if row.who else "")


def _class_rows(case: Case) -> Select[Any]:
    return line(
        "class",
        ClassChange.created_at,
        a=ClassChange.field,
        b=ClassChange.new_code,
        by=ClassChange.user_id,
        number=ClassChange.id,
    ).where(ClassChange.case_id == case.id)


def _class(row: Any, _case: Case) -> Happening:
    lists = {"class": SeverityClass, "type": CaseType, "corruption": CorruptionAxis}
    words = {"class": "Class", "type": "Type", "corruption": "Corruption axis"}
    said = label_of(lists[row.a], row.b)
    return Happening(row.at, f"{words[row.a]}: {said}", "seal", row.who or "")


def _log_rows(case: Case) -> Select[Any]:
    return line(
        "log",
        LogEntry.occurred_at,
        a=LogEntry.kind,
        b=LogEntry.text,
        by=LogEntry.user_id,
        number=LogEntry.id,
    ).where(LogEntry.case_id == case.id)


def _log(row: Any, _case: Case) -> Happening:
    said = " ".join(part for part in (label(LogKind(row.a)), "by", row.who or "system") if part)
    return Happening(row.at, shorten(row.b), "", said)


def _clock_rows(case: Case) -> Select[Any]:
    return line(
        "clock",
        CaseClock.met_at,
        a=CaseClock.label,
        on=CaseClock.due_on,
        number=CaseClock.id,
    ).where(CaseClock.case_id == case.id, CaseClock.state == ClockState.MET)


def _clock(row: Any, _case: Case) -> Happening:
    return Happening(row.at, f"{row.a}: done", "clock", f"Due {day(row.on)}")


def register() -> None:
    """Add the sources of this package."""
    sources.add(Source("status", _status_rows, _status, "state", order=10))
    sources.add(Source("received", _received_rows, _received, "state", order=11))
    sources.add(Source("class", _class_rows, _class, "seal", order=20))
    sources.add(Source("log", _log_rows, _log, order=30))
    sources.add(Source("clock", _clock_rows, _clock, "clock", order=40))
