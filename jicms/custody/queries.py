"""Reads of custody. Scoped by the listener: what is hidden does not appear, and is not counted."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.cases.models import Case
from jicms.core import unit_of_work
from jicms.custody import chain
from jicms.custody.models import CustodyEvent, CustodyState, CustodyStep
from jicms.evidence.models import EvidenceItem


def events_of(item: EvidenceItem) -> Sequence[CustodyEvent]:
    """The events of an item, the first one first."""
    return (
        unit_of_work.session()
        .scalars(
            select(CustodyEvent)
            .where(CustodyEvent.item_id == item.id)
            .order_by(CustodyEvent.n)
            .options(joinedload(CustodyEvent.receipt))
        )
        .all()
    )


def custody_log(item: EvidenceItem) -> list[dict[str, Any]]:
    """The custody log of an item as plain rows, for an export that is checked elsewhere.

    Each row has the members that `chain.FIELDS` names, and `digest`. The rule of the digest stands
    in `jicms.custody.chain`: a script needs SHA-256 and JSON alone. In short: take the members of
    `FIELDS` (all but `digest`), write them as JSON with sorted names, no blanks and \\uXXXX for
    characters beyond ASCII; the digest is the SHA-256 of these bytes. `prev` of each row is the
    `digest` of the row before, `from_hand` its `to_hand`, and `n` counts from 1 without a gap.
    """
    return chain.log_of(events_of(item), item.key)


def state_of(item: EvidenceItem) -> CustodyState | None:
    """Where an item is; None where nothing was recorded of its custody yet."""
    return unit_of_work.session().get(CustodyState, item.id)


def step_of(number: str, item: int, step: int) -> CustodyStep | None:
    """A step within its item within its case."""
    return unit_of_work.session().scalar(
        select(CustodyStep)
        .join(EvidenceItem, EvidenceItem.id == CustodyStep.item_id)
        .join(Case, Case.id == CustodyStep.case_id)
        .where(Case.number == number, EvidenceItem.n == item, CustodyStep.n == step)
        .options(
            joinedload(CustodyStep.case).options(
                joinedload(Case.agency), joinedload(Case.lead_office), joinedload(Case.lead)
            ),
            joinedload(CustodyStep.item),
            joinedload(CustodyStep.begun_by),
            joinedload(CustodyStep.asked),
            joinedload(CustodyStep.receipt),
        )
    )


def event_of(number: str, item: int, event: int) -> CustodyEvent | None:
    """An event within its item within its case."""
    return unit_of_work.session().scalar(
        select(CustodyEvent)
        .join(EvidenceItem, EvidenceItem.id == CustodyEvent.item_id)
        .join(Case, Case.id == CustodyEvent.case_id)
        .where(Case.number == number, EvidenceItem.n == item, CustodyEvent.n == event)
        .options(
            joinedload(CustodyEvent.case),
            joinedload(CustodyEvent.item),
            joinedload(CustodyEvent.receipt),
        )
    )
