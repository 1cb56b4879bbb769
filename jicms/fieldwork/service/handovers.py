"""The lead handed from one investigator to another, with what is open, and signed for."""

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import User
from jicms.cases.service.task_owners import may_own
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.deadlines.models import ClockSide
from jicms.deadlines.models_tasks import Task, TaskState
from jicms.fieldwork.kinds import WAITING, LeadState
from jicms.fieldwork.models_requests import Handover, Lead, RecordsRequest
from jicms.fieldwork.service.common import add_row, is_listed, refuse_blank
from jicms.investigations import service as investigations
from jicms.investigations.guards import whole
from jicms.investigations.models import Investigation
from jicms.investigations.policy import live_team


def hand_over(
    investigation: Investigation, *, actor: Actor, to: User, note: str, stays: bool = False
) -> Handover:
    """Give the lead to another investigator: open tasks, leads and requests of the old lead go
    along. Who hands over leaves the team unless he `stays`.

    A request that only its access list sees goes to whoever is on that list, else it has nobody.
    Raises `RuleBroken`.
    """
    policy.require(actor, Action.CASE_ASSIGN, investigation)
    refuse_blank(note, "note", "Write where things stand, for whoever takes over.")
    old = next((row.user for row in live_team(investigation) if row.is_lead), None)
    if old is not None and old.id == to.id:
        raise RuleBroken(f"{to.name} leads it already.", field="to")
    team = [
        row.user
        for row in live_team(investigation)
        if row.user is not None and row.user_id != to.id and (stays or not row.is_lead)
    ]
    investigations.change_team(investigation, actor=actor, lead=to, team=team)
    moved = _carry(investigation, old, to) if old is not None else (0, 0, 0)
    made = add_row(
        investigation,
        Handover,
        from_id=old.id if old else None,
        to_id=to.id,
        by_id=actor.user_id,
        note=note.strip(),
        stays=stays,
        tasks=moved[0],
        leads=moved[1],
        requests=moved[2],
    )
    recorder.record(
        Event.LEAD_HANDED_OVER,
        obj=made,
        case=investigation.case,
        before=made.from_id,
        after=to.id,
        tasks=made.tasks,
        leads=made.leads,
        requests=made.requests,
    )
    return made


def receive(handover: Handover, *, actor: Actor, note: str = "") -> Handover:
    """Whoever took over says that everything arrived, or what was missing."""
    policy.require(actor, Action.HANDOVER_RECEIVE, handover)
    unit_of_work.hold(handover)
    if handover.received_at is not None:
        raise TransitionRefused("This handover was signed for already.")
    handover.received_at, handover.receipt = clock.now(), note.strip()
    unit_of_work.session().flush()
    return handover


def _carry(investigation: Investigation, old: User, to: User) -> tuple[int, int, int]:
    """How many tasks, leads and requests went along."""
    session = unit_of_work.session()
    tasks = session.scalars(
        whole(
            select(Task).where(
                Task.case_id == investigation.case_id,
                Task.owner_id == old.id,
                Task.state == TaskState.OPEN,
                Task.side == ClockSide.INVESTIGATION,
            )
        )
    ).all()
    moved = [task for task in tasks if may_own(task, to.id)]
    for task in moved:
        task.owner_id, task.moved_from_id = to.id, None
    leads = session.scalars(
        whole(
            select(Lead).where(
                Lead.investigation_id == investigation.id,
                Lead.owner_id == old.id,
                Lead.state == LeadState.OPEN,
            )
        )
    ).all()
    for lead in leads:
        lead.owner_id = to.id
    requests = _carry_requests(investigation, old, to)
    session.flush()
    return len(moved), len(leads), requests


def _carry_requests(investigation: Investigation, old: User, to: User) -> int:
    found = (
        unit_of_work.session()
        .scalars(
            whole(
                select(RecordsRequest).where(
                    RecordsRequest.investigation_id == investigation.id,
                    RecordsRequest.owner_id == old.id,
                    RecordsRequest.state.in_(WAITING),
                )
            )
        )
        .all()
    )
    moved = 0
    for request in found:
        opens = is_listed(request, to.id)
        request.owner_id = to.id if opens else None
        moved += opens
    return moved
