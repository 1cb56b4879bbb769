"""Who sees custody: whoever sees the item. Nothing of a hidden item shows, nor counts."""

from typing import Any

from sqlalchemy import ColumnElement, false, true

from jicms.access.actor import Actor, Role
from jicms.access.scope import alias_of, fixed, there_is, those_of
from jicms.custody.kinds import StepState
from jicms.custody.models import CustodyStep
from jicms.evidence.models import EvidenceItem
from jicms.evidence.scope import item_scope

#: Who keeps the evidence of an office, and who answers for it.
KEEPERS = (Role.EVIDENCE_CUSTODIAN, Role.INVESTIGATIONS_SUPERVISOR)

_item = EvidenceItem.__table__
_step = CustodyStep.__table__


def of_visible_item(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Rows of an item that the actor sees."""
    if actor.is_system:
        return true()
    item = alias_of(_item, "kept_item")
    return row.item_id.in_(those_of(item.c.id, item, item_scope(actor, item.c)))


def waits(state: Any) -> ColumnElement[bool]:
    """A step of the item of a `CustodyState` row, which is scoped itself, waits for somebody."""
    step = alias_of(_step, "waiting_step")
    return there_is(
        step,
        where=(step.c.item_id == state.item_id, step.c.state == fixed(StepState.PENDING)),
    )


def of_own_office(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Rounds of the office that the actor keeps evidence for."""
    if actor.is_system:
        return true()
    if actor.role not in KEEPERS or actor.office_id is None:
        return false()
    own: ColumnElement[bool] = row.office_id == actor.office_id
    return own
