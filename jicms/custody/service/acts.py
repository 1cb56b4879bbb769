"""What a holder records alone: the item stays where it is."""

import re
from dataclasses import replace
from datetime import datetime

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.core.errors import RuleBroken
from jicms.custody.kinds import IN_PLACE, STORE, CustodyKind
from jicms.custody.models import CustodyEvent
from jicms.custody.service.events import Signed, Told, append, free, own_hand, timely
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
    return append(
        state,
        actor=actor,
        kind=kind,
        to=state.holder,
        at=moment,
        told=told,
        signed=Signed.by(actor),
    )


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
