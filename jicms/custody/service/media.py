"""Media too large for the store: a first list of their hashes, and later ones compared with it."""

import io

from sqlalchemy import func, select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.custody import hashlists
from jicms.custody.kinds import STORE, CustodyKind
from jicms.custody.models import CustodyState
from jicms.custody.models_rounds import MediaList, MediaReference
from jicms.custody.scope import KEEPERS
from jicms.custody.service.events import Signed, Told, append, free, own_hand
from jicms.custody.service.steps import NOT_YOURS
from jicms.evidence.models import EvidenceItem
from jicms.files.service import ingest, open_stream


def register_medium(
    item: EvidenceItem, *, actor: Actor, serial: str, path: str = "", hashes: str
) -> MediaList:
    """Say which medium an item is, and what every file on it hashes to. Once for each item."""
    policy.require(actor, Action.CUSTODY_RECORD, item)
    state = free(item, actor)
    if state.hand == STORE.key:
        raise RuleBroken("This item is in the system store: nothing has to be listed.")
    _refuse_elsewhere(state, actor)
    session = unit_of_work.session()
    if session.get(MediaReference, item.id) is not None:
        raise RuleBroken("The medium is registered. Compare it with a new list.")
    if not serial.strip():
        raise RuleBroken("Enter the number of the medium.", field="serial")
    found = hashlists.parsed(hashes)
    session.add(
        MediaReference(
            item_id=item.id,
            case_id=item.case_id,
            serial=serial.strip(),
            path=path.strip(),
            recorded_by_id=actor.user_id,
        )
    )
    return _keep(item, actor, found, differences=0)


def compare_medium(item: EvidenceItem, *, actor: Actor, hashes: str) -> MediaList:
    """Take a list anew and compare it with the first: an inventory of what is on the medium."""
    policy.require(actor, Action.CUSTODY_RECORD, item)
    state = free(item, actor)
    _refuse_elsewhere(state, actor)
    first = list_of(item, 1)
    if first is None:
        raise RuleBroken("Register the medium first.")
    found = hashlists.parsed(hashes)
    count = len(hashlists.compared(hashes_of(first), found))
    made = _keep(item, actor, found, differences=count)
    append(
        state,
        actor=actor,
        kind=CustodyKind.INVENTORIED,
        to=state.holder,
        at=max(clock.now(), state.last_at),
        told=Told(
            location=state.location,
            purpose=f"{made.key} compared with the first",
            condition=f"{count:,} of {len(found):,} files differ" if count else "All files alike",
            hash_before=first.file.sha256,
            hash_after=made.file.sha256,
        ),
        signed=Signed.by(actor),
    )
    if not count:
        state.differs_at = None
    return made


def list_of(item: EvidenceItem, n: int) -> MediaList | None:
    """A list of an item by its number."""
    return unit_of_work.session().scalar(
        select(MediaList).where(MediaList.item_id == item.id, MediaList.n == n)
    )


def hashes_of(row: MediaList) -> dict[str, str]:
    """What a stored list says. Raises FileDamaged where it is not what was stored."""
    with open_stream(row.file) as stream:
        return hashlists.parsed(b"".join(stream).decode())


def _refuse_elsewhere(state: CustodyState, actor: Actor) -> None:
    """Whoever holds a medium lists it; while it is not out, so do the keepers of evidence."""
    if state.hand == own_hand(actor).key:
        return
    if state.is_out or not actor.is_role(*KEEPERS):
        raise RuleBroken(NOT_YOURS)


def _keep(
    item: EvidenceItem, actor: Actor, hashes: dict[str, str], *, differences: int
) -> MediaList:
    session = unit_of_work.session()
    session.flush()
    last = session.scalar(select(func.max(MediaList.n)).where(MediaList.item_id == item.id)) or 0
    name = f"{item.key}-list-{last + 1}.sha256"
    file = ingest(io.BytesIO(hashlists.written(hashes)), name=name, by=actor.user_id)
    made = MediaList(
        case_id=item.case_id,
        item_id=item.id,
        n=last + 1,
        file=file,
        entries=len(hashes),
        differences=differences,
        taken_by_id=actor.user_id,
    )
    session.add(made)
    session.flush()
    recorder.record(
        Event.MEDIA_LISTED,
        obj=made,
        n=made.n,
        entries=made.entries,
        differences=differences,
        sha256=file.sha256,
    )
    return made
