"""What becomes of a contractor: recorded beside an action, listed and counted apart."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.discipline import queries
from jicms.discipline import queries_contractors as reads
from jicms.discipline.forms import contractors as forms
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_contractors import ContractorOutcome
from jicms.discipline.service import contractors as service
from jicms.discipline.views import bp
from jicms.people.queries import recorded_filters
from jicms.web.dates import viewer_today
from jicms.web.messages import saved
from jicms.web.paging import capped_count, keyset

AT = "/cases/<number>/actions/<int:n>/contractor"


def _back(action: DisciplinaryAction, said: str) -> ResponseReturnValue:
    saved(said)
    return redirect(url_for("discipline.show", number=action.case.number, n=action.n))


@bp.get("/discipline/contractors")
@permit(Action.DISCIPLINE_QUEUE, viewed=Event.LIST_VIEWED)
def contractors() -> ResponseReturnValue:
    """The outcomes about contractors, with their numbers, and replies that are overdue."""
    state = reads.state(request.args)
    found = reads.listed(state.values)
    page, total = keyset(found, state), capped_count(found)
    note(list="contractors", filters=recorded_filters(state), count=str(total))
    return render_template(
        "discipline/contractors.html",
        state=state,
        page=page,
        total=total,
        counts=reads.counts(),
        today=viewer_today(),
    )


@bp.route(f"{AT}/new", methods=["GET", "POST"])
@permit(Action.AGREEMENT_FOLLOW, load=queries.action_by_number)
def contractor(action: DisciplinaryAction) -> ResponseReturnValue:
    """Record one outcome."""
    form = forms.OutcomeForm()
    form.offer(action)
    if form.ready():
        with form.refusals():
            blank = ("addressed_to", "contract", "note")
            said = form.values() | {name: form[name].data or "" for name in blank}
            made = service.record_outcome(action, actor=current_actor(), **said)
            return _back(action, made.kind.label.lower())
    return form.page("discipline/contractor.html", action=action, case=action.case)


@bp.route(f"{AT}/<int:outcome>/reply", methods=["GET", "POST"])
@permit(Action.AGREEMENT_FOLLOW, load=reads.outcome_of)
def contractor_reply(row: ContractorOutcome) -> ResponseReturnValue:
    """The reply to a referral has come."""
    form = forms.ReplyForm(data={"version": row.version})
    form.offer(row.action)
    if form.ready():
        form.refuse_if_stale(row)
        with form.refusals():
            service.record_reply(row, actor=current_actor(), **form.values())
            return _back(row.action, "the reply")
    return form.page("discipline/contractor_reply.html", action=row.action, row=row)
