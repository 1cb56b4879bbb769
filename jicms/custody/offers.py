"""Which steps an item offers to whoever looks at it. The services refuse all others."""

from dataclasses import dataclass

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.custody.kinds import IN_PLACE, STORE, CustodyKind
from jicms.custody.models import CustodyState, CustodyStep
from jicms.custody.scope import KEEPERS
from jicms.custody.service.events import is_replaced
from jicms.evidence.models import EvidenceItem


@dataclass(frozen=True, slots=True)
class Offer:
    """A step: what its link says, and its page."""

    label: str
    endpoint: str


HAND_OVER = Offer("Hand over", "custody.hand_over")
OUT = Offer("Give to an outside hand", "custody.send_out")
BACK = Offer("Record its return", "custody.take_back")
RELIEVE = Offer("Take over from the holder", "custody.take_back")
RECORD = Offer("Record copy, opening or seal", "custody.record")
COPY = Offer("Record a copy", "custody.record")
DISPOSE = Offer("Dispose of it", "custody.dispose")
MEDIUM = Offer("Register or compare a medium", "custody.medium")


def offers(
    item: EvidenceItem, state: CustodyState | None, waiting: CustodyStep | None, actor: Actor
) -> list[Offer]:
    """The steps for this actor now; none while one waits, and none once the item is gone."""
    hand, gone = (state.hand, state.disposed) if state else ("none", False)
    if not policy.allows(actor, Action.CUSTODY_RECORD, item) or waiting is not None:
        return []
    if gone or is_replaced(item):
        return []
    if hand == STORE.key:
        return [COPY, DISPOSE]
    if actor.user_id is not None and hand == f"user:{actor.user_id}":
        return [HAND_OVER, OUT, RECORD, MEDIUM, DISPOSE]
    if hand.startswith("out:"):
        return [BACK]
    return [RELIEVE, MEDIUM] if actor.is_role(*KEEPERS) else []


def is_in_store(state: CustodyState | None) -> bool:
    """Whether its bytes are what the item is."""
    return state is not None and state.hand == STORE.key


def kinds_in_place(state: CustodyState | None) -> tuple[CustodyKind, ...]:
    """What can be done with the item where it is: a stored file has no seal."""
    return (CustodyKind.COPIED,) if is_in_store(state) else IN_PLACE
