"""The discipline queue, its export, and the referrals that wait for an answer."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.cases.listing import ordered
from jicms.discipline import queries, queue, steps, waits
from jicms.discipline.models import LrReferral
from jicms.discipline.service.reassigning import AT_MOST
from jicms.discipline.views import bp
from jicms.people.queries import recorded_filters
from jicms.refdata.models import SeverityClass
from jicms.refdata.queries import label_of
from jicms.web.dates import viewer_today
from jicms.web.exports import Column, export_kind, export_rows
from jicms.web.liststate import ListState, Sort
from jicms.web.paging import Key, capped_count, count_together, keyset


def _helpers() -> dict[str, Any]:
    return {
        "employee": queue.employee,
        "penalty": queue.said_penalty,
        "stage": steps.stage,
        "waiting": waits.said,
        "class_name": lambda code: label_of(SeverityClass, code),
    }


#: What the view of late actions is filtered by.
LATE = {"due": "over"}


def _tabs(current: str) -> list[dict[str, Any]]:
    """The views of the queue with their counts, in one statement."""
    actor = current_actor()
    counts = count_together(
        [
            queue.counted({}),
            queue.late({}),
            queries.unassigned(actor),
            queries.waiting_referrals(actor),
        ]
    )
    tabs: tuple[tuple[str, str, str, dict[str, str]], ...] = (
        ("clock", "By clock", "discipline.index", {}),
        ("late", "Late", "discipline.index", LATE),
        ("unassigned", "Unassigned", "discipline.index", {"specialist": queue.NOBODY}),
        ("referrals", "Referrals to answer", "discipline.referrals", {}),
    )
    return [
        {"label": label, "endpoint": endpoint, "args": args, "count": n, "current": key == current}
        for (key, label, endpoint, args), n in zip(tabs, counts, strict=True)
    ]


@bp.get("/discipline")
@permit(Action.DISCIPLINE_QUEUE, viewed=Event.LIST_VIEWED)
def index() -> ResponseReturnValue:
    """The actions that the viewer works, by the clock that falls next."""
    state = queue.state(request.args, current_actor())
    page = keyset(queue.rows(state.values), state)
    total = capped_count(queue.counted(state.values))
    note(list="discipline", filters=recorded_filters(state), count=str(total))
    only_free = state.values == {"specialist": queue.NOBODY}
    is_late = state.values.get("due") == "over"
    return render_template(
        "discipline/index.html",
        state=state,
        page=page,
        total=total,
        bands=queue.bands(page.items, viewer_today()) if state.sort.key == "clock" else None,
        tabs=_tabs("unassigned" if only_free else "late" if is_late else "clock"),
        by_step=waits.by_step(queue.late(state.values), queue.Clock.due_on) if is_late else (),
        reassigns=policy.allows(current_actor(), Action.DISCIPLINE_REASSIGN),
        at_most=AT_MOST,
        **_helpers(),
    )


@bp.get("/discipline/export/<kind>")
@permit(Action.DISCIPLINE_QUEUE, load=export_kind, viewed=Event.EXPORT_STARTED)
def export_list(kind: str) -> ResponseReturnValue:
    """The queue as it is filtered, as CSV or XLSX. The trail knows both ends."""
    actor = current_actor()
    state = queue.state(request.args, actor)
    rows = ordered(queue.rows(state.values), state.keys)
    note(list="discipline", filters=recorded_filters(state), kind=kind)
    return export_rows("discipline", kind, rows, _COLUMNS)


_COLUMNS = (
    Column("Action", lambda row: f"{row.number}-D{row.n:02d}"),
    Column("Employee", queue.employee),
    Column("Stage", steps.stage),
    Column("Penalty", queue.said_penalty),
    Column("Specialist", "specialist"),
    Column("Waits for", waits.said),
    Column("Days late", waits.days_late),
    Column("Clock", "clock_label"),
    Column("Falls on", "clock_on"),
    Column("Counted from", "clock_from"),
    Column("Citation", "citation"),
    Column("Effective on", "effective_on"),
)


@bp.get("/discipline/referrals")
@permit(Action.DISCIPLINE_QUEUE, viewed=Event.LIST_VIEWED)
def referrals() -> ResponseReturnValue:
    """The subjects that were sent and wait to be accepted or returned, the oldest first."""
    state = ListState(
        request.args,
        sorts=[Sort("sent", "Sent", [Key(LrReferral.created_at), Key(LrReferral.id)])],
    )
    rows = queue.waiting(current_actor())
    page = keyset(rows, state)
    note(list="referrals", count=len(page.items))
    return render_template(
        "discipline/waiting.html",
        state=state,
        page=page,
        tabs=_tabs("referrals"),
        **_helpers(),
    )
