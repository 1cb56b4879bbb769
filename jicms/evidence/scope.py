"""Scope of evidence: as every child with content, and items for the office's custodian."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true

from jicms.access.actor import Actor, Role
from jicms.access.scope import alias_of, fixed, there_is, those_of
from jicms.allegations.models import FindingDetail
from jicms.cases.handling import NAMED_ONLY
from jicms.cases.models import Case
from jicms.cases.scope import case_scope, of_full_case, outside_compelled_wall
from jicms.evidence.models import Document, EvidenceItem, Statement

_items = of_full_case("evidence_item", handled=True)
_reasons = of_full_case("finding", key="finding_id", handled=True)
_sources = (
    ("item_id", EvidenceItem.__table__, _items),
    ("statement_id", Statement.__table__, of_full_case("statement", handled=True)),
    ("document_id", Document.__table__, of_full_case("document", handled=True)),
)


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


def weighed_scope(actor: Actor, weighed: Any) -> ColumnElement[bool]:
    """What a finding rests on: its reasons are visible, and the piece of evidence itself."""
    if actor.is_system:
        return true()
    detail = alias_of(FindingDetail.__table__, "weighed_reasons")
    reasons = there_is(
        detail,
        where=(detail.c.finding_id == weighed.finding_id, _reasons(actor, detail.c)),
    )
    return and_(reasons, source_seen(actor, weighed, "weighed"))


def source_seen(actor: Actor, row: Any, name: str) -> ColumnElement[bool]:
    """The item, statement or document that the row points to is visible. `name` is the row's."""
    seen = []
    for column, table, criterion in _sources:
        source = alias_of(table, f"{name}_{column}")
        where = (source.c.id == getattr(row, column), criterion(actor, source.c))
        seen.append(there_is(source, where=where))
    return or_(*seen)
