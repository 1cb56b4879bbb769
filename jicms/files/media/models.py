"""The preview of a recording: what became of encoding it anew, and the file that was made."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.core.model import Identified, Stamped
from jicms.core.types import EnumText
from jicms.extensions import db
from jicms.files.models import StoredFile


class Outcome(StrEnum):
    """What became of a preview. A failure stands until an operator has it tried again."""

    MADE = "MADE"
    WITH_GAPS = "WITH_GAPS"
    NOT_DECODED = "NOT_DECODED"
    GIVEN_UP = "GIVEN_UP"
    #: Never noted: it takes longer than whoever asks can wait.
    TOO_LONG = "TOO_LONG"


class MediaPreview(Identified, Stamped, db.Model):
    """What is played in place of `original_id`: `file`, a stored file like any other, if it could
    be made. Reached through the record that owns the original, like the original."""

    __tablename__ = "media_preview"
    __table_args__ = (
        CheckConstraint(
            "(file_id IS NOT NULL) = (outcome IN ('MADE', 'WITH_GAPS'))", name="made_has_file"
        ),
    )

    original_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), unique=True)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), unique=True)
    outcome: Mapped[Outcome] = mapped_column(EnumText(Outcome), info={"audit": "value"})

    file: Mapped[StoredFile | None] = relationship(foreign_keys=[file_id])
