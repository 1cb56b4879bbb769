"""What can happen to an item, and by whom it can be held."""

from dataclasses import dataclass
from enum import StrEnum

from jicms.auth.models import User


class CustodyKind(StrEnum):
    """The kinds of custody events."""

    COLLECTED = "COLLECTED"
    RECEIVED = "RECEIVED"
    TRANSFERRED = "TRANSFERRED"
    CHECKED_OUT = "CHECKED_OUT"
    RETURNED = "RETURNED"
    SENT_TO_LAB = "SENT_TO_LAB"
    COPIED = "COPIED"
    OPENED = "OPENED"
    RESEALED = "RESEALED"
    INVENTORIED = "INVENTORIED"
    RELEASED_TO_OWNER = "RELEASED_TO_OWNER"
    TURNED_OVER = "TURNED_OVER"
    DESTROYED = "DESTROYED"

    @property
    def label(self) -> str:
        """How it reads."""
        return _LABELS.get(self, self.value.replace("_", " ").capitalize())


_LABELS = {CustodyKind.SENT_TO_LAB: "Sent to laboratory"}

#: From one account to another: both confirm, each in a session of its own.
HAND_OVERS = (CustodyKind.TRANSFERRED, CustodyKind.CHECKED_OUT, CustodyKind.RETURNED)
#: To somebody without an account, who signs on paper before a witness.
GOES_OUT = (CustodyKind.SENT_TO_LAB, CustodyKind.TRANSFERRED)
#: The end of an item's way. Its record stays, and so do the bytes of a digital one.
DISPOSALS = (CustodyKind.RELEASED_TO_OWNER, CustodyKind.TURNED_OVER, CustodyKind.DESTROYED)
#: The item stays with its holder, who records it alone.
IN_PLACE = (CustodyKind.COPIED, CustodyKind.OPENED, CustodyKind.RESEALED)


class OutsideKind(StrEnum):
    """Hands without an account."""

    LABORATORY = "LABORATORY"
    COURIER = "COURIER"
    COURT = "COURT"
    PROSECUTOR = "PROSECUTOR"
    SUBJECT = "SUBJECT"
    OWNER = "OWNER"
    AGENCY = "AGENCY"
    OTHER = "OTHER"

    @property
    def label(self) -> str:
        """How it reads."""
        return "Another agency" if self is OutsideKind.AGENCY else self.value.capitalize()


class StepState(StrEnum):
    """Where a step stands that a second person has to confirm."""

    PENDING = "PENDING"
    CONFIRMED = "CONFIRMED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"


class AskedAs(StrEnum):
    """What the second person is asked for."""

    RECEIVER = "RECEIVER"
    WITNESS = "WITNESS"


class RoundResult(StrEnum):
    """What an inventory round found of an item."""

    EXPECTED = "EXPECTED"
    FOUND = "FOUND"
    MISPLACED = "MISPLACED"
    MISSING = "MISSING"
    #: It left during the round by signed steps, or is recorded under another number since.
    MOVED = "MOVED"


@dataclass(frozen=True, slots=True)
class Hand:
    """Who holds an item. `key` is compared: `from` of an event is `to` of the one before."""

    key: str
    name: str
    user_id: int | None = None

    @classmethod
    def of(cls, user: User) -> "Hand":
        """Somebody with an account."""
        return cls(f"user:{user.id}", user.name, user.id)

    @classmethod
    def outside(cls, kind: OutsideKind, name: str) -> "Hand":
        """Somebody without one, as named by whoever recorded it."""
        return cls(f"out:{kind.value}:{name}", name)


#: Where the bytes of a digital item lie.
STORE = Hand("store", "System store")
#: Before an item was collected; of one that came from elsewhere, nobody knows.
NOBODY = Hand("none", "Not recorded")
#: After its last event.
GONE = {
    CustodyKind.RELEASED_TO_OWNER: "Released",
    CustodyKind.TURNED_OVER: "Turned over",
    CustodyKind.DESTROYED: "Destroyed",
}
