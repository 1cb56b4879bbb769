"""Discovery in an appeal, the privilege log, and what 5 CFR 1201.25 asks an appeal to hold."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.appeals.models import Appeal
from jicms.audit.events import Event
from jicms.documents import pdf_answer, render
from jicms.files.responses import send
from jicms.files.taking import taken_in
from jicms.litigation import forms_discovery as forms
from jicms.litigation import queries_discovery as reads
from jicms.litigation.models_discovery import DiscoveryItem, DiscoveryRequest, PrivilegeLine
from jicms.litigation.service import discovery as service
from jicms.litigation.views import bp
from jicms.refdata.models_litigation import AppealElement
from jicms.refdata.queries import label_of
from jicms.web.dates import day
from jicms.web.exports import Column, export, recorded
from jicms.web.messages import saved

OF_APPEAL = "/cases/<number>/actions/<int:n>/appeals/<int:appeal>/litigation"
ONE = f"{OF_APPEAL}/discovery/<int:discovery>"
LOG = (
    Column("Line", "n"),
    Column("Document", "document"),
    Column("Date", "dated_on"),
    Column("Author", "author"),
    Column("Recipients", "recipients"),
    Column("Privilege", "privilege.label"),
    Column("Description", "description"),
)


def _at(appeal: Appeal) -> dict[str, Any]:
    return {"number": appeal.case.number, "n": appeal.action.n, "appeal": appeal.n}


def _to(row: DiscoveryRequest, said: str) -> ResponseReturnValue:
    saved(said)
    return redirect(url_for("litigation.discovery", discovery=row.n, **_at(row.appeal)))


def _page(form: Any, template: str, appeal: Appeal, **context: Any) -> ResponseReturnValue:
    told = {"appeal": appeal, "action": appeal.action, "case": appeal.case, "at": _at(appeal)}
    page: ResponseReturnValue = form.page(f"litigation/{template}", **told, **context)
    return page


@bp.get(OF_APPEAL)
@permit(Action.LITIGATION_VIEW, load=reads.appeal_inside, viewed=Event.RECORD_VIEWED)
def of_appeal(appeal: Appeal) -> ResponseReturnValue:
    """Whether the appeal is complete, and its discovery."""
    return render_template(
        "litigation/of_appeal.html",
        appeal=appeal,
        action=appeal.action,
        case=appeal.case,
        at=_at(appeal),
        rows=reads.requests_of(appeal),
        checks=reads.checks_of(appeal),
        elements=service.elements(appeal),
        element_name=lambda code: label_of(AppealElement, code),
    )


@bp.route(f"{OF_APPEAL}/completeness", methods=["GET", "POST"])
@permit(Action.LITIGATION_EDIT, load=reads.appeal_inside)
def completeness(appeal: Appeal) -> ResponseReturnValue:
    """Look through an appeal for what it must hold."""
    form = forms.CheckForm()
    rows = [(code, label_of(AppealElement, code)) for code in service.elements(appeal)]
    held = [code for code, row in reads.checks_of(appeal).items() if row.is_present]
    form.offer(appeal, rows, held)
    if form.ready():
        with form.refusals():
            present, on = form.present.data or (), form.looked_on.data
            service.check_appeal(appeal, actor=current_actor(), present=present, looked_on=on)
            saved("what the appeal holds")
            return redirect(url_for("litigation.of_appeal", **_at(appeal)))
    return _page(form, "completeness.html", appeal)


@bp.route(f"{OF_APPEAL}/discovery/new", methods=["GET", "POST"])
@permit(Action.LITIGATION_EDIT, load=reads.appeal_inside)
def new_discovery(appeal: Appeal) -> ResponseReturnValue:
    """Record a request that was received or sent."""
    form = forms.DiscoveryForm()
    form.offer(appeal)
    if form.ready():
        with form.refusals():
            file = taken_in(form.file)
            made = service.record_request(appeal, form.told(), actor=current_actor(), file=file)
            return _to(made, f"discovery request {made.n}")
    return _page(form, "discovery_form.html", appeal)


@bp.get(ONE)
@permit(Action.LITIGATION_VIEW, load=reads.request_of, viewed=Event.RECORD_VIEWED)
def discovery(row: DiscoveryRequest) -> ResponseReturnValue:
    """What was asked and answered, and what is withheld."""
    return render_template(
        "litigation/discovery.html",
        row=row,
        appeal=row.appeal,
        action=row.action,
        case=row.case,
        at=_at(row.appeal),
        log=reads.log_of(row.id),
    )


@bp.route(f"{ONE}/items/<int:asked_item>", methods=["GET", "POST"])
@permit(Action.LITIGATION_EDIT, load=reads.item_of)
def discovery_item(item: DiscoveryItem) -> ResponseReturnValue:
    """Answer an item, object to it, or say what was produced."""
    form = forms.DiscoveryItemForm(obj=item)
    if form.ready():
        form.refuse_if_stale(item)
        with form.refusals():
            service.answer_item(item, actor=current_actor(), **form.said())
            return _to(item.request, f"the answer to item {item.n}")
    return _page(form, "discovery_item.html", item.request.appeal, item=item, row=item.request)


@bp.route(f"{ONE}/answer", methods=["GET", "POST"])
@permit(Action.LITIGATION_EDIT, load=reads.request_of)
def discovery_answer(row: DiscoveryRequest) -> ResponseReturnValue:
    """The answer was served."""
    form = forms.ServedForm(data={"version": row.version})
    form.offer(row.appeal)
    if form.ready():
        form.refuse_if_stale(row)
        with form.refusals():
            on, file = form.answered_on.data, taken_in(form.file)
            assert file is not None
            service.serve_answer(row, actor=current_actor(), answered_on=on, file=file)
            return _to(row, f"the answer to discovery request {row.n}")
    return _page(form, "discovery_answer.html", row.appeal, row=row)


@bp.route(f"{ONE}/privilege-log/new", methods=["GET", "POST"])
@permit(Action.LITIGATION_EDIT, load=reads.request_of)
def withhold(row: DiscoveryRequest) -> ResponseReturnValue:
    """Add a line to the privilege log."""
    form = forms.PrivilegeForm()
    form.offer()
    if form.ready():
        with form.refusals():
            made = service.withhold(row, form.told(), actor=current_actor())
            return _to(row, f"line {made.n} of the privilege log")
    return _page(form, "withhold.html", row.appeal, row=row)


@bp.get(f"{ONE}/privilege-log.csv")
@permit(Action.LITIGATION_VIEW, load=reads.request_of, viewed=Event.EXPORT_STARTED)
def privilege_csv(row: DiscoveryRequest) -> ResponseReturnValue:
    """The privilege log as a table. The trail knows both ends."""
    request_id = row.id
    note(list="privilege log", request=row.n)

    def rows() -> Sequence[PrivilegeLine]:
        return reads.log_of(request_id)

    done = recorded(list="privilege log", kind="csv")
    return export("privilege-log", "csv", columns=LOG, rows=rows, done=done)


@bp.get(f"{ONE}/privilege-log.pdf")
@permit(Action.LITIGATION_VIEW, load=reads.request_of, viewed=Event.FILE_DOWNLOADED)
def privilege_pdf(row: DiscoveryRequest) -> ResponseReturnValue:
    """The privilege log on paper."""
    names = ("document", "author", "recipients", "description")
    rows = [
        {name: getattr(line, name) for name in names}
        | {"n": line.n, "date": day(line.dated_on) if line.dated_on else "Not dated"}
        | {"privilege": line.privilege.label}
        for line in reads.log_of(row.id)
    ]
    about = {"number": row.appeal.number, "docket": row.appeal.docket, "request": row.n}
    content = render("litigation/privilege_log", about | {"rows": rows})
    return pdf_answer(content, name="privilege-log.pdf", printed="privilege log")


@bp.get(f"{ONE}/as-served")
@permit(Action.LITIGATION_VIEW, load=reads.request_paper, viewed=Event.FILE_DOWNLOADED)
def discovery_file(row: DiscoveryRequest) -> ResponseReturnValue:
    """The request as it was served, always as an attachment."""
    assert row.file is not None
    note(sha256=row.file.sha256)
    return send(row.file, download_name=f"{row.appeal.number} discovery {row.n}")


@bp.get(f"{ONE}/answer-as-served")
@permit(Action.LITIGATION_VIEW, load=reads.served_answer, viewed=Event.FILE_DOWNLOADED)
def discovery_answer_file(row: DiscoveryRequest) -> ResponseReturnValue:
    """The answer as it was served, always as an attachment."""
    assert row.answer is not None
    note(sha256=row.answer.sha256)
    return send(row.answer, download_name=f"{row.appeal.number} answer {row.n}")
