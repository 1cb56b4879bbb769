"""What is recorded of an interview: the warning, representation, that it was held."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.core.errors import Missing
from jicms.documents import pdf_answer
from jicms.files.naming import offered_name
from jicms.files.responses import send
from jicms.files.taking import taken_in
from jicms.interviews import papers, queries, service
from jicms.interviews.forms import HoldForm, RepresentationForm, WarningGivenForm
from jicms.interviews.models import Interview, WarningGiven
from jicms.interviews.views import bp
from jicms.interviews.views.planning import page_of
from jicms.web.messages import saved


@bp.route("/cases/<number>/interviews/<int:interview>/hold", methods=["GET", "POST"])
@permit(Action.INTERVIEW_EDIT, load=queries.interview_of)
def hold(interview: Interview) -> ResponseReturnValue:
    """Record that it was held."""
    form = HoldForm.of(interview)
    if form.ready():
        form.refuse_if_stale(interview)
        with form.refusals():
            service.hold(interview, actor=current_actor(), **form.said(interview.case))
            saved(f"interview {interview.key} was held")
            return redirect(page_of(interview))
    return form.page("interviews/hold.html", case=interview.case, row=interview)


@bp.route("/cases/<number>/interviews/<int:interview>/warning", methods=["GET", "POST"])
@permit(Action.INTERVIEW_EDIT, load=queries.interview_of)
def warn(interview: Interview) -> ResponseReturnValue:
    """Record a warning as it was read."""
    form = WarningGivenForm()
    form.offer(interview)
    if form.ready():
        with form.refusals():
            said = form.said(interview.case)
            service.give_warning(interview, actor=current_actor(), file=taken_in(form.file), **said)
            saved(f"the warning of interview {interview.key}")
            return redirect(page_of(interview))
    return form.page("interviews/warning.html", case=interview.case, row=interview)


@bp.get("/cases/<number>/interviews/<int:interview>/form")
@permit(Action.INTERVIEW_VIEW, load=queries.interview_of, viewed=Event.FILE_DOWNLOADED)
def form_file(interview: Interview) -> ResponseReturnValue:
    """A form of a warning or notice, filled from the case, to be read and signed."""
    known = {row.code for row in papers.forms_of(interview)}
    code = request.args.get("code", "")
    if code not in known:
        raise Missing
    name = f"{interview.case.number}-{interview.key}-{code.lower()}.pdf"
    return pdf_answer(papers.form_pdf(interview, code), name=name, form=code)


@bp.get("/cases/<number>/interviews/<int:interview>/warning/<int:given>/file")
@permit(Action.INTERVIEW_VIEW, load=queries.warning_file, viewed=Event.FILE_DOWNLOADED)
def warning_file(given: WarningGiven) -> ResponseReturnValue:
    """The signed copy, always as an attachment."""
    assert given.file is not None
    note(sha256=given.file.sha256)
    part = f"{given.interview.key}-warning-{given.n}"
    return send(given.file, download_name=offered_name(given.file, given.case.number, part))


@bp.route("/cases/<number>/interviews/<int:interview>/representation", methods=["GET", "POST"])
@permit(Action.INTERVIEW_EDIT, load=queries.interview_of)
def represent(interview: Interview) -> ResponseReturnValue:
    """Record unit status and what became of the right to a representative."""
    form = RepresentationForm.of(interview)
    if form.ready():
        if interview.representation is not None:
            form.refuse_if_stale(interview.representation)
        with form.refusals():
            service.record_representation(interview, actor=current_actor(), **form.said())
            saved(f"the representation at interview {interview.key}")
            return redirect(page_of(interview))
    return form.page("interviews/representation.html", case=interview.case, row=interview)
