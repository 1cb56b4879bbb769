"""Clocks that ask for a supervisor's decision: a date of those who may decide, and nobody else's.

The page of a case shows every clock of one's side. This is about whose calendar, My work and
notices a date belongs to.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from jicms.access.actor import Actor, Role
from jicms.cases.models import Case
from jicms.deadlines.models import CaseClock, ClockSide, ClockState

#: The rules of such clocks; features add theirs.
decided: set[str] = {"CONFLICT_DECISION"}


def falls_to(actor: Actor, clock: Any) -> ColumnElement[bool]:
    """Criterion: the date is not one of others. For a statement that reads `Case` too."""
    anybodys: ColumnElement[bool] = clock.rule_code.not_in(sorted(decided))
    if actor.role is not Role.INVESTIGATIONS_SUPERVISOR:
        return anybodys
    return or_(anybodys, Case.lead_office_id == actor.office_id)


def first_of(actor: Actor, side: ClockSide) -> ColumnElement[bool]:
    """How the first running clock that falls to the actor joins its case."""
    other = CaseClock.__table__.alias("other_clock")
    first = (
        select(other.c.id)
        .where(
            other.c.case_id == Case.id,
            other.c.state == ClockState.RUNNING.value,
            other.c.side == side.value,
            falls_to(actor, other.c),
        )
        .order_by(other.c.due_on, other.c.id)
        .limit(1)
        .correlate(Case)
        .scalar_subquery()
    )
    return and_(CaseClock.case_id == Case.id, CaseClock.id == first)
