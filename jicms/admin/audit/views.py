"""The audit trail: questions, one event, the seal, the export. Each question is recorded."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import tuple_
from sqlalchemy.orm import Session

from jicms.access import guard
from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.admin.audit import queries
from jicms.admin.audit.rows import GROUNDS, Row, rows
from jicms.audit import tail
from jicms.audit.cli import anchor_path
from jicms.audit.events import Event
from jicms.audit.models import AuditEvent
from jicms.core import unit_of_work
from jicms.extensions import limiter
from jicms.people.names import SSN_HINT, looks_like_ssn
from jicms.people.queries import recorded_filters
from jicms.web.exports import KINDS, Column, export, recorded
from jicms.web.filters import label
from jicms.web.liststate import Filter, ListState, Sort
from jicms.web.navigation import Tally
from jicms.web.paging import Key, keyset

bp = Blueprint("audit_pages", __name__, template_folder="templates", url_prefix="/audit")
PIECE = 500
Found = TypeVar("Found")
NEWEST = (Key(AuditEvent.at, desc=True), Key(AuditEvent.id, desc=True))


def list_state() -> ListState:
    """The question, as it stands in the address. SSN-like input is no question."""
    what = [(key, words) for key, (words, _events) in queries.GROUPS.items()]
    args = request.args.copy()
    for key in ("user", "case", "person"):
        if looks_like_ssn(args.get(key, "")):
            args.pop(key)
    return ListState(
        args,
        filters=[
            Filter("person", "Person", kind="text"),
            Filter("case", "Case", kind="text"),
            Filter("user", "User", kind="text"),
            Filter("what", "What", choices=what),
            Filter("event", "Event", choices=[(str(e), label(str(e))) for e in Event], many=True),
            Filter("ground", "Ground", choices=list(GROUNDS.items())),
            Filter("from", "From", kind="date"),
            Filter("to", "To", kind="date"),
        ],
        sorts=[Sort("newest", "Newest first", NEWEST)],
    )


def settled(ask: Callable[[Session, Path], Found], agrees: Callable[[Found], bool]) -> Found:
    """What is asked about the seal. Where the outside copy disagrees it is asked once more, of the
    database as it stands by then: a seal may have been written after this page began to read.
    """
    found = ask(unit_of_work.session(), anchor_path())
    if not agrees(found):
        unit_of_work.end_read()
        found = ask(unit_of_work.session(), anchor_path())
    return found


def seal_state() -> tail.SealState:
    """Where the chain stands. Ask it before the page's own rows are read."""
    return settled(tail.state_of, lambda state: state.anchor is not False)


@bp.get("")
@permit(Action.AUDIT_VIEW, viewed=Event.AUDIT_VIEWED)
def index() -> ResponseReturnValue:
    """Events by user, case, person, kind, ground and time, the newest first."""
    actor, state, seal = current_actor(), list_state(), seal_state()
    question = queries.ask(actor, state.values)
    page = keyset(queries.events(question.criteria), state, size=50)
    figures = queries.figures(question.criteria)
    guard.note(filters=dict(recorded_filters(state)))
    refused = any(looks_like_ssn(request.args.get(k, "")) for k in ("user", "case", "person"))
    return render_template(
        "audit_pages/index.html",
        title=title_of(state, question),
        state=state,
        question=question,
        page=page,
        rows=rows(actor, page.items),
        tallies=tallies(state, figures),
        figures=figures,
        seal=seal,
        hint=SSN_HINT if refused else "",
    )


def title_of(state: ListState, question: queries.Question) -> str:
    """The page's title says what was asked."""
    if len(question.persons) == 1:
        return f"Who looked at employee {question.persons[0].employee_number}"
    return "Audit trail"


def tallies(state: ListState, found: queries.Figures) -> list[Tally]:
    """The figures, each with the question that lists it."""
    counted = "Newest events" if found.more else "Events"
    return [
        Tally(counted, found.events, state.url()),
        Tally("People", found.users),
        Tally("Assigned or of the office", found.assigned),
        Tally("Shared or referred", found.shared),
        Tally("Without assignment", found.without, state.url(ground="NONE"), bad=True),
        Tally("Refused", found.refused, state.url(what="refused")),
    ]


@bp.get("/<int:event_id>")
@permit(Action.AUDIT_VIEW, load=queries.event_by_id, viewed=Event.AUDIT_VIEWED)
def event(found: AuditEvent) -> ResponseReturnValue:
    """One event with its detail."""
    (row,) = rows(current_actor(), [found])
    guard.note(event=found.id)
    return render_template("audit_pages/event.html", row=row)


@bp.get("/check")
@permit(Action.AUDIT_VIEW, viewed=Event.AUDIT_VIEWED)
@limiter.limit("10 per minute")
def check() -> ResponseReturnValue:
    """Prove the newest part of the chain now."""
    checked, problems = settled(tail.verify_tail, lambda found: not found[1])
    guard.note(checked=checked, problems=len(problems))
    return render_template(
        "audit_pages/check.html",
        checked=checked,
        problems=problems,
        seal=seal_state(),
    )


COLUMNS = (
    Column("Event", "id"),
    Column("Time (UTC)", lambda row: row.at.isoformat()),
    Column("Who", "who"),
    Column("Role", "role"),
    Column("Did", "event"),
    Column("Said", "said"),
    Column("Case", "case"),
    Column("Person", "person"),
    Column("Ground", "ground"),
    Column("Record", "entity"),
    Column("Source", "source"),
    Column("Address", "address"),
    Column("Page", "path"),
    Column("Detail", lambda row: "; ".join(f"{name}: {value}" for name, value in row.facts)),
)


def in_pieces(criteria: list[Any]) -> Iterator[Row]:
    """Every event that fits, the newest first, read piece by piece."""
    actor, last = current_actor(), None
    while True:
        statement = queries.events(criteria).order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        if last is not None:
            statement = statement.where(tuple_(AuditEvent.at, AuditEvent.id) < last)
        found = list(unit_of_work.session().scalars(statement.limit(PIECE)))
        yield from rows(actor, found)
        if len(found) < PIECE:
            return
        last = tuple_(found[-1].at, found[-1].id)
        unit_of_work.session().expunge_all()


@bp.get("/export")
@permit(Action.AUDIT_VIEW, viewed=Event.EXPORT_STARTED)
def export_events() -> ResponseReturnValue:
    """The question's events as CSV or XLSX. The trail knows both ends."""
    actor, state = current_actor(), list_state()
    kind = request.args.get("kind", "csv")
    kind = kind if kind in KINDS else "csv"
    criteria = queries.ask(actor, state.values).criteria
    guard.note(list="audit", kind=kind, filters=dict(recorded_filters(state)))

    return export(
        "audit",
        kind,
        columns=COLUMNS,
        rows=lambda: in_pieces(criteria),
        done=recorded(list="audit", kind=kind),
    )
