"""Case analysis and legal review."""

from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.discipline import forms, queries, queries_steps, service
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.service import today_of
from jicms.discipline.views import bp
from jicms.discipline.views.action import not_now, to_action
from jicms.files.taking import taken_in

_AT = "/cases/<number>/actions/<int:n>"


@bp.route(f"{_AT}/analysis", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def analysis(action: DisciplinaryAction) -> ResponseReturnValue:
    """Labor relations’ analysis of the case: who made it, when, what it recommends."""
    if shut := not_now(action, "analysis"):
        return shut
    actor = current_actor()
    people = queries.specialists(action.office)
    form = forms.AnalysisForm(
        data={"version": action.version, "done_on": today_of(action), "analyst": actor.user_id}
    )
    form.offer(people)
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            service.record_analysis(
                action,
                actor=actor,
                recommends=form.recommends.data,
                done_on=form.done_on.data,
                analyst=forms.chosen(people, form.analyst.data),
                text=form.text.data or "",
                file=taken_in(form.file),
            )
            return to_action(action, "the case analysis is recorded")
    return form.page(
        "discipline/analysis.html",
        action=action,
        case=action.case,
        earlier=queries_steps.analyses_of(action),
        needed=service.needs_analysis(action),
    )


@bp.route(f"{_AT}/analysis-waiver", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_APPROVE, load=queries.action_by_number)
def waive_analysis(action: DisciplinaryAction) -> ResponseReturnValue:
    """A supervisor lets the action go without a case analysis, and says why."""
    if shut := not_now(action, "waive_analysis"):
        return shut
    form = forms.ReasonForm(data={"version": action.version})
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            service.waive_analysis(action, actor=current_actor(), reason=form.reason.data)
            return to_action(action, "the case analysis is waived")
    return form.page("discipline/waive_analysis.html", action=action, case=action.case)


@bp.route(f"{_AT}/legal-review", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def legal_review(action: DisciplinaryAction) -> ResponseReturnValue:
    """When counsel reviewed the proposal, who, and with what result."""
    if shut := not_now(action, "legal_review"):
        return shut
    form = forms.ReviewForm(
        data={
            "version": action.version,
            "legal_review_on": today_of(action),
            "legal_review_by": action.legal_review_by,
        }
    )
    form.offer()
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            service.record_legal_review(
                action,
                actor=current_actor(),
                on=form.legal_review_on.data,
                by=form.legal_review_by.data,
                result=form.result.data,
                note=form.note.data or "",
                file=taken_in(form.file),
            )
            return to_action(action, "the legal review is recorded")
    return form.page(
        "discipline/legal_review.html",
        action=action,
        case=action.case,
        earlier=queries_steps.reviews_of(action),
    )
