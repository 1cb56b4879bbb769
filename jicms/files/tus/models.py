"""An upload that arrives in parts. Its bytes lie in `parts`; how many is asked there, not here."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.core.model import Identified, Stamped
from jicms.core.types import UtcDateTime
from jicms.extensions import db
from jicms.files.models import StoredFile


class Upload(Identified, Stamped, db.Model):
    """One upload of one account under one membership, from its creation until it expires.

    `key` is its address and what a form names it by. `metadata_sent` is given back as it came and
    used for nothing; `name` is the label made of it. `file` is there once all bytes are, and
    `attached_at` once a form took it: then the file belongs to that record.
    """

    __tablename__ = "upload"
    __table_args__ = (
        CheckConstraint("length(key) = 32", name="key_length"),
        CheckConstraint("length > 0", name="length_positive"),
        CheckConstraint("attached_at IS NULL OR file_id IS NOT NULL", name="attached_has_file"),
        Index("ix_upload_user_id_expires_at", "user_id", "expires_at"),
    )

    key: Mapped[str] = mapped_column(String(32), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    name: Mapped[str] = mapped_column(String(255))
    metadata_sent: Mapped[str] = mapped_column(Text, default="")
    length: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), unique=True)
    attached_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    file: Mapped[StoredFile | None] = relationship()
