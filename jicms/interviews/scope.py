"""Who sees interviews: a compelled one only the administrative side."""

from typing import Any

from sqlalchemy import ColumnElement, and_, true

from jicms.access.actor import Actor
from jicms.access.scope import alias_of, there_is
from jicms.cases.scope import of_full_case
from jicms.interviews.models import Interview
from jicms.investigations.scope import off_criminal_side

interview_scope = of_full_case("interview", handled=True)

_interview = Interview.__table__
_of_case = of_full_case("gate_override")


def of_visible_interview(actor: Actor, child: Any) -> ColumnElement[bool]:
    """Scope of what belongs to an interview: the interview itself is visible."""
    if actor.is_system:
        return true()
    of = alias_of(_interview, "scope_interview")
    return there_is(of, where=(of.c.id == child.interview_id, interview_scope(actor, of.c)))


def override_scope(actor: Actor, override: Any) -> ColumnElement[bool]:
    """What counsel asked for a compelled interview: nobody of the criminal side."""
    if actor.is_system:
        return true()
    return and_(_of_case(actor, override), off_criminal_side(actor, override.case_id))
