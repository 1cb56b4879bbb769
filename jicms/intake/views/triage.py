"""The triage queue, and the decision where a case goes."""

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access import guard, policy
from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.cases.landing import land
from jicms.cases.models import Case
from jicms.cases.queries import case_by_number
from jicms.core.errors import Missing, RuleBroken
from jicms.intake import duplicates, gate, queries, service
from jicms.intake.comparing import sought_of
from jicms.intake.duplicates import Hit, Sought
from jicms.intake.models_candidates import DuplicateCandidate
from jicms.intake.triage_forms import ReceiptForm, RouteForm
from jicms.intake.views import bp
from jicms.web.forms import Choice
from jicms.web.liststate import Filter, ListState, Sort
from jicms.web.messages import saved
from jicms.web.paging import Key, capped_count, keyset

ACCEPT, MANAGEMENT, OUT, CLOSE = "accept", "management", "out", "close"
ROUTES = (
    Choice(ACCEPT, "Accept", "Hand it to the investigations supervisor for assignment."),
    Choice(MANAGEMENT, "Management inquiry", "A fact-finder in the field works it."),
    Choice(OUT, "Refer out", "Another body works it. The case ends here."),
    Choice(CLOSE, "Close at triage", "Information only, or another coded reason."),
)


@bp.get("/intake/triage")
@permit(Action.TRIAGE_QUEUE, viewed=Event.LIST_VIEWED)
def triage() -> ResponseReturnValue:
    """What waits for the desk of the actor's office."""
    actor = current_actor()
    wanted = request.args.getlist("status")
    statuses = [status for status in queries.WAITING if status.value in wanted]
    rows, due_on = queries.queue(statuses, actor.office_id)
    state = ListState(
        request.args,
        filters=[Filter("status", "Status", choices=queries.WAITING, many=True)],
        sorts=[
            Sort("clock", "Next clock", [Key(due_on, nullable=True), Key(Case.id)]),
            Sort("received", "Received", [Key(Case.received_at), Key(Case.id)]),
        ],
    )
    page = keyset(rows, state)
    ids = [case.id for case in page.items]
    undecided, asked = queries.candidates_for(actor, ids)
    guard.note(filters=state.values)
    return render_template(
        "intake/triage.html",
        state=state,
        page=page,
        total=capped_count(rows),
        clocks=queries.next_clocks(ids),
        codes=queries.codes_of(ids),
        accepted=queries.accepted_ids(ids),
        undecided=undecided,
        asked=asked,
    )


@bp.post("/intake/candidates/<int:candidate_id>/settle")
@permit(Action.CANDIDATE_SETTLE, load=queries.candidate_of)
def settle(candidate: DuplicateCandidate) -> ResponseReturnValue:
    """The supervisor who was asked about a possible related case has dealt with it."""
    other = candidate.other.number
    service.settle(candidate, actor=current_actor())
    saved(f"the question about {other} is dealt with")
    return redirect(url_for("intake.triage"))


@bp.route("/cases/<number>/triage", methods=["GET", "POST"])
@permit(Action.CASE_TRIAGE, load=case_by_number, viewed=Event.RECORD_VIEWED)
def route(case: Case) -> ResponseReturnValue:
    """What is known, and where it goes."""
    form = RouteForm()
    form.offer(case, routes_of(case))
    if form.ready():
        with form.refusals():
            said = _take(case, form)
            return land(case, url_for("cases.show", number=case.number), said)
    sought = sought_of(case)
    return form.page(
        "intake/route.html",
        case=case,
        gates=gate.gates_of(case),
        allegations=queries.allegations_of(case),
        hits=_hits(case, sought),
        is_accepted=bool(queries.accepted_ids([case.id])),
    )


def routes_of(case: Case) -> list[Choice]:
    """The routes that are open to the actor: the desk hands over, the supervisor decides."""
    decides = policy.allows(current_actor(), Action.CASE_ROUTE, case)
    return [choice for choice in ROUTES if decides or choice.value == ACCEPT]


def _take(case: Case, form: RouteForm) -> str:
    actor, reason = current_actor(), form.reason.data or ""
    decides = policy.allows(actor, Action.CASE_ROUTE, case)
    taken: dict[str, Callable[[], object]] = {
        ACCEPT: lambda: service.accept(
            case,
            actor=actor,
            note=reason,
            case_type_code=form.case_type.data if decides else None,
        ),
        MANAGEMENT: lambda: service.route_to_management(case, actor=actor, reason=reason),
        OUT: lambda: service.refer_out(
            case, actor=actor, target_code=form.target_code.data or "", reason=reason
        ),
        CLOSE: lambda: service.information_only(
            case, actor=actor, closure_code=form.closure_code.data or "", reason=reason
        ),
    }
    taken[form.route.data]()
    words = {
        ACCEPT: "accepted for assignment",
        MANAGEMENT: "made a management inquiry",
        OUT: "referred out",
        CLOSE: "closed at triage",
    }
    return f"{case.number} is {words[form.route.data]}"


@bp.post("/cases/<number>/triage/begin")
@permit(Action.CASE_TRIAGE, load=case_by_number)
def begin(case: Case) -> ResponseReturnValue:
    """Take it into triage."""
    service.begin_triage(case, actor=current_actor())
    saved(f"{case.number} is in triage")
    return redirect(url_for("intake.route", number=case.number))


@bp.post("/cases/<number>/triage/duplicate")
@permit(Action.CASE_TRIAGE, load=case_by_number)
def decide(case: Case) -> ResponseReturnValue:
    """Say whether another case is the same matter."""
    other = case_by_number(request.form.get("other", "")[:20])
    if other is None:
        raise Missing
    is_same = request.form.get("is_same") == "1"
    service.decide_duplicate(case, actor=current_actor(), other=other, is_duplicate=is_same)
    saved(f"{other.number} is {'the same matter' if is_same else 'another matter'}")
    return redirect(url_for("intake.route", number=case.number))


@bp.route("/intake/receipt", methods=["GET", "POST"])
@permit(Action.INTAKE)
def receipt() -> ResponseReturnValue:
    """Find the case behind a receipt code."""
    form = ReceiptForm()
    if form.ready():
        with form.refusals():
            case = service.case_of_receipt(form.code.data or "")
            if case is None:
                raise RuleBroken("No case that you may see has this code.", field="code")
            return redirect(url_for("cases.show", number=case.number))
    return form.page("intake/receipt.html")


def _hits(case: Case, sought: Sought) -> list[Hit]:
    said = queries.decisions_of(case)
    found = duplicates.find(sought)
    for hit in found:
        hit.is_duplicate = said.get(hit.case.id)
    return found
