"""The proposing official's worksheet, what the deciding official's cites, and unsaved typing."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.core import crypto
from jicms.core.model import BigId, Identified, Stamped, Versioned
from jicms.core.types import Code, EnumText, UtcDateTime
from jicms.discipline.kinds import FactorWeight
from jicms.discipline.models import DisciplinaryAction, DouglasEntry
from jicms.discipline.models_package import PackagePart, PackageReceipt
from jicms.extensions import db


class ProposingFactor(Identified, Stamped, Versioned, db.Model):
    """One of the twelve factors as the proposing official weighed it; fixed with the service of
    the notice."""

    __tablename__ = "proposing_factor"
    __table_args__ = (UniqueConstraint("action_id", "factor_code"),)

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    factor_code: Mapped[str] = mapped_column(Code(), ForeignKey("douglas_factor.code"))
    weight: Mapped[FactorWeight] = mapped_column(EnumText(FactorWeight))
    text: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    action: Mapped[DisciplinaryAction] = relationship()


class FactorCitation(Identified, db.Model):
    """What a factor of the deciding official's worksheet rests on: something that he received.

    The pair of keys lets it point at nothing else.
    """

    __tablename__ = "factor_citation"
    __table_args__ = (
        UniqueConstraint("entry_id", "receipt_id"),
        CheckConstraint("part = 'DECIDING'", name="of_the_deciding_official"),
        ForeignKeyConstraint(
            ["action_id", "receipt_id", "part"],
            ["package_receipt.action_id", "package_receipt.id", "package_receipt.part"],
            name="fk_factor_citation_received",
        ),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("douglas_entry.id"))
    receipt_id: Mapped[int] = mapped_column(BigId)
    part: Mapped[PackagePart] = mapped_column(EnumText(PackagePart), default=PackagePart.DECIDING)

    entry: Mapped[DouglasEntry] = relationship()
    receipt: Mapped[PackageReceipt] = relationship(overlaps="action_id")


class WorksheetDraft(Identified, Stamped, db.Model):
    """What somebody types in a worksheet and has not saved: read by that person alone, encrypted.

    `base` is the version of the worksheet that it began from.
    """

    __tablename__ = "worksheet_draft"
    __table_args__ = (UniqueConstraint("action_id", "part", "user_id"),)

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    part: Mapped[PackagePart] = mapped_column(EnumText(PackagePart))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    sealed: Mapped[str] = mapped_column(Text)
    base: Mapped[int] = mapped_column(Integer, default=0)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def typed(self) -> str:
        """What was typed, as JSON."""
        return crypto.open_text("drafts", self._context, self.sealed)

    def seal(self, typed: str) -> None:
        """Keep what is typed."""
        self.sealed = crypto.seal_text("drafts", self._context, typed)

    @property
    def _context(self) -> str:
        return f"worksheet:{self.action_id}:{self.part.value}:{self.user_id}"
