"""The list of cases, and its export."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.cases import bulk, columns, listing
from jicms.cases.directory import directory
from jicms.cases.views import bp
from jicms.people.queries import recorded_filters
from jicms.refdata.models import CaseType, SeverityClass
from jicms.refdata.queries import label_of
from jicms.web.exports import Column, export_kind, export_rows
from jicms.web.paging import keyset


@bp.get("/cases")
@permit(Action.CASE_LIST, viewed=Event.LIST_VIEWED)
def index() -> ResponseReturnValue:
    """The cases that the viewer may see, filtered and sorted by the URL."""
    actor, state = current_actor(), listing.state(request.args)
    page = keyset(listing.rows(state.values, actor), state)
    total = listing.total(state.values, actor, shown=len(page.items))
    note(list="cases", filters=recorded_filters(state), count=str(total))
    return render_template(
        "cases/index.html",
        state=state,
        page=page,
        total=total,
        notes=listing.notes_of(page.items),
        acts=bulk.offered(actor, "cases"),
        at_most=bulk.AT_MOST,
        class_name=lambda code: label_of(SeverityClass, code),
        type_name=lambda code: label_of(CaseType, code),
    )


@bp.get("/cases/export/<kind>")
@permit(Action.CASE_EXPORT, load=export_kind, viewed=Event.EXPORT_STARTED)
def export_list(kind: str) -> ResponseReturnValue:
    """The list as it is filtered, as CSV or XLSX. The trail knows both ends."""
    actor, state = current_actor(), listing.state(request.args)
    rows = listing.whole(state, actor)
    note(list="cases", filters=recorded_filters(state), kind=kind)
    return export_rows("cases", kind, rows, _COLUMNS)


_COLUMNS = (
    *columns.FIRST,
    Column("Lead office", lambda row: directory().office(row.lead_office_id)),
    Column("Lead", "lead_name"),
    Column("Received", "received_at"),
    Column("Closed", "closed_on"),
    *columns.LAST,
)
