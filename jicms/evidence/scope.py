"""Scope of evidence: as every child with content, and items for the office's custodian."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from jicms.access.actor import Actor, Role
from jicms.access.scope import alias_of, fixed, those_of
from jicms.cases.handling import NAMED_ONLY
from jicms.cases.models import Case
from jicms.cases.scope import case_scope, of_full_case, outside_compelled_wall

_items = of_full_case("evidence_item", handled=True)


def item_scope(actor: Actor, item: Any) -> ColumnElement[bool]:
    """Evidence items; the custodian of the lead office sees them without the rest of the case.

    The compelled wall stands there too: the custodian's person may be on the criminal team.
    """
    seen = _items(actor, item)
    if actor.role is not Role.EVIDENCE_CUSTODIAN:
        return seen
    case = alias_of(Case.__table__, "custody_case")
    mine = those_of(
        case.c.id,
        case,
        case.c.lead_office_id.in_(actor.whole_offices),
        case_scope(actor, case.c),
    )
    plain = item.handling.op("&")(fixed(int(NAMED_ONLY))) == fixed(0)
    return or_(seen, and_(item.case_id.in_(mine), plain, outside_compelled_wall(actor, item)))
