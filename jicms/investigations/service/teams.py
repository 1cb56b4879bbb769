"""Who works on an investigation and who reviews it; each assignment opens the case."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.actors import actor_for, is_in_force
from jicms.auth.models import Membership, User
from jicms.cases import service as cases
from jicms.cases.models import Case, CaseGrant, CaseStatus, GrantKind, GrantLevel
from jicms.cases.scope import walls
from jicms.cases.workflow import CASE, FOLLOWED, follow
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.investigations import guards
from jicms.investigations.models import (
    Assignment,
    Investigation,
    InvestigationStatus,
    InvestigationType,
)
from jicms.investigations.policy import live_team
from jicms.workflow.engine import refused_in


def assign(
    case: Case,
    *,
    actor: Actor,
    type: InvestigationType,  # noqa: A002 - the word of the domain
    lead: User,
    team: Sequence[User] = (),
    reviewer: User | None = None,
) -> Investigation:
    """Plan an investigation of the case with its team; the first one takes the case from triage.

    Lead and team are investigators of the lead office, the reviewer one of its supervisors (the
    actor unless another is named). Each gets a grant for as long as the assignment lasts. A case
    may have several investigations, each with a team of its own. Raises `RuleBroken`,
    `TransitionRefused`.
    """
    policy.require(actor, Action.CASE_ASSIGN, case)
    if case.status is not CaseStatus.TRIAGE and case.status not in FOLLOWED:
        raise refused_in("Assign", case.status)
    cases.lock(case)
    _refuse_twice(case, InvestigationType(type), lead)
    investigation = Investigation(
        case_id=case.id,
        case=case,
        n=cases.next_part(case, Investigation),
        type=InvestigationType(type),
        status=InvestigationStatus.PLANNED,
        assignments=[],
    )
    reviewer = reviewer or _oneself(actor)
    _refuse_unfit(case, investigation.type, actor, lead=lead, team=team, reviewer=reviewer)
    unit_of_work.session().add(investigation)
    unit_of_work.session().flush()
    _set_team(investigation, actor, lead=lead, team=team)
    _set_reviewer(investigation, reviewer)
    if case.status is CaseStatus.TRIAGE:
        CASE.apply(case, "assign", actor=actor, together={"lead_user_id": lead.id})
    elif case.lead_user_id is None:
        case.lead_user_id = lead.id
    recorder.record(
        Event.CASE_ASSIGNED,
        case=case,
        obj=investigation,
        type=investigation.type.value,
        lead=lead.id,
        team=[user.id for user in team],
        reviewer=reviewer.id if reviewer else None,
    )
    unit_of_work.session().flush()
    follow(case, actor)
    return investigation


def change_team(
    investigation: Investigation,
    *,
    actor: Actor,
    lead: User,
    team: Sequence[User] = (),
    reviewer: User | None = None,
) -> Investigation:
    """Set who leads, works on and reviews it from now on; who leaves loses the grant."""
    policy.require(actor, Action.CASE_ASSIGN, investigation)
    if investigation.status is InvestigationStatus.DONE:
        raise RuleBroken("This investigation is done.")
    case = investigation.case
    cases.lock(case)
    reviewer = reviewer or investigation.reviewer or _oneself(actor)
    _refuse_unfit(case, investigation.type, actor, lead=lead, team=team, reviewer=reviewer)
    if reviewer is not None and _was_on_team(investigation, reviewer):
        raise RuleBroken("Somebody who worked on it can’t review it.", field="reviewer")
    before = {row.user_id for row in live_team(investigation) if row.is_lead}
    _set_team(investigation, actor, lead=lead, team=team)
    _set_reviewer(investigation, reviewer)
    if case.lead_user_id is None or case.lead_user_id in before:
        case.lead_user_id = lead.id
    recorder.record(
        Event.CASE_ASSIGNED,
        case=case,
        obj=investigation,
        lead=lead.id,
        team=[user.id for user in team],
        reviewer=reviewer.id if reviewer else None,
    )
    unit_of_work.session().flush()
    return investigation


def _oneself(actor: Actor) -> User | None:
    if actor.user_id is None or actor.role is not Role.INVESTIGATIONS_SUPERVISOR:
        return None
    return unit_of_work.session().get(User, actor.user_id)


def _set_team(
    investigation: Investigation, actor: Actor, *, lead: User, team: Iterable[User]
) -> None:
    wanted = {lead.id: (lead, True)} | {
        user.id: (user, False) for user in team if user.id != lead.id
    }
    now = clock.now()
    gone: list[User] = []
    for row in live_team(investigation):
        kept = row.user_id is not None and wanted.get(row.user_id)
        if kept and kept[1] == row.is_lead and row.user_id is not None:
            del wanted[row.user_id]
            continue
        row.until = now
        if row.user is not None:
            gone.append(row.user)
        grant = _grant_of(row)
        if grant is not None and grant.revoked_at is None:
            cases.revoke_grant(grant, actor=actor, reason="The assignment ended")
    for user, leads in wanted.values():
        _add(investigation, actor, user, is_lead=leads)
    unit_of_work.session().flush()
    working = guards.workers_of(investigation.case)
    for user in gone:
        if user.id not in working:
            for leave in guards.when_left:
                leave(investigation.case, user, actor)


def _set_reviewer(investigation: Investigation, reviewer: User | None) -> None:
    standing = [r for r in investigation.assignments if r.is_reviewer and r.until is None]
    if reviewer is not None and any(row.user_id == reviewer.id for row in standing):
        return
    for row in standing:
        row.until = clock.now()
    investigation.reviewer = reviewer
    if reviewer is not None:
        investigation.assignments.append(
            Assignment(
                case_id=investigation.case_id,
                user=reviewer,
                user_id=reviewer.id,
                is_reviewer=True,
            )
        )


def _add(investigation: Investigation, actor: Actor, user: User, *, is_lead: bool) -> None:
    case = investigation.case
    grant = cases.give_grant(
        case,
        actor=actor,
        principal_id=user.principal_id,
        kind=GrantKind.ASSIGNMENT,
        level=GrantLevel.FULL,
        reason=f"Assigned to investigation {investigation.n}",
        office_id=case.lead_office_id,
    )
    investigation.assignments.append(
        Assignment(case_id=case.id, user=user, user_id=user.id, grant_id=grant.id, is_lead=is_lead)
    )


def _grant_of(row: Assignment) -> CaseGrant | None:
    if row.grant_id is None:
        return None
    return unit_of_work.session().get(CaseGrant, row.grant_id)


def _was_on_team(investigation: Investigation, user: User) -> bool:
    rows = investigation.assignments
    return any(row.user_id == user.id and not row.is_reviewer for row in rows)


def _refuse_twice(case: Case, type_: InvestigationType, lead: User) -> None:
    """The form posted twice plans one investigation: the second finds the first, not yet begun."""
    found = unit_of_work.session().scalar(
        guards.whole(
            select(Investigation.n)
            .join(Assignment, Assignment.investigation_id == Investigation.id)
            .where(
                Investigation.case_id == case.id,
                Investigation.type == type_,
                Investigation.status == InvestigationStatus.PLANNED,
                Assignment.user_id == lead.id,
                Assignment.is_lead,
                Assignment.until.is_(None),
            )
        )
    )
    if found is not None:
        raise RuleBroken(
            f"Investigation {found} is planned already, of this type and with this lead."
            " Open or change that one.",
            field="type",
        )


def _refuse_unfit(
    case: Case,
    type_: InvestigationType,
    actor: Actor,
    *,
    lead: User,
    team: Sequence[User],
    reviewer: User | None,
) -> None:
    investigator, boss = Role.INVESTIGATOR, Role.INVESTIGATIONS_SUPERVISOR
    for user in {user.id: user for user in (lead, *team)}.values():
        field = "lead" if user.id == lead.id else "team"
        _refuse_one(case, type_, user, actor, role=investigator, field=field)
    if reviewer is None:
        return
    if reviewer.id in {user.id for user in (lead, *team)}:
        raise RuleBroken("The reviewing supervisor is not on the team.", field="reviewer")
    _refuse_one(case, type_, reviewer, actor, role=boss, field="reviewer")
    if guards.is_on_the_other_side(case, type_, reviewer):
        raise RuleBroken(
            "A criminal investigation and another one of the same case are reviewed by different"
            " supervisors, who worked on neither.",
            field="reviewer",
        )


def _refuse_one(
    case: Case, type_: InvestigationType, user: User, actor: Actor, *, role: Role, field: str
) -> None:
    """One sentence whatever the wall is made of: it must not tell a protected reporter's name."""
    membership = _membership(case, user, role)
    if membership is None:
        words = role.label.lower()
        raise RuleBroken(f"{user.name} is no {words} of the office that leads.", field=field)
    if not _is_outside_the_walls(case, membership):
        raise RuleBroken(f"{user.name} can’t work on this case. Name somebody else.", field=field)
    if case.restricted and not _is_named(case, user):
        raise RuleBroken(
            f"This case is restricted: name {user.name} on its list first.", field=field
        )
    said = [text for hold in guards.team_holds if (text := hold(case, type_, user, actor))]
    if said:
        raise RuleBroken(said, field=field)


def _membership(case: Case, user: User, role: Role) -> Membership | None:
    found = unit_of_work.session().scalars(
        select(Membership).where(
            Membership.user_id == user.id,
            Membership.office_id == case.lead_office_id,
            Membership.role == role,
        )
    )
    today = clock.today(case.agency.zone)
    return next((row for row in found if is_in_force(row, today)), None)


def _is_outside_the_walls(case: Case, membership: Membership) -> bool:
    found = unit_of_work.session().scalar(
        guards.whole(
            select(Case.id).where(Case.id == case.id, *walls(actor_for(membership), Case.id))
        )
    )
    return found is not None


def _is_named(case: Case, user: User) -> bool:
    found = unit_of_work.session().scalar(
        select(CaseGrant.id)
        .where(
            CaseGrant.case_id == case.id,
            CaseGrant.principal_id == user.principal_id,
            CaseGrant.kind == GrantKind.NAMED,
            CaseGrant.revoked_at.is_(None),
        )
        .limit(1)
    )
    return found is not None
