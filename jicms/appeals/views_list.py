"""The list of appeals, and its export."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.guard import note, permit
from jicms.appeals import forums, listing
from jicms.appeals.views_hearing import bp
from jicms.audit.events import Event
from jicms.cases.listing import ordered
from jicms.discipline.queue import employee
from jicms.people.queries import recorded_filters
from jicms.web.exports import export_kind, export_rows
from jicms.web.paging import capped_count, keyset

__all__ = ["bp"]


@bp.get("/appeals")
@permit(Action.APPEAL_LIST, viewed=Event.LIST_VIEWED)
def index() -> ResponseReturnValue:
    """The open appeals that the viewer sees, by the date that comes next."""
    state = listing.state(request.args)
    page = keyset(listing.rows(state.values), state)
    total = capped_count(listing.counted(state.values))
    note(list="appeals", filters=recorded_filters(state), count=str(total))
    return render_template(
        "appeals/index.html",
        state=state,
        page=page,
        total=total,
        employee=employee,
        step_name=forums.step_name,
    )


@bp.get("/appeals/export/<kind>")
@permit(Action.APPEAL_LIST, load=export_kind, viewed=Event.EXPORT_STARTED)
def export_list(kind: str) -> ResponseReturnValue:
    """The list as it is filtered, as CSV or XLSX. The trail knows both ends."""
    state = listing.state(request.args)
    rows = ordered(listing.rows(state.values), state.keys)
    note(list="appeals", filters=recorded_filters(state), kind=kind)
    return export_rows("appeals", kind, rows, listing.COLUMNS)
