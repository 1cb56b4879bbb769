"""Requests for records and subpoenas."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.core import clock
from jicms.evidence import queries as evidence
from jicms.evidence.service import access_list, candidates
from jicms.fieldwork import queries, service
from jicms.fieldwork.forms import OwnerForm, ReplyForm, RequestForm, members
from jicms.fieldwork.models_requests import RecordsRequest
from jicms.fieldwork.views import bp
from jicms.fieldwork.views.plans import AT, form_page, here, load
from jicms.investigations.models import Investigation
from jicms.web.messages import saved


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
                "named": [u for u in candidates(investigation.case) if u.id in listed]
            }
            for name in ("address", "citation"):
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
    )


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
            chosen = set(form.documents.data or ())
            service.answer_request(
                row,
                actor=current_actor(),
                kind=form.kind.data,
                on=form.on.data,
                due_on=form.due_on.data,
                note=form.note.data or "",
                documents=[d for d in evidence.documents_of(row.case) if d.n in chosen],
            )
            saved(f"reply to request {row.n}")
            return redirect(page_of(row))
    return form_page("reply_form", form, row.investigation, row=row)


@bp.route(f"{AT}/requests/<int:records_request>/owner", methods=["GET", "POST"])
@permit(Action.FIELDWORK_EDIT, load=queries.request_of)
def give_request(row: RecordsRequest) -> ResponseReturnValue:
    """Let somebody else see to it."""
    form = OwnerForm(obj=row)
    form.owner_id.offer(members(row.investigation))
    if form.ready():
        form.refuse_if_stale(row)
        with form.refusals():
            service.give_request(row, actor=current_actor(), owner_id=form.owner_id.data)
            saved(f"request {row.n}")
            return redirect(page_of(row))
    return form_page("owner_form", form, row.investigation, row=row)
