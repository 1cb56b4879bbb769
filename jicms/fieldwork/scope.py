"""Separate teams side by side: fieldwork is read by the team of its investigation and by the
supervisor who reviews it, and by nobody else of the case.

A compelled statement shows in the hours and leads that it led to: the criminal team must not read
the administrative one's, nor the reverse.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true

from jicms.access.actor import Actor
from jicms.access.scope import alias_of, fixed, there_is
from jicms.cases.scope import compelled_walls, of_full_case
from jicms.fieldwork.models_requests import RecordsRequest
from jicms.investigations.models import Investigation, InvestigationType
from jicms.investigations.scope import reviewed_by, worked_by

_investigation = Investigation.__table__
_request = RecordsRequest.__table__


def outside_walls(actor: Actor, row: Any) -> ColumnElement[bool]:
    """The row is a criminal investigation's, or nothing keeps compelled content from the actor."""
    own = alias_of(_investigation, "fieldwork_of")
    shut = [wall(actor, row.case_id) for wall in compelled_walls]
    criminal = own.c.type == fixed(InvestigationType.CRIMINAL)
    return there_is(
        own, where=(own.c.id == row.investigation_id, or_(criminal, and_(true(), *shut)))
    )


def of_own_team(
    table: str, *, handled: bool = False
) -> Callable[[Actor, Any], ColumnElement[bool]]:
    """Scope of a row of fieldwork: full sight of the case, and on the investigation's team now, or
    its reviewing supervisor."""
    in_full = of_full_case(table, handled=handled)

    def scope_of_fieldwork(actor: Actor, row: Any) -> ColumnElement[bool]:
        if actor.is_system:
            return true()
        mine = or_(worked_by(actor, row.investigation_id), reviewed_by(actor, row.investigation_id))
        return and_(in_full(actor, row), mine, outside_walls(actor, row))

    return scope_of_fieldwork


request_scope = of_own_team("records_request", handled=True)


def of_visible_request(actor: Actor, child: Any) -> ColumnElement[bool]:
    """Scope of what belongs to a request: the request itself is visible."""
    if actor.is_system:
        return true()
    request = alias_of(_request, "scope_request")
    return there_is(
        request, where=(request.c.id == child.request_id, request_scope(actor, request.c))
    )
