"""Leads of an investigation."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.fieldwork import queries, queries_sent, service
from jicms.fieldwork.forms import ChangeLeadForm, EndLeadForm, LeadForm
from jicms.fieldwork.models_requests import Lead
from jicms.fieldwork.views import bp
from jicms.fieldwork.views.plans import AT, form_page, here, load
from jicms.investigations.models import Investigation
from jicms.web.messages import saved


def page_of(row: Lead) -> str:
    """The address of a lead."""
    return url_for("fieldwork.lead", lead=row.n, **here(row.investigation))


@bp.get(f"{AT}/leads")
@permit(Action.FIELDWORK_VIEW, load=load, viewed=Event.RECORD_VIEWED)
def leads(investigation: Investigation) -> ResponseReturnValue:
    """What is to be followed up, by whom and by when."""
    return render_template(
        "fieldwork/leads.html",
        case=investigation.case,
        investigation=investigation,
        leads=queries.leads_of(investigation),
    )


@bp.route(f"{AT}/leads/new", methods=["GET", "POST"])
@permit(Action.FIELDWORK_EDIT, load=load)
def add_lead(investigation: Investigation) -> ResponseReturnValue:
    """Take up a lead."""
    form = LeadForm()
    form.offer(investigation)
    if form.ready():
        with form.refusals():
            values = form.values() | {"source": form.source.data or ""}
            made = service.add_lead(investigation, actor=current_actor(), **values)
            saved(f"lead {made.n}")
            return redirect(url_for("fieldwork.leads", **here(investigation)))
    return form_page("lead_form", form, investigation, row=None)


@bp.get(f"{AT}/leads/<int:lead>")
@permit(Action.FIELDWORK_VIEW, load=queries.lead_of, viewed=Event.RECORD_VIEWED)
def lead(row: Lead) -> ResponseReturnValue:
    """One lead."""
    return render_template(
        "fieldwork/lead.html",
        case=row.case,
        investigation=row.investigation,
        row=row,
        sent=queries_sent.sent_of(row),
    )


@bp.route(f"{AT}/leads/<int:lead>/edit", methods=["GET", "POST"])
@permit(Action.FIELDWORK_EDIT, load=queries.lead_of)
def change_lead(row: Lead) -> ResponseReturnValue:
    """Change a lead, or give it to somebody else."""
    form = ChangeLeadForm(obj=row)
    keep = (row.owner.id, row.owner.name) if row.owner is not None else None
    form.offer(row.investigation, keep=keep)
    if form.ready():
        form.refuse_if_stale(row)
        with form.refusals():
            texts = {"source": form.source.data or "", "sent_to": form.sent_to.data or ""}
            service.change_lead(row, actor=current_actor(), **{**form.values(), **texts})
            saved(f"lead {row.n}")
            return redirect(page_of(row))
    return form_page("lead_form", form, row.investigation, row=row)


@bp.route(f"{AT}/leads/<int:lead>/end", methods=["GET", "POST"])
@permit(Action.FIELDWORK_EDIT, load=queries.lead_of)
def end_lead(row: Lead) -> ResponseReturnValue:
    """Say what came of it."""
    form = EndLeadForm()
    form.offer()
    if form.ready():
        with form.refusals():
            service.end_lead(row, actor=current_actor(), **form.values())
            saved(f"lead {row.n} is ended")
            return redirect(page_of(row))
    return form_page("end_form", form, row.investigation, row=row)
