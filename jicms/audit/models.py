"""Tables of the trail. Append-only: triggers of the migration refuse UPDATE and DELETE.

No foreign keys: the trail outlives what it speaks of, and nothing cascades into it.
"""

from datetime import datetime

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from jicms.core import clock
from jicms.core.model import BigId, Identified
from jicms.core.types import UtcDateTime
from jicms.extensions import db


class AuditEvent(Identified, db.Model):
    """One thing that happened. `detail` is JSON text; `mac` covers every other column."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_at", "at", "id"),
        Index("ix_audit_event_user_id_at", "user_id", "at"),
        Index("ix_audit_event_case_id_at", "case_id", "at"),
        Index("ix_audit_event_person_id_at", "person_id", "at"),
    )

    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    event: Mapped[str] = mapped_column(String(60))
    user_id: Mapped[int | None] = mapped_column(BigId)
    username: Mapped[str] = mapped_column(String(80))
    membership_id: Mapped[int | None] = mapped_column(BigId)
    role: Mapped[str] = mapped_column(String(40), default="")
    office_id: Mapped[int | None] = mapped_column(BigId)
    case_id: Mapped[int | None] = mapped_column(BigId)
    person_id: Mapped[int | None] = mapped_column(BigId)
    entity: Mapped[str] = mapped_column(String(60), default="")
    entity_id: Mapped[int | None] = mapped_column(BigId)
    ground: Mapped[str] = mapped_column(String(60), default="")
    source: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(45), default="")
    request_id: Mapped[str] = mapped_column(String(32), default="")
    detail: Mapped[str] = mapped_column(Text, default="{}")
    key_id: Mapped[str] = mapped_column(String(20))
    mac: Mapped[str] = mapped_column(String(64))


class SealEntry(db.Model):
    """The place of an event in the sealed order, and the digest of its row at that time."""

    __tablename__ = "audit_seal_entry"

    seq: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(BigId, unique=True)
    digest: Mapped[str] = mapped_column(String(64))


class Seal(db.Model):
    """A batch of sealed events, chained to the one before by its hash."""

    __tablename__ = "audit_seal"

    no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    first_seq: Mapped[int] = mapped_column(BigId)
    last_seq: Mapped[int] = mapped_column(BigId)
    n: Mapped[int] = mapped_column(Integer)
    root: Mapped[str] = mapped_column(String(64))
    prev: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    key_id: Mapped[str] = mapped_column(String(20))
    mac: Mapped[str] = mapped_column(String(64))
