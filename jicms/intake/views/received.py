"""Reports of the public page at the desk: read, record as a case, dismiss, ask."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access import guard
from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.files import responses
from jicms.files.naming import offered_name
from jicms.intake import queries_received as queries
from jicms.intake import service
from jicms.intake.forms_received import AskForm, DismissForm
from jicms.intake.models_received import ReceivedFile, ReceivedReport, ReportState
from jicms.intake.reported import answers_of, content_of, identity_of, when_of
from jicms.intake.views import bp
from jicms.refdata.models import ComplainantKind
from jicms.refdata.queries import label_of
from jicms.web.liststate import Filter, ListState, Sort
from jicms.web.messages import saved
from jicms.web.paging import Key, capped_count, keyset


@bp.get("/intake/received")
@permit(Action.RECEIVED_WORK, viewed=Event.LIST_VIEWED)
def received() -> ResponseReturnValue:
    """What came to the office, the oldest first."""
    wanted = request.args.getlist("state")
    states = [state for state in ReportState if state.value in wanted]
    rows = queries.received(states, current_actor().office_id)
    state = ListState(
        request.args,
        filters=[Filter("state", "State", choices=list(ReportState), many=True)],
        sorts=[
            Sort("received", "Received", [Key(ReceivedReport.received_at), Key(ReceivedReport.id)])
        ],
    )
    page = keyset(rows, state)
    guard.note(filters=state.values)
    return render_template(
        "intake/received.html",
        state=state,
        page=page,
        total=capped_count(rows),
        answered=queries.answered(page.items),
    )


@bp.get("/intake/received/<int:report_id>")
@permit(Action.RECEIVED_WORK, load=queries.report_of, viewed=Event.RECORD_VIEWED)
def show_report(report: ReceivedReport) -> ResponseReturnValue:
    """A report with all that was written to and fro."""
    said = content_of(report)
    return render_template(
        "intake/received_report.html",
        report=report,
        said=said,
        when=when_of(said),
        about=answers_of(said),
        kind=label_of(ComplainantKind, said.get("kind")),
        identity=identity_of(report),
        thread=queries.thread([report], at_desk=True),
    )


@bp.post("/intake/received/<int:report_id>/record")
@permit(Action.RECEIVED_WORK, load=queries.report_of)
def record_report(report: ReceivedReport) -> ResponseReturnValue:
    """Open the intake form filled with it."""
    draft = service.open_as_draft(report, actor=current_actor())
    return redirect(url_for("intake.resume", number=draft.id))


@bp.route("/intake/received/<int:report_id>/dismiss", methods=["GET", "POST"])
@permit(Action.RECEIVED_WORK, load=queries.report_of)
def dismiss_report(report: ReceivedReport) -> ResponseReturnValue:
    """Make no case of it, for a reason."""
    form = DismissForm()
    form.offer(report)
    if form.ready():
        with form.refusals():
            service.dismiss(
                report,
                actor=current_actor(),
                reason_code=form.reason_code.data,
                note=form.note.data or "",
            )
            saved(f"report {report.id} is dismissed")
            return redirect(url_for("intake.received"))
    return form.page("intake/received_dismiss.html", report=report)


@bp.route("/intake/received/<int:report_id>/ask", methods=["GET", "POST"])
@permit(Action.RECEIVED_WORK, load=queries.report_of)
def ask_at_desk(report: ReceivedReport) -> ResponseReturnValue:
    """Write to the reporter."""
    form, back = AskForm(), url_for("intake.show_report", report_id=report.id)
    if form.ready():
        with form.refusals():
            service.ask(report, actor=current_actor(), text=form.text.data)
            saved("the message is on its way to the mailbox")
            return redirect(back)
    return form.page(
        "intake/reporter_ask.html", lead=f"Report {report.id}", back=back, about="Received reports"
    )


@bp.get("/intake/received/<int:report_id>/files/<int:n>")
@permit(Action.RECEIVED_WORK, load=queries.file_at_desk, viewed=Event.FILE_DOWNLOADED)
def desk_file(file: ReceivedFile) -> ResponseReturnValue:
    """A file as it is shown: of a picture, the cleaned copy."""
    name = offered_name(file.file, f"report-{file.report_id}", str(file.n))
    return responses.send(file.file, download_name=name)
