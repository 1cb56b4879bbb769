"""The lead of an investigation handed from one to another."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import Role, current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.cases.landing import land
from jicms.core import clock
from jicms.fieldwork import queries, service
from jicms.fieldwork.forms import HandoverForm, ReceiptForm
from jicms.fieldwork.models_requests import Handover
from jicms.fieldwork.views import bp
from jicms.fieldwork.views.plans import AT, form_page, here, load
from jicms.investigations import queries as investigations
from jicms.investigations.models import Investigation
from jicms.web.messages import saved


@bp.get(f"{AT}/handovers")
@permit(Action.FIELDWORK_VIEW, load=load, viewed=Event.RECORD_VIEWED)
def handovers(investigation: Investigation) -> ResponseReturnValue:
    """Who handed the lead to whom, with what, and who signed for it."""
    return render_template(
        "fieldwork/handovers.html",
        case=investigation.case,
        investigation=investigation,
        handovers=queries.handovers_of(investigation),
    )


@bp.route(f"{AT}/hand-over", methods=["GET", "POST"])
@permit(Action.CASE_ASSIGN, load=load)
def hand_over(investigation: Investigation) -> ResponseReturnValue:
    """Hand the lead to another investigator, with what is open."""
    case, form = investigation.case, HandoverForm()
    today = clock.today(case.agency.zone)
    staff = investigations.staff(case.lead_office_id, Role.INVESTIGATOR, today)
    form.to.offer((user.id, user.name) for user in staff)
    if form.ready():
        with form.refusals():
            to = next(user for user in staff if user.id == form.to.data)
            service.hand_over(
                investigation,
                actor=current_actor(),
                to=to,
                note=form.note.data,
                stays=form.stays.data,
            )
            tab = url_for("investigations.index", number=case.number)
            return land(case, tab, f"{to.name} leads investigation {investigation.n}")
    return form_page("handover_form", form, investigation)


@bp.route(f"{AT}/handovers/<int:handover>/receive", methods=["GET", "POST"])
@permit(Action.HANDOVER_RECEIVE, load=queries.handover_of)
def receive(handover: Handover) -> ResponseReturnValue:
    """Sign for what was handed over."""
    form = ReceiptForm()
    if form.ready():
        with form.refusals():
            service.receive(handover, actor=current_actor(), note=form.note.data or "")
            saved(f"you signed for handover {handover.n}")
            return redirect(url_for("fieldwork.handovers", **here(handover.investigation)))
    return form_page("receipt_form", form, handover.investigation, row=handover)
