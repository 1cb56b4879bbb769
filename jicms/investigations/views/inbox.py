"""The review inbox: what waits for the viewer's judgment, and what came back to the viewer."""

from flask import render_template
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import Role, current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.investigations import queries
from jicms.investigations.models import ReportStatus
from jicms.investigations.views import bp


@bp.get("/review")
@permit(Action.REVIEW_INBOX, viewed=Event.LIST_VIEWED)
def inbox() -> ResponseReturnValue:
    """Reports to review, and reports that were returned."""
    actor = current_actor()
    reviews = actor.is_role(Role.INVESTIGATIONS_SUPERVISOR)
    waiting = queries.reports_in(queries.waiting_rows(actor)) if reviews else []
    returned = [] if reviews else queries.reports_in(queries.own_rows(actor, ReportStatus.RETURNED))
    handed_in = (
        [] if reviews else queries.reports_in(queries.own_rows(actor, ReportStatus.SUBMITTED))
    )
    return render_template(
        "investigations/inbox.html",
        reviews=reviews,
        waiting=waiting,
        returned=returned,
        handed_in=handed_in,
        clocks=queries.review_clocks([*waiting, *handed_in]),
    )
