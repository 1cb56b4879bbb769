"""The correction of what was recorded of a held interview."""

from flask import redirect
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.files.taking import taken_in
from jicms.interviews import queries, service
from jicms.interviews.forms_correct import CorrectForm
from jicms.interviews.models import Interview
from jicms.interviews.views import bp
from jicms.interviews.views.planning import page_of
from jicms.web.messages import saved


@bp.route("/cases/<number>/interviews/<int:interview>/correct", methods=["GET", "POST"])
@permit(Action.INTERVIEW_EDIT, load=queries.interview_of)
def correct(interview: Interview) -> ResponseReturnValue:
    """Record a correction of what is recorded of an interview."""
    form = CorrectForm.of(interview)
    if form.ready():
        form.refuse_if_stale(interview)
        with form.refusals():
            said = form.said(interview.case)
            if said["warning"] is not None:
                said["warning"]["file"] = taken_in(form.file)
            made = service.correct(interview, actor=current_actor(), **said)
            saved(f"interview {made.key} corrects {interview.key}")
            return redirect(page_of(made))
    return form.page("interviews/correct.html", case=interview.case, row=interview)
