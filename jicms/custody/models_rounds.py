"""Inventory rounds, and media too large for the store with the lists of their files."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from jicms.auth.models import Office, User
from jicms.cases.models import Case
from jicms.core import clock
from jicms.core.errors import RuleBroken
from jicms.core.model import Identified, Versioned
from jicms.core.types import EnumText, UtcDateTime
from jicms.custody.kinds import RoundResult
from jicms.evidence.models import EvidenceItem
from jicms.extensions import db
from jicms.files.models import StoredFile

_FACT = {"audit": "value"}


class InventoryRound(Identified, Versioned, db.Model):
    """One count of what an office holds, at one location or at all of them."""

    __tablename__ = "inventory_round"
    __table_args__ = (
        UniqueConstraint("office_id", "n"),
        CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name="closed"),
    )

    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    n: Mapped[int] = mapped_column(Integer)
    #: "" counts every location.
    location: Mapped[str] = mapped_column(String(160), default="")
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    office: Mapped[Office] = relationship()
    begun_by: Mapped[User] = relationship(foreign_keys="InventoryRound.begun_by_id")
    closed_by: Mapped[User | None] = relationship(foreign_keys="InventoryRound.closed_by_id")

    @property
    def is_open(self) -> bool:
        """Whether items may still be confirmed."""
        return self.closed_at is None


class RoundItem(Identified, db.Model):
    """An item that a round expects, or met where it did not expect it."""

    __tablename__ = "inventory_round_item"
    __table_args__ = (
        UniqueConstraint("round_id", "item_id"),
        Index("ix_inventory_round_item_case_id", "case_id"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("inventory_round.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("evidence_item.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    #: Where it should be.
    expected: Mapped[str] = mapped_column(String(160), default="")
    result: Mapped[RoundResult] = mapped_column(EnumText(RoundResult))
    #: Where it was met.
    seen_at: Mapped[str] = mapped_column(String(160), default="")
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    round: Mapped[InventoryRound] = relationship()
    case: Mapped[Case] = relationship()
    item: Mapped[EvidenceItem] = relationship()


class MediaReference(db.Model):
    """A medium that is too large for the store: its number and path, and lists of its files."""

    __tablename__ = "media_reference"

    item_id: Mapped[int] = mapped_column(ForeignKey("evidence_item.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    serial: Mapped[str] = mapped_column(String(120), info=_FACT)
    path: Mapped[str] = mapped_column(String(300), default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    case: Mapped[Case] = relationship()
    item: Mapped[EvidenceItem] = relationship()

    @property
    def id(self) -> int:
        """How the trail names it: by its item."""
        return self.item_id


class MediaList(Identified, db.Model):
    """A list of hashes as it was taken from a medium. The first one is what later ones must be."""

    __tablename__ = "media_list"
    __table_args__ = (
        UniqueConstraint("item_id", "n"),
        Index("ix_media_list_case_id", "case_id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("evidence_item.id"))
    n: Mapped[int] = mapped_column(Integer)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    entries: Mapped[int] = mapped_column(Integer)
    #: Files that are not as in the first list: changed, gone, or new.
    differences: Mapped[int] = mapped_column(Integer, default=0)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    case: Mapped[Case] = relationship()
    item: Mapped[EvidenceItem] = relationship()
    file: Mapped[StoredFile] = relationship()
    taken_by: Mapped[User | None] = relationship()

    @property
    def key(self) -> str:
        """`List 2`."""
        return f"List {self.n}"


def _refuse(_mapper: Mapper[Any], _link: Connection, _row: Any) -> None:
    raise RuleBroken("What was listed stays as it is.")


for _model in (MediaReference, MediaList):
    event.listen(_model, "before_update", _refuse)
    event.listen(_model, "before_delete", _refuse)
