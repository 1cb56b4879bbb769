"""Pages of requests about witnesses, of the flag, and of what custodians are asked."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.disclosure import flags, forms, queries, service
from jicms.disclosure.models import CustodianAsk, FlagStatus, GiglioFlag, WitnessRequest
from jicms.exports.queries import package_of
from jicms.files.responses import send
from jicms.files.taking import taken_in
from jicms.people.queries import recorded_filters
from jicms.refdata.models import AllegationCategory
from jicms.refdata.queries import label_of
from jicms.web.liststate import ListState, Sort
from jicms.web.messages import saved
from jicms.web.paging import Key, capped_count, keyset

bp = Blueprint("disclosure", __name__, template_folder="templates")
AT = "/witness-requests/<int:witness>"


def by_id(witness: int) -> WitnessRequest | None:
    """The request that an address names."""
    return queries.request_by_id(witness)


def answered(witness: int) -> WitnessRequest | None:
    """The request that an address names, once it is answered."""
    return queries.answered_request(witness)


def flag_by_id(flag: int) -> GiglioFlag | None:
    """The flag that an address names."""
    return queries.flag_by_id(flag)


def _to(row: WitnessRequest, said: str) -> ResponseReturnValue:
    saved(said)
    return redirect(url_for("disclosure.show", witness=row.id))


@bp.get("/witness-requests")
@permit(Action.WITNESS_VIEW, viewed=Event.LIST_VIEWED)
def index() -> ResponseReturnValue:
    """The open requests of the agency, by the day they are due."""
    state = queries.state(request.args)
    found = queries.requests(state.values)
    page, total = keyset(found, state), capped_count(found)
    note(list="witness requests", filters=recorded_filters(state), count=str(total))
    return render_template("disclosure/index.html", state=state, page=page, total=total)


@bp.route("/witness-requests/new", methods=["GET", "POST"])
@permit(Action.WITNESS_EDIT)
def new() -> ResponseReturnValue:
    """Record a request as it came."""
    form = forms.RequestForm()
    form.offer(current_actor())
    if form.ready():
        with form.refusals():
            made = service.record_request(actor=current_actor(), **form.values())
            return _to(made, f"request {made.key}")
    return form.page("disclosure/new.html")


@bp.get(AT)
@permit(Action.WITNESS_VIEW, load=by_id, viewed=Event.RECORD_VIEWED)
def show(row: WitnessRequest) -> ResponseReturnValue:
    """What was asked, searched, reviewed and disclosed."""
    counsel = current_actor().role == "COUNSEL"
    return render_template(
        "disclosure/show.html",
        row=row,
        matters=queries.matters_of(row),
        flag=queries.flag_of(row),
        category_name=lambda code: label_of(AllegationCategory, code),
        told=queries.shared_with_counsel(row) if counsel else None,
    )


@bp.get(f"{AT}/reply-letter")
@permit(Action.WITNESS_VIEW, load=answered, viewed=Event.FILE_DOWNLOADED)
def reply_letter(row: WitnessRequest) -> ResponseReturnValue:
    """The reply letter, always as an attachment."""
    assert row.reply is not None
    note(sha256=row.reply.sha256)
    return send(row.reply, download_name=f"{row.key} reply")


@bp.post(f"{AT}/matters")
@permit(Action.WITNESS_EDIT, load=by_id)
def search(row: WitnessRequest) -> ResponseReturnValue:
    """Search the matters of the employee."""
    service.search_matters(row, actor=current_actor())
    return _to(row, "the matters were searched")


@bp.route(f"{AT}/sources/new", methods=["GET", "POST"])
@permit(Action.WITNESS_EDIT, load=by_id)
def source(row: WitnessRequest) -> ResponseReturnValue:
    """Record a place that was searched."""
    form = forms.SourceForm()
    form.offer(current_actor())
    if form.ready():
        with form.refusals():
            service.record_source(row, actor=current_actor(), **form.said())
            return _to(row, "the search")
    return form.page("disclosure/step.html", row=row, title="Record a search")


@bp.route(f"{AT}/review", methods=["GET", "POST"])
@permit(Action.WITNESS_REVIEW, load=by_id)
def review(row: WitnessRequest) -> ResponseReturnValue:
    """Counsel's review."""
    form = forms.ReviewForm(data={"version": row.version})
    form.offer()
    if form.ready():
        form.refuse_if_stale(row)
        with form.refusals():
            service.review(row, actor=current_actor(), **form.said())
            return _to(row, "the review")
    return form.page("disclosure/step.html", row=row, title="Review as counsel")


@bp.route(f"{AT}/disclosures/new", methods=["GET", "POST"])
@permit(Action.WITNESS_REVIEW, load=by_id)
def disclosed(row: WitnessRequest) -> ResponseReturnValue:
    """Record a disclosure by the package that went out."""
    form = forms.DisclosedForm()
    if form.ready():
        package = package_of(form.number.data, form.export.data)
        if package is None:
            form.fault("export", "You see no such package.")
        else:
            with form.refusals():
                what = form.what.data
                service.record_disclosure(row, actor=current_actor(), package=package, what=what)
                return _to(row, "the disclosure")
    return form.page("disclosure/step.html", row=row, title="Record a disclosure")


@bp.route(f"{AT}/answer", methods=["GET", "POST"])
@permit(Action.WITNESS_EDIT, load=by_id)
def answer(row: WitnessRequest) -> ResponseReturnValue:
    """The reply letter went out."""
    form = forms.AnswerForm(data={"version": row.version})
    form.offer(current_actor())
    if form.ready():
        form.refuse_if_stale(row)
        with form.refusals():
            on, file = form.answered_on.data, taken_in(form.file)
            service.answer(row, actor=current_actor(), answered_on=on, file=file)
            return _to(row, f"{row.key} is answered")
    return form.page("disclosure/step.html", row=row, title="Answer the request")


@bp.get("/giglio-flags")
@permit(Action.FLAG_DECIDE, viewed=Event.LIST_VIEWED)
def giglio_flags() -> ResponseReturnValue:
    """The employees who bear the flag, and suggestions that wait for a decision."""
    keys = [Key(GiglioFlag.status, desc=True), Key(GiglioFlag.id, desc=True)]
    state = ListState(request.args, sorts=[Sort("status", "Status", keys)])
    page = keyset(queries.flags(), state)
    note(list="giglio flags", count=len(page.items))
    return render_template("disclosure/flags.html", state=state, page=page)


@bp.route("/giglio-flags/<int:flag>", methods=["GET", "POST"])
@permit(Action.FLAG_DECIDE, load=flag_by_id)
def decide_flag(flag: GiglioFlag) -> ResponseReturnValue:
    """Set the flag, decline it, lift it."""
    form = forms.FlagForm(data={"version": flag.version})
    form.offer(standing=flag.status is FlagStatus.SET)
    if form.ready():
        form.refuse_if_stale(flag)
        with form.refusals():
            flags.decide(flag, actor=current_actor(), **form.said())
            saved("the decision on the flag")
            return redirect(url_for("disclosure.giglio_flags"))
    return form.page("disclosure/flag.html", flag=flag)


@bp.get("/witness-requests/asked")
@permit(Action.CUSTODIAN_ANSWER, viewed=Event.LIST_VIEWED)
def asked() -> ResponseReturnValue:
    """The shut matters of which requests ask, for whoever reads their cases."""
    state = ListState(request.args, sorts=[Sort("asked", "Asked", [Key(CustodianAsk.id)])])
    page = keyset(queries.asks(), state)
    note(list="custodian asks", count=len(page.items))
    return render_template("disclosure/asked.html", state=state, page=page)


@bp.route("/cases/<number>/witness-asks/<int:ask>", methods=["GET", "POST"])
@permit(Action.CUSTODIAN_ANSWER, load=queries.ask_of)
def answer_ask(ask: CustodianAsk) -> ResponseReturnValue:
    """What counsel may know of a shut matter."""
    form = forms.CustodianForm(data={"version": ask.version})
    form.offer()
    if form.ready():
        form.refuse_if_stale(ask)
        with form.refusals():
            service.answer_ask(ask, actor=current_actor(), **form.told())
            saved("the answer to counsel")
            return redirect(url_for("disclosure.asked"))
    employee, basis = queries.employee_of(ask)
    return form.page("disclosure/ask.html", ask=ask, employee=employee, basis=basis)
