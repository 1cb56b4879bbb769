"""Cases sent to another office, and matters referred to a body outside."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.auth.models import Office, User
from jicms.cases.models import Case, CaseGrant
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import Code, EnumText, UtcDateTime
from jicms.extensions import db
from jicms.refdata.models import ReferOutTarget


class TransferState(StrEnum):
    """What the receiving office did with a case that was sent to it."""

    SENT = "SENT"
    ACCEPTED = "ACCEPTED"
    RETURNED = "RETURNED"
    RECALLED = "RECALLED"


class CaseTransfer(Identified, Stamped, Versioned, db.Model):
    """A case sent to another office by a supervisor's decision. Moves by rule have none: nobody
    may return them. `grant` is what the sender still sees of the case."""

    __tablename__ = "case_transfer"
    __table_args__ = (
        CheckConstraint("(state = 'SENT') = (answered_at IS NULL)", name="answered"),
        CheckConstraint("from_office_id <> to_office_id", name="elsewhere"),
        Index("ix_case_transfer_case_id", "case_id"),
        # A case is under way to one office at a time.
        Index(
            "uq_case_transfer_sent",
            "case_id",
            unique=True,
            sqlite_where=text("state = 'SENT'"),
            postgresql_where=text("state = 'SENT'"),
        ),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    from_office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    to_office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    state: Mapped[TransferState] = mapped_column(
        EnumText(TransferState), default=TransferState.SENT
    )
    reason: Mapped[str] = mapped_column(Text)
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    answer: Mapped[str] = mapped_column(Text, default="")
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("case_grant.id"))

    case: Mapped[Case] = relationship()
    from_office: Mapped[Office] = relationship(foreign_keys=[from_office_id])
    to_office: Mapped[Office] = relationship(foreign_keys=[to_office_id])
    sent_by: Mapped[User | None] = relationship(foreign_keys=[sent_by_id])
    grant: Mapped[CaseGrant | None] = relationship()


class ReplyState(StrEnum):
    """What the body outside did with what it was sent."""

    SENT = "SENT"
    ACCEPTED = "ACCEPTED"
    OUTCOME = "OUTCOME"
    RETURNED = "RETURNED"
    NO_REPLY = "NO_REPLY"
    WITHDRAWN = "WITHDRAWN"
    INFORMED = "INFORMED"


#: Something is still expected of the body outside.
AWAITED = (ReplyState.SENT, ReplyState.ACCEPTED)


class OutsideReferral(Identified, Stamped, Versioned, db.Model):
    """A matter referred out: to whom, when, what was sent, and what came back.

    `ends_case`: the case was referred out with it, and waits in that status for the outcome.
    INFORMED is what was sent for information alone.
    """

    __tablename__ = "outside_referral"
    __table_args__ = (
        CheckConstraint("state NOT IN ('SENT', 'INFORMED') OR replied_on IS NULL", name="replied"),
        CheckConstraint("NOT (ends_case AND state = 'INFORMED')", name="end_needs_reply"),
        Index("ix_outside_referral_case_id_n", "case_id", "n", unique=True),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    n: Mapped[int] = mapped_column(Integer)
    target_code: Mapped[str] = mapped_column(Code(), ForeignKey("refer_out_target.code"))
    recipient: Mapped[str] = mapped_column(String(160), default="")
    sent_on: Mapped[date] = mapped_column(Date)
    sent_what: Mapped[str] = mapped_column(Text)
    their_number: Mapped[str] = mapped_column(String(60), default="", info={"audit": "value"})
    ends_case: Mapped[bool] = mapped_column(default=False)
    state: Mapped[ReplyState] = mapped_column(EnumText(ReplyState), default=ReplyState.SENT)
    replied_on: Mapped[date | None] = mapped_column(Date)
    reply: Mapped[str] = mapped_column(Text, default="")
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    case: Mapped[Case] = relationship()
    target: Mapped[ReferOutTarget] = relationship()
    sent_by: Mapped[User | None] = relationship()

    @property
    def to(self) -> str:
        """`Federal Bureau of Investigation, Alder Bend office`."""
        return ", ".join(part for part in (self.target.label, self.recipient) if part)

    @property
    def is_awaited(self) -> bool:
        """A reply is still expected."""
        return self.state in AWAITED
