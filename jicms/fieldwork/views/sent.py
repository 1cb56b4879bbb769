"""A lead at another office: sent and recalled here, received, given and answered there."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import Role, current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.cases.queries import other_offices
from jicms.core import clock
from jicms.fieldwork import queries, service
from jicms.fieldwork import queries_sent as sent
from jicms.fieldwork.forms_sent import AnswerForm, GiveForm, SendForm
from jicms.fieldwork.models_requests import Lead
from jicms.fieldwork.models_sent import SentLead
from jicms.fieldwork.views import bp
from jicms.fieldwork.views.leads import page_of
from jicms.fieldwork.views.plans import AT, form_page
from jicms.investigations import queries as investigations
from jicms.web.messages import saved


@bp.route(f"{AT}/leads/<int:lead>/send", methods=["GET", "POST"])
@permit(Action.FIELDWORK_EDIT, load=queries.lead_of)
def send_lead(row: Lead) -> ResponseReturnValue:
    """Ask another office to follow it."""
    form, offices = SendForm(), other_offices(row.case)
    form.offer(row, offices)
    if form.ready():
        with form.refusals():
            office = next(one for one in offices if one.id == form.office.data)
            service.send_lead(
                row,
                actor=current_actor(),
                office=office,
                asked=form.text.data,
                due_on=form.due_on.data,
            )
            saved(f"lead {row.n} went to {office.short_name}")
            return redirect(page_of(row))
    return form_page("send_form", form, row.investigation, row=row)


@bp.post(f"{AT}/leads/<int:lead>/recall")
@permit(Action.FIELDWORK_EDIT, load=queries.lead_of)
def recall_lead(row: Lead) -> ResponseReturnValue:
    """Take it back from the other office."""
    service.recall_lead(row, actor=current_actor())
    saved(f"lead {row.n} is back")
    return redirect(page_of(row))


@bp.get("/received-leads")
@permit(Action.RECEIVED_LEADS, viewed=Event.LIST_VIEWED)
def received_leads() -> ResponseReturnValue:
    """What other offices asked this one to follow."""
    rows = sent.page_of(sent.received(current_actor()))
    return render_template("fieldwork/received.html", rows=rows, most=sent.MOST)


@bp.get("/received-leads/<int:sent_lead>")
@permit(Action.RECEIVED_LEAD_VIEW, load=sent.received_of, viewed=Event.RECORD_VIEWED)
def received_lead(row: SentLead) -> ResponseReturnValue:
    """One of them, with what was asked and answered."""
    return render_template("fieldwork/received_lead.html", row=row)


@bp.route("/received-leads/<int:sent_lead>/give", methods=["GET", "POST"])
@permit(Action.RECEIVED_LEAD_GIVE, load=sent.received_of)
def give_received(row: SentLead) -> ResponseReturnValue:
    """Give it to an investigator of the office."""
    form, zone = GiveForm(obj=row), row.office.agency.zone
    staff = investigations.staff(row.office_id, Role.INVESTIGATOR, clock.today(zone))
    form.owner_id.offer((user.id, user.name) for user in staff)
    if form.ready():
        form.refuse_if_stale(row)
        with form.refusals():
            service.give_sent(row, actor=current_actor(), owner_id=form.owner_id.data)
            saved("who follows the lead")
            return redirect(url_for("fieldwork.received_lead", sent_lead=row.id))
    return form.page("fieldwork/give_form.html", row=row)


@bp.route("/received-leads/<int:sent_lead>/answer", methods=["GET", "POST"])
@permit(Action.RECEIVED_LEAD_ANSWER, load=sent.received_of)
def answer_received(row: SentLead) -> ResponseReturnValue:
    """Answer the office that asked."""
    form = AnswerForm()
    form.offer()
    if form.ready():
        with form.refusals():
            service.answer_sent(row, actor=current_actor(), **form.values())
            saved(f"your answer went to {row.from_office.short_name}")
            return redirect(url_for("fieldwork.received_lead", sent_lead=row.id))
    return form.page("fieldwork/answer_form.html", row=row)
