"""What the actor may read and is in a case: loaded once per case, asked by the rules."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import object_session

from jicms.access.actor import Actor, Role
from jicms.cases.models import EARLY, Case, CaseGrant, GrantKind, GrantLevel
from jicms.cases.scope import live

_grant = CaseGrant.__table__


@dataclass(frozen=True, slots=True)
class Sight:
    """The live grants of one actor on one case, in brief."""

    full: bool
    items: bool
    assigned: bool
    kinds: frozenset[str]


def sight(actor: Actor, case: Case) -> Sight:
    """How much of a visible case the actor reads. One statement, kept until grants change."""
    session = object_session(case)
    if session is None:
        return Sight(False, False, False, frozenset())
    kept = session.info.setdefault("sight", {})
    key = (actor, case.id)
    if key not in kept:
        rows = session.connection().execute(
            select(_grant.c.principal_id, _grant.c.kind, _grant.c.level).where(
                _grant.c.case_id == case.id,
                _grant.c.principal_id.in_(actor.principals or (0,)),
                live(_grant, actor),
            )
        )
        kept[key] = _summarise(actor, case, list(rows))
    found: Sight = kept[key]
    return found


def _summarise(actor: Actor, case: Case, rows: list[Any]) -> Sight:
    # On a restricted case only the named list gives sight; who works it is still its team.
    assigned = any(
        row.kind == GrantKind.ASSIGNMENT and row.principal_id in actor.full_principals
        for row in rows
    )
    if case.restricted:
        rows = [row for row in rows if row.kind == GrantKind.NAMED]
    mine = [row for row in rows if row.principal_id in actor.full_principals]
    owns = case.lead_office_id in actor.whole_offices and not case.restricted
    whole = owns and (
        actor.role is Role.INVESTIGATIONS_SUPERVISOR
        or (actor.role is Role.INTAKE_SPECIALIST and case.status in EARLY)
    )
    return Sight(
        full=actor.is_system or whole or any(row.level == GrantLevel.FULL for row in mine),
        items=any(row.level == GrantLevel.ITEMS for row in mine),
        assigned=assigned,
        kinds=frozenset(str(row.kind) for row in rows),
    )


def forget(case: Case) -> None:
    """Drop what was kept about a case: its grants changed."""
    session = object_session(case)
    if session is not None:
        session.info.pop("sight", None)


def ground(actor: Actor, case: Case) -> str:
    """On what ground the actor reaches the case, as the trail records it."""
    found = sight(actor, case)
    if actor.is_system:
        return "SYSTEM"
    for kind in (
        GrantKind.NAMED,
        GrantKind.ASSIGNMENT,
        GrantKind.PACKAGE,
        GrantKind.REFERRAL,
        GrantKind.SHARE,
    ):
        if kind in found.kinds:
            return kind.value.upper()
    return "OFFICE" if case.lead_office_id in actor.whole_offices else "NONE"
