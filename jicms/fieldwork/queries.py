"""Reads of plans, activities, requests, leads and handovers. Scoped by the listener."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from jicms.allegations.models import Allegation
from jicms.auth.models import Office
from jicms.cases.models import Case, Party
from jicms.core import unit_of_work
from jicms.fieldwork.kinds import WAITING, LeadState, StepKind
from jicms.fieldwork.models import Activity, ElementProof, Plan, PlanElement, PlanStep
from jicms.fieldwork.models_requests import (
    Handover,
    Lead,
    ReceivedRecord,
    RecordsRequest,
    RequestReply,
)
from jicms.investigations.models import Assignment, Investigation

#: A page shows so many at most.
MOST = 500
T = TypeVar("T")


def _of(model: type[T], number: str, investigation: int, n: int, *options: Any) -> T | None:
    """A row of an investigation within its case, with what the rules ask."""
    row: Any = model
    found: T | None = unit_of_work.session().scalar(
        select(row)
        .join(Investigation, Investigation.id == row.investigation_id)
        .join(Case, Case.id == Investigation.case_id)
        .where(Case.number == number, Investigation.n == investigation, row.n == n)
        .options(
            joinedload(row.case).joinedload(Case.lead_office).joinedload(Office.agency),
            joinedload(row.case).joinedload(Case.agency),
            joinedload(row.case).joinedload(Case.lead),
            joinedload(row.investigation)
            .selectinload(Investigation.assignments)
            .joinedload(Assignment.user),
            *options,
        )
    )
    return found


def plan_of(investigation: Investigation) -> Plan | None:
    """The plan of an investigation, with who wrote and approved it."""
    return unit_of_work.session().scalar(
        select(Plan)
        .where(Plan.investigation_id == investigation.id)
        .options(
            joinedload(Plan.investigation),
            joinedload(Plan.case),
            joinedload(Plan.written_by),
            joinedload(Plan.approved_by),
        )
    )


def elements_of(investigation: Investigation) -> list[tuple[Allegation, list[PlanElement]]]:
    """Every allegation of the case with the elements that have to be shown for it."""
    session = unit_of_work.session()
    alleged = session.scalars(
        select(Allegation)
        .where(Allegation.case_id == investigation.case_id)
        .order_by(Allegation.n)
        .options(joinedload(Allegation.category))
    ).all()
    found = session.scalars(
        select(PlanElement)
        .where(PlanElement.investigation_id == investigation.id)
        .order_by(PlanElement.n)
    ).all()
    return [(row, [one for one in found if one.allegation_id == row.id]) for row in alleged]


def proofs_of(investigation: Investigation) -> dict[int, list[ElementProof]]:
    """What shows each element, by the element's id, as far as the viewer sees it."""
    rows = unit_of_work.session().scalars(
        select(ElementProof)
        .where(ElementProof.investigation_id == investigation.id)
        .order_by(ElementProof.weight.desc(), ElementProof.id)
        .options(
            joinedload(ElementProof.item),
            joinedload(ElementProof.statement),
            joinedload(ElementProof.document),
        )
    )
    found: dict[int, list[ElementProof]] = {}
    for row in rows:
        found.setdefault(row.element_id, []).append(row)
    return found


def proof_of(number: str, investigation: int, element: int, proof: int) -> ElementProof | None:
    """What shows an element, within its plan."""
    parent = element_of(number, investigation, element)
    if parent is None:
        return None
    return unit_of_work.session().scalar(
        select(ElementProof)
        .where(ElementProof.element_id == parent.id, ElementProof.id == proof)
        .options(joinedload(ElementProof.element))
    )


def steps_of(investigation: Investigation) -> dict[StepKind, list[PlanStep]]:
    """Witnesses, records and dates of the plan; what has a day first, by the day."""
    found = unit_of_work.session().scalars(
        select(PlanStep)
        .where(PlanStep.investigation_id == investigation.id)
        .order_by(PlanStep.due_on.is_(None), PlanStep.due_on, PlanStep.n)
        .options(joinedload(PlanStep.party).joinedload(Party.person))
    )
    grouped: dict[StepKind, list[PlanStep]] = {kind: [] for kind in StepKind}
    for row in found:
        grouped[row.kind].append(row)
    return grouped


def element_of(number: str, investigation: int, element: int) -> PlanElement | None:
    """An element of a plan."""
    return _of(PlanElement, number, investigation, element, joinedload(PlanElement.allegation))


def step_of(number: str, investigation: int, step: int) -> PlanStep | None:
    """A line of a plan."""
    return _of(
        PlanStep,
        number,
        investigation,
        step,
        joinedload(PlanStep.party).joinedload(Party.person),
    )


def activity_rows(investigation: Investigation) -> Select[Any]:
    """The log, the latest day first."""
    return (
        select(Activity)
        .where(Activity.investigation_id == investigation.id)
        .order_by(Activity.on.desc(), Activity.n.desc())
        .options(
            joinedload(Activity.kind),
            joinedload(Activity.user),
            joinedload(Activity.recorded_by),
            joinedload(Activity.corrects),
            joinedload(Activity.corrected_by),
        )
    )


def activities_of(investigation: Investigation) -> Sequence[Activity]:
    """The log of an investigation, as far as a page shows it."""
    rows = activity_rows(investigation).limit(MOST)
    return unit_of_work.session().scalars(rows).unique().all()


def quarters_of(investigation: Investigation) -> list[tuple[int, str, int]]:
    """(person, kind, quarter hours) of what counts: entries that none corrects."""
    corrected = select(Activity.corrects_id).where(
        Activity.investigation_id == investigation.id, Activity.corrects_id.is_not(None)
    )
    found = unit_of_work.session().execute(
        select(Activity.user_id, Activity.kind_code, func.sum(Activity.quarters))
        .where(
            Activity.investigation_id == investigation.id,
            Activity.id.not_in(corrected.scalar_subquery()),
        )
        .group_by(Activity.user_id, Activity.kind_code)
    )
    return [(row[0], row[1], int(row[2])) for row in found]


def activity_of(number: str, investigation: int, activity: int) -> Activity | None:
    """An entry of the log."""
    return _of(
        Activity,
        number,
        investigation,
        activity,
        joinedload(Activity.kind),
        joinedload(Activity.user),
        joinedload(Activity.corrected_by),
    )


def requests_of(investigation: Investigation) -> Sequence[RecordsRequest]:
    """The requests of an investigation that the viewer may see, those that wait first."""
    return (
        unit_of_work.session()
        .scalars(
            select(RecordsRequest)
            .where(RecordsRequest.investigation_id == investigation.id)
            .order_by(RecordsRequest.state.not_in(WAITING), RecordsRequest.due_on, RecordsRequest.n)
            .options(joinedload(RecordsRequest.owner), selectinload(RecordsRequest.replies))
            .limit(MOST)
        )
        .all()
    )


def request_of(number: str, investigation: int, records_request: int) -> RecordsRequest | None:
    """A request with its replies and what came with them."""
    received = selectinload(RecordsRequest.replies).selectinload(RequestReply.received)
    return _of(
        RecordsRequest,
        number,
        investigation,
        records_request,
        joinedload(RecordsRequest.owner),
        selectinload(RecordsRequest.replies).joinedload(RequestReply.user),
        received.joinedload(ReceivedRecord.document),
        received.joinedload(ReceivedRecord.item),
    )


def leads_of(investigation: Investigation) -> Sequence[Lead]:
    """The leads of an investigation, the open ones first."""
    return (
        unit_of_work.session()
        .scalars(
            select(Lead)
            .where(Lead.investigation_id == investigation.id)
            .order_by(Lead.state != LeadState.OPEN, Lead.due_on.is_(None), Lead.due_on, Lead.n)
            .options(joinedload(Lead.owner))
            .limit(MOST)
        )
        .all()
    )


def lead_of(number: str, investigation: int, lead: int) -> Lead | None:
    """A lead within its investigation."""
    return _of(
        Lead, number, investigation, lead, joinedload(Lead.owner), joinedload(Lead.recorded_by)
    )


def handovers_of(investigation: Investigation) -> Sequence[Handover]:
    """Who handed the lead to whom, the latest first."""
    return (
        unit_of_work.session()
        .scalars(
            select(Handover)
            .where(Handover.investigation_id == investigation.id)
            .order_by(Handover.n.desc())
            .options(
                joinedload(Handover.from_user),
                joinedload(Handover.to_user),
                joinedload(Handover.by),
            )
        )
        .all()
    )


def handover_of(number: str, investigation: int, handover: int) -> Handover | None:
    """A handover within its investigation."""
    return _of(
        Handover,
        number,
        investigation,
        handover,
        joinedload(Handover.from_user),
        joinedload(Handover.to_user),
        joinedload(Handover.by),
    )
