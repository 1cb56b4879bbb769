"""Links between cases: a kind that reads differently from each end, and a reason."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import Code, UtcDateTime
from jicms.extensions import db
from jicms.refdata.models import LinkKind

_STANDS = text("removed_at IS NULL")


class CaseLink(Identified, Stamped, Versioned, db.Model):
    """`case` is the kind of `other` ("Split from"); the other end reads the inverse label.

    Never deleted: a removed link keeps its reason and who removed it.
    """

    __tablename__ = "case_link"
    __table_args__ = (
        CheckConstraint("case_id <> other_id", name="two_cases"),
        Index(
            "uq_case_link_standing",
            "case_id",
            "other_id",
            "kind_code",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        Index("ix_case_link_other_id", "other_id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    kind_code: Mapped[str] = mapped_column(Code(), ForeignKey("link_kind.code"))
    reason: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    removed_reason: Mapped[str] = mapped_column(Text, default="")

    case: Mapped[Case] = relationship(foreign_keys=[case_id])
    other: Mapped[Case] = relationship(foreign_keys=[other_id])
    kind: Mapped[LinkKind] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
