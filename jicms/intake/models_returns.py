"""Cases that triage sent back to the desk to be completed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import UtcDateTime
from jicms.extensions import db


class DeskReturn(Identified, Stamped, Versioned, db.Model):
    """What is missing before triage can decide, and what the desk did about it. The case stays in
    triage and its clock runs on."""

    __tablename__ = "desk_return"
    __table_args__ = (
        CheckConstraint("completed_at IS NOT NULL OR answer = ''", name="answered_when_done"),
        Index("ix_desk_return_case_id", "case_id"),
        # A case is back at the desk once at a time.
        Index(
            "uq_desk_return_open",
            "case_id",
            unique=True,
            sqlite_where=text("completed_at IS NULL"),
            postgresql_where=text("completed_at IS NULL"),
        ),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    missing: Mapped[str] = mapped_column(Text)
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    completed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    completed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    answer: Mapped[str] = mapped_column(Text, default="")

    case: Mapped[Case] = relationship()
    sent_by: Mapped[User | None] = relationship(foreign_keys=[sent_by_id])
    completed_by: Mapped[User | None] = relationship(foreign_keys=[completed_by_id])
