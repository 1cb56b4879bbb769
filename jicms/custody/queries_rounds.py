"""Reads of inventory rounds. What the viewer may not see is in none of their numbers."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, true
from sqlalchemy.orm import joinedload

from jicms.access.actor import Actor
from jicms.cases.models import Case
from jicms.core import unit_of_work
from jicms.custody.kinds import STORE, CustodyKind, RoundResult
from jicms.custody.models import CustodyEvent, CustodyState
from jicms.custody.models_rounds import InventoryRound, MediaReference, RoundItem
from jicms.evidence.models import EvidenceItem

#: Items that the page of a round lists.
LISTED = 2_000


def rounds() -> Select[Any]:
    """The rounds of the viewer's office, for paging."""
    return select(InventoryRound).options(joinedload(InventoryRound.begun_by))


def counts_of(found: Sequence[InventoryRound]) -> dict[int, dict[RoundResult, int]]:
    """How many items of each round have which result."""
    rows = unit_of_work.session().execute(
        select(RoundItem.round_id, RoundItem.result, func.count())
        .where(RoundItem.round_id.in_([row.id for row in found]))
        .group_by(RoundItem.round_id, RoundItem.result)
    )
    counted: dict[int, dict[RoundResult, int]] = {}
    for round_id, result, number in rows:
        counted.setdefault(round_id, {})[result] = number
    return counted


def round_of(round_id: int) -> InventoryRound | None:
    """A round of the viewer's office."""
    return unit_of_work.session().scalar(
        select(InventoryRound)
        .where(InventoryRound.id == round_id)
        .options(joinedload(InventoryRound.begun_by), joinedload(InventoryRound.closed_by))
    )


def items_of(round_: InventoryRound) -> Sequence[RoundItem]:
    """The items of a round, those that were not met first."""
    return (
        unit_of_work.session()
        .scalars(
            select(RoundItem)
            .join(EvidenceItem, EvidenceItem.id == RoundItem.item_id)
            .join(Case, Case.id == RoundItem.case_id)
            .where(RoundItem.round_id == round_.id)
            .order_by(
                RoundItem.confirmed_at.is_not(None),
                RoundItem.expected,
                Case.fiscal_year,
                Case.sequence,
                EvidenceItem.n,
            )
            .limit(LISTED)
            .options(joinedload(RoundItem.item), joinedload(RoundItem.case))
        )
        .all()
    )


def moving(round_: InventoryRound) -> Select[Any]:
    """The events since a round began, and before it was closed, that moved an item or met it."""
    found = select(CustodyEvent).where(
        CustodyEvent.recorded_at > round_.begun_at,
        or_(
            CustodyEvent.from_hand != CustodyEvent.to_hand,
            CustodyEvent.kind == CustodyKind.INVENTORIED,
        ),
    )
    if round_.closed_at is not None:
        found = found.where(CustodyEvent.recorded_at <= round_.closed_at)
    return found


def moved_in(round_: InventoryRound) -> Sequence[CustodyEvent]:
    """What changed hands while the round was under way: of what it counts, and what came to the
    place that it counts."""
    counted = select(RoundItem.item_id).where(RoundItem.round_id == round_.id)
    there = CustodyEvent.location == round_.location if round_.location else true()
    return (
        unit_of_work.session()
        .scalars(
            moving(round_)
            .join(Case, Case.id == CustodyEvent.case_id)
            .where(
                CustodyEvent.from_hand != CustodyEvent.to_hand,
                CustodyEvent.to_hand != STORE.key,
                or_(
                    CustodyEvent.item_id.in_(counted),
                    and_(Case.lead_office_id == round_.office_id, there),
                ),
            )
            .order_by(CustodyEvent.recorded_at, CustodyEvent.id)
            .limit(LISTED)
            .options(joinedload(CustodyEvent.item), joinedload(CustodyEvent.case))
        )
        .all()
    )


def media_among(rows: Sequence[RoundItem]) -> set[int]:
    """The items of these rows that are media with a list: their files are compared too."""
    listed = select(MediaReference.item_id).where(
        MediaReference.item_id.in_([row.item_id for row in rows])
    )
    return set(unit_of_work.session().scalars(listed))


def places(actor: Actor) -> list[str]:
    """Where something of the office is kept."""
    found = unit_of_work.session().scalars(
        select(CustodyState.location)
        .join(Case, Case.id == CustodyState.case_id)
        .where(
            Case.lead_office_id == actor.office_id,
            CustodyState.location != "",
            CustodyState.disposed.is_(False),
        )
        .distinct()
        .order_by(CustodyState.location)
    )
    return list(found)
