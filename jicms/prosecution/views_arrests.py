"""Arrests: recorded and corrected beside the referrals."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.cases.models import Case
from jicms.cases.queries import case_by_number
from jicms.prosecution import arrests
from jicms.prosecution.forms_arrests import ArrestForm, EditArrestForm
from jicms.prosecution.models_arrest import Arrest
from jicms.prosecution.views import bp
from jicms.web.messages import saved

__all__ = ["add_arrest", "bp", "edit_arrest"]


@bp.route("/cases/<number>/arrests/new", methods=["GET", "POST"])
@permit(Action.PARTY_EDIT, load=case_by_number)
def add_arrest(case: Case) -> ResponseReturnValue:
    """Record an arrest."""
    form = ArrestForm()
    people = form.offer(case)
    if form.ready():
        with form.refusals():
            party = people[int(form.party.data)]
            made = arrests.add_arrest(party, actor=current_actor(), **form.said())
            saved(f"arrest {made.n}")
            return redirect(url_for("prosecution.index", number=case.number))
    return form.page("prosecution/arrest.html", case=case, arrest=None)


@bp.route("/cases/<number>/arrests/<int:n>/edit", methods=["GET", "POST"])
@permit(Action.PARTY_EDIT, load=arrests.arrest_of)
def edit_arrest(arrest: Arrest) -> ResponseReturnValue:
    """Correct an arrest, or write how it ended."""
    form = EditArrestForm.of(arrest)
    if form.ready():
        form.refuse_if_stale(arrest)
        with form.refusals():
            arrests.edit_arrest(arrest, actor=current_actor(), **form.said())
            saved(f"arrest {arrest.n}")
            return redirect(url_for("prosecution.index", number=arrest.case.number))
    return form.page("prosecution/arrest.html", case=arrest.case, arrest=arrest)
