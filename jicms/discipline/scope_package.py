"""Who sees what came after the notice, the worksheets, and what the officials received.

Labor relations and counsel see it with the action. An official sees what he was handed, which is
what his receipts name, and no other: the one who proposes, nothing that came after.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true

from jicms.access.actor import Actor, Role
from jicms.access.scope import alias_of, fixed, there_is
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_package import PackageReceipt
from jicms.discipline.scope import of_action, of_decision

_action = DisciplinaryAction.__table__
_receipt = PackageReceipt.__table__
#: What a receipt calls the proposing official's worksheet, which is twelve rows.
WORKSHEET = "proposing_worksheet"


def was_handed(actor: Actor, child: Any, entity: str, key: Any) -> ColumnElement[bool]:
    """The official received that very thing of that action."""
    receipt = alias_of(_receipt, "handed")
    return there_is(
        receipt,
        where=(
            receipt.c.action_id == child.action_id,
            receipt.c.official_id == actor.user_id,
            receipt.c.entity == fixed(entity),
            receipt.c.entity_id == key,
        ),
    )


def receipt_scope(actor: Actor, receipt: Any) -> ColumnElement[bool]:
    """The log: labor relations and counsel; an official reads what he himself received."""
    seen = of_action(actor, receipt)
    if actor.role is Role.MANAGEMENT_OFFICIAL:
        return and_(receipt.official_id == actor.user_id, seen)
    return seen


def new_scope(actor: Actor, item: Any) -> ColumnElement[bool]:
    """New material: for the deciding official once it was handed over."""
    seen = of_decision(actor, item)
    if actor.role is Role.MANAGEMENT_OFFICIAL:
        return and_(was_handed(actor, item, "new_material", item.id), seen)
    return seen


def use_scope(actor: Actor, use: Any) -> ColumnElement[bool]:
    """How it was settled: as the material itself."""
    seen = of_decision(actor, use)
    if actor.role is Role.MANAGEMENT_OFFICIAL:
        return and_(was_handed(actor, use, "new_material", use.material_id), seen)
    return seen


def proposing_scope(actor: Actor, factor: Any) -> ColumnElement[bool]:
    """The proposing worksheet: its official's own; the deciding official's with the notice."""
    seen = of_action(actor, factor)
    if actor.role is not Role.MANAGEMENT_OFFICIAL:
        return seen
    action = alias_of(_action, "proposed_action")
    own = there_is(
        action,
        where=(action.c.id == factor.action_id, action.c.proposing_official_id == actor.user_id),
    )
    return and_(or_(own, was_handed(actor, factor, WORKSHEET, factor.action_id)), seen)


def compared_scope(actor: Actor, kept: Any) -> ColumnElement[bool]:
    """A search that was kept: an official reads the one that he received."""
    return _compared(actor, kept, kept.id)


def compared_row_scope(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Its rows: as the search."""
    return _compared(actor, row, row.set_id)


def _compared(actor: Actor, child: Any, key: Any) -> ColumnElement[bool]:
    seen = of_action(actor, child)
    if actor.role is Role.MANAGEMENT_OFFICIAL:
        return and_(was_handed(actor, child, "comparator_set", key), seen)
    return seen


def own_typing(actor: Actor, draft: Any) -> ColumnElement[bool]:
    """What somebody types and has not saved: that person alone, while the action is open to him."""
    if actor.is_system:
        return true()
    return and_(draft.user_id == actor.user_id, of_action(actor, draft))
