"""Who gets to a case beside its office: grants, shares, restriction, recusal."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import Membership, Office, User
from jicms.cases import sight
from jicms.cases.models import (
    Case,
    CaseGrant,
    CaseGrantItem,
    GrantKind,
    GrantLevel,
    Recusal,
)
from jicms.cases.scope import HEADING
from jicms.cases.service import walls
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken

#: Entities that an `items` grant may name (table names).
ENTITIES = frozenset(
    {
        "party",
        "allegation",
        "allegation_subject",
        "finding",
        "report",
        "exhibit",
        "statement",
        "evidence_item",
        "document",
        "prosecution_referral",
        "standing_use",
        "arrest",
        "records_request",
        "disciplinary_action",
    }
)


@dataclass(frozen=True, slots=True)
class Shareable:
    """A record that can be shared by itself: its key on the form, its words, and the rows that
    belong with it."""

    key: str
    label: str
    group: str
    rows: tuple[Any, ...]


#: The records of a case that can be shared one by one; features above register.
shareable: list[Callable[[Case], Iterable[Shareable]]] = []


def shareable_of(case: Case) -> list[Shareable]:
    """What the actor may share of a case, record by record."""
    return [row for offered in shareable for row in offered(case)]


def give_grant(
    case: Case,
    *,
    actor: Actor,
    principal_id: int,
    kind: GrantKind,
    level: GrantLevel,
    reason: str,
    until: datetime | None = None,
    office_id: int | None = None,
    items: Iterable[Any] = (),
) -> CaseGrant:
    """Open the case to a principal. `items` are the rows that a grant of level ITEMS names.

    The feature that calls has checked its own permission (to assign, to share, to refer).
    """
    if until is not None and until <= clock.now():
        raise RuleBroken("The end lies in the past.", field="until")
    grant = CaseGrant(
        case_id=case.id,
        principal_id=principal_id,
        office_id=office_id,
        kind=GrantKind(kind),
        level=GrantLevel(level),
        received_at=case.received_at,
        until=until,
        given_by_id=actor.user_id,
        reason=reason.strip(),
        items=[],
    )
    unit_of_work.session().add(grant)
    name_items(grant, items)
    unit_of_work.session().flush()
    recorder.record(
        Event.GRANT_GIVEN,
        obj=grant,
        case=case,
        kind=grant.kind.value,
        level=grant.level.value,
        principal=principal_id,
        until=until,
    )
    sight.forget(case)
    return grant


def name_items(grant: CaseGrant, rows: Iterable[Any]) -> None:
    """Let a grant name further children of its case; those it names already stay."""
    named = {(item.entity, item.entity_id) for item in grant.items}
    for row in rows:
        entity = row.__tablename__
        if entity not in ENTITIES:
            raise ValueError(f"a grant can't name {entity}")
        if row.case_id != grant.case_id:
            raise ValueError("a grant names children of its own case only")
        if (entity, row.id) not in named:
            named.add((entity, row.id))
            grant.items.append(CaseGrantItem(entity=entity, entity_id=row.id))


def name_headings(grant: CaseGrant, allegation_ids: Iterable[int]) -> None:
    """Let a grant show of allegations what a summary shows: category, class and dates."""
    named = {item.entity_id for item in grant.items if item.entity == HEADING}
    for key in allegation_ids:
        if key not in named:
            named.add(key)
            grant.items.append(CaseGrantItem(entity=HEADING, entity_id=key))


def revoke_grant(grant: CaseGrant, *, actor: Actor, reason: str) -> CaseGrant:
    """End a grant now. The feature that calls has checked its own permission."""
    if grant.revoked_at is not None:
        raise RuleBroken("This access has ended already.")
    grant.revoked_at, grant.revoked_by_id = clock.now(), actor.user_id
    recorder.record(
        Event.GRANT_REVOKED, obj=grant, kind=grant.kind.value, reason_given=bool(reason.strip())
    )
    unit_of_work.session().flush()
    unit_of_work.session().info.pop("sight", None)
    return grant


def share(
    case: Case,
    *,
    actor: Actor,
    to: Office | Membership,
    level: GrantLevel,
    reason: str,
    until: datetime | None = None,
    items: Iterable[Any] = (),
) -> CaseGrant:
    """Share the case with an office, or with a user in the office of one membership.

    A restricted case is shared with nobody: name people instead.
    """
    policy.require(actor, Action.CASE_SHARE, case)
    if case.restricted:
        raise RuleBroken("A restricted case is opened to named people only.")
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    chosen = list(items)
    if bool(chosen) != (level is GrantLevel.ITEMS):
        raise RuleBroken(
            "Choose records, and “Chosen records” above, to share these alone.", field="records"
        )
    office_id = to.office_id if isinstance(to, Membership) else None
    principal_id = to.user.principal_id if isinstance(to, Membership) else to.principal_id
    if isinstance(to, Office) and to.id == case.lead_office_id:
        raise RuleBroken("This office leads the case and sees it already.", field="to")
    if _is_shared(case, principal_id, office_id, level, until):
        raise RuleBroken("It is shared with them already, and for as long.", field="to")
    grant = give_grant(
        case,
        actor=actor,
        principal_id=principal_id,
        kind=GrantKind.SHARE,
        level=level,
        reason=reason,
        until=until,
        office_id=office_id,
        items=chosen,
    )
    recorder.record(Event.CASE_SHARED, case=case, obj=grant, level=grant.level.value)
    return grant


def _is_shared(
    case: Case,
    principal_id: int,
    office_id: int | None,
    level: GrantLevel,
    until: datetime | None,
) -> bool:
    """A share of that level stands which ends no sooner. Chosen records are each time others."""
    if level is GrantLevel.ITEMS:
        return False
    found = unit_of_work.session().scalars(
        select(CaseGrant).where(
            CaseGrant.case_id == case.id,
            CaseGrant.kind == GrantKind.SHARE,
            CaseGrant.principal_id == principal_id,
            CaseGrant.office_id == office_id,
            CaseGrant.level == level,
            CaseGrant.revoked_at.is_(None),
        )
    )
    return any(
        row.until is None or (row.until > clock.now() and until is not None and row.until >= until)
        for row in found
    )


def end_share(grant: CaseGrant, *, actor: Actor, case: Case, reason: str) -> CaseGrant:
    """Revoke a share. What assignments, referrals and packages opened ends with those."""
    policy.require(actor, Action.CASE_SHARE, case)
    if grant.case_id != case.id or grant.kind not in {GrantKind.SHARE, GrantKind.NAMED}:
        raise RuleBroken("This access ends with the assignment or referral that gave it.")
    if grant.kind is GrantKind.NAMED:
        lasting = [g for g in _named(case) if g is not grant and g.until is None]
        _keep_a_supervisor(case, {g.principal_id for g in lasting})
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    return revoke_grant(grant, actor=actor, reason=reason)


def restrict(
    case: Case, *, actor: Actor, members: Sequence[Membership], reason: str
) -> list[CaseGrant]:
    """Keep the case to named people. From now on no other grant and no office counts.

    At least one investigations supervisor of the lead office has to be named, so that nobody is
    left with a case that no supervisor can see. Naming more people on a restricted case adds them.
    """
    policy.require(actor, Action.CASE_RESTRICT, case)
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    held = {grant.principal_id for grant in _named(case) if grant.until is None}
    wanted = {member.user.principal_id: member for member in members}
    _keep_a_supervisor(case, held | set(wanted))
    newly = not case.restricted
    case.restricted = True
    given = [
        give_grant(
            case,
            actor=actor,
            principal_id=principal,
            kind=GrantKind.NAMED,
            level=GrantLevel.FULL,
            reason=reason,
            office_id=member.office_id,
        )
        for principal, member in wanted.items()
        if principal not in held
    ]
    if newly:
        recorder.record(Event.CASE_RESTRICTED, case=case, obj=case, named=len(held | set(wanted)))
    unit_of_work.session().flush()
    return given


def unrestrict(case: Case, *, actor: Actor, reason: str) -> None:
    """Lift the restriction: offices and earlier grants count again, the named list ends."""
    policy.require(actor, Action.CASE_RESTRICT, case)
    if not case.restricted:
        raise RuleBroken("This case is not restricted.")
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    case.restricted = False
    for grant in _named(case):
        revoke_grant(grant, actor=actor, reason=reason)
    recorder.record(Event.CASE_UNRESTRICTED, case=case, obj=case)
    unit_of_work.session().flush()
    sight.forget(case)


def recuse(case: Case, *, actor: Actor, reason: str) -> Recusal:
    """The actor steps back: the case no longer exists for that person; a led case has no lead."""
    policy.require(actor, Action.CASE_RECUSE, case)
    if actor.user_id is None:
        raise RuleBroken("Only a person can step back.")
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    recusal = Recusal(case_id=case.id, user_id=actor.user_id, reason=reason.strip())
    unit_of_work.session().add(recusal)
    walls.displace(case, {actor.user_id})
    walls.keep_decidable(case, actor)
    recorder.record(Event.RECUSAL_DECLARED, case=case, obj=recusal)
    unit_of_work.session().flush()
    sight.forget(case)
    return recusal


def lift_recusal(recusal: Recusal, *, actor: Actor, reason: str) -> Recusal:
    """The ground of a recusal is gone: the case exists for that person again, as before.

    What was led is not led again: assigning is a step of its own.
    """
    policy.require(actor, Action.RECUSAL_LIFT, recusal)
    if recusal.lifted_at is not None:
        raise RuleBroken("This recusal is lifted already.")
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    recusal.lifted_at, recusal.lifted_by_id = clock.now(), actor.user_id
    recusal.lifted_reason = reason.strip()
    recorder.record(Event.RECUSAL_LIFTED, case=recusal.case, obj=recusal)
    unit_of_work.session().flush()
    return recusal


def declare_recusal(*, number: str, actor: Actor, reason: str) -> None:
    """Step back from a case by its number, seen or not. Says nothing about whether it exists."""
    policy.require(actor, Action.CASE_RECUSE)
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    case = unit_of_work.session().scalar(
        select(Case)
        .where(Case.number == number)
        .execution_options(unscoped="one may step back from a case that one cannot see")
    )
    if case is not None:
        recuse(case, actor=actor, reason=reason)


def _named(case: Case) -> list[CaseGrant]:
    found = unit_of_work.session().scalars(
        select(CaseGrant).where(
            CaseGrant.case_id == case.id,
            CaseGrant.kind == GrantKind.NAMED,
            CaseGrant.revoked_at.is_(None),
        )
    )
    return list(found)


def _keep_a_supervisor(case: Case, principals: set[int]) -> None:
    today = clock.today(case.agency.zone)
    memberships = unit_of_work.session().scalars(
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(
            User.principal_id.in_(principals or {0}),
            User.is_active,
            Membership.office_id == case.lead_office_id,
            Membership.role == Role.INVESTIGATIONS_SUPERVISOR,
            Membership.confirmed_at.is_not(None),
        )
    )
    if not any(m.valid_until is None or m.valid_until >= today for m in memberships):
        raise RuleBroken(
            "Name at least one investigations supervisor of the lead office.", field="members"
        )
