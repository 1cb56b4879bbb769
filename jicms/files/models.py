"""A stored file. It has no route and no scope of its own: it is reached through its owner."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from jicms.core.model import Identified, Stamped
from jicms.core.types import EnumText, UtcDateTime
from jicms.extensions import db
from jicms.files.sniff import PASSIVE_TYPES

#: Marks columns whose values are facts that the audit trail may keep.
_FACT = {"audit": "value"}


class ScanState(StrEnum):
    """What is known about malware. Only a scanner's plain "OK" makes a file CLEAN."""

    CLEAN = "CLEAN"
    UNSCANNED = "UNSCANNED"
    QUARANTINED = "QUARANTINED"


class FileSource(StrEnum):
    """How the file came here."""

    UPLOAD = "UPLOAD"
    IMPORT = "IMPORT"
    GENERATED = "GENERATED"


class StoredFile(Identified, Stamped, db.Model):
    """One encrypted file of the store. Bytes, hash and type never change.

    The row of a record is never deleted; what hangs on a draft alone goes with the draft.

    `key` is our name for it on disk and is bound into the encryption. `original_name` is a label
    and nothing else. `content_type` comes from the content. `sha256` is of the plaintext, taken
    while it was received.
    """

    __tablename__ = "stored_file"
    __table_args__ = (
        CheckConstraint("length(key) = 32", name="key_length"),
        CheckConstraint("length(sha256) = 64", name="sha256_length"),
        CheckConstraint("size > 0", name="size_positive"),
    )

    key: Mapped[str] = mapped_column(String(32), unique=True, info=_FACT)
    original_name: Mapped[str] = mapped_column(String(255))
    content_type: Mapped[str] = mapped_column(String(127), info=_FACT)
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64), index=True, info=_FACT)
    key_id: Mapped[str] = mapped_column(String(16), info=_FACT)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    scan_state: Mapped[ScanState] = mapped_column(EnumText(ScanState), default=ScanState.UNSCANNED)
    scan_detail: Mapped[str | None] = mapped_column(String(200), info=_FACT)
    source: Mapped[FileSource] = mapped_column(EnumText(FileSource), default=FileSource.UPLOAD)
    #: A PDF that may run something: a script, a program, another file in it (`pdfs`).
    runs_code: Mapped[bool] = mapped_column(default=False, server_default=false(), info=_FACT)
    #: When it was last read in whole and found to be what was received, and since when it is not.
    #: Written past the trail, which has the alarm and the run of the check.
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    damaged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def verified_at(self) -> datetime:
        """When it was last known to be what was received: its hash was taken then."""
        return self.checked_at or self.created_at

    @property
    def is_passive(self) -> bool:
        """Whether its type runs nothing when opened; others are stored too, but marked."""
        return self.content_type in PASSIVE_TYPES and not self.runs_code
