"""Forms that were sent: so that a second press records nothing twice."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from jicms.core.types import UtcDateTime
from jicms.extensions import db


class SentForm(db.Model):
    """A form of a page that was sent once. `digest` names account, page key, address and content;
    `location` is where its answer led, empty where it led nowhere."""

    __tablename__ = "sent_form"
    __table_args__ = (Index("ix_sent_form_sent_at", "sent_at"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    location: Mapped[str] = mapped_column(String(500), default="")
