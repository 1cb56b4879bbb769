"""The proposal."""

from typing import Any

from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.discipline import (
    forms,
    procedures,
    queries,
    queries_charges,
    queries_prior,
    service,
)
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.service import today_of
from jicms.discipline.service.ranges import joint, ranges_of
from jicms.discipline.views import bp
from jicms.discipline.views.action import not_now, to_action
from jicms.files.taking import taken_in


@bp.route("/cases/<number>/actions/<int:n>/proposal", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def proposal(action: DisciplinaryAction) -> ResponseReturnValue:
    """The proposal as it was signed: penalty, charges, material."""
    if shut := not_now(action, "proposal"):
        return shut
    form = forms.ProposalForm(data=_begin(action))
    form.offer(action)
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            service.record_proposal(
                action, actor=current_actor(), file=taken_in(form.file), **_typed(form, action)
            )
            return to_action(action, "the proposal is recorded")
    form.offer(action)
    return form.page(
        "discipline/proposal.html",
        action=action,
        case=action.case,
        procedure=procedures.procedure_of(action),
        determined=next(iter(service.determinations(action)), None),
        **_looked_up(action),
    )


def _looked_up(action: DisciplinaryAction) -> dict[str, Any]:
    """The drafted charges, what is cited, and the range of the table for this offense."""
    charges, prior = queries_charges.charges_of(action), queries_prior.prior_of(action)
    offense = 1 + sum(row.cited for row in prior)
    ranges = ranges_of(charges, offense)
    factors, comparators = service.to_propose(action)
    return {
        "charges": charges,
        "prior": prior,
        "offense": offense,
        "ranges": ranges,
        "joint": joint(ranges),
        "factors_missing": factors,
        "comparators_missing": comparators,
    }


def _begin(action: DisciplinaryAction) -> dict[str, Any]:
    """What is known already: officials, review, all that was sent."""
    return {
        "version": action.version,
        "proposing": action.proposing_official_id,
        "deciding": action.deciding_official_id,
        "proposed_on": today_of(action),
        "legal_review_on": action.legal_review_on,
        "legal_review_by": action.legal_review_by,
        "material": [forms.key_of(row) for row in service.referred_material(action)],
    }


def _typed(form: Any, action: DisciplinaryAction) -> dict[str, Any]:
    people = queries.officials(action.office)
    material = {forms.key_of(row): row for row in service.referred_material(action)}
    plain = (
        "action_type_code",
        "days",
        "proposed_on",
        "legal_review_on",
        "crime_provision",
    )
    return {
        **{name: form[name].data for name in plain},
        "legal_review_by": form.legal_review_by.data or "",
        "reason": form.reason.data or "",
        "range_reason": form.range_reason.data or "",
        "end_condition": form.end_condition.data or "",
        "proposing": forms.chosen(people, form.proposing.data),
        "deciding": forms.chosen(people, form.deciding.data),
        "material": [material[key] for key in form.material.data],
    }
