"""The plan of an investigation: read, written, approved, printed."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.cases import queries as case_queries
from jicms.core.errors import Stale
from jicms.fieldwork import queries, service
from jicms.fieldwork.forms import (
    ApprovalForm,
    ChangeStepForm,
    ElementForm,
    JudgeForm,
    PlanForm,
    StepForm,
)
from jicms.fieldwork.kinds import StepKind
from jicms.fieldwork.models import PlanElement, PlanStep
from jicms.fieldwork.views import bp
from jicms.investigations.models import Investigation
from jicms.investigations.queries import investigation_of
from jicms.web.forms import BaseForm
from jicms.web.messages import saved

AT = "/cases/<number>/investigations/<int:investigation>"


def load(number: str, investigation: int) -> Investigation | None:
    """The investigation that an address names."""
    return investigation_of(number, investigation)


def here(investigation: Investigation) -> dict[str, Any]:
    """The arguments of its addresses."""
    return {"number": investigation.case.number, "investigation": investigation.n}


def page_of(investigation: Investigation) -> str:
    """The address of its plan."""
    return url_for("fieldwork.plan", **here(investigation))


def form_page(
    template: str, form: BaseForm, investigation: Investigation, **context: Any
) -> ResponseReturnValue:
    """The page of a form of an investigation; 422 where it has errors."""
    return form.page(
        f"fieldwork/{template}.html",
        case=investigation.case,
        investigation=investigation,
        **context,
    )


@bp.get(f"{AT}/plan")
@permit(Action.FIELDWORK_VIEW, load=load, viewed=Event.RECORD_VIEWED)
def plan(investigation: Investigation) -> ResponseReturnValue:
    """Issues, elements to prove, witnesses, records and dates."""
    return render_template("fieldwork/plan.html", **_shown(investigation))


@bp.get(f"{AT}/plan/print")
@permit(Action.FIELDWORK_VIEW, load=load, viewed=Event.CASE_PRINTED)
def print_plan(investigation: Investigation) -> ResponseReturnValue:
    """The plan on paper."""
    return render_template("fieldwork/plan_print.html", **_shown(investigation))


@bp.route(f"{AT}/plan/edit", methods=["GET", "POST"])
@permit(Action.FIELDWORK_EDIT, load=load)
def edit_plan(investigation: Investigation) -> ResponseReturnValue:
    """Write what is to be settled, and how."""
    found = queries.plan_of(investigation)
    form = PlanForm(obj=found)
    if form.ready():
        if found is not None:
            form.refuse_if_stale(found)
        elif form.version.data is not None:
            raise Stale({})
        with form.refusals():
            service.write_plan(
                investigation,
                actor=current_actor(),
                issues=form.issues.data,
                approach=form.approach.data or "",
            )
            saved(f"plan of investigation {investigation.n}")
            return redirect(page_of(investigation))
    return form_page("plan_form", form, investigation)


@bp.route(f"{AT}/plan/approve", methods=["GET", "POST"])
@permit(Action.PLAN_APPROVE, load=load)
def approve_plan(investigation: Investigation) -> ResponseReturnValue:
    """The reviewing supervisor agrees with the plan."""
    found = queries.plan_of(investigation)
    form = ApprovalForm(obj=found)
    if form.ready():
        if found is not None:
            form.refuse_if_stale(found)
        with form.refusals():
            if found is None:
                form.fault(None, "There is no plan to approve yet.")
            else:
                service.approve_plan(found, actor=current_actor(), note=form.note.data or "")
                saved(f"plan of investigation {investigation.n} is approved")
                return redirect(page_of(investigation))
    return form_page("plan_approve", form, investigation, plan=found)


@bp.route(f"{AT}/plan/elements/new", methods=["GET", "POST"])
@permit(Action.FIELDWORK_EDIT, load=load)
def add_element(investigation: Investigation) -> ResponseReturnValue:
    """Name one thing that has to be shown for an allegation."""
    alleged = [row for row, _rows in queries.elements_of(investigation)]
    form = ElementForm()
    form.offer(alleged)
    if not form.is_submitted():
        form.allegation.data = request.args.get("allegation", type=int)
    if form.ready():
        with form.refusals():
            chosen = next(row for row in alleged if row.n == form.allegation.data)
            actor = current_actor()
            service.add_element(investigation, actor=actor, allegation=chosen, text=form.text.data)
            saved(f"element of allegation {chosen.n}")
            return redirect(page_of(investigation))
    return form_page("element_form", form, investigation, element=None)


@bp.route(f"{AT}/plan/elements/<int:element>", methods=["GET", "POST"])
@permit(Action.FIELDWORK_EDIT, load=queries.element_of)
def judge_element(element: PlanElement) -> ResponseReturnValue:
    """Say how far an element is proved."""
    form = JudgeForm(obj=element)
    form.offer()
    if form.ready():
        form.refuse_if_stale(element)
        with form.refusals():
            values = {"text": form.text.data, "state": form.state.data}
            service.judge_element(
                element, actor=current_actor(), note=form.note.data or "", **values
            )
            saved(f"element {element.n}")
            return redirect(page_of(element.investigation))
    return form_page("element_form", form, element.investigation, element=element)


@bp.route(f"{AT}/plan/witnesses/new", methods=["GET", "POST"])
@permit(Action.FIELDWORK_EDIT, load=load)
def add_witness(investigation: Investigation) -> ResponseReturnValue:
    """Plan to see somebody."""
    return _add_step(investigation, StepForm(), StepKind.WITNESS)


@bp.route(f"{AT}/plan/records/new", methods=["GET", "POST"])
@permit(Action.FIELDWORK_EDIT, load=load)
def add_record(investigation: Investigation) -> ResponseReturnValue:
    """Plan to get a record."""
    return _add_step(investigation, StepForm(), StepKind.RECORD)


@bp.route(f"{AT}/plan/dates/new", methods=["GET", "POST"])
@permit(Action.FIELDWORK_EDIT, load=load)
def add_date(investigation: Investigation) -> ResponseReturnValue:
    """Plan a date."""
    return _add_step(investigation, StepForm(), StepKind.DATE)


@bp.route(f"{AT}/plan/steps/<int:step>", methods=["GET", "POST"])
@permit(Action.FIELDWORK_EDIT, load=queries.step_of)
def change_step(step: PlanStep) -> ResponseReturnValue:
    """Change a line of the plan, or mark it done."""
    form = ChangeStepForm(obj=step)
    if form.ready():
        form.refuse_if_stale(step)
        with form.refusals():
            days = {"due_on": form.due_on.data, "done_on": form.done_on.data}
            service.change_step(step, actor=current_actor(), text=form.text.data or "", **days)
            saved(f"line {step.n} of the plan")
            return redirect(page_of(step.investigation))
    return form_page("step_form", form, step.investigation, step=step, kind=step.kind)


def _add_step(investigation: Investigation, form: StepForm, kind: StepKind) -> ResponseReturnValue:
    form.offer(investigation, kind)
    if form.ready():
        with form.refusals():
            rows = case_queries.parties(investigation.case) if kind is StepKind.WITNESS else []
            chosen = form.party.data if form.party else None
            made = service.add_step(
                investigation,
                actor=current_actor(),
                kind=kind,
                text=form.text.data or "",
                party=next((row for row in rows if row.n == chosen), None),
                due_on=form.due_on.data,
            )
            saved(f"line {made.n} of the plan")
            return redirect(page_of(investigation))
    return form_page("step_form", form, investigation, step=None, kind=kind)


def _shown(investigation: Investigation) -> dict[str, Any]:
    return {
        "case": investigation.case,
        "investigation": investigation,
        "plan": queries.plan_of(investigation),
        "alleged": queries.elements_of(investigation),
        "proofs": queries.proofs_of(investigation),
        "steps": queries.steps_of(investigation),
    }
