"""`flask custody verify`: every chain recomputed, past triggers and services."""

import sys
from collections.abc import Iterator

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.access.actor import Actor
from jicms.core import clock, unit_of_work
from jicms.custody import chain
from jicms.custody.damage import tells_of_a_difference
from jicms.custody.models import CustodyEvent, CustodyState
from jicms.evidence.models import EvidenceItem
from jicms.files.models import StoredFile

custody = AppGroup("custody", help="Look after the chains of custody.")
_BATCH = 200
_SYSTEM = Actor.system("custody")


def faults(state: CustodyState, events: list[CustodyEvent]) -> list[str]:
    """What is wrong with the chain of an item; its state knows how it ended."""
    found = chain.broken(chain.log_of(events, state.item.key))
    last = events[-1] if events else None
    if last is None or (last.n, last.digest) != (state.last_n, state.last_digest):
        found.append(f"It does not end with event {state.last_n}.")
    elif last.to_hand != state.hand:
        found.append("The item is not where the last event left it.")
    return found


def _broken() -> Iterator[tuple[int, str, list[str]]]:
    """Id, number and faults of each item whose chain does not hold, read batch by batch."""
    last = 0
    while True:
        with unit_of_work.read(_SYSTEM) as session:
            states = session.scalars(
                select(CustodyState)
                .where(CustodyState.item_id > last)
                .order_by(CustodyState.item_id)
                .limit(_BATCH)
                .options(joinedload(CustodyState.item).joinedload(EvidenceItem.case))
            ).all()
            by_item: dict[int, list[CustodyEvent]] = {state.item_id: [] for state in states}
            rows = select(CustodyEvent).where(CustodyEvent.item_id.in_(by_item))
            for event in session.scalars(rows.order_by(CustodyEvent.item_id, CustodyEvent.n)):
                by_item[event.item_id].append(event)
            found = [
                (state.item_id, f"{state.item.case.number}-{state.item.key}", said)
                for state in states
                if (said := faults(state, by_item[state.item_id]))
            ]
        yield from found
        if len(states) < _BATCH:
            return
        last = states[-1].item_id


@custody.command("verify")
def verify() -> None:
    """Recompute every chain. One that does not hold is an alert of its item until it does again."""
    broken: set[int] = set()
    for item_id, number, said in _broken():
        broken.add(item_id)
        click.echo(f"BROKEN: {number}: {' '.join(said)}", err=True)
        with unit_of_work.write(_SYSTEM) as session:
            state = session.get_one(CustodyState, item_id, with_for_update=True)
            state.differs_at = state.differs_at or clock.now()
    _settle(broken)
    click.echo(f"{len(broken)} broken." if broken else "Every chain holds.")
    if broken:
        sys.exit(1)


def _settle(broken: set[int]) -> None:
    """Nothing else is wrong with the item: no file is damaged, no event tells of a difference."""
    with unit_of_work.write(_SYSTEM) as session:
        over = session.scalars(
            select(CustodyState)
            .join(EvidenceItem, EvidenceItem.id == CustodyState.item_id)
            .outerjoin(StoredFile, StoredFile.id == EvidenceItem.file_id)
            .where(
                CustodyState.differs_at.is_not(None),
                StoredFile.damaged_at.is_(None),
                ~tells_of_a_difference(),
            )
        )
        for state in over.all():
            if state.item_id not in broken:
                state.differs_at = None
