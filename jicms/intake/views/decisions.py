"""The decisions of triage, each on a page that says what follows, and the ways back."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.cases.landing import land
from jicms.cases.models import Case
from jicms.cases.queries import case_by_number
from jicms.intake import service, waiting
from jicms.intake.models_returns import DeskReturn
from jicms.intake.triage_forms import (
    AcceptForm,
    CompleteForm,
    DeskReturnForm,
    ManagementForm,
    ReferOutForm,
    UndoForm,
    information_form,
)
from jicms.intake.views import bp
from jicms.routing import byrule
from jicms.web.messages import saved


def _shown(case: Case, said: str) -> ResponseReturnValue:
    return land(case, url_for("cases.show", number=case.number), f"{case.number} {said}")


@bp.route("/cases/<number>/triage/accept", methods=["GET", "POST"])
@permit(Action.CASE_TRIAGE, load=case_by_number)
def accept(case: Case) -> ResponseReturnValue:
    """This office works it."""
    decides = policy.allows(current_actor(), Action.CASE_ROUTE, case)
    form = AcceptForm()
    form.offer(case, decides=decides)
    kind = (form.case_type.data or None) if decides else None
    told = service.overruled(case, kind or case.case_type_code)
    if told is not None and not told.is_binding:
        form.ask_why()
    if form.ready():
        with form.refusals():
            note = form.reason.data or ""
            service.accept(case, actor=current_actor(), note=note, case_type_code=kind)
            return _shown(case, "is accepted for assignment")
    way = byrule.LABELS[told.way] if told else ""
    return form.page("intake/decide/accept.html", case=case, decides=decides, told=told, way=way)


@bp.route("/cases/<number>/triage/management", methods=["GET", "POST"])
@permit(Action.CASE_ROUTE, load=case_by_number)
def to_management(case: Case) -> ResponseReturnValue:
    """Management works it."""
    form = ManagementForm()
    form.offer(case, byrule.advice_for(case).way)
    if form.ready():
        with form.refusals():
            service.route_to_management(
                case,
                actor=current_actor(),
                reason=form.reason.data or "",
                case_type_code=form.case_type.data or "",
                sending=form.sending,
            )
            return _shown(case, "goes to management")
    return form.page("intake/decide/management.html", case=case)


@bp.route("/cases/<number>/triage/refer-out", methods=["GET", "POST"])
@permit(Action.CASE_ROUTE, load=case_by_number)
def refer_out(case: Case) -> ResponseReturnValue:
    """Another body works it."""
    form = ReferOutForm()
    form.offer_to(case)
    if form.ready():
        with form.refusals():
            service.refer_out(
                case,
                actor=current_actor(),
                target_code=form.target_code.data or "",
                reason=form.reason.data or "",
                sending=form.sending(),
            )
            return _shown(case, "is referred out")
    return form.page("intake/decide/refer_out.html", case=case)


@bp.route("/cases/<number>/triage/information", methods=["GET", "POST"])
@permit(Action.CASE_ROUTE, load=case_by_number)
def close(case: Case) -> ResponseReturnValue:
    """Nothing is to be done."""
    form = information_form(service.open_charges(case))
    form.offer(case)
    if form.ready():
        with form.refusals():
            service.information_only(
                case,
                actor=current_actor(),
                closure_code=form.closure_code.data or "",
                reason=form.reason.data or "",
                otherwise=form.otherwise.data or service.CLOSED_AT_TRIAGE,
                coded=form.coded(),
            )
            return _shown(case, "is closed at triage")
    return form.page("intake/decide/information.html", case=case)


@bp.route("/cases/<number>/triage/return", methods=["GET", "POST"])
@permit(Action.CASE_ROUTE, load=case_by_number)
def to_desk(case: Case) -> ResponseReturnValue:
    """Something is missing."""
    form = DeskReturnForm()
    if form.ready():
        with form.refusals():
            service.return_to_desk(case, actor=current_actor(), missing=form.missing.data or "")
            return _shown(case, "is back at the desk")
    return form.page("intake/decide/return.html", case=case)


@bp.route("/cases/<number>/triage/complete", methods=["GET", "POST"])
@permit(Action.CASE_TRIAGE, load=waiting.return_of)
def complete(row: DeskReturn) -> ResponseReturnValue:
    """The desk has completed it."""
    form, case = CompleteForm(obj=row), row.case
    if form.ready():
        form.refuse_if_stale(row)
        with form.refusals():
            service.complete(row, actor=current_actor(), answer=form.answer.data or "")
            saved(f"{case.number} is back in triage")
            return redirect(url_for("intake.route", number=case.number))
    return form.page("intake/decide/complete.html", case=case, row=row)


@bp.route("/cases/<number>/triage/undo", methods=["GET", "POST"])
@permit(Action.CASE_TRIAGE, load=case_by_number)
def undo(case: Case) -> ResponseReturnValue:
    """Take an acceptance back as long as nobody is assigned."""
    form = UndoForm()
    if form.ready():
        with form.refusals():
            reason = form.reason.data or ""
            service.take_back_acceptance(case, actor=current_actor(), reason=reason)
            saved(f"{case.number} is in triage again")
            return redirect(url_for("intake.route", number=case.number))
    return form.page("intake/decide/undo.html", case=case)
