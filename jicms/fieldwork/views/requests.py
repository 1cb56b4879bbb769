"""Requests for records and subpoenas."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.core import clock
from jicms.documents import pdf_answer
from jicms.evidence import queries as evidence
from jicms.evidence.service import access_list
from jicms.fieldwork import papers, queries, service
from jicms.fieldwork.forms import CompleteForm, OwnerForm, ReplyForm, RequestForm, listable
from jicms.fieldwork.models_requests import RecordsRequest
from jicms.fieldwork.views import bp
from jicms.fieldwork.views.plans import AT, form_page, here, load
from jicms.investigations.models import Investigation
from jicms.web.messages import saved

_TEXTS = ("addressee", "address", "return_to", "citation")


def page_of(row: RecordsRequest) -> str:
    """The address of a request."""
    return url_for("fieldwork.request", records_request=row.n, **here(row.investigation))


@bp.get(f"{AT}/requests")
@permit(Action.FIELDWORK_VIEW, load=load, viewed=Event.RECORD_VIEWED)
def requests(investigation: Investigation) -> ResponseReturnValue:
    """What was asked for, what waits and what is late."""
    return render_template(
        "fieldwork/requests.html",
        case=investigation.case,
        investigation=investigation,
        requests=queries.requests_of(investigation),
    )


@bp.route(f"{AT}/requests/new", methods=["GET", "POST"])
@permit(Action.FIELDWORK_EDIT, load=load)
def add_request(investigation: Investigation) -> ResponseReturnValue:
    """Record that records were asked for."""
    form = RequestForm()
    form.offer(investigation)
    if not form.is_submitted():
        form.issued_on.data = clock.today(investigation.case.agency.zone)
    if form.ready():
        with form.refusals():
            listed = set(form.named.data or ()) if form.named else set()
            values = form.values() | {
                "named": [u for u in listable(investigation) if u.id in listed]
            }
            for name in ("address", "return_to", "citation"):
                values[name] = values[name] or ""
            made = service.request_records(investigation, actor=current_actor(), **values)
            saved(f"request {made.n}")
            return redirect(page_of(made))
    return form_page("request_form", form, investigation)


@bp.get(f"{AT}/requests/<int:records_request>")
@permit(Action.FIELDWORK_VIEW, load=queries.request_of, viewed=Event.RECORD_VIEWED)
def request(row: RecordsRequest) -> ResponseReturnValue:
    """One request with its replies."""
    return render_template(
        "fieldwork/request.html",
        case=row.case,
        investigation=row.investigation,
        row=row,
        access_list=access_list(row) if row.handling else [],
        missing=papers.missing(row),
    )


@bp.get(f"{AT}/requests/<int:records_request>/letter.pdf")
@permit(Action.FIELDWORK_EDIT, load=queries.request_of, viewed=Event.FILE_DOWNLOADED)
def letter(row: RecordsRequest) -> ResponseReturnValue:
    """The letter or subpoena of a request, filled from the case, to be signed and sent."""
    name = f"{papers.reference(row)}.pdf"
    return pdf_answer(papers.letter_pdf(row), name=name, request=row.n)


@bp.route(f"{AT}/requests/<int:records_request>/edit", methods=["GET", "POST"])
@permit(Action.FIELDWORK_EDIT, load=queries.request_of)
def complete_request(row: RecordsRequest) -> ResponseReturnValue:
    """Put right to whom it goes and whereto the records come."""
    form = CompleteForm(obj=row)
    if form.ready():
        form.refuse_if_stale(row)
        with form.refusals():
            values = {name: form.values()[name] or "" for name in _TEXTS}
            due = form.due_on.data
            service.complete_request(row, actor=current_actor(), due_on=due, **values)
            saved(f"request {row.n}")
            return redirect(page_of(row))
    return form_page("complete_form", form, row.investigation, row=row)


@bp.route(f"{AT}/requests/<int:records_request>/reply", methods=["GET", "POST"])
@permit(Action.FIELDWORK_EDIT, load=queries.request_of)
def answer_request(row: RecordsRequest) -> ResponseReturnValue:
    """Record what came of it."""
    form = ReplyForm()
    form.offer(row)
    if not form.is_submitted():
        form.on.data = clock.today(row.case.agency.zone)
    if form.ready():
        with form.refusals():
            chosen, items = set(form.documents.data or ()), set(form.items.data or ())
            service.answer_request(
                row,
                actor=current_actor(),
                kind=form.kind.data,
                on=form.on.data,
                due_on=form.due_on.data,
                note=form.note.data or "",
                documents=[d for d in evidence.documents_of(row.case) if d.n in chosen],
                items=[i for i in evidence.items_of(row.case) if i.n in items],
            )
            saved(f"reply to request {row.n}")
            return redirect(page_of(row))
    return form_page("reply_form", form, row.investigation, row=row)


@bp.route(f"{AT}/requests/<int:records_request>/owner", methods=["GET", "POST"])
@permit(Action.FIELDWORK_EDIT, load=queries.request_of)
def give_request(row: RecordsRequest) -> ResponseReturnValue:
    """Let somebody else see to it."""
    form = OwnerForm(obj=row)
    form.offer(row)
    if form.ready():
        form.refuse_if_stale(row)
        with form.refusals():
            service.give_request(row, actor=current_actor(), owner_id=form.owner_id.data)
            saved(f"request {row.n}")
            return redirect(page_of(row))
    return form_page("owner_form", form, row.investigation, row=row)
