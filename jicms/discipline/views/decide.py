"""The decision, its date and its service."""

from typing import Any

from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.discipline import forms, procedures, queries, queries_charges, service
from jicms.discipline.models import DisciplinaryAction, PenaltyStage
from jicms.discipline.service import today_of
from jicms.discipline.views import bp
from jicms.discipline.views.action import not_now, to_action
from jicms.files.taking import taken_in


@bp.route("/cases/<number>/actions/<int:n>/early-date", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_APPROVE, load=queries.action_by_number)
def early_date(action: DisciplinaryAction) -> ResponseReturnValue:
    """A supervisor approves the statutory floor in place of the office's default."""
    if shut := not_now(action, "early_date"):
        return shut
    form = forms.ReasonForm(data={"version": action.version})
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            service.approve_early_effective(action, actor=current_actor(), reason=form.reason.data)
            return to_action(action, "the earlier date is approved")
    return form.page(
        "discipline/early_date.html",
        action=action,
        case=action.case,
        floor=service.floor_of(action),
    )


@bp.route("/cases/<number>/actions/<int:n>/decision", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def decision(action: DisciplinaryAction) -> ResponseReturnValue:
    """The decision as it was signed."""
    if shut := not_now(action, "decision"):
        return shut
    form = forms.DecisionForm(data=_begin(action))
    form.offer(action)
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            typed = {**form.values(), "reason": form.reason.data or ""}
            typed["deciding"] = forms.chosen(queries.officials(action.office), form.deciding.data)
            typed["sustained"] = [_numbers(label) for label in form.sustained.data]
            typed["file"] = taken_in(form.file)
            service.record_decision(action, actor=current_actor(), **typed)
            return to_action(action, "the decision is recorded")
    return form.page(
        "discipline/decision.html",
        action=action,
        case=action.case,
        hint=forms.effective_hint(action),
        proposed=action.penalty(PenaltyStage.PROPOSED),
        missing=service.missing_factors(action) if procedures.weighs_factors(action) else [],
        unsettled=service.unsettled(action),
    )


def _numbers(label: str) -> tuple[int, int]:
    """`2.1`: specification 1 of charge 2."""
    charge, _, specification = label.partition(".")
    return int(charge), int(specification)


def _begin(action: DisciplinaryAction) -> dict[str, Any]:
    """As proposed, on the first allowed day: the official changes what was decided otherwise."""
    proposed = action.penalty(PenaltyStage.PROPOSED)
    return {
        "version": action.version,
        "deciding": action.deciding_official_id,
        "decided_on": today_of(action),
        "sustained": [
            row.label
            for charge in queries_charges.charges_of(action)
            for row in charge.specifications
        ],
        "action_type_code": proposed.action_type_code if proposed else None,
        "days": proposed.days if proposed else None,
        "effective_on": service.earliest_effective(action),
    }


@bp.route("/cases/<number>/actions/<int:n>/decision-service", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def decision_service(action: DisciplinaryAction) -> ResponseReturnValue:
    """When and how the decision reached the employee: the appeal window opens."""
    if shut := not_now(action, "decision_service"):
        return shut
    known = {"version": action.version, "effective_on": action.effective_on}
    form = forms.DecisionServiceForm(data=known)
    form.offer(action)
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            if (delivery := forms.delivery(form, action)) is not None:
                service.serve_decision(
                    action,
                    actor=current_actor(),
                    **delivery,
                    effective_on=form.effective_on.data,
                    file=taken_in(form.file),
                )
                return to_action(action, "the decision was served")
    return form.page(
        "discipline/decision_service.html",
        action=action,
        case=action.case,
        hint=forms.effective_hint(action),
    )
