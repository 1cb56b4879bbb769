"""The custodian's page: the items of the office, where they are, and what is wrong with them."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.cases.listing import ordered
from jicms.core import clock
from jicms.custody import alerts, listing
from jicms.custody.views import bp
from jicms.people.queries import recorded_filters
from jicms.refdata.models import EvidenceKind
from jicms.refdata.queries import label_of
from jicms.web.dates import viewer_today
from jicms.web.exports import export_kind, export_rows
from jicms.web.paging import count_together, keyset


@bp.get("/custody")
@permit(Action.CUSTODY_LIST, viewed=Event.LIST_VIEWED)
def index() -> ResponseReturnValue:
    """The items of the viewer's office, filtered and sorted by the URL."""
    actor, today = current_actor(), viewer_today()
    state = listing.state(request.args, actor)
    found = listing.of_office(state.values, actor, today, clock.now())
    page = keyset(found, state)
    total, alarms = count_together([found, alerts.of_office(actor.office_id, today)])
    note(list="custody", filters=recorded_filters(state), count=str(total))
    return render_template(
        "custody/index.html",
        state=state,
        page=page,
        rows=[(row, listing.alerts(row, today)) for row in page.items],
        total=total,
        alarms=alarms,
        status=listing.status,
        kind_name=lambda code: label_of(EvidenceKind, code),
    )


@bp.get("/custody/export/<kind>")
@permit(Action.CUSTODY_LIST, load=export_kind, viewed=Event.EXPORT_STARTED)
def export_list(kind: str) -> ResponseReturnValue:
    """The list as it is filtered, as CSV or XLSX. The trail knows both ends."""
    actor = current_actor()
    state = listing.state(request.args, actor)
    found = listing.of_office(state.values, actor, viewer_today(), clock.now())
    note(list="custody", filters=recorded_filters(state), kind=kind)
    return export_rows("custody", kind, ordered(found, state.keys), listing.COLUMNS)
