"""Information requests of a union: recorded, answered, and the open ones of the office."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.discipline.models import DisciplinaryAction
from jicms.files.responses import send
from jicms.files.taking import taken_in
from jicms.litigation import forms, queries
from jicms.litigation.models_requests import InformationItem, InformationRequest
from jicms.litigation.service import requests as service
from jicms.litigation.views import bp
from jicms.litigation.views.file import AT
from jicms.people.queries import recorded_filters
from jicms.web.dates import viewer_today
from jicms.web.liststate import Filter, ListState, Sort
from jicms.web.messages import saved
from jicms.web.paging import Key, capped_count, keyset

ONE = f"{AT}/requests/<int:information>"
_STATES = [("open", "Open"), ("answered", "Answered"), ("all", "All")]


def _to(row: InformationRequest, said: str) -> ResponseReturnValue:
    saved(said)
    number, n = row.case.number, row.action.n
    return redirect(url_for("litigation.information", number=number, n=n, information=row.n))


@bp.get("/discipline/information-requests")
@permit(Action.LITIGATION_LIST, viewed=Event.LIST_VIEWED)
def information_requests() -> ResponseReturnValue:
    """The requests that wait for an answer, the oldest first."""
    key = Key(InformationRequest.id)
    state = ListState(
        request.args,
        filters=[Filter("state", "State", choices=_STATES)],
        sorts=[
            Sort("received", "Received", (Key(InformationRequest.received_on), key)),
            Sort("due", "Agreed by", (Key(InformationRequest.due_on, nullable=True), key)),
        ],
    )
    found = queries.listed(state.values)
    page, total = keyset(found, state), capped_count(found)
    note(list="information requests", filters=recorded_filters(state), count=str(total))
    today = viewer_today()
    return render_template(
        "litigation/requests.html", state=state, page=page, total=total, today=today
    )


@bp.route(f"{AT}/requests/new", methods=["GET", "POST"])
@permit(Action.LITIGATION_EDIT, load=queries.action_inside)
def new_information(action: DisciplinaryAction) -> ResponseReturnValue:
    """Record a request as it came."""
    form = forms.RequestForm()
    form.offer(action)
    if form.ready():
        with form.refusals():
            made = service.record_request(
                action, form.told(), actor=current_actor(), file=taken_in(form.file)
            )
            return _to(made, f"information request {made.n}")
    return form.page("litigation/request_form.html", action=action, case=action.case)


@bp.get(ONE)
@permit(Action.LITIGATION_VIEW, load=queries.request_of, viewed=Event.RECORD_VIEWED)
def information(row: InformationRequest) -> ResponseReturnValue:
    """What was asked, why, and what was answered."""
    today = viewer_today()
    return render_template(
        "litigation/request.html", row=row, action=row.action, case=row.case, today=today
    )


@bp.route(f"{ONE}/items/<int:asked>", methods=["GET", "POST"])
@permit(Action.LITIGATION_EDIT, load=queries.item_of)
def information_item(item: InformationItem) -> ResponseReturnValue:
    """Answer one item."""
    form = forms.ItemAnswerForm(obj=item)
    form.offer(item, queries.records_for(item.action))
    if form.ready():
        form.refuse_if_stale(item)
        with form.refusals():
            told = form.told(taken_in(form.file))
            service.answer_item(item, told, actor=current_actor())
            return _to(item.request, f"the answer to item {item.n}")
    return form.page(
        "litigation/item.html", item=item, row=item.request, action=item.action, case=item.case
    )


@bp.route(f"{ONE}/answer", methods=["GET", "POST"])
@permit(Action.LITIGATION_EDIT, load=queries.request_of)
def information_answer(row: InformationRequest) -> ResponseReturnValue:
    """The letter with the answer was served."""
    form = forms.AnsweredForm(data={"version": row.version})
    form.offer(row.action)
    if form.ready():
        form.refuse_if_stale(row)
        with form.refusals():
            on, letter = form.answered_on.data, taken_in(form.file)
            assert letter is not None
            service.answer_request(row, actor=current_actor(), answered_on=on, letter=letter)
            return _to(row, f"information request {row.n} is answered")
    return form.page("litigation/answer.html", row=row, action=row.action, case=row.case)


@bp.get(f"{ONE}/as-it-came")
@permit(Action.LITIGATION_VIEW, load=queries.request_file, viewed=Event.FILE_DOWNLOADED)
def information_file(row: InformationRequest) -> ResponseReturnValue:
    """The request as it came, always as an attachment."""
    assert row.file is not None
    note(sha256=row.file.sha256)
    return send(row.file, download_name=f"{row.action.number} information request {row.n}")


@bp.get(f"{ONE}/letter")
@permit(Action.LITIGATION_VIEW, load=queries.answer_letter, viewed=Event.FILE_DOWNLOADED)
def information_letter(row: InformationRequest) -> ResponseReturnValue:
    """The answer letter, always as an attachment."""
    assert row.letter is not None
    note(sha256=row.letter.sha256)
    return send(row.letter, download_name=f"{row.action.number} answer {row.n}")
