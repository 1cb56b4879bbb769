"""Requests for records with their replies, leads, and handovers of the lead."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import EnumText, UtcDateTime
from jicms.evidence.models import Document, EvidenceItem
from jicms.extensions import db
from jicms.fieldwork.kinds import Authority, LeadState, ReplyKind, RequestState
from jicms.investigations.models import Investigation


class RecordsRequest(Identified, Stamped, Versioned, db.Model):
    """Records asked of somebody, by request, subpoena or order, with the day they are due.

    One of a grand jury is open to its access list alone.
    """

    __tablename__ = "records_request"
    __table_args__ = (
        UniqueConstraint("investigation_id", "n"),
        CheckConstraint("due_on IS NULL OR due_on >= issued_on", name="due_after_issue"),
        Index("ix_records_request_state_due_on", "state", "due_on"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    investigation_id: Mapped[int] = mapped_column(ForeignKey("investigation.id"))
    n: Mapped[int]
    addressee: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(Text, default="")
    #: Where the records are to be sent: the letter says so.
    return_to: Mapped[str] = mapped_column(Text, default="", server_default="")
    what: Mapped[str] = mapped_column(Text)
    authority: Mapped[Authority] = mapped_column(EnumText(Authority))
    #: The statute, order or docket that it rests on.
    citation: Mapped[str] = mapped_column(String(200), default="")
    issued_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    state: Mapped[RequestState] = mapped_column(EnumText(RequestState), default=RequestState.OPEN)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    handling: Mapped[int] = mapped_column(default=0)

    case: Mapped[Case] = relationship()
    investigation: Mapped[Investigation] = relationship()
    owner: Mapped[User | None] = relationship()
    replies: Mapped[list["RequestReply"]] = relationship(
        back_populates="request", order_by="RequestReply.id"
    )

    @property
    def key(self) -> str:
        """`Request 4`: the request within its investigation."""
        return f"Request {self.n}"


class RequestReply(Identified, Stamped, db.Model):
    """What came of a request on a day. Never changed."""

    __tablename__ = "request_reply"
    __table_args__ = (
        CheckConstraint("(kind = 'EXTENDED') = (due_on IS NOT NULL)", name="extended_to"),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("records_request.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    kind: Mapped[ReplyKind] = mapped_column(EnumText(ReplyKind))
    on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    request: Mapped[RecordsRequest] = relationship(back_populates="replies")
    user: Mapped[User | None] = relationship()
    received: Mapped[list["ReceivedRecord"]] = relationship(
        back_populates="reply", order_by="ReceivedRecord.id"
    )


class ReceivedRecord(Identified, db.Model):
    """A document or an item of evidence of the case that came with a reply."""

    __tablename__ = "received_record"
    __table_args__ = (
        UniqueConstraint("reply_id", "document_id"),
        UniqueConstraint("reply_id", "item_id"),
        CheckConstraint("(document_id IS NULL) <> (item_id IS NULL)", name="document_or_item"),
    )

    reply_id: Mapped[int] = mapped_column(ForeignKey("request_reply.id"))
    request_id: Mapped[int] = mapped_column(ForeignKey("records_request.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("evidence_item.id"), index=True)

    reply: Mapped[RequestReply] = relationship(back_populates="received")
    document: Mapped[Document | None] = relationship()
    item: Mapped[EvidenceItem | None] = relationship()


class Lead(Identified, Stamped, Versioned, db.Model):
    """Something to follow up: what, from where, by whom, by when, and what came of it."""

    __tablename__ = "investigation_lead"
    __table_args__ = (
        UniqueConstraint("investigation_id", "n"),
        CheckConstraint("(state = 'OPEN') = (ended_on IS NULL)", name="ended_has_day"),
        CheckConstraint("(sent_to = '') = (sent_on IS NULL)", name="sent_whole"),
        Index("ix_investigation_lead_state_due_on", "state", "due_on"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    investigation_id: Mapped[int] = mapped_column(ForeignKey("investigation.id"))
    n: Mapped[int]
    what: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(200), default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    due_on: Mapped[date | None] = mapped_column(Date)
    #: Another office that was asked to follow it, and when.
    sent_to: Mapped[str] = mapped_column(String(200), default="")
    sent_on: Mapped[date | None] = mapped_column(Date)
    state: Mapped[LeadState] = mapped_column(EnumText(LeadState), default=LeadState.OPEN)
    outcome: Mapped[str] = mapped_column(Text, default="")
    ended_on: Mapped[date | None] = mapped_column(Date)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    case: Mapped[Case] = relationship()
    investigation: Mapped[Investigation] = relationship()
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    recorded_by: Mapped[User | None] = relationship(foreign_keys=[recorded_by_id])

    @property
    def is_open(self) -> bool:
        """It is still to be followed."""
        return self.state is LeadState.OPEN


class Handover(Identified, Stamped, Versioned, db.Model):
    """The lead went from one investigator to another, with what was open. Signed for on receipt."""

    __tablename__ = "handover"
    __table_args__ = (
        UniqueConstraint("investigation_id", "n"),
        CheckConstraint("from_id IS NULL OR from_id <> to_id", name="to_another"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    investigation_id: Mapped[int] = mapped_column(ForeignKey("investigation.id"))
    n: Mapped[int]
    from_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    #: Where things stand, for whoever takes over.
    note: Mapped[str] = mapped_column(Text)
    stays: Mapped[bool] = mapped_column(default=False)
    tasks: Mapped[int] = mapped_column(default=0)
    leads: Mapped[int] = mapped_column(default=0)
    requests: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    receipt: Mapped[str] = mapped_column(Text, default="")

    case: Mapped[Case] = relationship()
    investigation: Mapped[Investigation] = relationship()
    from_user: Mapped[User | None] = relationship(foreign_keys=[from_id])
    to_user: Mapped[User] = relationship(foreign_keys=[to_id])
    by: Mapped[User | None] = relationship(foreign_keys=[by_id])
