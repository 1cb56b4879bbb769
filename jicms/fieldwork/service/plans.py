"""The plan: issues, elements to prove, witnesses, records, dates; approved by the reviewer."""

from datetime import date
from typing import Any

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.allegations.models import Allegation
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.models import Party
from jicms.cases.service import lock
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.evidence.models_weighing import Weight
from jicms.fieldwork.kinds import ElementState, StepKind
from jicms.fieldwork.models import ElementProof, Plan, PlanElement, PlanStep
from jicms.fieldwork.service.common import add_row, refuse_blank, refuse_future
from jicms.investigations.guards import whole
from jicms.investigations.models import Investigation


def write_plan(
    investigation: Investigation, *, actor: Actor, issues: str, approach: str = ""
) -> Plan:
    """Write what the investigation is to settle and how. The caller has compared versions."""
    policy.require(actor, Action.FIELDWORK_EDIT, investigation)
    refuse_blank(issues, "issues", "Write what has to be settled.")
    plan = touch(investigation, actor)
    plan.issues, plan.approach = issues.strip(), approach.strip()
    unit_of_work.session().flush()
    return plan


def touch(investigation: Investigation, actor: Actor) -> Plan:
    """The plan, marked as changed now: an approval stands for what was there before."""
    session = unit_of_work.session()
    plan = session.scalar(select(Plan).where(Plan.investigation_id == investigation.id))
    if plan is None:
        plan = Plan(
            case_id=investigation.case_id,
            case=investigation.case,
            investigation=investigation,
            written_by_id=actor.user_id,
        )
        session.add(plan)
    plan.changed_at = clock.now()
    return plan


def approve_plan(plan: Plan, *, actor: Actor, note: str = "") -> Plan:
    """The reviewing supervisor agrees with the plan as it stands."""
    policy.require(actor, Action.PLAN_APPROVE, plan)
    if not plan.issues.strip():
        raise RuleBroken("There is no plan to approve yet.")
    if plan.is_approved:
        raise RuleBroken("The plan is approved as it stands.")
    plan.approved_at, plan.approved_by_id = clock.now(), actor.user_id
    plan.approval_note = note.strip()
    unit_of_work.session().flush()
    recorder.record(Event.PLAN_APPROVED, obj=plan, version=plan.version)
    return plan


def add_element(
    investigation: Investigation, *, actor: Actor, allegation: Allegation, text: str
) -> PlanElement:
    """Name one thing that has to be shown for an allegation."""
    policy.require(actor, Action.FIELDWORK_EDIT, investigation)
    if allegation.case_id != investigation.case_id:
        raise RuleBroken("Choose an allegation of this case.", field="allegation")
    refuse_blank(text, "text", "Write what has to be shown.")
    made = add_row(
        investigation,
        PlanElement,
        allegation=allegation,
        text=text.strip(),
        state=ElementState.OPEN,
    )
    touch(investigation, actor)
    unit_of_work.session().flush()
    return made


def judge_element(
    element: PlanElement, *, actor: Actor, text: str, state: ElementState, note: str = ""
) -> PlanElement:
    """Say how far it is proved and by what; put the wording right. Compare versions before."""
    policy.require(actor, Action.FIELDWORK_EDIT, element)
    refuse_blank(text, "text", "Write what has to be shown.")
    wanted = ElementState(state)
    if wanted is not ElementState.OPEN:
        refuse_blank(note, "note", "Write what shows it, or why it is not shown.")
    if text.strip() != element.text:
        touch(element.investigation, actor)
    element.text, element.state, element.note = text.strip(), wanted, note.strip()
    unit_of_work.session().flush()
    return element


def add_proof(
    element: PlanElement, *, actor: Actor, weight: Weight, note: str = "", **source: Any
) -> ElementProof:
    """Name an `item`, `statement` or `document` that shows the element, or speaks against it. The
    plan stays as it was approved. Raises `RuleBroken`."""
    policy.require(actor, Action.FIELDWORK_EDIT, element)
    lock(element.case)
    (kind, row), *more = source.items()
    if more or row is None or row.case_id != element.case_id:
        raise RuleBroken("Choose a record of this case.", field="source")
    column = getattr(ElementProof, f"{kind}_id")
    again = select(ElementProof.id).where(ElementProof.element_id == element.id, column == row.id)
    if unit_of_work.session().scalar(whole(again)) is not None:
        raise RuleBroken(f"{row.key} is named already.", field="source")
    made = ElementProof(
        case_id=element.case_id,
        investigation=element.investigation,
        element=element,
        weight=Weight(weight),
        note=note.strip(),
        recorded_by_id=actor.user_id,
        **{kind: row},
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    return made


def remove_proof(proof: ElementProof, *, actor: Actor) -> None:
    """Take it from the element again; the evidence itself stays."""
    policy.require(actor, Action.FIELDWORK_EDIT, proof.element)
    unit_of_work.session().delete(proof)
    unit_of_work.session().flush()


def add_step(
    investigation: Investigation,
    *,
    actor: Actor,
    kind: StepKind,
    text: str = "",
    party: Party | None = None,
    due_on: date | None = None,
) -> PlanStep:
    """Plan a witness to see, a record to get, or a date to keep."""
    policy.require(actor, Action.FIELDWORK_EDIT, investigation)
    wanted = StepKind(kind)
    _refuse_impossible(investigation, wanted, text, party, due_on)
    made = add_row(
        investigation,
        PlanStep,
        kind=wanted,
        party=party,
        text=text.strip(),
        due_on=due_on,
    )
    touch(investigation, actor)
    unit_of_work.session().flush()
    return made


def change_step(
    step: PlanStep,
    *,
    actor: Actor,
    text: str = "",
    due_on: date | None = None,
    done_on: date | None = None,
) -> PlanStep:
    """Move the day, put the words right, or mark it done. The caller has compared versions."""
    policy.require(actor, Action.FIELDWORK_EDIT, step)
    _refuse_impossible(step.investigation, step.kind, text, step.party, due_on)
    if done_on is not None:
        refuse_future(done_on, step.investigation, "done_on")
    if (text.strip(), due_on) != (step.text, step.due_on):
        touch(step.investigation, actor)
    step.text, step.due_on, step.done_on = text.strip(), due_on, done_on
    unit_of_work.session().flush()
    return step


def _refuse_impossible(
    investigation: Investigation,
    kind: StepKind,
    text: str,
    party: Party | None,
    due_on: date | None,
) -> None:
    if party is not None and (
        party.case_id != investigation.case_id or kind is not StepKind.WITNESS
    ):
        raise RuleBroken("Choose somebody of this case, as a witness.", field="party")
    if party is None and not text.strip():
        words = {
            StepKind.WITNESS: "Choose whom to see, or write who it is.",
            StepKind.RECORD: "Write which record to get.",
            StepKind.DATE: "Write what is to be done by then.",
        }
        raise RuleBroken(words[kind], field="text")
    if kind is StepKind.DATE and due_on is None:
        raise RuleBroken("Enter the day.", field="due_on")
