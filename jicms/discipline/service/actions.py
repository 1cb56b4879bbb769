"""The action itself: started, given to a specialist, its officials named."""

from datetime import date
from typing import Any, TypeVar

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm.attributes import flag_modified

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.actors import behind
from jicms.auth.models import Membership, Office, User
from jicms.cases.models import WALLING, Party, Recusal, VaultIdentity
from jicms.cases.service import lock, name_items, next_part, revoke_grant
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import ClockSide
from jicms.deadlines.service import ClockPlan, Owner
from jicms.discipline.kinds import ReferralKind
from jicms.discipline.models import (
    ActionStatus,
    DisciplinaryAction,
    LrReferral,
)
from jicms.discipline.models_package import PackageAct
from jicms.discipline.service import grants
from jicms.discipline.service.receipts import handed_over, log_received
from jicms.discipline.service.whole import whole
from jicms.discipline.workflow import ENDED
from jicms.evidence.models import Document, Exhibit
from jicms.investigations.models import Assignment, Investigation

#: Said of everybody who may not act in the case, whatever the reason: it may be a secret.
NOT_IN_THIS_CASE = "{name} can’t act in this case. Choose somebody else."


def owner_of(action: DisciplinaryAction) -> Owner:
    """The owner of the action's clocks."""
    return Owner(action.__tablename__, action.id)


def zone_of(action: DisciplinaryAction) -> str:
    """The zone in which the office counts."""
    return action.office.agency.zone


def today_of(action: DisciplinaryAction) -> date:
    """Today, as the office counts."""
    return clock.today(zone_of(action))


def touch(action: DisciplinaryAction) -> None:
    """Move the action's version: whoever decides at the same time is told, and so is who does the
    same thing."""
    flag_modified(action, "status")
    unit_of_work.session().flush()


def new_action(referral: LrReferral, party: Party, *, actor: Actor) -> DisciplinaryAction:
    """The next action of the case, in draft, with the office's own clocks from today on."""
    session = unit_of_work.session()
    case = referral.case
    lock(case)
    interim = LrReferral.kind == ReferralKind.INTERIM
    running = session.scalar(
        whole(
            select(DisciplinaryAction.id)
            .outerjoin(LrReferral, LrReferral.id == DisciplinaryAction.referral_id)
            .where(DisciplinaryAction.party_id == party.id, DisciplinaryAction.status.not_in(ENDED))
            # One on an interim matter runs beside the one that the report leads to.
            .where(interim if referral.is_interim else or_(LrReferral.id.is_(None), ~interim))
            .limit(1)
        )
    )
    if running is not None:
        raise RuleBroken("An action about this subject is under way already.")
    action = DisciplinaryAction(
        case=case,
        n=next_part(case, DisciplinaryAction),
        party_id=party.id,
        referral=referral,
        office=referral.to_office,
    )
    session.add(action)
    session.flush()
    grant = grants.grant_of(referral.grant_id)
    if grant is not None:
        name_items(grant, [action])
    starts = {"acceptance": clock.today(zone_of(action))}
    deadlines.start_clocks(
        case,
        [
            ClockPlan(code, starts, ClockSide.DISCIPLINE, owner=owner_of(action))
            for code in ("LR_CASE_ANALYSIS", "PROPOSAL")
        ],
        zone=zone_of(action),
    )
    recorder.record(Event.ACTION_OPENED, obj=action, case=case, n=action.n)
    return action


def assign_specialist(
    action: DisciplinaryAction, *, actor: Actor, user: User, reason: str = ""
) -> DisciplinaryAction:
    """Give the action to a specialist of its office. A specialist takes a free one for himself.

    `reason` stays with the access that is given.
    """
    policy.require(actor, Action.DISCIPLINE_ASSIGN, action)
    if action.status in ENDED:
        raise RuleBroken("This action has ended.")
    return assign(action, user, actor=actor, reason=reason)


def assign(
    action: DisciplinaryAction, user: User, *, actor: Actor, reason: str = ""
) -> DisciplinaryAction:
    """As `assign_specialist`, after the caller has checked its own permission."""
    if actor.role is Role.LR_SPECIALIST and user.id != actor.user_id:
        raise RuleBroken("A supervisor assigns others.", field="specialist")
    if not is_in_office(user, action.office) or is_barred(action, user):
        raise RuleBroken(NOT_IN_THIS_CASE.format(name=user.name), field="specialist")
    if user.id in {action.proposing_official_id, action.deciding_official_id}:
        raise RuleBroken(f"{user.name} is an official of this action.", field="specialist")
    earlier = grants.grant_of(action.specialist_grant_id)
    if earlier is not None and earlier.revoked_at is None:
        revoke_grant(earlier, actor=actor, reason="Assigned to somebody else")
    action.specialist = user
    unit_of_work.session().flush()
    given = grants.give_specialist(action, user, actor=actor, reason=reason.strip())
    action.specialist_grant_id = given.id
    unit_of_work.session().flush()
    return action


def is_in_office(user: User, office: Office) -> bool:
    """Holds a confirmed labor relations role in that office today."""
    roles = (Role.LR_SPECIALIST, Role.LR_SUPERVISOR)
    return _holds(user, Membership.office_id == office.id, roles, office.agency.zone)


def is_official(user: User, office: Office) -> bool:
    """A management official of the office's agency today."""
    place = Membership.office_id.in_(select(Office.id).where(Office.agency_id == office.agency_id))
    return _holds(user, place, (Role.MANAGEMENT_OFFICIAL,), office.agency.zone)


def _holds(user: User, place: Any, roles: tuple[Role, ...], zone: str) -> bool:
    today = clock.today(zone)
    found = unit_of_work.session().scalar(
        select(Membership.id)
        .where(
            Membership.user_id == user.id,
            place,
            Membership.role.in_(roles),
            Membership.confirmed_at.is_not(None),
            Membership.valid_from <= today,
            or_(Membership.valid_until.is_(None), Membership.valid_until >= today),
        )
        .limit(1)
    )
    return user.is_active and found is not None


def is_barred(action: DisciplinaryAction, user: User) -> bool:
    """Whether somebody takes part in the case: a party in any role, a confirmed relative of one who
    is walled, recused, or its investigator.

    Official duty bars too: who reported or investigated neither proposes nor decides.
    """
    people, kin = behind(user.id)
    case_id = action.case_id
    takes_part = or_(
        exists().where(
            Party.case_id == case_id,
            or_(
                Party.person_id.in_(people),
                and_(Party.person_id.in_(kin), Party.role.in_(WALLING)),
            ),
            Party.withdrawn_at.is_(None),
        ),
        exists().where(
            VaultIdentity.case_id == case_id, VaultIdentity.person_id.in_((*people, *kin))
        ),
        exists().where(
            Recusal.case_id == case_id,
            Recusal.user_id == user.id,
            Recusal.lifted_at.is_(None),
        ),
        exists().where(Assignment.case_id == case_id, Assignment.user_id == user.id),
        exists().where(Investigation.case_id == case_id, Investigation.reviewer_id == user.id),
    )
    found = unit_of_work.session().scalar(whole(select(func.count()).where(takes_part)))
    return bool(found)


def refuse_barred(action: DisciplinaryAction, user: User | None, *, field: str = "") -> None:
    """Raise where an official turned out to take part in the case since he was named: what he
    signed is not served, and nothing is decided on it."""
    if user is None or not is_barred(action, user):
        return
    way_out = "Name another official." if field else "Withdraw the action and begin it anew."
    raise RuleBroken(f"{user.name} can’t act in this case. {way_out}", field=field or None)


def name_officials(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    proposing: User | None = None,
    deciding: User | None = None,
) -> DisciplinaryAction:
    """Name who proposes and who decides. The proposing official gets the report and exhibits.

    The proposing official is settled with the proposal, the deciding one with the decision. What is
    not given stays as it is.
    """
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    wanted = (proposing or action.proposing_official, deciding or action.deciding_official)
    if proposing is not None and proposing.id != action.proposing_official_id:
        _check_official(action, proposing, "proposing")
        if action.status is not ActionStatus.DRAFT:
            raise RuleBroken("The proposal is made already.", field="proposing")
    if deciding is not None and deciding.id != action.deciding_official_id:
        _check_official(action, deciding, "deciding")
        if action.decided_on is not None or action.status in ENDED:
            raise RuleBroken("The decision is made already.", field="deciding")
    if wanted[0] is not None and wanted[1] is not None and wanted[0].id == wanted[1].id:
        raise RuleBroken(
            "Whoever proposes can’t decide. Choose another deciding official.", field="deciding"
        )
    if proposing is not None:
        _replace(action, "proposing_official", proposing, actor)
        package = proposing_package(action)
        grants.give_package(action, proposing, package, actor=actor)
        log_received(action, proposing, package, act=PackageAct.NAMED, actor=actor)
    if deciding is not None:
        _replace(action, "deciding_official", deciding, actor)
        if action.notice_received_at is not None:
            package = deciding_package(action)
            grants.give_package(action, deciding, package, actor=actor)
            log_received(action, deciding, package, act=PackageAct.NAMED, actor=actor)
    return action


def _check_official(action: DisciplinaryAction, user: User, field: str) -> None:
    barred = is_barred(action, user) or user.id == action.specialist_id
    if barred or not is_official(user, action.office):
        raise RuleBroken(NOT_IN_THIS_CASE.format(name=user.name), field=field)


def _replace(action: DisciplinaryAction, role: str, user: User, actor: Actor) -> None:
    earlier: User | None = getattr(action, role)
    if earlier is not None and earlier.id != user.id:
        grants.end_packages(action, actor=actor, reason="Another official was named", of=earlier)
    setattr(action, role, user)
    unit_of_work.session().flush()


def proposing_package(action: DisciplinaryAction) -> list[Any]:
    """What the proposing official reads: what was referred, with the exhibits released."""
    referral = action.referral
    if referral is None:
        return [action.party]
    return [
        action.party,
        *grants.of_report(referral.report),
        *grants.of_exhibits(released(referral, Exhibit)),
        *released(referral, Document),
    ]


def deciding_package(action: DisciplinaryAction) -> list[Any]:
    """What the deciding official reads: the notice material, what came after it and was served or
    may lessen the penalty, and nothing beside it."""
    new = handed_over(action)
    return [
        action.party,
        *(item.report for item in action.material if item.report is not None),
        *grants.of_exhibits(i.exhibit for i in action.material if i.exhibit is not None),
        *(item.document for item in action.material if item.document is not None),
        *grants.of_exhibits(item.exhibit for item in new if item.exhibit is not None),
        *(item.document for item in new if item.document is not None),
    ]


Numbered = TypeVar("Numbered", Exhibit, Document)


def released(referral: LrReferral, model: type[Numbered]) -> list[Numbered]:
    """The exhibits or documents that the referral opened, in order, as far as the actor sees."""
    grant = grants.grant_of(referral.grant_id)
    if grant is None:
        return []
    named = [item.entity_id for item in grant.items if item.entity == model.__tablename__]
    # Exhibits point at documents, which the grant names for their sake only.
    if model is Document:
        shown = unit_of_work.session().scalars(
            select(Exhibit.document_id).where(Exhibit.case_id == referral.case_id)
        )
        behind = set(shown)
        named = [key for key in named if key not in behind]
    found = unit_of_work.session().scalars(
        select(model).where(model.id.in_(named)).order_by(model.n)
    )
    return list(found)
