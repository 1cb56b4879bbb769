"""The case: summary, timeline, sheet for printing."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.cases import queries, summary, timeline
from jicms.cases.models import Case
from jicms.cases.views import bp
from jicms.web import results


@bp.get("/cases/<number>")
@permit(Action.CASE_VIEW, load=queries.case_by_number, viewed=Event.CASE_VIEWED)
def show(case: Case) -> ResponseReturnValue:
    """What the case is about and where it stands."""
    return render_template(
        "cases/show.html",
        case=case,
        result=results.opened_from(case),
        conditions=summary.conditions(case),
        sections=summary.drawn(case),
        happenings=timeline.happenings(case),
    )


@bp.get("/cases/<number>/timeline")
@permit(Action.CASE_VIEW, load=queries.case_by_number, viewed=Event.CASE_VIEWED)
def events(case: Case) -> ResponseReturnValue:
    """Everything that happened, or one kind of it."""
    kind = request.args.get("kind", "")
    kind = kind if kind in timeline.KINDS else ""
    return render_template(
        "cases/timeline.html",
        case=case,
        kind=kind,
        kinds=timeline.KINDS,
        happenings=timeline.happenings(case, limit=timeline.PAGE, kind=kind),
        limit=timeline.PAGE,
    )


@bp.get("/cases/<number>/sheet")
@permit(Action.CASE_VIEW, load=queries.case_by_number, viewed=Event.CASE_PRINTED)
def sheet(case: Case) -> ResponseReturnValue:
    """The case on paper: marking, who printed it and when stand on each sheet."""
    note(printed="case sheet")
    return render_template(
        "cases/sheet.html",
        case=case,
        sections=summary.drawn(case),
        happenings=timeline.happenings(case, limit=timeline.PAGE),
    )
