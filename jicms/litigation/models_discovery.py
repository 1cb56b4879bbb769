"""Discovery in an appeal: requests and answers, the privilege log, and what an appeal must hold."""

from datetime import date
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.appeals.models import Appeal
from jicms.auth.models import User
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import Code, EnumText
from jicms.discipline.models import DisciplinaryAction
from jicms.extensions import db
from jicms.files.models import StoredFile
from jicms.litigation.models import OfAction
from jicms.refdata.models_litigation import AppealElement


class Direction(StrEnum):
    """Who asked whom."""

    RECEIVED = "RECEIVED"
    SENT = "SENT"

    @property
    def label(self) -> str:
        """As a user reads it."""
        return "Received from the appellant" if self is Direction.RECEIVED else "Sent by the agency"


class DiscoveryKind(StrEnum):
    """What is asked."""

    INTERROGATORY = "INTERROGATORY"
    DOCUMENTS = "DOCUMENTS"
    ADMISSION = "ADMISSION"
    DEPOSITION = "DEPOSITION"

    @property
    def label(self) -> str:
        """As a user reads it."""
        said = {
            "INTERROGATORY": "Interrogatories",
            "DOCUMENTS": "Request for documents",
            "ADMISSION": "Request for admissions",
            "DEPOSITION": "Deposition",
        }
        return said[self.value]


class DueBasis(StrEnum):
    """Where the due day of an answer comes from."""

    ORDERED = "ORDERED"
    AGREED = "AGREED"
    ENTERED = "ENTERED"

    @property
    def label(self) -> str:
        """As a user reads it."""
        said = {
            "ORDERED": "Ordered by the judge",
            "AGREED": "Agreed by the parties",
            "ENTERED": "Worked out by hand",
        }
        return said[self.value]


class DiscoveryRequest(OfAction, Identified, Stamped, Versioned, db.Model):
    """One request for discovery in an appeal, with its numbered items."""

    __tablename__ = "discovery_request"
    __table_args__ = (
        UniqueConstraint("appeal_id", "n"),
        CheckConstraint("due_on IS NULL OR due_on >= served_on", name="due_after_service"),
        CheckConstraint("(due_on IS NULL) = (due_basis IS NULL)", name="due_has_basis"),
        CheckConstraint("answered_on IS NULL OR answered_on >= served_on", name="answered_after"),
    )

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    direction: Mapped[Direction] = mapped_column(EnumText(Direction))
    kind: Mapped[DiscoveryKind] = mapped_column(EnumText(DiscoveryKind))
    #: Who asks, or is asked: with the address, which the accounting needs.
    party_name: Mapped[str] = mapped_column(String(160))
    address: Mapped[str] = mapped_column(String(300))
    served_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    due_basis: Mapped[DueBasis | None] = mapped_column(EnumText(DueBasis))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    answered_on: Mapped[date | None] = mapped_column(Date)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    appeal: Mapped[Appeal] = relationship()
    action: Mapped[DisciplinaryAction] = relationship()
    file: Mapped[StoredFile | None] = relationship(foreign_keys=[file_id])
    answer: Mapped[StoredFile | None] = relationship(foreign_keys=[answer_id])
    items: Mapped[list["DiscoveryItem"]] = relationship(
        back_populates="request", order_by="DiscoveryItem.n"
    )

    @property
    def waiting(self) -> list["DiscoveryItem"]:
        """The items without an answer or objection."""
        return [item for item in self.items if item.answered_on is None]


class DiscoveryItem(OfAction, Identified, Stamped, Versioned, db.Model):
    """One numbered item: what is asked, answered, objected to and produced."""

    __tablename__ = "discovery_item"
    __table_args__ = (
        UniqueConstraint("request_id", "n"),
        CheckConstraint(
            "answered_on IS NULL OR answer <> '' OR objection <> '' OR produced <> ''",
            name="answered_says_something",
        ),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("discovery_request.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    asked: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text, default="")
    objection: Mapped[str] = mapped_column(Text, default="")
    #: The documents that were produced to it, by their numbers.
    produced: Mapped[str] = mapped_column(Text, default="")
    answered_on: Mapped[date | None] = mapped_column(Date)

    request: Mapped[DiscoveryRequest] = relationship(back_populates="items")
    action: Mapped[DisciplinaryAction] = relationship()


class Privilege(StrEnum):
    """What is claimed for a document that is withheld."""

    ATTORNEY_CLIENT = "ATTORNEY_CLIENT"
    WORK_PRODUCT = "WORK_PRODUCT"
    DELIBERATIVE = "DELIBERATIVE"
    LAW_ENFORCEMENT = "LAW_ENFORCEMENT"
    PRIVACY = "PRIVACY"
    OTHER = "OTHER"

    @property
    def label(self) -> str:
        """As a user reads it."""
        said = {
            "ATTORNEY_CLIENT": "Attorney-client",
            "WORK_PRODUCT": "Attorney work product",
            "DELIBERATIVE": "Deliberative process",
            "LAW_ENFORCEMENT": "Law enforcement",
            "PRIVACY": "Personal privacy",
            "OTHER": "Other",
        }
        return said[self.value]


class PrivilegeLine(OfAction, Identified, Stamped, Versioned, db.Model):
    """One line of the privilege log: described without revealing what is withheld."""

    __tablename__ = "privilege_line"
    __table_args__ = (
        UniqueConstraint("request_id", "n"),
        CheckConstraint("document <> '' AND description <> ''", name="is_described"),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("discovery_request.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    document: Mapped[str] = mapped_column(String(200))
    dated_on: Mapped[date | None] = mapped_column(Date)
    author: Mapped[str] = mapped_column(String(160))
    recipients: Mapped[str] = mapped_column(String(300), default="")
    privilege: Mapped[Privilege] = mapped_column(EnumText(Privilege))
    description: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    request: Mapped[DiscoveryRequest] = relationship()
    action: Mapped[DisciplinaryAction] = relationship()


class AppealCheck(OfAction, Identified, Stamped, Versioned, db.Model):
    """Whether an appeal holds what 5 CFR 1201.25 asks for, as somebody looked on a day."""

    __tablename__ = "appeal_check"
    __table_args__ = (UniqueConstraint("appeal_id", "element_code"),)

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    element_code: Mapped[str] = mapped_column(Code(), ForeignKey("appeal_element.code"))
    is_present: Mapped[bool] = mapped_column()
    looked_on: Mapped[date] = mapped_column(Date)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    appeal: Mapped[Appeal] = relationship()
    action: Mapped[DisciplinaryAction] = relationship()
    element: Mapped[AppealElement] = relationship()
    by: Mapped[User | None] = relationship()
