"""What a finding rests on: items, statements and documents, for it or against it."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.allegations.models import Finding
from jicms.auth.models import User
from jicms.core.model import Identified, Stamped
from jicms.core.types import EnumText
from jicms.evidence.models import Document, EvidenceItem, Statement
from jicms.extensions import db


class Weight(StrEnum):
    """Which way a piece of evidence speaks."""

    FOR = "FOR"
    AGAINST = "AGAINST"

    @property
    def label(self) -> str:
        """The side as a user reads it."""
        return f"{self.value.capitalize()} the allegation"


class FindingEvidence(Identified, Stamped, db.Model):
    """One piece of evidence that a finding weighs, with what it shows."""

    __tablename__ = "finding_evidence"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN item_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN statement_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN document_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="points_to_one",
        ),
        UniqueConstraint("finding_id", "n"),
    )

    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int]
    weight: Mapped[Weight] = mapped_column(EnumText(Weight))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("evidence_item.id"), index=True)
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    finding: Mapped[Finding] = relationship()
    item: Mapped[EvidenceItem | None] = relationship()
    statement: Mapped[Statement | None] = relationship()
    document: Mapped[Document | None] = relationship()
    recorded_by: Mapped[User | None] = relationship()

    @property
    def source(self) -> EvidenceItem | Statement | Document | None:
        """What it points to, as far as the viewer may see it."""
        return self.item or self.statement or self.document
