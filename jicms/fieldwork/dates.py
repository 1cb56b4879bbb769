"""The dates of fieldwork: in the calendar, and told of when they come near or have passed."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, String, cast, literal, select, union_all

from jicms.access.actor import Actor, Role
from jicms.audit.events import Event
from jicms.cases import queries_calendar as calendar
from jicms.cases.models import Case
from jicms.cases.notices import AHEAD, fetch
from jicms.cases.queries_calendar import MOST, Entry
from jicms.core import clock, unit_of_work
from jicms.fieldwork.kinds import WAITING, LeadState
from jicms.fieldwork.models import PlanStep
from jicms.fieldwork.models_requests import Handover, Lead, RecordsRequest
from jicms.fieldwork.models_sent import SentLead
from jicms.fieldwork.queries_sent import readers_of
from jicms.investigations.models import Investigation
from jicms.notices import kinds
from jicms.notices.following import Step, on, on_change
from jicms.notices.kinds import Group, Kind
from jicms.notices.service import About, clear, tell
from jicms.notices.sweep import sweepers

#: Nobody else is ever on a team, or reviews one.
ROLES = frozenset({Role.INVESTIGATOR, Role.INVESTIGATIONS_SUPERVISOR})
#: kind: the model, the word in the calendar, and the part of the address below the investigation.
_PARTS: dict[str, tuple[Any, str, str]] = {
    "request": (RecordsRequest, "Records due", "requests"),
    "lead": (Lead, "Lead", "leads"),
    "step": (PlanStep, "Plan", "plan"),
}
_OPEN = {
    "request": RecordsRequest.state.in_(WAITING),
    "lead": Lead.state == LeadState.OPEN,
    "step": PlanStep.done_on.is_(None),
}

SOON, OVERDUE, GIVEN, HANDED = (
    *("RECORDS_SOON", "RECORDS_OVERDUE", "LEAD_ASSIGNED", "LEAD_HANDED_OVER"),
)
LEAD_SOON, LEAD_OVERDUE = "LEAD_SOON", "LEAD_OVERDUE"
RECEIVED, TAKEN, ANSWERED = "LEAD_RECEIVED", "LEAD_TAKEN", "LEAD_ANSWERED"
_TAB = "investigations.index"
_SETTLED, _ENDED = "the reply is recorded, or more time is given", "the lead is ended"
KINDS = (
    Kind(SOON, "Records that were asked for are due soon", _TAB, _SETTLED, Group.DATES),
    Kind(OVERDUE, "Records that were asked for are late", _TAB, _SETTLED, Group.DATES),
    Kind(GIVEN, "A lead was given to you", _TAB, _ENDED),
    Kind(LEAD_SOON, "A lead is due soon", _TAB, _ENDED, Group.DATES),
    Kind(LEAD_OVERDUE, "A lead is overdue", _TAB, _ENDED, Group.DATES),
    Kind(HANDED, "You lead an investigation now: sign for it", _TAB, "you signed for it"),
    Kind(
        *(RECEIVED, "Another office asks yours to follow a lead", "fieldwork.received_lead"),
        *("it is given to somebody, answered or recalled", Group.OFFICE),
        of_case=False,
        record="sent_lead",
    ),
    Kind(
        *(TAKEN, "A lead of another office was given to you", "fieldwork.received_lead"),
        "it is answered or recalled",
        of_case=False,
        record="sent_lead",
    ),
    Kind(ANSWERED, "Another office answered a lead of yours", _TAB, _ENDED),
)


def entries(
    actor: Actor, first: date, last: date, only_mine: bool, restricted: bool
) -> Sequence[Entry]:
    """Requests, leads and lines of plans due in those days. One statement, for those alone who may
    be on a team."""
    if actor.role not in ROLES:
        return []
    parts = []
    for kind in _PARTS:
        found = _dated(kind, actor, only_mine).where(_PARTS[kind][0].due_on.between(first, last))
        parts.append(found if restricted else found.where(Case.restricted.is_(False)))
    every = union_all(*parts).subquery("fieldwork_dates")
    rows = unit_of_work.session().execute(
        select(every).order_by(every.c.due_on, every.c.kind, every.c.id).limit(MOST + 1)
    )
    return [_entry(row, actor) for row in rows]


def _dated(kind: str, actor: Actor, only_mine: bool) -> Select[Any]:
    model = _PARTS[kind][0]
    whose = Case.lead_user_id if model is PlanStep else model.owner_id
    found = (
        select(
            literal(kind).label("kind"),
            model.id,
            model.n,
            model.due_on,
            cast(_label(kind), String).label("label"),
            Case.number,
            Investigation.n.label("investigation"),
            whose.label("whose"),
        )
        .join(Case, Case.id == model.case_id)
        .join(Investigation, Investigation.id == model.investigation_id)
        .where(_OPEN[kind])
    )
    return found.where(whose == actor.user_id) if only_mine else found


def _label(kind: str) -> Any:
    return {"request": RecordsRequest.addressee, "lead": Lead.what, "step": PlanStep.text}[kind]


def _entry(row: Any, actor: Actor) -> Entry:
    _model, word, part = _PARTS[row.kind]
    below = "" if row.kind == "step" else f"/{row.n}"
    return Entry(
        on=row.due_on,
        kind=row.kind,
        key=row.id,
        label=(row.label or "Somebody to see")[:120],
        number=row.number,
        mine=row.whose == actor.user_id,
        word=word,
        page=f"investigations/{row.investigation}/{part}{below}",
    )


def sweep() -> None:
    """Tell whoever sees to a request or a lead that it comes due, or is late."""
    _sweep("request", SOON, OVERDUE)
    _sweep("lead", LEAD_SOON, LEAD_OVERDUE)


def _sweep(kind: str, soon: str, overdue: str) -> None:
    model = _PARTS[kind][0]
    edge = clock.now().date() + timedelta(AHEAD + 1)
    near = select(model, Case).join(Case, Case.id == model.case_id)
    rows = near.where(model.due_on <= edge, _OPEN[kind])
    for row, case in unit_of_work.session().execute(rows).all():
        here = clock.today(case.agency.zone)
        if row.due_on > here + timedelta(AHEAD):
            continue
        about, late = About(model.__tablename__, row.id), row.due_on < here
        if late:
            clear(about, events=(soon,))
        event, users = (overdue if late else soon), [row.owner_id]
        tell(event, users=users, about=about, case_id=row.case_id, due_on=row.due_on)


def _request_changed(step: Step) -> None:
    _changed(step, fetch(RecordsRequest, step.about.entity_id), (SOON, OVERDUE))


def _lead_changed(step: Step) -> None:
    found = fetch(Lead, step.about.entity_id)
    _changed(step, found, (LEAD_SOON, LEAD_OVERDUE))
    if found is not None and found.is_open and "owner_id" in step.detail.get("fields", {}):
        tell(
            GIVEN,
            users=[found.owner_id],
            about=step.about,
            case_id=found.case_id,
            due_on=found.due_on,
            but=step.by,
        )


def _changed(step: Step, row: Any, of_dates: Iterable[str]) -> None:
    """What ended or went to somebody else is told of no more; a new day is told of anew."""
    fields = step.detail.get("fields", {})
    if row is None or {"state", "owner_id"} & fields.keys():
        clear(step.about)
    elif "due_on" in fields:
        clear(step.about, events=tuple(of_dates))


def _handed(step: Step) -> None:
    found = fetch(Handover, step.about.entity_id)
    if found is None:
        return
    if found.received_at is None:
        users = [found.to_id]
        tell(HANDED, users=users, about=step.about, case_id=found.case_id, but=step.by)
    else:
        clear(step.about)


def _sent(step: Step) -> None:
    """The office that was asked is told without the case, which is shut to it."""
    row = fetch(SentLead, step.about.entity_id)
    if row is not None:
        tell(RECEIVED, users=readers_of(row), about=step.about, due_on=row.due_on, but=step.by)


def _given(step: Step) -> None:
    row = fetch(SentLead, step.about.entity_id)
    if row is None or step.changed_to("owner_id") is None or not row.waits:
        return
    clear(step.about)
    tell(TAKEN, users=[row.owner_id], about=step.about, due_on=row.due_on, but=step.by)


def _sent_answered(step: Step) -> None:
    clear(step.about)
    row = fetch(SentLead, step.about.entity_id)
    lead = fetch(Lead, row.lead_id) if row is not None else None
    if row is not None and lead is not None and step.event == Event.LEAD_ANSWERED:
        about = About(Lead.__tablename__, lead.id)
        tell(ANSWERED, users={lead.owner_id, row.sent_by_id}, about=about, case_id=row.case_id)


def register() -> None:
    """Add dates and kinds, and listen. Twice is once."""
    kinds.add(*KINDS)
    on_change("records_request", _request_changed)
    on_change("investigation_lead", _lead_changed)
    on_change("handover", _handed)
    on_change("sent_lead", _given)
    on(Event.LEAD_SENT, _sent)
    on(Event.LEAD_ANSWERED, _sent_answered)
    on(Event.LEAD_RECALLED, _sent_answered)
    if entries not in calendar.sources:
        calendar.sources.append(entries)
        sweepers.append(sweep)
