"""Where a list of cases starts: each way to sight is walked in the list's order, a page far.

The scope decides who sees what, and finds the newest cases of somebody who sees few, or only old
ones, by looking at all of them. So a page is drawn from candidates: of each office led and of each
principal's grants the nearest rows that fit, each from an index. The scope still judges every
candidate: a fault here loses rows and never shows any.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, select, union_all

from jicms.access.actor import Actor
from jicms.cases.models import Case, CaseGrant
from jicms.cases.scope import live
from jicms.web.paging import Key, Nearest, beyond, term

_grant = CaseGrant.__table__
#: Criteria of these filters reach into what the list joins to a case.
_JOINED = ("due",)


def nearest(
    actor: Actor, values: Mapping[str, Any], criteria: Sequence[ColumnElement[bool]]
) -> Nearest:
    """For `keyset`: the criterion of the rows that may be on the page; None where it knows none."""

    def candidates(
        keys: Sequence[Key], edge: Sequence[Any] | None, back: bool, limit: int
    ) -> ColumnElement[bool] | None:
        columns = [key.column for key in keys]
        by_receipt = len(columns) == 2 and columns[0] is Case.received_at and columns[1] is Case.id
        if actor.is_system or not by_receipt or any(name in values for name in _JOINED):
            return None
        ways = [
            (select(Case.received_at, Case.id).where(Case.lead_office_id == office), Case)
            for office in actor.whole_offices
        ]
        ways += [_granted(actor, principal) for principal in actor.principals]
        walks = []
        for found, of in ways:
            own = [Key(of.received_at, keys[0].desc), Key(_id(of), keys[1].desc)]
            past = [] if edge is None else [beyond(own, edge, back=back)]
            order = [term(key, back=back) for key in own]
            walk = found.where(*criteria, *past).order_by(*order).limit(limit).subquery()
            walks.append(select(walk.c[1]))
        return Case.id.in_(union_all(*walks)) if walks else None

    return candidates


def _granted(actor: Actor, principal: int) -> tuple[Select[Any], Any]:
    """The cases of one principal's grants; one that is granted twice counts once."""
    grant = _grant.alias()
    found = (
        select(grant.c.received_at, grant.c.case_id)
        .select_from(grant)
        .join(Case, Case.id == grant.c.case_id)
        .where(grant.c.principal_id == principal, live(grant, actor))
        .distinct()
    )
    return found, grant.c


def _id(of: Any) -> Any:
    return of.id if of is Case else of.case_id


def among_granted(found: Select[Any], actor: Actor) -> Select[Any]:
    """Let a statement over cases start from the actor's grants, where nothing else gives sight."""
    if actor.is_system or actor.whole_offices or not actor.principals:
        return found
    grant = _grant.alias()
    own = (
        select(grant.c.case_id)
        .where(grant.c.principal_id.in_(actor.principals), live(grant, actor))
        .distinct()
        .subquery()
    )
    return found.join(own, own.c.case_id == Case.id)
