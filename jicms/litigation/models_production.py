"""The file that is produced to a tribunal: what goes into it, and the volumes once it was made."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    Date,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
    event,
    inspect,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from jicms.auth.models import User
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import Code, EnumText, Json, UtcDateTime
from jicms.discipline.models import DisciplinaryAction
from jicms.extensions import db
from jicms.files.models import StoredFile
from jicms.litigation.models import OfAction, keep
from jicms.refdata.models_litigation import FilePart, ProductionForum


class ProductionState(StrEnum):
    """A file is put together, or was made: then it stands."""

    DRAFT = "DRAFT"
    MADE = "MADE"


class Production(OfAction, Identified, Stamped, Versioned, db.Model):
    """One file for one tribunal. `manifest` lists each volume and each tab with its hash;
    `sha256` is the digest of the manifest, and stands for the whole."""

    __tablename__ = "file_production"
    __table_args__ = (
        UniqueConstraint("action_id", "n"),
        CheckConstraint("megabytes BETWEEN 1 AND 200", name="megabytes"),
        CheckConstraint(
            "(state = 'MADE') = (made_at IS NOT NULL AND length(sha256) = 64)", name="made_is_whole"
        ),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    forum_code: Mapped[str] = mapped_column(Code(), ForeignKey("production_forum.code"))
    recipient_name: Mapped[str] = mapped_column(String(200))
    recipient_address: Mapped[str] = mapped_column(String(300))
    docket: Mapped[str] = mapped_column(String(80), default="")
    megabytes: Mapped[int] = mapped_column(Integer)
    state: Mapped[ProductionState] = mapped_column(
        EnumText(ProductionState), default=ProductionState.DRAFT
    )
    begun_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    #: Why it was made although parts that it must hold are missing; which ones.
    without: Mapped[str] = mapped_column(Text, default="")
    lacking: Mapped[list[str]] = mapped_column(Json, default=list)
    pages: Mapped[int] = mapped_column(Integer, default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="", info={"audit": "value"})
    manifest: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)

    action: Mapped[DisciplinaryAction] = relationship()
    forum: Mapped[ProductionForum] = relationship()
    begun_by: Mapped[User | None] = relationship(foreign_keys=[begun_by_id])
    made_by: Mapped[User | None] = relationship(foreign_keys=[made_by_id])
    entries: Mapped[list["ProductionEntry"]] = relationship(
        back_populates="production", order_by="ProductionEntry.place"
    )
    volumes: Mapped[list["ProductionVolume"]] = relationship(
        back_populates="production", order_by="ProductionVolume.n"
    )

    @property
    def is_draft(self) -> bool:
        """It can still be changed."""
        return self.state is ProductionState.DRAFT


class ProductionEntry(OfAction, Identified, Stamped, Versioned, db.Model):
    """One paper of the file: the record that it is, or a file that was added to it."""

    __tablename__ = "production_entry"
    __table_args__ = (
        UniqueConstraint("production_id", "n"),
        CheckConstraint("included OR reason <> ''", name="left_out_with_reason"),
        CheckConstraint("title <> ''", name="has_title"),
    )

    production_id: Mapped[int] = mapped_column(ForeignKey("file_production.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    #: Its place among all entries; a part's entries stand together when it is shown.
    place: Mapped[int] = mapped_column(Integer)
    part_code: Mapped[str] = mapped_column(Code(), ForeignKey("file_part.code"))
    title: Mapped[str] = mapped_column(String(300))
    dated_on: Mapped[date | None] = mapped_column(Date)
    entity: Mapped[str] = mapped_column(String(40), info={"audit": "value"})
    entity_id: Mapped[int] = mapped_column(Integer)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    included: Mapped[bool] = mapped_column(default=True)
    reason: Mapped[str] = mapped_column(Text, default="")

    production: Mapped[Production] = relationship(back_populates="entries")
    action: Mapped[DisciplinaryAction] = relationship()
    part: Mapped[FilePart] = relationship()
    file: Mapped[StoredFile | None] = relationship()


class ProductionVolume(OfAction, Identified, Stamped, db.Model):
    """One volume of a file that was made."""

    __tablename__ = "production_volume"
    __table_args__ = (UniqueConstraint("production_id", "n"),)

    production_id: Mapped[int] = mapped_column(ForeignKey("file_production.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), index=True)
    pages: Mapped[int] = mapped_column(Integer)
    first: Mapped[str] = mapped_column(String(60), info={"audit": "value"})
    last: Mapped[str] = mapped_column(String(60), info={"audit": "value"})

    production: Mapped[Production] = relationship(back_populates="volumes")
    action: Mapped[DisciplinaryAction] = relationship()
    file: Mapped[StoredFile] = relationship()


def _keep_made(mapper: Mapper[Any], link: Connection, row: Production) -> None:
    """Refuse a change of a file that was made before."""
    before: Any = inspect(row).attrs.made_at.history
    if (before.deleted or before.unchanged or [None])[0] is not None:
        keep(mapper, link, row)


event.listen(Production, "before_update", _keep_made)
for _how in ("before_update", "before_delete"):
    event.listen(ProductionVolume, _how, keep)
