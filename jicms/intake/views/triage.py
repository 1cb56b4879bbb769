"""The triage queue, and the decision where a case goes."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access import guard, policy
from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.cases import bulk, columns
from jicms.cases.models import Case
from jicms.cases.queries import case_by_number
from jicms.core.errors import Missing, RuleBroken
from jicms.intake import duplicates, gate, queries, service, waiting, walking
from jicms.intake.comparing import sought_of
from jicms.intake.duplicates import Hit, Sought
from jicms.intake.models_candidates import DuplicateCandidate
from jicms.intake.triage_forms import ReceiptForm
from jicms.intake.views import bp
from jicms.routing import byrule
from jicms.routing.queries import under_way_in
from jicms.web.exports import Column, export_kind, export_rows
from jicms.web.messages import saved
from jicms.web.paging import capped_count, keyset

#: Each decision: its page, what it needs, its name, what it does in a sentence.
DECISIONS = (
    (
        *("intake.accept", Action.CASE_TRIAGE, "Accept"),
        "This office works it: on to the investigations supervisor, for assignment.",
    ),
    (
        *("intake.to_management", Action.CASE_ROUTE, "Refer to management"),
        "A fact-finder in the field, or a manager who acts and replies by a date.",
    ),
    (
        *("intake.refer_out", Action.CASE_ROUTE, "Refer out"),
        "Another body works it; the case ends here and waits for its reply.",
    ),
    (
        *("intake.close", Action.CASE_ROUTE, "Information only"),
        "Nothing is to be done: closed from triage with a coded reason.",
    ),
    (
        *("intake.to_desk", Action.CASE_ROUTE, "Return to the desk"),
        "Something is missing; the desk completes it and triage goes on.",
    ),
    (
        *("routing.send", Action.CASE_ROUTE, "Send to another office"),
        "The other office leads it, once it has accepted.",
    ),
)
#: Decisions that end the case: the Inspector General has answered first.
_ENDING = frozenset({"intake.refer_out", "intake.close"})


@bp.get("/intake/triage")
@permit(Action.TRIAGE_QUEUE, viewed=Event.LIST_VIEWED)
def triage() -> ResponseReturnValue:
    """What waits for the desk of the actor's office."""
    actor = current_actor()
    state = waiting.state(request.args)
    rows = waiting.queue(state.values, actor)
    page = keyset(waiting.with_codes(rows), state)
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
        returned=waiting.returns_in(ids),
        under_way=under_way_in(ids),
        undecided=undecided,
        asked=asked,
        acts=bulk.offered(actor, "triage"),
        at_most=bulk.AT_MOST,
    )


@bp.get("/intake/triage/export/<kind>")
@permit(Action.TRIAGE_EXPORT, load=export_kind, viewed=Event.EXPORT_STARTED)
def export_queue(kind: str) -> ResponseReturnValue:
    """The queue as it is filtered, as CSV or XLSX. The trail knows both ends."""
    state = waiting.state(request.args)
    rows = walking.exported(state)
    guard.note(list="triage", filters=state.values, kind=kind)
    return export_rows("triage", kind, rows, _COLUMNS)


_COLUMNS = (*columns.FIRST, Column("Received", "received_at"), *columns.LAST)


@bp.post("/intake/candidates/<int:candidate_id>/settle")
@permit(Action.CANDIDATE_SETTLE, load=queries.candidate_of)
def settle(candidate: DuplicateCandidate) -> ResponseReturnValue:
    """The supervisor who was asked about a possible related case has dealt with it."""
    other = candidate.other.number
    service.settle(candidate, actor=current_actor())
    saved(f"the question about {other} is dealt with")
    return redirect(url_for("intake.triage"))


@bp.get("/cases/<number>/triage")
@permit(Action.CASE_TRIAGE, load=case_by_number, viewed=Event.RECORD_VIEWED)
def route(case: Case) -> ResponseReturnValue:
    """What is known, what the rules say, and where it may go."""
    actor = current_actor()
    told, held = byrule.advice_for(case), service.held_up(case, actor)
    gates = gate.gates_of(case)
    unanswered = gate.waiting_in(gates)
    return render_template(
        "intake/route.html",
        case=case,
        gates=gates,
        unanswered=unanswered,
        allegations=queries.allegations_of(case),
        hits=_hits(case, sought_of(case)),
        is_accepted=bool(queries.accepted_ids([case.id])),
        advice=told if told.rule is not None else None,
        advised=byrule.LABELS[told.way],
        missing=waiting.return_of(case.number),
        held=held,
        decisions=[]
        if held
        else [
            (url_for(endpoint, number=case.number), name, text)
            for endpoint, action, name, text in DECISIONS
            if policy.allows(actor, action, case) and not (unanswered and endpoint in _ENDING)
        ],
    )


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
