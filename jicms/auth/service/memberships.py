"""Memberships: asked for by an administrator, confirmed by the security administrator."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import NO_CASE_CONTENT, Actor, Role
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import ApiToken, Membership, Office, OfficeKind, User, UserSession
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused

#: Where a role is held; a role that is not named may be held in any office.
OFFICE_KINDS: dict[Role, OfficeKind] = {
    Role.INTAKE_SPECIALIST: OfficeKind.INVESTIGATIONS,
    Role.INVESTIGATOR: OfficeKind.INVESTIGATIONS,
    Role.INVESTIGATIONS_SUPERVISOR: OfficeKind.INVESTIGATIONS,
    Role.EVIDENCE_CUSTODIAN: OfficeKind.INVESTIGATIONS,
    Role.LR_SPECIALIST: OfficeKind.LABOR_RELATIONS,
    Role.LR_SUPERVISOR: OfficeKind.LABOR_RELATIONS,
    Role.COUNSEL: OfficeKind.COUNSEL,
}
#: Memberships that may carry the flags of office head and case custodian.
SUPERVISORS = (Role.INVESTIGATIONS_SUPERVISOR, Role.LR_SUPERVISOR)


def add_membership(
    session: Session,
    *,
    user: User,
    office: Office,
    role: Role,
    valid_from: date,
    valid_until: date | None = None,
    is_office_head: bool = False,
    is_case_custodian: bool = False,
    confirmed_by_id: int | None = None,
    is_confirmed: bool = False,
) -> Membership:
    """Write a membership without asking anybody: for the command line and for set-up."""
    membership = Membership(
        user_id=user.id,
        office_id=office.id,
        role=role,
        valid_from=valid_from,
        valid_until=valid_until,
        is_office_head=is_office_head,
        is_case_custodian=is_case_custodian,
        confirmed_at=clock.now() if is_confirmed else None,
        confirmed_by_id=confirmed_by_id,
    )
    session.add(membership)
    session.flush()
    return membership


def propose_membership(
    user: User,
    *,
    actor: Actor,
    office: Office,
    role: Role,
    valid_from: date,
    valid_until: date | None = None,
    is_office_head: bool = False,
    is_case_custodian: bool = False,
) -> Membership:
    """Ask for a membership. It takes effect once the security administrator confirms it."""
    policy.require(actor, Action.USER_EDIT, user)
    session = unit_of_work.session()
    _refuse_form(user, office, role, valid_from=valid_from, valid_until=valid_until)
    if (is_office_head or is_case_custodian) and role not in SUPERVISORS:
        raise RuleBroken("Only a supervisor heads an office or keeps cases.", field="role")
    _refuse_mixture(user, office, role, valid_from=valid_from, valid_until=valid_until)
    membership = add_membership(
        session,
        user=user,
        office=office,
        role=role,
        valid_from=valid_from,
        valid_until=valid_until,
        is_office_head=is_office_head,
        is_case_custodian=is_case_custodian,
    )
    membership.requested_by_id = actor.user_id
    session.flush()
    return membership


def _refuse_form(
    user: User, office: Office, role: Role, *, valid_from: date, valid_until: date | None
) -> None:
    today = clock.today(office.agency.zone)
    wanted = OFFICE_KINDS.get(role)
    if not user.is_active:
        raise RuleBroken("The account is deactivated: reactivate it first.")
    if office.valid_to is not None and office.valid_to < today:
        raise RuleBroken("This office is retired.", field="office")
    if wanted is not None and office.kind is not wanted:
        kind = wanted.value.replace("_", " ").lower()
        raise RuleBroken(f"{role.label} is a role of {kind} offices.", field="role")
    if valid_until is not None and valid_until < max(valid_from, today):
        raise RuleBroken("The last day lies before the first day or today.", field="valid_until")
    if role is Role.FACT_FINDER and valid_until is None:
        raise RuleBroken("A fact-finder needs a last day.", field="valid_until")


def _refuse_mixture(
    user: User, office: Office, role: Role, *, valid_from: date, valid_until: date | None
) -> None:
    """Refuse a second copy of a role, and administration or audit beside any other role."""
    others = unit_of_work.session().scalars(
        select(Membership).where(
            Membership.user_id == user.id,
            Membership.revoked_at.is_(None),
            or_(Membership.valid_until.is_(None), Membership.valid_until >= valid_from),
        )
    )
    for other in others:
        if valid_until is not None and other.valid_from > valid_until:
            continue
        if other.role is role and other.office_id == office.id:
            raise RuleBroken("The user has this role in this office already.", field="role")
        apart = {role, other.role} & NO_CASE_CONTENT
        if apart and role is not other.role:
            raise RuleBroken(
                f"{other.role.label} and {role.label} don’t go together:"
                " administration and audit are kept apart from each other and from case work.",
                field="role",
            )


def confirm_membership(membership: Membership, *, actor: Actor) -> None:
    """Let it take effect. Neither its user nor whoever asked for it may confirm it."""
    policy.require(actor, Action.USER_CONFIRM, membership)
    _lock(membership)
    if membership.revoked_at is not None or membership.confirmed_at is not None:
        raise TransitionRefused("This membership no longer waits for confirmation.")
    if not membership.user.is_active:
        raise RuleBroken("The account is deactivated.")
    membership.confirmed_at, membership.confirmed_by_id = clock.now(), actor.user_id
    recorder.record(Event.MEMBERSHIP_CONFIRMED, obj=membership, user=membership.user_id)
    unit_of_work.session().flush()


def revoke_membership(membership: Membership, *, actor: Actor) -> None:
    """End a membership at once, or decline what waits: its sessions and tokens end with it."""
    action = Action.USER_EDIT if actor.role is Role.ADMINISTRATOR else Action.USER_CONFIRM
    policy.require(actor, action, membership)
    _lock(membership)
    if membership.revoked_at is not None:
        raise TransitionRefused("This membership has ended already.")
    session, now = unit_of_work.session(), clock.now()
    membership.revoked_at, membership.revoked_by_id = now, actor.user_id
    for row in session.scalars(
        select(UserSession).where(
            UserSession.membership_id == membership.id, UserSession.ended_at.is_(None)
        )
    ):
        row.ended_at = now
        recorder.record(Event.SESSION_ENDED, entity=("user_session", row.id))
    for token in session.scalars(
        select(ApiToken).where(
            ApiToken.membership_id == membership.id, ApiToken.revoked_at.is_(None)
        )
    ):
        token.revoked_at = now
        recorder.record(Event.TOKEN_REVOKED, obj=token)
    session.flush()


def _lock(membership: Membership) -> None:
    # Named columns only: a row joined by an outer join can't be locked.
    unit_of_work.session().refresh(
        membership, ("confirmed_at", "revoked_at", "version"), with_for_update=True
    )
