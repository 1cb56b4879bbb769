"""Effect, final outcome, and the ways out."""

from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.discipline import forms, queries, service
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.service.ending import last_word
from jicms.discipline.views import bp
from jicms.discipline.views.action import not_now, to_action


@bp.route("/cases/<number>/actions/<int:n>/effective", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def effective(action: DisciplinaryAction) -> ResponseReturnValue:
    """The effective date has come."""
    if shut := not_now(action, "effective"):
        return shut
    form = forms.ConfirmForm(data={"version": action.version})
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            service.make_effective(action, actor=current_actor())
            return to_action(action, "the action took effect")
    return form.page("discipline/effective.html", action=action, case=action.case)


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
