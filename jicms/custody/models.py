"""Custody: events that are never changed, the steps that wait for a second person, and where each
item is now."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.core import clock
from jicms.core.errors import RuleBroken
from jicms.core.model import Identified, Versioned
from jicms.core.types import EnumText, UtcDateTime
from jicms.custody.kinds import AskedAs, CustodyKind, Hand, StepState
from jicms.evidence.models import EvidenceItem
from jicms.extensions import db
from jicms.files.models import StoredFile

_FACT = {"audit": "value"}
_PENDING = text("state = 'PENDING'")


class CustodyEvent(Identified, db.Model):
    """One event of an item. Append-only: triggers of the migration refuse UPDATE and DELETE.

    The foreign key to its own table is the rule that there is no gap: from hand, digest and time of
    an event are the to hand, digest and time of the one before, so a row that begins elsewhere, or
    is inserted between two others, is refused by the database. `chain` has the rule of `digest`.
    """

    __tablename__ = "custody_event"
    __table_args__ = (
        UniqueConstraint("item_id", "n"),
        UniqueConstraint("item_id", "n", "to_hand", "digest", "at", name="uq_custody_event_link"),
        ForeignKeyConstraint(
            ["item_id", "prev_n", "from_hand", "prev_digest", "prev_at"],
            [
                *("custody_event.item_id", "custody_event.n", "custody_event.to_hand"),
                *("custody_event.digest", "custody_event.at"),
            ],
            name="fk_custody_event_prev",
        ),
        CheckConstraint(
            "(n = 1 AND prev_n IS NULL AND prev_at IS NULL)"
            " OR (n > 1 AND prev_n IS NOT NULL AND prev_n = n - 1 AND prev_at IS NOT NULL)",
            name="follows",
        ),
        CheckConstraint("prev_at IS NULL OR at >= prev_at", name="not_before"),
        CheckConstraint("at <= recorded_at", name="not_in_the_future"),
        CheckConstraint("length(digest) = 64", name="digest_length"),
        CheckConstraint("(receipt_file_id IS NULL) = (receipt_sha256 = '')", name="receipt_bound"),
        Index("ix_custody_event_case_id", "case_id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("evidence_item.id"))
    n: Mapped[int] = mapped_column(Integer)
    kind: Mapped[CustodyKind] = mapped_column(EnumText(CustodyKind))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    from_hand: Mapped[str] = mapped_column(String(200))
    from_name: Mapped[str] = mapped_column(String(160))
    to_hand: Mapped[str] = mapped_column(String(200))
    to_name: Mapped[str] = mapped_column(String(160))
    #: Where it happened; `location` is where the item is kept from then on.
    place: Mapped[str] = mapped_column(String(200), default="")
    location: Mapped[str] = mapped_column(String(160), default="")
    purpose: Mapped[str] = mapped_column(String(400), default="")
    seal: Mapped[str] = mapped_column(String(60), default="", info=_FACT)
    condition: Mapped[str] = mapped_column(String(400), default="")
    hash_before: Mapped[str] = mapped_column(String(64), default="", info=_FACT)
    hash_after: Mapped[str] = mapped_column(String(64), default="", info=_FACT)
    due_on: Mapped[date | None] = mapped_column(Date)
    authority: Mapped[str] = mapped_column(String(200), default="")
    #: Why it was recorded later than it happened.
    late_reason: Mapped[str] = mapped_column(String(400), default="")
    #: Why a hand did not sign.
    unsigned_reason: Mapped[str] = mapped_column(String(400), default="")
    #: The first event of an item that was recorded before custody was kept here.
    taken_over: Mapped[bool] = mapped_column(default=False)
    first_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    first_name: Mapped[str] = mapped_column(String(120))
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    second_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    second_name: Mapped[str] = mapped_column(String(120), default="")
    second_as: Mapped[AskedAs | None] = mapped_column(EnumText(AskedAs))
    second_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    receipt_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    receipt_sha256: Mapped[str] = mapped_column(String(64), default="", info=_FACT)
    prev_n: Mapped[int | None] = mapped_column(Integer)
    prev_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    prev_digest: Mapped[str] = mapped_column(String(64), info=_FACT)
    digest: Mapped[str] = mapped_column(String(64), info=_FACT)

    case: Mapped[Case] = relationship()
    item: Mapped[EvidenceItem] = relationship()
    receipt: Mapped[StoredFile | None] = relationship()

    @property
    def moves(self) -> bool:
        """Whether the item changed hands."""
        return self.from_hand != self.to_hand


class CustodyStep(Identified, Versioned, db.Model):
    """A step that a second person confirms or declines in a session of their own.

    The giver asks the receiver; where one hand has no account, its holder asks a witness. While one
    is pending nothing else is recorded of the item. Confirmed, it becomes an event.
    """

    __tablename__ = "custody_step"
    __table_args__ = (
        UniqueConstraint("item_id", "n"),
        Index(
            "uq_custody_step_pending",
            "item_id",
            unique=True,
            sqlite_where=_PENDING,
            postgresql_where=_PENDING,
        ),
        Index("ix_custody_step_case_id", "case_id"),
        Index("ix_custody_step_asked", "asked_id", "state"),
        CheckConstraint("asked_id <> begun_by_id", name="two_people"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("evidence_item.id"))
    n: Mapped[int] = mapped_column(Integer)
    kind: Mapped[CustodyKind] = mapped_column(EnumText(CustodyKind))
    state: Mapped[StepState] = mapped_column(EnumText(StepState), default=StepState.PENDING)
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    asked_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_as: Mapped[AskedAs] = mapped_column(EnumText(AskedAs))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    from_hand: Mapped[str] = mapped_column(String(200))
    from_name: Mapped[str] = mapped_column(String(160))
    to_hand: Mapped[str] = mapped_column(String(200))
    to_name: Mapped[str] = mapped_column(String(160))
    #: Where it happened; `location` is where the item is kept from then on.
    place: Mapped[str] = mapped_column(String(200), default="")
    location: Mapped[str] = mapped_column(String(160), default="")
    purpose: Mapped[str] = mapped_column(String(400), default="")
    seal: Mapped[str] = mapped_column(String(60), default="", info=_FACT)
    condition: Mapped[str] = mapped_column(String(400), default="")
    due_on: Mapped[date | None] = mapped_column(Date)
    authority: Mapped[str] = mapped_column(String(200), default="")
    late_reason: Mapped[str] = mapped_column(String(400), default="")
    unsigned_reason: Mapped[str] = mapped_column(String(400), default="")
    receipt_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Why it was declined or withdrawn.
    answer_reason: Mapped[str] = mapped_column(Text, default="")

    case: Mapped[Case] = relationship()
    item: Mapped[EvidenceItem] = relationship()
    receipt: Mapped[StoredFile | None] = relationship()
    begun_by: Mapped[User] = relationship(foreign_keys="CustodyStep.begun_by_id")
    asked: Mapped[User] = relationship(foreign_keys="CustodyStep.asked_id")

    @property
    def is_pending(self) -> bool:
        """Whether it waits for the person asked."""
        return self.state is StepState.PENDING


class CustodyState(Versioned, db.Model):
    """Where an item is now: what its last event left. The row that writers of custody hold."""

    __tablename__ = "custody_state"
    __table_args__ = (
        Index("ix_custody_state_case_id", "case_id"),
        Index("ix_custody_state_holder_id", "holder_id"),
        Index("ix_custody_state_due_on", "due_on"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("evidence_item.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    last_n: Mapped[int] = mapped_column(Integer)
    last_kind: Mapped[CustodyKind] = mapped_column(EnumText(CustodyKind))
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_digest: Mapped[str] = mapped_column(String(64), info=_FACT)
    hand: Mapped[str] = mapped_column(String(200))
    holder_name: Mapped[str] = mapped_column(String(160))
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    location: Mapped[str] = mapped_column(String(160), default="")
    seal: Mapped[str] = mapped_column(String(60), default="", info=_FACT)
    #: When it is due back.
    due_on: Mapped[date | None] = mapped_column(Date)
    disposed: Mapped[bool] = mapped_column(default=False)
    #: Not found by the inventory round that looked for it.
    missing_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Its bytes, or a file of its list, are not what they were.
    differs_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    case: Mapped[Case] = relationship()
    item: Mapped[EvidenceItem] = relationship()

    @property
    def id(self) -> int:
        """How the trail names it: by its item."""
        return self.item_id

    @property
    def holder(self) -> Hand:
        """Who holds it: `from` of the next event."""
        return Hand(self.hand, self.holder_name, self.holder_id)

    @property
    def is_out(self) -> bool:
        """Whether it is with somebody without an account."""
        return self.hand.startswith("out:") and not self.disposed


def _refuse(_mapper: Mapper[Any], _link: Connection, _row: Any) -> None:
    raise RuleBroken("What custody recorded stays as it is.")


for _verb in ("before_update", "before_delete"):
    event.listen(CustodyEvent, _verb, _refuse)
event.listen(CustodyStep, "before_delete", _refuse)
