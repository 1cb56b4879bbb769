"""Counsel's override of the gate for one interview: asked by one, decided by another."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.cases.models import Case
from jicms.cases.queries import case_by_number
from jicms.interviews import queries, service
from jicms.interviews.forms import AskOverrideForm, DecideOverrideForm, end_of
from jicms.interviews.models import GateOverride
from jicms.interviews.views import bp
from jicms.web.messages import saved


@bp.route("/cases/<number>/interviews/override", methods=["GET", "POST"])
@permit(Action.OVERRIDE_ASK, load=case_by_number)
def ask_override(case: Case) -> ResponseReturnValue:
    """Ask for one interview past the gate."""
    form = AskOverrideForm()
    form.offer(case)
    if form.ready():
        with form.refusals():
            made = service.ask_override(
                case,
                actor=current_actor(),
                party=form.rows[form.party.data],
                reason=form.reason.data,
                expires_at=end_of(form.expires_on.data, case),
            )
            saved(f"override {made.n} waits for a second person")
            return redirect(url_for("interviews.index", number=case.number))
    return form.page("interviews/override.html", case=case)


@bp.route("/cases/<number>/interviews/override/<int:override>", methods=["GET", "POST"])
@permit(Action.OVERRIDE_DECIDE, load=queries.override_of)
def decide_override(override: GateOverride) -> ResponseReturnValue:
    """Confirm or decline it."""
    form = DecideOverrideForm()
    form.offer(override)
    if form.ready():
        with form.refusals():
            confirms = form.decision.data == "confirm"
            service.decide_override(
                override, actor=current_actor(), confirms=confirms, reason=form.reason.data
            )
            saved(f"override {override.n} is {'confirmed' if confirms else 'declined'}")
            return redirect(url_for("interviews.index", number=override.case.number))
    return form.page("interviews/decide_override.html", case=override.case, row=override)
