"""Drafts of complaints, decisions on possible duplicates, referrals to the Inspector General."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.allegations.models import Allegation
from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.core import clock, crypto
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import EnumText, Json, UtcDateTime
from jicms.extensions import db
from jicms.files.models import StoredFile


class IntakeDraft(Identified, Stamped, Versioned, db.Model):
    """What was typed so far, "draft 417". Encrypted, its author's alone, gone when it expires.

    `identity_sealed` holds the reporter's identity block under a key of its own.
    """

    __tablename__ = "intake_draft"
    __table_args__ = (UniqueConstraint("author_id", "key"),)

    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    #: The page's own name for it, made before the first save, so that saves do not multiply it.
    key: Mapped[str] = mapped_column(String(40), default=crypto.random_name)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    content_sealed: Mapped[str] = mapped_column(Text, default="")
    identity_sealed: Mapped[str] = mapped_column(Text, default="")
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class IntakeFile(Identified, Stamped, db.Model):
    """A file that came with a complaint, until the complaint is a case: its draft's and its
    author's alone. `name_sealed` holds the name that it came with; blank where none is kept."""

    __tablename__ = "intake_file"

    draft_id: Mapped[int] = mapped_column(ForeignKey("intake_draft.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    #: The page's own name for it.
    key: Mapped[str] = mapped_column(String(40), unique=True, default=crypto.random_name)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    name_sealed: Mapped[str] = mapped_column(Text, default="")
    #: The picture was drawn anew, and the one that came was not kept.
    is_cleaned: Mapped[bool] = mapped_column(default=False)

    file: Mapped[StoredFile] = relationship()


class ReceiptCode(Identified, Stamped, db.Model):
    """The digest of the code by which an anonymous reporter may ask about the matter."""

    __tablename__ = "receipt_code"

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)

    case: Mapped[Case] = relationship()


class DuplicateDecision(Identified, Stamped, db.Model):
    """Somebody looked at a possible duplicate and said what it is."""

    __tablename__ = "duplicate_decision"
    __table_args__ = (UniqueConstraint("case_id", "other_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    is_duplicate: Mapped[bool] = mapped_column()
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class OigStatus(StrEnum):
    """What the Inspector General did with a referral."""

    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    RETURNED_FOR_ACTION = "RETURNED_FOR_ACTION"
    RETURNED_INFO_ONLY = "RETURNED_INFO_ONLY"
    NO_RESPONSE_DEFAULT = "NO_RESPONSE_DEFAULT"
    REASSERTED = "REASSERTED"


class OigReferral(Identified, Stamped, Versioned, db.Model):
    """A referral to the Inspector General: which allegations, when sent, what was answered."""

    __tablename__ = "oig_referral"
    __table_args__ = (
        CheckConstraint("(status = 'PENDING') = (answered_on IS NULL)", name="answered"),
        Index("ix_oig_referral_case_id", "case_id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    status: Mapped[OigStatus] = mapped_column(EnumText(OigStatus), default=OigStatus.PENDING)
    sent_on: Mapped[date] = mapped_column(Date)
    oig_number: Mapped[str] = mapped_column(String(60), default="", info={"audit": "value"})
    answered_on: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, default="")
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    case: Mapped[Case] = relationship()
    sent_by: Mapped[User | None] = relationship(foreign_keys=[sent_by_id])
    covers: Mapped[list["OigReferralAllegation"]] = relationship(back_populates="referral")


class OigReferralAllegation(Identified, db.Model):
    """An allegation that a referral covers; `is_returned` once the answer lists it."""

    __tablename__ = "oig_referral_allegation"
    __table_args__ = (UniqueConstraint("referral_id", "allegation_id"),)

    referral_id: Mapped[int] = mapped_column(ForeignKey("oig_referral.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    allegation_id: Mapped[int] = mapped_column(ForeignKey("allegation.id"), index=True)
    is_returned: Mapped[bool] = mapped_column(default=False)
    #: Codes of the rules that asked for it when it was sent: a new one asks again.
    grounds: Mapped[list[str]] = mapped_column(Json, default=list, info={"audit": "value"})

    referral: Mapped[OigReferral] = relationship(back_populates="covers")
    allegation: Mapped[Allegation] = relationship()


class OigExigency(Identified, Stamped, db.Model):
    """A supervisor's reason to start on an allegation before the Inspector General answers."""

    __tablename__ = "oig_exigency"

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    allegation_id: Mapped[int] = mapped_column(ForeignKey("allegation.id"), unique=True)
    reason: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    allegation: Mapped[Allegation] = relationship()
    user: Mapped[User | None] = relationship()
