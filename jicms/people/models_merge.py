"""Two records of one person made one: what was moved, so that it can be undone."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.auth.models import User
from jicms.core.model import BigId, Identified, Stamped
from jicms.core.types import Json, UtcDateTime
from jicms.extensions import db
from jicms.people.models import Person


class PersonMerge(Identified, Stamped, db.Model):
    """A merge of `merged` into `kept`. `filled` names the blanks of the kept record that were
    filled, `replaced` holds its own values where those of the other one were taken, and `alias_id`
    the other name that was written for it."""

    __tablename__ = "person_merge"

    kept_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str] = mapped_column(Text)
    filled: Mapped[list[str]] = mapped_column(Json, default=list)
    replaced: Mapped[dict[str, list[str | None]]] = mapped_column(Json, default=dict)
    #: No foreign key: what is undone takes the name away.
    alias_id: Mapped[int | None] = mapped_column(BigId)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    undone_reason: Mapped[str] = mapped_column(Text, default="")

    kept: Mapped[Person] = relationship(foreign_keys=[kept_id])
    merged: Mapped[Person] = relationship(foreign_keys=[merged_id])
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])

    @property
    def merged_number(self) -> str | None:
        """The number that the merged record has of its own, whichever of the two stands now."""
        _own, taken = self.replaced.get("employee_number") or (None, None)
        return taken or self.merged.employee_number

    @property
    def kept_name(self) -> str:
        """The name that the kept record has of its own, whichever of the two stands now."""
        given, family, _folded = self.replaced.get("name") or (None, None, None)
        return f"{given or ''} {family or ''}".strip() or self.kept.name


class PersonMergeRow(Identified, db.Model):
    """One reference that a merge moved: the column of the row that named the merged record."""

    __tablename__ = "person_merge_row"
    __table_args__ = (Index("ix_person_merge_row_merge", "merge_id", "entity"),)

    merge_id: Mapped[int] = mapped_column(ForeignKey("person_merge.id"))
    entity: Mapped[str] = mapped_column(String(60))
    column_name: Mapped[str] = mapped_column(String(60))
    row_id: Mapped[int] = mapped_column(BigId)
