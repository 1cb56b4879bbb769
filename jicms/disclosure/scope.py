"""Who sees requests about witnesses and the flag: the Giglio officer and counsel of the agency."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from jicms.access.actor import Actor, Role
from jicms.access.scope import alias_of, there_is
from jicms.cases.models import Case
from jicms.cases.scope import case_scope, full_scope, walls
from jicms.disclosure.models import WitnessRequest

ASKING = (Role.GIGLIO_OFFICER, Role.COUNSEL)
_case = Case.__table__
_request = WitnessRequest.__table__


def _of_agency(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Of the own agency, about somebody else than oneself or a relative."""
    if actor.is_system:
        return true()
    if actor.role not in ASKING or actor.agency_id is None:
        return false()
    terms = [row.agency_id == actor.agency_id]
    if actor.walled_ids:
        terms.append(row.person_id.not_in(actor.walled_ids))
    return and_(*terms)


def request_scope(actor: Actor, row: Any) -> ColumnElement[bool]:
    """A request, likewise."""
    return _of_agency(actor, row)


def of_request(actor: Actor, child: Any) -> ColumnElement[bool]:
    """What hangs on a request goes where it goes."""
    request = alias_of(_request, "scope_request")
    return there_is(request, where=(request.c.id == child.request_id, _of_agency(actor, request.c)))


def matter_scope(actor: Actor, row: Any) -> ColumnElement[bool]:
    """A matter that was found: not of a restricted case, nor behind the actor's wall."""
    if actor.is_system:
        return true()
    case = alias_of(_case, "scope_matter")
    open_case = there_is(case, where=(case.c.id == row.case_id, case.c.restricted.is_(False)))
    return and_(of_request(actor, row), open_case, *walls(actor, row.case_id))


def ask_scope(actor: Actor, row: Any) -> ColumnElement[bool]:
    """What a custodian is asked: supervisors who read the whole case."""
    if actor.is_system:
        return true()
    if actor.role is not Role.INVESTIGATIONS_SUPERVISOR:
        return false()
    case = alias_of(_case, "scope_ask")
    seen = (case_scope(actor, case.c), full_scope(actor, case.c))
    return there_is(case, where=(case.c.id == row.case_id, *seen))


def flag_scope(actor: Actor, row: Any) -> ColumnElement[bool]:
    """A flag: a suggestion out of a restricted case is not shown while it is restricted."""
    if actor.is_system:
        return true()
    case = alias_of(_case, "scope_flag")
    hidden = there_is(case, where=(case.c.id == row.case_id, case.c.restricted.is_(True)))
    suggested = row.decided_by_id.is_(None)
    return and_(_of_agency(actor, row), or_(~suggested, ~hidden), *_walled(actor, row))


def _walled(actor: Actor, row: Any) -> tuple[ColumnElement[bool], ...]:
    return tuple(or_(row.case_id.is_(None), wall) for wall in walls(actor, row.case_id))
