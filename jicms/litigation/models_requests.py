"""Information requests of a union, 5 USC 7114(b)(4): the need, the items, and the answer."""

from datetime import date
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.auth.models import User
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import EnumText
from jicms.discipline.models import DisciplinaryAction
from jicms.evidence.models import Document, Exhibit
from jicms.extensions import db
from jicms.files.models import StoredFile
from jicms.litigation.models import OfAction

CITATION = "5 USC 7114(b)(4)"


class InformationRequest(OfAction, Identified, Stamped, Versioned, db.Model):
    """What a union asks for about an action. Law sets no number of days: `due_on` is agreed."""

    __tablename__ = "information_request"
    __table_args__ = (
        UniqueConstraint("action_id", "n"),
        CheckConstraint("due_on IS NULL OR due_on >= received_on", name="due_after_receipt"),
        CheckConstraint("answered_on IS NULL OR answered_on >= received_on", name="answered_after"),
        CheckConstraint("(answered_on IS NULL) = (letter_id IS NULL)", name="answered_by_letter"),
        Index("ix_information_request_received_on", "received_on"),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    union_name: Mapped[str] = mapped_column(String(200))
    requester: Mapped[str] = mapped_column(String(160))
    address: Mapped[str] = mapped_column(String(300))
    received_on: Mapped[date] = mapped_column(Date)
    #: The statement of particularized need, as the union made it.
    need: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None] = mapped_column(Date)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    answered_on: Mapped[date | None] = mapped_column(Date)
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    action: Mapped[DisciplinaryAction] = relationship()
    file: Mapped[StoredFile | None] = relationship(foreign_keys=[file_id])
    letter: Mapped[StoredFile | None] = relationship(foreign_keys=[letter_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])
    items: Mapped[list["InformationItem"]] = relationship(
        back_populates="request", order_by="InformationItem.n"
    )

    def age(self, today: date) -> int:
        """Days since it came, until its answer."""
        return ((self.answered_on or today) - self.received_on).days

    @property
    def waiting(self) -> list["InformationItem"]:
        """The items without an answer."""
        return [item for item in self.items if item.outcome is ItemOutcome.OPEN]


class ItemOutcome(StrEnum):
    """What was answered to an item."""

    OPEN = "OPEN"
    GIVEN = "GIVEN"
    PARTLY = "PARTLY"
    REFUSED = "REFUSED"
    NONE_EXISTS = "NONE_EXISTS"

    @property
    def label(self) -> str:
        """As a user reads it."""
        said = {
            "OPEN": "Not answered",
            "GIVEN": "Given",
            "PARTLY": "Given in part",
            "REFUSED": "Refused",
            "NONE_EXISTS": "Not held by the agency",
        }
        return said[self.value]


#: Outcomes with which something was given, and those that must say why not all was.
GIVING = (ItemOutcome.GIVEN, ItemOutcome.PARTLY)
WITHHOLDING = (ItemOutcome.PARTLY, ItemOutcome.REFUSED)


class InformationItem(OfAction, Identified, Stamped, Versioned, db.Model):
    """One item that was asked, and its answer."""

    __tablename__ = "information_item"
    __table_args__ = (
        UniqueConstraint("request_id", "n"),
        CheckConstraint(
            "outcome NOT IN ('PARTLY', 'REFUSED') OR ground <> ''", name="withheld_has_ground"
        ),
        CheckConstraint("(outcome = 'OPEN') = (answered_on IS NULL)", name="answered_has_day"),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("information_request.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    asked: Mapped[str] = mapped_column(Text)
    outcome: Mapped[ItemOutcome] = mapped_column(EnumText(ItemOutcome), default=ItemOutcome.OPEN)
    answer: Mapped[str] = mapped_column(Text, default="")
    #: Why not all of it was given.
    ground: Mapped[str] = mapped_column(Text, default="")
    redactions: Mapped[str] = mapped_column(Text, default="")
    answered_on: Mapped[date | None] = mapped_column(Date)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    request: Mapped[InformationRequest] = relationship(back_populates="items")
    action: Mapped[DisciplinaryAction] = relationship()
    given: Mapped[list["GivenRecord"]] = relationship(
        back_populates="item", order_by="GivenRecord.id"
    )


class GivenRecord(OfAction, Identified, Stamped, db.Model):
    """A record that goes with the answer to an item: of the case, or as it was redacted."""

    __tablename__ = "given_record"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN document_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN exhibit_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN file_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_record",
        ),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("information_item.id"), index=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    exhibit_id: Mapped[int | None] = mapped_column(ForeignKey("exhibit.id"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    item: Mapped[InformationItem] = relationship(back_populates="given")
    action: Mapped[DisciplinaryAction] = relationship()
    document: Mapped[Document | None] = relationship()
    exhibit: Mapped[Exhibit | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    @property
    def stored(self) -> StoredFile | None:
        """The file that goes, where there is one that the viewer may read."""
        if self.exhibit is not None:
            source = self.exhibit.source
            return source.file if source is not None else None
        return self.file or (self.document.file if self.document is not None else None)

    @property
    def name(self) -> str:
        """`Exhibit 2: Query log`, as far as the viewer sees it."""
        if self.exhibit is not None:
            return f"Exhibit {self.exhibit.n}: {self.exhibit.description}"
        if self.document is not None:
            return f"Document {self.document.n}: {self.document.title}"
        return f"Redacted copy: {self.file.original_name}" if self.file else "A record not shown"
