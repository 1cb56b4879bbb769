"""The steps of an action in order, to read and print, and the documents of each."""

from flask import render_template
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.discipline import chronicle, queries_package, queries_steps, steps, waits
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.queries_steps import Paper
from jicms.discipline.views import bp
from jicms.files.responses import send

_AT = "/cases/<number>/actions/<int:n>/steps"


@bp.get(_AT)
@permit(Action.DISCIPLINE_VIEW, load=queries_package.inner_action, viewed=Event.RECORD_VIEWED)
def all_steps(action: DisciplinaryAction) -> ResponseReturnValue:
    """What happened, when, by whom, with which document, and what is missing."""
    return render_template(
        "discipline/all_steps.html",
        action=action,
        case=action.case,
        stage=steps.stage(action),
        procedure=steps.procedure_name(action),
        lines=chronicle.lines(action),
        waiting=waits.of_action(action),
        next_step=steps.next_step(action, current_actor()),
    )


@bp.get(f"{_AT}/<step_kind>/<int:place>/file")
@permit(Action.DISCIPLINE_VIEW, load=queries_steps.paper_of, viewed=Event.FILE_DOWNLOADED)
def step_paper(paper: Paper) -> ResponseReturnValue:
    """The document of a step, as it came."""
    return send(paper.stored, download_name=paper.name)
