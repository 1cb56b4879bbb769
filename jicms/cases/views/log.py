"""The log of a case: read, filtered, printed, added to. Lines never change."""

from datetime import time

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.cases import queries, service
from jicms.cases.forms import LogForm
from jicms.cases.kinds import LogKind
from jicms.cases.models import Case, LogEntry
from jicms.cases.views import bp
from jicms.core import clock
from jicms.web.forms import moment
from jicms.web.liststate import Filter, ListState, Sort
from jicms.web.messages import saved
from jicms.web.paging import Key, keyset


def _state() -> ListState:
    newest = [Key(LogEntry.occurred_at, desc=True), Key(LogEntry.id, desc=True)]
    return ListState(
        request.args,
        filters=[Filter("kind", "Kind", choices=list(LogKind), many=True)],
        sorts=[Sort("newest", "When", newest)],
    )


@bp.get("/cases/<number>/log")
@permit(Action.LOG_VIEW, load=queries.case_by_number, viewed=Event.RECORD_VIEWED)
def log(case: Case) -> ResponseReturnValue:
    """The log, the latest line first."""
    state = _state()
    kinds = state.values.get("kind", [])
    page = keyset(queries.log_entries(case, kinds), state, size=50)
    return render_template("cases/log.html", case=case, state=state, page=page)


@bp.route("/cases/<number>/log/new", methods=["GET", "POST"])
@permit(Action.LOG_ADD, load=queries.case_by_number)
def add_log(case: Case) -> ResponseReturnValue:
    """Add a line."""
    form = LogForm()
    form.offer()
    if form.ready():
        with form.refusals():
            day = form.on.data or clock.today(case.agency.zone)
            at = form.at.data or (time(12) if form.on.data else None)
            entry = service.add_log(
                case,
                actor=current_actor(),
                kind=form.kind.data,
                text=form.text.data,
                occurred_at=moment(day, at, case.agency.zone),
            )
            saved(f"{entry.kind.value.replace('_', ' ').lower()} added to the log")
            return redirect(url_for("cases.log", number=case.number))
    return form.page("cases/log_form.html", case=case)
