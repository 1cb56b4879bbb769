"""What joins two cases: it exists only for whoever has both ends in sight."""

from copy import copy
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true

from jicms.access.actor import Actor
from jicms.access.scope import alias_of, there_is
from jicms.cases.models import Case
from jicms.cases.models_links import CaseLink
from jicms.cases.scope import case_scope

_case = Case.__table__
_link = CaseLink.__table__


def elsewhere(actor: Actor) -> Actor:
    """The terms of the actor as outside one case: the other end is another one."""
    if actor.within is None:
        return actor
    plain: Any = copy(actor)
    plain.within = None
    found: Actor = plain
    return found


def sees(actor: Actor, case_id: Any, name: str) -> ColumnElement[bool]:
    """The case of that id exists for the actor."""
    case = alias_of(_case, name)
    return there_is(case, where=(case.c.id == case_id, case_scope(elsewhere(actor), case.c)))


def both_ends(actor: Actor, link: Any) -> ColumnElement[bool]:
    """One hidden end, and the row does not exist: on pages, in counts, in the timeline."""
    if actor.is_system:
        return true()
    return and_(sees(actor, link.case_id, "one_end"), sees(actor, link.other_id, "other_end"))


def same_matter(one: Any, other: Any) -> ColumnElement[bool]:
    """The same case, or two that were merged or are linked, either way. One step, not chains."""
    merged, link = alias_of(_case, "matter_case"), alias_of(_link, "matter_link")
    return or_(
        one == other,
        there_is(
            merged,
            where=(
                or_(
                    and_(merged.c.id == other, merged.c.merged_into_id == one),
                    and_(merged.c.id == one, merged.c.merged_into_id == other),
                ),
            ),
        ),
        there_is(
            link,
            where=(
                link.c.removed_at.is_(None),
                or_(
                    and_(link.c.case_id == one, link.c.other_id == other),
                    and_(link.c.case_id == other, link.c.other_id == one),
                ),
            ),
        ),
    )
