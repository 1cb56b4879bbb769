"""What a holder records alone: the item stays where it is."""

import re
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.custody.kinds import IN_PLACE, STORE, CustodyKind
from jicms.custody.models import CustodyEvent, CustodyState
from jicms.custody.models_rounds import MediaReference
from jicms.custody.service.events import (
    Signed,
    Told,
    append,
    free,
    held,
    is_replaced,
    own_hand,
    timely,
)
from jicms.custody.service.steps import NOT_YOURS
from jicms.evidence.models import EvidenceItem

_SHA256 = re.compile(r"[0-9a-f]{64}")


def record_in_place(
    item: EvidenceItem,
    *,
    actor: Actor,
    kind: CustodyKind,
    told: Told,
    at: datetime | None = None,
) -> CustodyEvent:
    """Record that the item was copied, opened or sealed anew. Raises `RuleBroken`.

    A hash of a stored file is compared with that at ingest: where it differs, that is an alert.
    """
    policy.require(actor, Action.CUSTODY_RECORD, item)
    state = free(item, actor)
    if kind not in IN_PLACE:
        raise RuleBroken("Choose what was done.", field="kind")
    if state.hand not in {own_hand(actor).key, STORE.key}:
        raise RuleBroken(NOT_YOURS)
    if state.hand == STORE.key and kind is not CustodyKind.COPIED:
        raise RuleBroken("A stored file has no seal.", field="kind")
    if kind is CustodyKind.RESEALED and not told.seal.strip():
        raise RuleBroken("Enter the number of the new seal.", field="seal")
    if not told.purpose.strip():
        raise RuleBroken("Say what for.", field="purpose")
    for name in ("hash_before", "hash_after"):
        if getattr(told, name) and not _SHA256.fullmatch(getattr(told, name)):
            raise RuleBroken("A SHA-256 has 64 digits from 0 to f.", field=name)
    if state.hand == STORE.key:
        told = _from_ingest(item, told)
    moment = timely(state, at, told.late_reason)
    made = append(
        state,
        actor=actor,
        kind=kind,
        to=state.holder,
        at=moment,
        told=told,
        signed=Signed.by(actor),
    )
    if state.differs_at is not None and _is_again_what_it_was(item, state, made):
        state.differs_at = None
    return made


def record_copy(item: EvidenceItem, *, actor: Actor, purpose: str) -> CustodyEvent | None:
    """A verified copy of the item's file leaves the system by a step that was allowed elsewhere:
    whoever takes it need not record custody. None where the chain has ended before. Raises
    `RuleBroken` while a step waits, as nothing is put in between."""
    assert item.file is not None
    if is_replaced(item) or held(item, actor).disposed:
        return None
    digest, state = item.file.sha256, free(item, actor)
    return append(
        state,
        actor=actor,
        kind=CustodyKind.COPIED,
        to=state.holder,
        at=max(clock.now(), state.last_at),
        told=Told(purpose=purpose, hash_before=digest, hash_after=digest),
        signed=Signed.by(actor),
    )


def _is_again_what_it_was(item: EvidenceItem, state: CustodyState, made: CustodyEvent) -> bool:
    """A thing measured before and after as it was before it first differed. What lies in the store
    is read there, and a medium is listed anew: for these nothing that is typed proves it."""
    session = unit_of_work.session()
    if state.hand == STORE.key or session.get(MediaReference, item.id) is not None:
        return False
    first = session.scalar(
        select(CustodyEvent.hash_before)
        .where(
            CustodyEvent.item_id == item.id,
            CustodyEvent.hash_before != "",
            CustodyEvent.hash_after != "",
            CustodyEvent.hash_before != CustodyEvent.hash_after,
        )
        .order_by(CustodyEvent.n)
        .limit(1)
    )
    return first is not None and made.hash_before == made.hash_after == first


def _from_ingest(item: EvidenceItem, told: Told) -> Told:
    """What is told of a stored file, its hash before taken from the store: what was measured is
    the one after."""
    assert item.file is not None
    stored = item.file.sha256
    if told.hash_before not in {"", stored}:
        raise RuleBroken(
            "This is not the SHA-256 at ingest. Enter what you measured as the one after.",
            field="hash_before",
        )
    return replace(told, hash_before=stored) if told.hash_after else told
