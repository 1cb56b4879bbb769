"""The history of every status."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from jicms.core import clock
from jicms.core.model import BigId, Identified
from jicms.core.types import UtcDateTime
from jicms.extensions import db


class StatusChange(Identified, db.Model):
    """One step of one record: from, to, by whom, when, why."""

    __tablename__ = "status_change"
    __table_args__ = (
        Index("ix_status_change_entity_entity_id", "entity", "entity_id"),
        Index("ix_status_change_case_id_at", "case_id", "at"),
    )

    entity: Mapped[str] = mapped_column(String(40))
    entity_id: Mapped[int] = mapped_column(BigId)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"))
    transition: Mapped[str] = mapped_column(String(60))
    from_status: Mapped[str] = mapped_column(String(40))
    to_status: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    by_name: Mapped[str] = mapped_column(String(120), default="")
