"""Injuries of the people in a case."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.cases import queries, service
from jicms.cases.injuries import EditInjuryForm, InjuryForm, injury_of
from jicms.cases.models import Case
from jicms.cases.models_injury import Injury
from jicms.cases.views import bp
from jicms.web.messages import saved


@bp.route("/cases/<number>/injuries/new", methods=["GET", "POST"])
@permit(Action.PARTY_EDIT, load=queries.case_by_number)
def add_injury(case: Case) -> ResponseReturnValue:
    """Record an injury."""
    form = InjuryForm()
    people = form.offer(case)
    if form.ready():
        with form.refusals():
            party = people[int(form.party.data)]
            made = service.add_injury(party, actor=current_actor(), **form.said())
            saved(f"injury {made.n}")
            return redirect(url_for("cases.people", number=case.number))
    return form.page("cases/injury_form.html", case=case, injury=None)


@bp.route("/cases/<number>/injuries/<int:n>/edit", methods=["GET", "POST"])
@permit(Action.PARTY_EDIT, load=injury_of)
def edit_injury(injury: Injury) -> ResponseReturnValue:
    """Correct what is said of it."""
    form = EditInjuryForm.of(injury)
    if form.ready():
        form.refuse_if_stale(injury)
        with form.refusals():
            service.edit_injury(injury, actor=current_actor(), **form.said())
            saved(f"injury {injury.n}")
            return redirect(url_for("cases.people", number=injury.case.number))
    return form.page("cases/injury_form.html", case=injury.case, injury=injury)
