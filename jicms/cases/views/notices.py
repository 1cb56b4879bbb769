"""Notices: what the viewer has to do, and which events he wants to be told of."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.cases.models import Case
from jicms.cases.notices import passing
from jicms.core import unit_of_work
from jicms.deadlines.models import CaseClock
from jicms.deadlines.terms import Kind as ClockKind
from jicms.notices import kinds, queries, service
from jicms.notices.kinds import Kind
from jicms.notices.models import Notice
from jicms.web.dates import viewer_today
from jicms.web.forms import BaseForm, Codes
from jicms.web.liststate import ListState, Sort
from jicms.web.messages import saved
from jicms.web.paging import Key, capped_count, keyset

bp = Blueprint("notices", __name__, template_folder="../templates")


@dataclass(frozen=True, slots=True)
class Line:
    """A notice as it is read: the number, the words of its kind, the way there."""

    id: int
    kind: Kind
    number: str | None
    due_on: date | None
    since: datetime
    record_id: int
    rule: str
    #: How the date is drawn: "due", "floor", or "passed" where nothing is late after it.
    mark: str

    @property
    def url(self) -> str:
        """Where its step is done."""
        return url_for(self.kind.endpoint, **self.kind.address(self.number, self.record_id))


def _clocks_of(notices: list[Notice]) -> dict[int, CaseClock]:
    """The clocks of the dates: two of one case and day would read alike without their rules."""
    ids = sorted({row.entity_id for row in notices if row.entity_type == "case_clock"})
    if not ids:
        return {}
    found = unit_of_work.session().scalars(select(CaseClock).where(CaseClock.id.in_(ids)))
    return {row.id: row for row in found}


def _mark_of(row: CaseClock | None) -> str:
    if row is None:
        return "due"
    if row.kind is ClockKind.FLOOR:
        return "floor"
    return "passed" if row.rule_code in passing and row.due_on < viewer_today() else "due"


def lines_of(notices: list[Notice]) -> list[Line]:
    """The lines; numbers of the cases in one scoped statement."""
    wanted = {row.case_id for row in notices if row.case_id is not None}
    found = unit_of_work.session().execute(
        select(Case.id, Case.number).where(Case.id.in_(sorted(wanted)))
    )
    numbers: dict[int | None, str] = {row.id: row.number for row in found}
    clocks = _clocks_of(notices)
    made = []
    for row in notices:
        kind = kinds.find(row.event)
        hidden = row.case_id is not None and row.case_id not in numbers
        if kind is not None and not hidden:
            number = numbers.get(row.case_id)
            of = clocks.get(row.entity_id) if row.entity_type == "case_clock" else None
            told = (row.id, kind, number, row.due_on, row.created_at, row.entity_id)
            made.append(Line(*told, of.label if of is not None else "", _mark_of(of)))
    return made


@bp.get("/notices")
@permit(Action.HOME, viewed=Event.LIST_VIEWED)
def index() -> ResponseReturnValue:
    """What stands, the latest first. Reading clears nothing."""
    newest = [Key(Notice.created_at, desc=True), Key(Notice.id, desc=True)]
    state = ListState(request.args, sorts=[Sort("newest", "Newest", newest)])
    found = queries.shown()
    page = keyset(found, state, size=25)
    return render_template(
        "cases/notices.html",
        lines=lines_of(list(page.items)),
        page=page,
        total=capped_count(found),
        state=state,
    )


def _of_actor(notice_id: int) -> Notice | None:
    return unit_of_work.session().scalar(select(Notice).where(Notice.id == notice_id))


@bp.post("/notices/<int:notice_id>/noted")
@permit(Action.HOME, load=_of_actor)
def note(notice: Notice) -> ResponseReturnValue:
    """Its reader took note: for notices that ask for no step."""
    service.take_note(notice, actor=current_actor())
    saved("you took note")
    return redirect(url_for("notices.index"))


class PreferenceForm(BaseForm):
    """Which events are shown, and which go into the e-mail."""

    in_app = Codes("Show under Notices", optional=True)
    by_email = Codes("Send in the daily e-mail", optional=True)


def _chosen(field: str) -> list[str]:
    """The codes that are on: without a row both are."""
    own = service.preferences(current_actor().user_id or 0)
    return [kind.code for kind in kinds.every() if kind.code not in own or _is_on(own, kind, field)]


def _is_on(own: dict[str, Any], kind: Kind, field: str) -> bool:
    return bool(getattr(own[kind.code], field))


@bp.route("/notices/preferences", methods=["GET", "POST"])
@permit(Action.ACCOUNT)
def preferences() -> ResponseReturnValue:
    """What the account wants to be told of, event by event."""
    form = PreferenceForm()
    every = kinds.every()
    form.in_app.offer([(kind.code, kind.sentence) for kind in every if not kind.legal])
    form.by_email.offer([(kind.code, kind.sentence) for kind in every])
    if request.method == "GET":
        form.in_app.data, form.by_email.data = _chosen("in_app"), _chosen("by_email")
    if form.ready():
        with form.refusals():
            service.choose(actor=current_actor(), **form.values())
            saved("notices are as you chose")
            return redirect(url_for("notices.index"))
    return form.page("cases/notice_preferences.html", kinds=every)
