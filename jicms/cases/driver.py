"""Where a list of cases starts: each way to sight is walked in the list's order, a page far.

The scope decides who sees what, and finds the newest cases of somebody who sees few, or only old
ones, by looking at all of them. So a page is drawn from candidates: of each principal's grants the
nearest rows, from an index. The scope still judges every candidate: a fault here loses rows and
never shows any. A count is of the candidates themselves.

These statements are kept: `of` are the terms of an actor, `principals` how many there are.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, union, union_all

from jicms.access.actor import NO_CASE_CONTENT, Actor
from jicms.access.scope import fixed
from jicms.access.terms import principal
from jicms.cases.models import Case, CaseGrant, GrantKind
from jicms.cases.scope import live, walls
from jicms.web.paging import Key, Nearest, beyond, term

_case = Case.__table__
_grant = CaseGrant.__table__


def by_grants_alone(actor: Actor) -> bool:
    """Whether grants are the actor's only way to sight. Where an office's cases are seen without
    them, the newest of all are soon enough among those seen."""
    known = not actor.is_system and actor.role is not None and actor.role not in NO_CASE_CONTENT
    return known and bool(actor.principals) and not actor.whole_offices


def nearest(of: Actor, principals: int) -> Nearest:
    """For paging: the criterion of the rows that may be on a page of the list in the order of
    receipt; None in any other order."""

    def candidates(
        keys: Sequence[Key], edge: Sequence[Any] | None, back: bool, limit: int
    ) -> ColumnElement[bool] | None:
        columns = [key.column for key in keys]
        if len(columns) != 2 or columns[0] is not Case.received_at or columns[1] is not Case.id:
            return None
        walks = []
        for found in (_granted(of, place) for place in range(principals)):
            own = [
                Key(column, key.desc)
                for column, key in zip(found.selected_columns, keys, strict=True)
            ]
            past = [] if edge is None else [beyond(own, edge, back=back)]
            order = [term(key, back=back) for key in own]
            walk = found.where(*past).order_by(*order).limit(limit).subquery()
            walks.append(select(walk.c[1]))
        return Case.id.in_(union_all(*walks))

    return candidates


def _granted(of: Actor, place: int) -> Select[Any]:
    """What one principal's grants show: a row a case, however often it is granted.

    Restricted cases are few, and set apart as a list: looking each granted case up would take most
    of the time.
    """
    grant = _grant.alias()
    return (
        select(grant.c.received_at, grant.c.case_id)
        .where(
            grant.c.principal_id == principal(place),
            live(grant, of),
            or_(
                grant.c.kind == fixed(GrantKind.NAMED),
                grant.c.case_id.not_in(select(_case.c.id).where(_case.c.restricted)),
            ),
            *walls(of, grant.c.case_id),
        )
        .distinct()
    )


def of_grants(of: Actor, principals: int, *, cap: int) -> Select[Any]:
    """The ids of the cases that grants show, no more of each principal than are counted."""
    walks = []
    for granted in (_granted(of, place) for place in range(principals)):
        walk = granted.order_by(*granted.selected_columns).limit(cap + 1).subquery()
        walks.append(select(walk.c.case_id))
    return select(union(*walks).subquery().c.case_id)
