"""What the actor may read and is in a case: loaded once per case, asked by the rules."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import object_session

from jicms.access import terms
from jicms.access.actor import Actor, Role, Within, current_actor
from jicms.cases.models import EARLY, Case, CaseGrant, GrantKind, GrantLevel
from jicms.cases.scope import live

_grant = CaseGrant.__table__
#: What a statement joins and selects to know the actor's sight of the cases that it reads.
GRANTS = _grant
COLUMNS = (_grant.c.principal_id, _grant.c.kind, _grant.c.level)


@dataclass(frozen=True, slots=True)
class Sight:
    """The live grants of one actor on one case, in brief."""

    full: bool
    #: The summary shows everybody in the case, not those alone whom a grant names.
    wide: bool
    items: bool
    assigned: bool
    kinds: frozenset[str]


def sight(actor: Actor, case: Case) -> Sight:
    """How much of a visible case the actor reads. One statement, kept until grants change."""
    session = object_session(case)
    if session is None:
        return Sight(False, False, False, False, frozenset())
    kept = session.info.setdefault("sight", {})
    key = (actor, case.id)
    if key not in kept:
        rows = session.connection().execute(select(*COLUMNS).where(of_actor(actor, case.id)))
        kept[key] = _summarise(actor, case, list(rows))
    found: Sight = kept[key]
    return found


def of_actor(actor: Actor, case_id: Any) -> ColumnElement[bool]:
    """The live grants of the actor on a case, for a join that saves the statement of `sight`."""
    return and_(
        _grant.c.case_id == case_id,
        _grant.c.principal_id.in_(actor.principals or (0,)),
        live(_grant, actor),
    )


def remember(actor: Actor, case: Case, rows: Iterable[Any]) -> None:
    """Keep what a statement that joined `GRANTS` found: rows of `COLUMNS`, empty without one."""
    session = object_session(case)
    if session is not None:
        held = [row for row in rows if row.principal_id is not None]
        session.info.setdefault("sight", {})[actor, case.id] = _summarise(actor, case, held)
        session.info.setdefault("shown", set()).add((actor, case.id))


@contextmanager
def reading(case: Case) -> Iterator[None]:
    """Statements of the block read this case alone, by criteria that know what is seen of it.

    Without effect for the installation itself, and for a case that came from elsewhere than a
    scoped statement with the actor's grants (`remember`): then every criterion stands in full.
    """
    actor, session = current_actor(), object_session(case)
    if session is None or (actor, case.id) not in session.info.get("shown", ()):
        yield
        return
    found = sight(actor, case)
    shown = (case.id,)
    full, wide = (shown if found.full else ()), (shown if found.wide else ())
    with terms.within(Within(shown, full, wide)):
        yield


def _summarise(actor: Actor, case: Case, rows: list[Any]) -> Sight:
    # On a restricted case only the named list gives sight; who works it is still its team.
    assigned = any(
        row.kind == GrantKind.ASSIGNMENT and row.principal_id in actor.full_principals
        for row in rows
    )
    if case.restricted:
        rows = [row for row in rows if row.kind == GrantKind.NAMED]
    wide = case.lead_office_id in actor.whole_offices or any(
        row.level in (GrantLevel.SUMMARY, GrantLevel.FULL) for row in rows
    )
    mine = [row for row in rows if row.principal_id in actor.full_principals]
    owns = case.lead_office_id in actor.whole_offices and not case.restricted
    whole = owns and (
        actor.role is Role.INVESTIGATIONS_SUPERVISOR
        or (actor.role is Role.INTAKE_SPECIALIST and case.status in EARLY)
    )
    full = actor.is_system or whole or any(row.level == GrantLevel.FULL for row in mine)
    return Sight(
        full=full,
        wide=full or wide,
        items=any(row.level == GrantLevel.ITEMS for row in mine),
        assigned=assigned,
        kinds=frozenset(str(row.kind) for row in rows),
    )


def forget(case: Case) -> None:
    """Drop what was kept about a case: its grants changed."""
    session = object_session(case)
    if session is not None:
        session.info.pop("sight", None)
        session.info.pop("shown", None)


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
