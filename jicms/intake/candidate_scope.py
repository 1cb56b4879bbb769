"""Who sees a candidate: whoever has both cases in sight, and the supervisor who is asked."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true

from jicms.access.actor import Actor, Role
from jicms.access.scope import alias_of, fixed, there_is
from jicms.cases.models import Case
from jicms.cases.scope import case_scope, walls
from jicms.cases.scope_links import both_ends, elsewhere
from jicms.intake.models_candidates import RoutedTo

_case = Case.__table__


def of_candidate(actor: Actor, candidate: Any) -> ColumnElement[bool]:
    """Both ends in sight; or routed, to a supervisor who sees the other case: of its office, or
    named on it where it is restricted. Never to anybody whom a wall of the new case shuts out."""
    if actor.is_system:
        return true()
    seen = both_ends(actor, candidate)
    if actor.role is not Role.INVESTIGATIONS_SUPERVISOR or actor.office_id is None:
        return seen
    other = alias_of(_case, "asked_of")
    asked = or_(
        and_(
            candidate.routed_to == fixed(RoutedTo.SUPERVISOR),
            other.c.lead_office_id == actor.office_id,
        ),
        and_(candidate.routed_to == fixed(RoutedTo.CUSTODIAN), other.c.restricted.is_(True)),
    )
    own = there_is(
        other,
        where=(other.c.id == candidate.other_id, asked, case_scope(elsewhere(actor), other.c)),
    )
    return or_(seen, and_(own, *walls(actor, candidate.case_id)))
