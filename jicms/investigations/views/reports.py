"""A report: written, submitted, returned, approved, printed, downloaded."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.core.errors import Missing
from jicms.files.naming import offered_name
from jicms.files.responses import send
from jicms.files.taking import taken_in
from jicms.investigations import attachments, queries, service
from jicms.investigations.forms import ApproveForm, ReportForm, return_form
from jicms.investigations.models import Investigation, Report
from jicms.investigations.showing import silent_on, written
from jicms.investigations.views import bp
from jicms.investigations.views.planning import load as load_investigation
from jicms.investigations.workflow import REPORT
from jicms.web.messages import saved, told


def load(number: str, report: int) -> Report | None:
    """The report that an address names."""
    return queries.report_of(number, report)


def load_file(number: str, report: int) -> Report | None:
    """The report that an address names, where it was uploaded."""
    return queries.report_file(number, report)


def page_of(report: Report) -> str:
    """Its address."""
    return url_for("investigations.report", number=report.case.number, report=report.n)


@bp.get("/cases/<number>/reports/<int:report>")
@permit(Action.REPORT_READ, load=load, viewed=Event.RECORD_VIEWED)
def report(report: Report) -> ResponseReturnValue:
    """The report with its exhibits, its reviews and the next steps."""
    return render_template("investigations/report.html", **_shown(report))


@bp.get("/cases/<number>/reports/<int:report>/print")
@permit(Action.REPORT_READ, load=load, viewed=Event.CASE_PRINTED)
def print_report(report: Report) -> ResponseReturnValue:
    """The report on paper: marking, who printed it and when stand on it."""
    note(printed=report.key)
    return render_template("investigations/print.html", **_shown(report))


@bp.get("/cases/<number>/reports/<int:report>/file")
@permit(Action.REPORT_READ, load=load_file, viewed=Event.FILE_DOWNLOADED)
def download(report: Report) -> ResponseReturnValue:
    """The uploaded body, always as an attachment."""
    assert report.file is not None
    note(sha256=report.file.sha256)
    return send(
        report.file, download_name=offered_name(report.file, report.case.number, report.key)
    )


@bp.route("/cases/<number>/investigations/<int:investigation>/report", methods=["GET", "POST"])
@permit(Action.REPORT_WRITE, load=load_investigation)
def start(investigation: Investigation) -> ResponseReturnValue:
    """Begin a report."""
    form = ReportForm()
    form.offer(investigation)
    if form.ready():
        with form.refusals():
            made = service.start_report(
                investigation,
                actor=current_actor(),
                type_code=form.type_code.data,
                compelled=form.compelled.data,
                supplements=form.supplemented(),
                **_content(form),
            )
            saved(f"draft of {made.key}")
            return redirect(page_of(made))
    return form.page(
        "investigations/report_form.html",
        case=investigation.case,
        investigation=investigation,
        report=None,
    )


@bp.route("/cases/<number>/reports/<int:report>/edit", methods=["GET", "POST"])
@permit(Action.REPORT_WRITE, load=load, viewed=Event.RECORD_VIEWED)
def edit(report: Report) -> ResponseReturnValue:
    """Change a draft or a returned report."""
    if not report.is_open:
        told(f"{report.key} can’t change now.", "warning")
        return redirect(page_of(report))
    form = ReportForm(obj=report)
    form.offer(report.investigation, report)
    if form.ready():
        form.refuse_if_stale(report)
        with form.refusals():
            service.edit_report(
                report,
                actor=current_actor(),
                keep_file=not form.remove_file.data,
                compelled=form.compelled.data,
                **_content(form),
            )
            saved(report.key)
            return redirect(page_of(report))
    return form.page(
        "investigations/report_form.html",
        case=report.case,
        investigation=report.investigation,
        report=report,
    )


@bp.post("/cases/<number>/reports/<int:report>/submit")
@permit(Action.REPORT_WRITE, load=load)
def submit(report: Report) -> ResponseReturnValue:
    """Hand it to the reviewing supervisor."""
    service.submit_report(report, actor=current_actor())
    saved(f"{report.key} was submitted for review")
    return redirect(page_of(report))


@bp.route("/cases/<number>/reports/<int:report>/return", methods=["GET", "POST"])
@permit(Action.REPORT_REVIEW, load=load)
def give_back(report: Report) -> ResponseReturnValue:
    """Return it with what has to change."""
    spots = [] if report.is_whole else service.spots_of(report)
    form = return_form(spots)
    if form.ready():
        with form.refusals():
            service.return_report(
                report,
                actor=current_actor(),
                comment=form.comment.data,
                sections=form.said_of(spots),
            )
            saved(f"{report.key} was returned")
            return redirect(url_for("investigations.inbox"))
    return form.page(
        "investigations/return.html",
        case=report.case,
        report=report,
        remarks=form.remarks(spots),
    )


@bp.route("/cases/<number>/reports/<int:report>/approve", methods=["GET", "POST"])
@permit(Action.REPORT_REVIEW, load=load, streams=True)
def approve(report: Report) -> ResponseReturnValue:
    """What an approval does, what stands in its way, and the approval itself.

    Nobody waits for its PDF: that is drawn outside the transaction which stores it.
    """
    if request.method != "POST":
        return _approval(report, ApproveForm(obj=report))
    actor, form, here = current_actor(), ApproveForm(), (report.case.number, report.n)
    with unit_of_work.read(actor):
        found = _again(*here)
        if not form.ready():
            return _approval(found, form)
        form.refuse_if_stale(found)
        made = service.draw(found, actor=actor)
    with form.refusals(), unit_of_work.write(actor):
        found = _again(*here)
        service.approve_report(found, actor=actor, comment=form.comment.data or "", made=made)
        saved(f"{found.key} is approved")
        return redirect(page_of(found))
    with unit_of_work.read(actor):
        return _approval(_again(*here), form)


def _again(number: str, n: int) -> Report:
    """The report, read anew in another transaction."""
    found = load(number, n)
    if found is None:
        raise Missing
    return found


def _approval(report: Report, form: ApproveForm) -> ResponseReturnValue:
    return form.page(
        "investigations/approve.html",
        case=report.case,
        report=report,
        unmet=REPORT.refusals(report, "approve", current_actor()),
        concludes=service.concludes(report),
        silent=silent_on(report),
    )


def _shown(report: Report) -> dict[str, Any]:
    actor = current_actor()
    available = {step.name for step in REPORT.available(report, actor)}
    return {
        "case": report.case,
        "report": report,
        "steps": available,
        "unmet": REPORT.refusals(report, "submit", actor) if "submit" in available else [],
        "parts": attachments.drawn(report),
        "later": queries.supplements_to(report),
        **written(report),
    }


def _content(form: ReportForm) -> dict[str, Any]:
    """What was written or uploaded."""
    return {
        "title": form.title.data,
        "synopsis": form.synopsis.data or "",
        "body": (form.body.data if form.body else "") or "",
        "file": taken_in(form.file),
    }
