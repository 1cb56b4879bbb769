"""What becomes of a contractor: no discipline of the agency's, and counted apart from it."""

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

from jicms.cases.models import Case
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import EnumText
from jicms.discipline.models import DisciplinaryAction
from jicms.extensions import db


class ContractorKind(StrEnum):
    """What was done about a contractor."""

    REFERRED = "REFERRED"
    REMOVED = "REMOVED"
    FITNESS = "FITNESS"
    DEBARMENT = "DEBARMENT"
    ACCESS_REVOKED = "ACCESS_REVOKED"

    @property
    def label(self) -> str:
        """As a user reads it."""
        said = {
            "REFERRED": "Referred to the contracting officer",
            "REMOVED": "Removed from the contract",
            "FITNESS": "Fitness determination",
            "DEBARMENT": "Suspension or debarment",
            "ACCESS_REVOKED": "Access revoked",
        }
        return said[self.value]


class ContractorOutcome(Identified, Stamped, Versioned, db.Model):
    """One outcome about one subject. A referral asks for a reply, and is overdue without one."""

    __tablename__ = "contractor_outcome"
    __table_args__ = (
        UniqueConstraint("action_id", "n"),
        CheckConstraint(
            "kind <> 'REFERRED' OR (addressed_to <> '' AND reply_due_on IS NOT NULL)",
            name="referral_asks_for_reply",
        ),
        CheckConstraint(
            "reply_due_on IS NULL OR reply_due_on >= happened_on", name="due_after_referral"
        ),
        CheckConstraint("(replied_on IS NULL) = (reply = '')", name="reply_has_text"),
        CheckConstraint(
            "replied_on IS NULL OR (reply_due_on IS NOT NULL AND replied_on >= happened_on)",
            name="reply_after_referral",
        ),
        Index("ix_contractor_outcome_reply_due_on", "reply_due_on"),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    kind: Mapped[ContractorKind] = mapped_column(EnumText(ContractorKind))
    happened_on: Mapped[date] = mapped_column(Date)
    addressed_to: Mapped[str] = mapped_column(String(200), default="")
    contract: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    reply_due_on: Mapped[date | None] = mapped_column(Date)
    replied_on: Mapped[date | None] = mapped_column(Date)
    reply: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    action: Mapped[DisciplinaryAction] = relationship()

    @property
    def case(self) -> Case:
        """The case of its action."""
        return self.action.case

    def is_overdue(self, today: date) -> bool:
        """Whether a reply was due and has not come."""
        waits = self.reply_due_on is not None and self.replied_on is None
        return waits and self.reply_due_on is not None and self.reply_due_on < today
