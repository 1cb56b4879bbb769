"""Where a list of cases starts: each way to sight is walked in the list's order, a page far.

The scope decides who sees what, and finds the newest cases of somebody who sees few, or only old
ones, by looking at all of them. So a page is drawn from candidates: of each principal's grants the
nearest rows, from an index. The scope still judges every candidate: a fault here loses rows and
never shows any.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, union, union_all

from jicms.access.actor import Actor
from jicms.access.scope import fixed
from jicms.cases.models import Case, CaseGrant, GrantKind
from jicms.cases.scope import live, walls
from jicms.web.paging import Key, Nearest, beyond, term

_case = Case.__table__
_grant = CaseGrant.__table__


def nearest(actor: Actor, values: Mapping[str, Any]) -> Nearest:
    """For `keyset`: the criterion of the rows that may be on the page of an unfiltered list in the
    order of receipt; None for any other, and for somebody who sees an office's cases without
    grants: the newest of all are soon enough among them."""

    def candidates(
        keys: Sequence[Key], edge: Sequence[Any] | None, back: bool, limit: int
    ) -> ColumnElement[bool] | None:
        columns = [key.column for key in keys]
        by_receipt = len(columns) == 2 and columns[0] is Case.received_at and columns[1] is Case.id
        if actor.is_system or actor.whole_offices or values or not by_receipt:
            return None
        walks = []
        for found in (_granted(actor, principal) for principal in actor.principals):
            own = [
                Key(column, key.desc)
                for column, key in zip(found.selected_columns, keys, strict=True)
            ]
            past = [] if edge is None else [beyond(own, edge, back=back)]
            order = [term(key, back=back) for key in own]
            walk = found.where(*past).order_by(*order).limit(limit).subquery()
            walks.append(select(walk.c[1]))
        return Case.id.in_(union_all(*walks)) if walks else None

    return candidates


def _granted(actor: Actor, principal: int) -> Select[Any]:
    """One row a case, however often it is granted."""
    grant, case = _grant.alias(), _case.alias()
    return (
        select(grant.c.received_at, grant.c.case_id)
        .select_from(grant.join(case, case.c.id == grant.c.case_id))
        .where(
            grant.c.principal_id == principal,
            live(grant, actor),
            or_(case.c.restricted.is_(False), grant.c.kind == fixed(GrantKind.NAMED)),
            *walls(actor, grant.c.case_id),
        )
        .distinct()
    )


def among_granted(found: Select[Any], actor: Actor, *, cap: int) -> Select[Any]:
    """Let the count of an unfiltered list start from the actor's grants, where nothing else gives
    sight, and look at no more of them than are counted."""
    if actor.is_system or actor.whole_offices or not actor.principals:
        return found
    walks = []
    for granted in (_granted(actor, principal) for principal in actor.principals):
        walk = granted.order_by(*granted.selected_columns).limit(cap + 1).subquery()
        walks.append(select(walk.c.case_id))
    own = union(*walks).subquery()
    return found.join(own, own.c.case_id == Case.id)
