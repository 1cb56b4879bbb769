"""The litigation file of an action: counsel, requests, what left."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.discipline.models import DisciplinaryAction
from jicms.litigation import queries, queries_discovery, queries_production
from jicms.litigation.views import bp
from jicms.web.dates import viewer_today
from jicms.web.messages import saved

AT = "/cases/<number>/actions/<int:n>/litigation"


def to_file(action: DisciplinaryAction, said: str) -> ResponseReturnValue:
    """Back to the file, which says what was saved."""
    saved(said)
    return redirect(url_for("litigation.show", number=action.case.number, n=action.n))


@bp.get(AT)
@permit(Action.LITIGATION_VIEW, load=queries.action_inside, viewed=Event.RECORD_VIEWED)
def show(action: DisciplinaryAction) -> ResponseReturnValue:
    """Everything that is kept beside the action for a tribunal, a union and counsel."""
    return render_template(
        "litigation/show.html",
        action=action,
        case=action.case,
        counsel=queries.counsel_of(action),
        requests=queries.requests_of(action),
        productions=queries_production.productions_of(action),
        appeals=queries_discovery.appeals_of(action),
        entries=queries.accounted_in(action),
        today=viewer_today(),
    )
