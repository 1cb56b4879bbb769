"""Effect, final outcome, and the ways out."""

from typing import Any

from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.discipline import forms, queries, queries_steps, service
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.service import today_of
from jicms.discipline.service.decision import decided_penalty
from jicms.discipline.service.ending import last_word
from jicms.discipline.service.personnel import (
    default_nature,
    in_effect,
    record_personnel_action,
    takes_nature,
)
from jicms.discipline.views import bp
from jicms.discipline.views.action import not_now, to_action
from jicms.files.taking import taken_in


@bp.route("/cases/<number>/actions/<int:n>/effective", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def effective(action: DisciplinaryAction) -> ResponseReturnValue:
    """The effective date has come."""
    if shut := not_now(action, "effective"):
        return shut
    kind = decided_penalty(action).action_type
    on = action.effective_on or today_of(action)
    default = default_nature(action, kind, on)
    form = forms.NatureForm(data={"version": action.version, "nature_code": default})
    form.offer(action)
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            service.make_effective(action, actor=current_actor(), **_personnel(form))
            return to_action(action, "the action took effect")
    return form.page(
        "discipline/effective.html",
        action=action,
        case=action.case,
        processed=takes_nature(kind),
        default=default,
    )


def _personnel(form: forms.NatureForm) -> dict[str, Any]:
    return {
        "nature_code": form.nature_code.data or None,
        "nature_reason": form.nature_reason.data or "",
        "file": taken_in(form.file),
    }


@bp.route("/cases/<number>/actions/<int:n>/personnel-action", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def nature(action: DisciplinaryAction) -> ResponseReturnValue:
    """The personnel action anew: corrected, or with its SF-50."""
    if shut := not_now(action, "nature"):
        return shut
    kind, on = in_effect(action), action.effective_on
    assert kind is not None
    assert on is not None
    last = queries_steps.personnel_of(action)[-1:]
    default = default_nature(action, kind, on)
    known = last[0].nature_code if last else default
    form = forms.NatureForm(data={"version": action.version, "nature_code": known})
    form.offer(action)
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            told = _personnel(form)
            record_personnel_action(
                action,
                actor=current_actor(),
                nature_code=told["nature_code"] or "",
                reason=told["nature_reason"],
                file=told["file"],
            )
            return to_action(action, "the personnel action is recorded")
    return form.page("discipline/nature.html", action=action, case=action.case, default=default)


@bp.route("/cases/<number>/actions/<int:n>/final", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def final(action: DisciplinaryAction) -> ResponseReturnValue:
    """The outcome stands."""
    if shut := not_now(action, "final"):
        return shut
    form = forms.ConfirmForm(data={"version": action.version})
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            service.make_final(action, actor=current_actor())
            return to_action(action, "the outcome is final")
    return form.page(
        "discipline/final.html",
        action=action,
        case=action.case,
        decided=last_word(action),
    )


@bp.route("/cases/<number>/actions/<int:n>/conclude", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def conclude(action: DisciplinaryAction) -> ResponseReturnValue:
    """End without a decision: no action. Who left is recorded on a page of its own."""
    if shut := not_now(action, "conclude"):
        return shut
    form = forms.ConcludeForm(data={"version": action.version})
    form.offer(action)
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            service.conclude(action, actor=current_actor(), **form.values())
            return to_action(action, "the action has ended")
    return form.page("discipline/conclude.html", action=action, case=action.case)


@bp.route("/cases/<number>/actions/<int:n>/withdraw", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def withdraw(action: DisciplinaryAction) -> ResponseReturnValue:
    """Take the action back before it has effect."""
    if shut := not_now(action, "withdraw"):
        return shut
    form = forms.ReasonForm(data={"version": action.version})
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            service.withdraw(action, actor=current_actor(), reason=form.reason.data)
            return to_action(action, "the action was withdrawn")
    return form.page("discipline/withdraw.html", action=action, case=action.case)
