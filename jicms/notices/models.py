"""Notices and what each account wants of them. No text is kept: see `kinds`."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from jicms.core.model import BigId, Identified, Stamped
from jicms.core.types import Code, UtcDateTime
from jicms.extensions import db

_STANDS = text("cleared_at IS NULL")


class Notice(Identified, Stamped, db.Model):
    """One account is told of one event, until the step that it asks for is done.

    `event` is the code of a kind, which has the words. `entity_type` and `entity_id` name the
    record that the step belongs to: whoever does the step clears by them. `case_id` decides
    whether the notice is seen at all. `emailed_at`: a digest has carried it.
    """

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("event = upper(event)", name="event_form"),
        # Told twice of the same thing, an account has one notice.
        Index(
            "uq_notice_standing",
            "user_id",
            "event",
            "entity_type",
            "entity_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        Index("ix_notice_entity", "entity_type", "entity_id"),
        Index("ix_notice_case_id", "case_id"),
    )

    event: Mapped[str] = mapped_column(Code())
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"))
    entity_type: Mapped[str] = mapped_column(String(40))
    entity_id: Mapped[int] = mapped_column(BigId)
    due_on: Mapped[date | None] = mapped_column(Date)
    cleared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    emailed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class NoticePreference(db.Model):
    """What an account wants of one event; without a row both."""

    __tablename__ = "notice_preference"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    event: Mapped[str] = mapped_column(Code(), primary_key=True)
    in_app: Mapped[bool] = mapped_column(default=True)
    by_email: Mapped[bool] = mapped_column(default=True)
