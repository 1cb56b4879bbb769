"""What a case adds to the gate: sovereigns with likely jurisdiction, letters relied on."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.cases.models import Case
from jicms.cases.queries import case_by_number
from jicms.prosecution import queries_gate as queries
from jicms.prosecution import service_gate as service
from jicms.prosecution.forms_gate import JurisdictionForm, UseStandingForm
from jicms.prosecution.models_gate import StandingUse
from jicms.prosecution.views_arrests import bp
from jicms.web.messages import saved

__all__ = ["bp", "jurisdiction", "use_standing", "withdraw_use"]


@bp.route("/cases/<number>/prosecution/jurisdiction", methods=["GET", "POST"])
@permit(Action.PROSECUTION_EDIT, load=case_by_number)
def jurisdiction(case: Case) -> ResponseReturnValue:
    """Say which sovereigns beside the federal one likely have jurisdiction."""
    form = JurisdictionForm()
    form.offer(case)
    if form.ready():
        with form.refusals():
            charges = [form.rows[key] for key in form.charges.data]
            service.assess(
                case,
                actor=current_actor(),
                charges=charges,
                likely=form.likely.data or (),
                reason=form.reason.data,
            )
            saved("the assessment of jurisdiction")
            return redirect(url_for("prosecution.index", number=case.number))
    return form.page("prosecution/jurisdiction.html", case=case)


@bp.route("/cases/<number>/prosecution/standing", methods=["GET", "POST"])
@permit(Action.PROSECUTION_EDIT, load=case_by_number)
def use_standing(case: Case) -> ResponseReturnValue:
    """The letters that may be relied on; with `letter`, the form to rely on one."""
    letters = queries.letters_for(case)
    letter = next((row for row in letters if str(row.id) == request.args.get("letter")), None)
    if letter is None:
        return render_template("prosecution/letters.html", case=case, letters=letters)
    form = UseStandingForm()
    form.offer(case, letter)
    if form.ready():
        with form.refusals():
            service.use_standing(
                case,
                letter,
                actor=current_actor(),
                charge=form.rows[form.charge.data],
                ticked=dict.fromkeys(form.terms.data, True),
            )
            saved("the standing declination is relied on")
            return redirect(url_for("prosecution.index", number=case.number))
    return form.page("prosecution/use_standing.html", case=case, letter=letter)


@bp.post("/cases/<number>/prosecution/standing/<int:use>/withdraw")
@permit(Action.PROSECUTION_EDIT, load=queries.use_of)
def withdraw_use(use: StandingUse) -> ResponseReturnValue:
    """Take a reliance back."""
    service.withdraw_use(use, actor=current_actor())
    saved("the standing declination is relied on no longer")
    return redirect(url_for("prosecution.index", number=use.case.number))
