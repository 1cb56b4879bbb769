"""Writing events: each follows the one before, under a lock, and nothing is ever changed."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.notices import whole
from jicms.cases.service import lock
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.custody import chain
from jicms.custody.kinds import DISPOSALS, NOBODY, STORE, AskedAs, CustodyKind, Hand, StepState
from jicms.custody.models import CustodyEvent, CustodyState, CustodyStep
from jicms.evidence.models import EvidenceItem
from jicms.files.models import StoredFile
from jicms.refdata.models import EvidenceKind
from jicms.refdata.queries import facts

#: An entry made later than this after what it tells needs a reason, which shows.
PROMPT = timedelta(minutes=15)
_MINUTE = timedelta(minutes=1)
WITH_ITEM = "Recorded with the item."
TAKEN_OVER = "Recorded before custody was kept here: what came before stands in the case file."


@dataclass(frozen=True, slots=True)
class Signed:
    """Who stands for an event: the first person and, where one confirmed it, the second."""

    first_id: int | None
    first_name: str
    first_at: datetime
    second_id: int | None = None
    second_name: str = ""
    second_as: AskedAs | None = None
    second_at: datetime | None = None

    @classmethod
    def by(cls, actor: Actor) -> "Signed":
        """The actor alone, now."""
        return cls(actor.user_id, actor.name, clock.now())


@dataclass(frozen=True, slots=True)
class Told:
    """What an event tells beside its kind, time and hands."""

    place: str = ""
    location: str = ""
    purpose: str = ""
    seal: str = ""
    condition: str = ""
    hash_before: str = ""
    hash_after: str = ""
    due_on: Any = None
    authority: str = ""
    late_reason: str = ""
    unsigned_reason: str = ""
    receipt: StoredFile | None = None
    taken_over: bool = False

    def columns(self) -> dict[str, Any]:
        """As an event has it; texts without blanks round them."""
        kept = {name: getattr(self, name) for name in self.__slots__ if name != "receipt"}
        texts = {name: text.strip() for name, text in kept.items() if isinstance(text, str)}
        return {
            **kept,
            **texts,
            "receipt_file_id": self.receipt.id if self.receipt else None,
            "receipt_sha256": self.receipt.sha256 if self.receipt else "",
        }


def own_hand(actor: Actor) -> Hand:
    """The actor as a hand; the installation itself holds nothing."""
    if actor.user_id is None:
        return NOBODY
    return Hand(f"user:{actor.user_id}", actor.name, actor.user_id)


def held(item: EvidenceItem, actor: Actor) -> CustodyState:
    """Where the item is, held against other writers until the commit.

    An item that came past `record_item` (loaded by another way) gets its first event here.
    """
    lock(item.case)
    state = unit_of_work.session().get(CustodyState, item.id)
    if state is None:
        state = begin(item, actor, taken_over=True)
    unit_of_work.hold(state)
    return state


def _corrected(item: EvidenceItem) -> CustodyState | None:
    """Where the item is that this one corrects."""
    if item.corrects_id is None:
        return None
    return unit_of_work.session().get(CustodyState, item.corrects_id)


def is_replaced(item: EvidenceItem) -> bool:
    """Whether a correction stands in its place, seen or not: its custody goes on there."""
    later = select(EvidenceItem.id).where(EvidenceItem.corrects_id == item.id).limit(1)
    return unit_of_work.session().scalar(whole(later)) is not None


def replaced() -> Select[Any]:
    """The ids of items in whose place a correction stands that the viewer sees."""
    later = aliased(EvidenceItem, name="later_item")
    return select(later.corrects_id).where(later.corrects_id.is_not(None))


def free(item: EvidenceItem, actor: Actor) -> CustodyState:
    """As `held`; refuses while a step waits for somebody, and once the item is gone."""
    state = held(item, actor)
    if is_replaced(item):
        raise RuleBroken("This item was recorded anew: its custody goes on with the correction.")
    if state.disposed:
        raise RuleBroken("This item was disposed of. Nothing more is recorded of it.")
    waiting = pending_of(item)
    if waiting is not None:
        raise RuleBroken(
            f"{waiting.asked.name} has not answered yet: the item can’t move before the step that"
            " waits is confirmed, declined or withdrawn."
        )
    return state


def pending_of(item: EvidenceItem) -> CustodyStep | None:
    """The step that waits for a second person."""
    return unit_of_work.session().scalar(
        select(CustodyStep).where(
            CustodyStep.item_id == item.id, CustodyStep.state == StepState.PENDING
        )
    )


def timely(state: CustodyState, at: datetime | None, late_reason: str) -> datetime:
    """The moment of an event: not in the future, not before the last one, and not long ago without
    a reason. None is now."""
    now = clock.now()
    if at is None:
        return max(now, state.last_at)
    if at > now:
        raise RuleBroken("This time lies in the future.", field="on")
    if state.last_at - _MINUTE < at < state.last_at:
        at = state.last_at  # a form knows minutes
    if at < state.last_at:
        raise RuleBroken(
            "This time lies before the last event of the item. Nothing is put in between.",
            field="on",
        )
    if now - at > PROMPT and not late_reason.strip():
        raise RuleBroken("Say why it is recorded later. The reason shows.", field="late_reason")
    return at


def is_stored(item: EvidenceItem) -> bool:
    """Whether the item is its file. A paper or a thing with a scan or a picture of it is not."""
    if item.file_id is None:
        return False
    return bool(facts(EvidenceKind)[item.kind_code].is_digital)


def begin(item: EvidenceItem, actor: Actor, *, taken_over: bool = False) -> CustodyState:
    """The first event of an item: collected by whoever records it, or received from the collector
    who is named. What is digital lies in the store from then on. What is taken over begins now."""
    state = CustodyState(
        item_id=item.id,
        case_id=item.case_id,
        case=item.case,
        item=item,
        last_n=0,
        last_at=item.collected_at,
        last_digest=chain.new_start(),
        hand=NOBODY.key,
        holder_name=NOBODY.name,
        last_kind=CustodyKind.RECEIVED,
    )
    me, stored, before = own_hand(actor), is_stored(item), _corrected(item)
    digest = item.file.sha256 if item.file else ""
    mine = not item.collected_by or item.collected_by == actor.name
    told = Told(
        location="" if stored else item.location,
        seal=item.seal_number,
        hash_after=digest if stored else "",
        taken_over=taken_over,
    )
    if taken_over:
        kind, source, at = CustodyKind.RECEIVED, NOBODY, clock.now()
        me = Hand.of(item.recorded_by) if item.recorded_by else NOBODY
        told = replace(told, late_reason=TAKEN_OVER)
    elif before is not None and not stored:
        # The thing is where it was: a correction moves nothing.
        if pending_of(before.item) is not None:
            raise RuleBroken("A hand-over of it waits to be confirmed.", field="corrects")
        kind, source, at, me = CustodyKind.RECEIVED, before.holder, clock.now(), before.holder
        told = replace(
            told,
            location=item.location or before.location,
            seal=item.seal_number or before.seal,
            purpose=f"Recorded anew in place of {before.item.key}, whose chain ends there",
        )
    elif mine:
        kind, source, at = CustodyKind.COLLECTED, NOBODY, item.collected_at
        told = replace(told, place=item.collected_where)
    else:
        kind, at = CustodyKind.RECEIVED, clock.now()
        source = Hand(f"told:{item.collected_by}", item.collected_by)
        told = replace(told, unsigned_reason="Named by whoever recorded the item.")
    if clock.now() - at > PROMPT:
        told = replace(told, late_reason=WITH_ITEM)
    state.hand, state.holder_name = source.key, source.name
    append(
        state,
        actor=actor,
        kind=kind,
        to=STORE if stored else me,
        at=at,
        told=told,
        signed=Signed.by(actor),
    )
    return state


def append(
    state: CustodyState,
    *,
    actor: Actor,
    kind: CustodyKind,
    to: Hand,
    at: datetime,
    told: Told,
    signed: Signed,
) -> CustodyEvent:
    """Write the next event of an item whose state the caller holds. `from` is never given: it is
    where the last event left the item."""
    first = state.last_n == 0
    made = CustodyEvent(
        case_id=state.case_id,
        item_id=state.item_id,
        n=state.last_n + 1,
        kind=kind,
        at=at,
        recorded_at=clock.now(),
        from_hand=state.hand,
        from_name=state.holder_name,
        to_hand=to.key,
        to_name=to.name,
        prev_n=None if first else state.last_n,
        prev_at=None if first else state.last_at,
        prev_digest=state.last_digest,
        **told.columns(),
        **asdict(signed),
    )
    made.digest = chain.digest_of(chain.row_of(made, state.item.key))
    _follow(state, made, to)
    session = unit_of_work.session()
    session.add_all([made, state])
    session.flush()
    recorder.record(Event.CUSTODY_RECORDED, obj=made, kind=kind, n=made.n, digest=made.digest)
    return made


def _follow(state: CustodyState, made: CustodyEvent, to: Hand) -> None:
    """Let the item stand where the event left it."""
    if made.n == 1 or made.moves or made.kind is CustodyKind.INVENTORIED:
        state.location = made.location or ("" if made.moves else state.location)
        state.missing_at = None
    if made.n == 1 or made.moves:
        state.due_on = made.due_on
    state.seal = made.seal or state.seal
    if made.hash_before and made.hash_after and made.hash_before != made.hash_after:
        # Equal ones end no alert: what is typed proves nothing. `damage` and `media` end it.
        state.differs_at = made.recorded_at
    state.disposed = made.kind in DISPOSALS
    state.hand, state.holder_name, state.holder_id = to.key, to.name, to.user_id
    state.last_n, state.last_kind, state.last_at = made.n, made.kind, made.at
    state.last_digest = made.digest
