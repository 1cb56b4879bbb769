"""Separate teams side by side: fieldwork is read by the team of its investigation and by the
supervisor who reviews it, and by nobody else of the case.

A compelled statement shows in the hours and leads that it led to: the criminal team must not read
the administrative one's, nor the reverse.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from jicms.access.actor import Actor, Role
from jicms.access.scope import alias_of, fixed, there_is
from jicms.cases.models import Case
from jicms.cases.scope import compelled_walls, of_full_case, walls
from jicms.evidence.scope import source_seen
from jicms.fieldwork.kinds import SentState
from jicms.fieldwork.models_requests import RecordsRequest
from jicms.investigations.models import Investigation, InvestigationType
from jicms.investigations.scope import off_criminal_side, reviewed_by, worked_by

_case = Case.__table__
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
_proof_of_team = of_own_team("element_proof")


def proof_scope(actor: Actor, proof: Any) -> ColumnElement[bool]:
    """What shows an element: the plan is visible, and the piece of evidence itself."""
    if actor.is_system:
        return true()
    return and_(_proof_of_team(actor, proof), source_seen(actor, proof, "proof"))


def of_visible_request(actor: Actor, child: Any) -> ColumnElement[bool]:
    """Scope of what belongs to a request: the request itself is visible."""
    if actor.is_system:
        return true()
    request = alias_of(_request, "scope_request")
    return there_is(
        request, where=(request.c.id == child.request_id, request_scope(actor, request.c))
    )


def received_scope(actor: Actor, sent: Any) -> ColumnElement[bool]:
    """A lead that the actor's office was asked to follow: for its supervisors and whoever follows
    it there, outside the walls of the case that it came from, which itself stays shut. Not once it
    was recalled, nor while the case is restricted to people by name."""
    if actor.role is Role.INVESTIGATIONS_SUPERVISOR:
        mine = sent.office_id.in_(actor.whole_offices) if actor.whole_offices else false()
    elif actor.role is Role.INVESTIGATOR:
        mine = and_(sent.office_id == actor.office_id, sent.owner_id == actor.user_id)
    else:
        return false()
    case = alias_of(_case, "received_of")
    plain = there_is(case, where=(case.c.id == sent.case_id, case.c.restricted.is_(False)))
    stands = sent.state != fixed(SentState.RECALLED)
    return and_(mine, stands, plain, *walls(actor, sent.case_id), _off_its_side(actor, sent))


def _off_its_side(actor: Actor, sent: Any) -> ColumnElement[bool]:
    """A lead of the administrative team may come of a compelled statement: nobody of the criminal
    side of the matter follows it."""
    own = alias_of(_investigation, "received_from")
    criminal = own.c.type == fixed(InvestigationType.CRIMINAL)
    open_to = or_(criminal, off_criminal_side(actor, sent.case_id))
    return there_is(own, where=(own.c.id == sent.investigation_id, open_to))


_sent_by_team = of_own_team("sent_lead")


def sent_scope(actor: Actor, sent: Any) -> ColumnElement[bool]:
    """Either side of a lead that was sent: the team that sent it, and the office that was asked."""
    if actor.is_system:
        return true()
    return or_(_sent_by_team(actor, sent), received_scope(actor, sent))
