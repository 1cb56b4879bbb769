"""Answers to the checklists. What is changed or taken back stays as history."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from jicms.core.model import Identified
from jicms.core.types import Code, UtcDateTime
from jicms.extensions import db

_STANDS = text("ended_at IS NULL")


class GoLiveAnswer(Identified, db.Model):
    """What was filled in for one item: a reference and a date. One stands at a time."""

    __tablename__ = "go_live_answer"
    __table_args__ = (
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_by"),
        CheckConstraint("confirmed_by_id <> given_by_id", name="two_people"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by"),
        Index(
            "uq_go_live_answer_standing",
            "feature",
            "item",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )

    feature: Mapped[str] = mapped_column(Code(), info={"audit": "value"})
    item: Mapped[str] = mapped_column(Code(), info={"audit": "value"})
    reference: Mapped[str] = mapped_column(String(300), default="")
    dated: Mapped[date] = mapped_column(Date)
    given_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[str] = mapped_column(String(300), default="")
