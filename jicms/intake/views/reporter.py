"""The reporter of a case: what was written to and fro by the public page."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.cases.models import Case
from jicms.cases.policy import case_of
from jicms.cases.queries import case_by_number
from jicms.core.errors import Denied, Missing
from jicms.evidence.originals import HIDDEN
from jicms.files import responses
from jicms.files.models import StoredFile
from jicms.files.naming import offered_name
from jicms.intake import queries_received as queries
from jicms.intake import service
from jicms.intake.forms_received import AskForm, RevealForm
from jicms.intake.models_received import ReceivedFile, ReporterMessage
from jicms.intake.queries_taken import refuse_hidden, taken_of
from jicms.intake.views import bp
from jicms.web.messages import saved


@bp.get("/cases/<number>/reporter")
@permit(Action.MAILBOX_READ, load=case_by_number, viewed=Event.RECORD_VIEWED)
def reporter(case: Case) -> ResponseReturnValue:
    """What was written, the latest first."""
    reports = queries.reports_of(case)
    thread = queries.thread(reports)
    return render_template(
        "intake/reporter.html",
        case=case,
        reports=reports,
        thread=thread,
        taken=taken_of([file for shown in thread for file in shown.message.files]),
    )


@bp.route("/cases/<number>/reporter/ask", methods=["GET", "POST"])
@permit(Action.MAILBOX_WRITE, load=case_by_number)
def ask_reporter(case: Case) -> ResponseReturnValue:
    """Write to whoever reported by the page."""
    reports, form = queries.reports_of(case), AskForm()
    if not reports:
        raise Missing
    if form.ready():
        with form.refusals():
            for report in [row for row in reports if row.mailbox_ended_at is None] or reports:
                service.ask(report, actor=current_actor(), text=form.text.data)
            saved("the message is on its way to the mailbox")
            return redirect(url_for("intake.reporter", number=case.number))
    return form.page(
        "intake/reporter_ask.html",
        lead=case.number,
        back=url_for("intake.reporter", number=case.number),
        about=case.number,
    )


@bp.route("/cases/<number>/reporter/<int:message>/reveal", methods=["GET", "POST"])
@permit(Action.IDENTITY_REVEAL, load=queries.letter_of)
def reveal_letter(message: ReporterMessage) -> ResponseReturnValue:
    """Open what a confidential reporter wrote: shown once, in the answer to the reason."""
    form, words, case = RevealForm(), None, case_of(message)
    form.offer(case)
    if form.ready():
        with form.refusals():
            words = service.reveal_words(message, actor=current_actor(), **form.reason())
    return form.page("intake/reporter_reveal.html", case=case, message=message, words=words)


@bp.get("/cases/<number>/reporter/files/<int:received_file>")
@permit(Action.MAILBOX_READ, load=queries.file_of, viewed=Event.FILE_DOWNLOADED)
def reporter_file(file: ReceivedFile) -> ResponseReturnValue:
    """A file of the reporter; of a picture, the cleaned copy."""
    if file.is_vaults:
        raise Denied("This file came from a confidential reporter as it was: it is in the vault.")
    if not taken_of([file])[file.id].is_shown:
        raise Denied(HIDDEN)
    return _sent(file, file.file)


@bp.post("/cases/<number>/reporter/files/<int:received_file>/take")
@permit(Action.EVIDENCE_EDIT, load=queries.file_of)
def take_file(file: ReceivedFile) -> ResponseReturnValue:
    """Take a file into evidence, by how the reporter's identity is kept."""
    item = service.take_file(file, actor=current_actor(), keep_back="keep_back" in request.form)
    saved(f"file {file.n} is item {item.key}" if item else f"file {file.n} is in the vault")
    return redirect(url_for("intake.reporter", number=case_of(file).number))


@bp.route("/cases/<number>/reporter/files/<int:received_file>/original", methods=["GET", "POST"])
@permit(Action.IDENTITY_REVEAL, load=queries.file_of)
def reporter_original(file: ReceivedFile) -> ResponseReturnValue:
    """A file as it came, for a reason: it may say who the reporter is."""
    refuse_hidden(file)
    if file.original is None and not file.is_vaults and taken_of([file])[file.id].is_shown:
        raise Missing
    form, case = RevealForm(), case_of(file)
    form.offer(case)
    if form.ready():
        with form.refusals():
            service.reveal_file(file, actor=current_actor(), **form.reason())
            return _sent(file, file.original or file.file)
    return form.page("intake/reporter_reveal.html", case=case, file=file, words=None)


def _sent(file: ReceivedFile, stored: StoredFile) -> Response:
    name = offered_name(stored, f"{case_of(file).number}-reporter", str(file.n))
    return responses.send(stored, download_name=name)
