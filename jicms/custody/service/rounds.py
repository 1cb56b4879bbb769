"""Inventory rounds: what should be at a place, what was met there, what is missing."""

import re
from collections import Counter

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import Office
from jicms.cases.models import Case
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.custody import queries_rounds
from jicms.custody.kinds import STORE, CustodyKind, RoundResult
from jicms.custody.models import CustodyEvent, CustodyState
from jicms.custody.models_rounds import InventoryRound, RoundItem
from jicms.custody.service.events import (
    Signed,
    Told,
    append,
    held,
    is_replaced,
    pending_of,
    replaced,
)
from jicms.evidence.models import EvidenceItem

_NUMBER = re.compile(r"\s*(\d{9,10})\s*-?\s*E0*(\d{1,9})\s*", re.IGNORECASE)
UNKNOWN = "No item of your office has this number."


def begin_round(office: Office, *, actor: Actor, location: str = "") -> InventoryRound:
    """Begin to count what the office holds at a location, or everywhere. What is checked out, sent
    out, disposed of or in the system store is not expected."""
    policy.require(actor, Action.INVENTORY)
    if actor.office_id != office.id:
        raise RuleBroken("Count the evidence of your own office.")
    session = unit_of_work.session()
    unit_of_work.hold(office)
    of_office = InventoryRound.office_id == office.id
    same = select(InventoryRound.id).where(
        of_office, InventoryRound.closed_at.is_(None), InventoryRound.location == location
    )
    if session.scalar(same) is not None:
        raise RuleBroken("This place is being counted already.", field="location")
    expected = session.execute(_expected(office, location)).all()
    if not expected:
        raise RuleBroken("Nothing is kept there that could be counted.", field="location")
    last = session.scalar(select(func.max(InventoryRound.n)).where(of_office)) or 0
    assert actor.user_id is not None, "somebody counts"
    made = InventoryRound(
        office_id=office.id, n=last + 1, location=location, begun_by_id=actor.user_id
    )
    session.add(made)
    session.flush()
    session.add_all(
        RoundItem(
            round_id=made.id,
            item_id=row.item_id,
            case_id=row.case_id,
            expected=row.location,
            result=RoundResult.EXPECTED,
        )
        for row in expected
    )
    session.flush()
    recorder.record(Event.INVENTORY_BEGUN, obj=made, n=made.n, items=len(expected))
    return made


def _expected(office: Office, location: str) -> Select[int, int, str]:
    found = (
        select(CustodyState.item_id, CustodyState.case_id, CustodyState.location)
        .join(Case, Case.id == CustodyState.case_id)
        .where(
            Case.lead_office_id == office.id,
            CustodyState.disposed.is_(False),
            CustodyState.hand.startswith("user:"),
            CustodyState.last_kind != CustodyKind.CHECKED_OUT,
            CustodyState.item_id.not_in(replaced()),
        )
    )
    return found.where(CustodyState.location == location) if location else found


def confirm_item(
    round_: InventoryRound, *, actor: Actor, typed: str, seen_at: str = "", condition: str = ""
) -> RoundItem:
    """An item was met. Elsewhere than expected it is misplaced, and stands where it was met from
    now on. Raises `RuleBroken`; a hidden item and none at all are the same."""
    policy.require(actor, Action.INVENTORY)
    _open(round_)
    item = _item_of(typed, round_.office_id)
    state = held(item, actor)
    if state.hand == STORE.key:
        raise RuleBroken(
            "This item is in the system store: its bytes are checked there.", field="typed"
        )
    if is_replaced(item):
        raise RuleBroken("This item was recorded anew under another number.", field="typed")
    if state.disposed:
        raise RuleBroken(
            "This item is recorded as disposed of. Ask your supervisor.", field="typed"
        )
    place = seen_at.strip() or round_.location
    row = unit_of_work.session().scalar(
        select(RoundItem).where(RoundItem.round_id == round_.id, RoundItem.item_id == item.id)
    )
    if row is None:
        row = RoundItem(
            round_id=round_.id, item_id=item.id, case_id=item.case_id, expected=state.location
        )
        row.result = RoundResult.MISPLACED
    elif row.confirmed_at is not None:
        raise RuleBroken(f"{item.key} of this case was confirmed already.", field="typed")
    else:
        at_place = not place or place == row.expected
        row.result = RoundResult.FOUND if at_place else RoundResult.MISPLACED
    row.seen_at, row.confirmed_at = place or row.expected, clock.now()
    unit_of_work.session().add(row)
    if pending_of(item) is None:
        append(
            state,
            actor=actor,
            kind=CustodyKind.INVENTORIED,
            to=state.holder,
            at=max(clock.now(), state.last_at),
            told=Told(location=row.seen_at, condition=condition, purpose=f"Inventory {round_.n}"),
            signed=Signed.by(actor),
        )
    return row


def close_round(round_: InventoryRound, *, actor: Actor) -> None:
    """End the count: what should still be there and was not met is missing, and an alert. What
    changed hands meanwhile is not; what another count met meanwhile was met."""
    policy.require(actor, Action.INVENTORY)
    _open(round_)
    session = unit_of_work.session()
    rows = session.scalars(
        select(RoundItem)
        .where(RoundItem.round_id == round_.id, RoundItem.result == RoundResult.EXPECTED)
        .options(joinedload(RoundItem.item).joinedload(EvidenceItem.case))
    ).all()
    for row in rows:
        _conclude(row, round_, held(row.item, actor))
    round_.closed_at, round_.closed_by_id = clock.now(), actor.user_id
    session.flush()
    count = Counter(row.result for row in rows)
    recorder.record(
        Event.INVENTORY_CLOSED,
        obj=round_,
        n=round_.n,
        missing=count[RoundResult.MISSING],
        moved=count[RoundResult.MOVED],
    )


def _conclude(row: RoundItem, round_: InventoryRound, state: CustodyState) -> None:
    """Say of an item that nobody met whether it should be there at this moment. Until a hand-over
    is confirmed, it should: the giver has it."""
    last = unit_of_work.session().scalar(
        queries_rounds.moving(round_)
        .where(CustodyEvent.item_id == row.item_id)
        .order_by(CustodyEvent.n.desc())
        .limit(1)
    )
    if is_replaced(row.item) or row.item.case.lead_office_id != round_.office_id:
        row.result = RoundResult.MOVED
    elif last is None:
        row.result, state.missing_at = RoundResult.MISSING, clock.now()
    elif last.kind is CustodyKind.INVENTORIED:
        met_there = last.location == row.expected
        row.result = RoundResult.FOUND if met_there else RoundResult.MISPLACED
        row.seen_at, row.confirmed_at = last.location, last.at
    else:
        row.result = RoundResult.MOVED


def _open(round_: InventoryRound) -> None:
    unit_of_work.hold(round_)
    if not round_.is_open:
        raise TransitionRefused("This round is closed.")


def _item_of(typed: str, office_id: int) -> EvidenceItem:
    """The item of the office that a typed or scanned number names."""
    read = _NUMBER.fullmatch(typed)
    if read is None:
        raise RuleBroken("Write the number as on the label: 202700123-E0001.", field="typed")
    found: EvidenceItem | None = unit_of_work.session().scalar(
        select(EvidenceItem)
        .join(Case, Case.id == EvidenceItem.case_id)
        .where(
            Case.number == read[1],
            Case.lead_office_id == office_id,
            EvidenceItem.n == int(read[2]),
        )
        .options(joinedload(EvidenceItem.case))
    )
    if found is None:
        raise RuleBroken(UNKNOWN, field="typed")
    return found
