"""Letters of an action: drafts of labor relations, their versions, and what each must say."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import Code, EnumText, Json, UtcDateTime
from jicms.discipline.letters.blocks import MANDATORY, WHERE_CITED
from jicms.discipline.letters.kinds import LetterType
from jicms.discipline.models import DisciplinaryAction
from jicms.extensions import db
from jicms.files.models import StoredFile


class LetterStatus(StrEnum):
    """Where a letter stands. Served, nothing of it changes any more."""

    DRAFT = "DRAFT"
    SERVED = "SERVED"
    DISCARDED = "DISCARDED"


class Letter(Identified, Stamped, Versioned, db.Model):
    """A letter of an action. `facts` is what the case does not hold and its writer typed."""

    __tablename__ = "lr_letter"
    __table_args__ = (
        UniqueConstraint("action_id", "n"),
        CheckConstraint(
            "(status = 'SERVED') = (served_at IS NOT NULL AND service_code IS NOT NULL)",
            name="served_has_date",
        ),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    kind: Mapped[LetterType] = mapped_column(EnumText(LetterType))
    status: Mapped[LetterStatus] = mapped_column(EnumText(LetterStatus), default=LetterStatus.DRAFT)
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    served_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    service_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("service_method.code"))

    action: Mapped[DisciplinaryAction] = relationship()
    author: Mapped[User | None] = relationship()
    versions: Mapped[list["LetterVersion"]] = relationship(
        back_populates="letter", order_by="LetterVersion.n"
    )

    @property
    def case(self) -> Case:
        """The case of its action."""
        return self.action.case

    @property
    def key(self) -> str:
        """`202700123-D01-L2`."""
        return f"{self.action.number}-L{self.n}"

    @property
    def is_draft(self) -> bool:
        """Whether it may still change."""
        return self.status is LetterStatus.DRAFT

    @property
    def latest(self) -> "LetterVersion | None":
        """The version that counts."""
        return self.versions[-1] if self.versions else None

    @property
    def bound(self) -> "LetterVersion | None":
        """The signed version, while nothing came after it."""
        last = self.latest
        return last if last is not None and last.source is VersionSource.SIGNED else None


class VersionSource(StrEnum):
    """Where a version comes from."""

    GENERATED = "GENERATED"
    EDITED = "EDITED"
    SIGNED = "SIGNED"


class LetterVersion(Identified, Stamped, db.Model):
    """A version of a letter; none is ever changed. A generated one is its content, and drawn from
    it whenever it is read; the others are files. `digest` is of the content or of the file.

    A signed one names by number and digest the version that it was made from.
    """

    __tablename__ = "letter_version"
    __table_args__ = (
        UniqueConstraint("letter_id", "n"),
        CheckConstraint("(source = 'GENERATED') = (file_id IS NULL)", name="made_or_file"),
        CheckConstraint(
            "source <> 'SIGNED' OR (made_from IS NOT NULL AND made_from_digest <> '')",
            name="signed_is_bound",
        ),
    )

    letter_id: Mapped[int] = mapped_column(ForeignKey("lr_letter.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    source: Mapped[VersionSource] = mapped_column(EnumText(VersionSource))
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), info={"audit": "value"})
    made_from: Mapped[int | None] = mapped_column(Integer)
    made_from_digest: Mapped[str] = mapped_column(String(64), default="", info={"audit": "value"})
    note: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    letter: Mapped[Letter] = relationship(back_populates="versions")
    file: Mapped[StoredFile | None] = relationship()
    by: Mapped[User | None] = relationship()
    checks: Mapped[list["LetterCheck"]] = relationship(
        back_populates="version", order_by="LetterCheck.id"
    )

    @property
    def action(self) -> DisciplinaryAction:
        """The action of its letter."""
        return self.letter.action

    @property
    def case(self) -> Case:
        """The case of its action."""
        return self.letter.action.case

    @property
    def must(self) -> dict[str, list[str]]:
        """The words of each block that must stand in it, in the order of the letter."""
        said = self.content["must"]
        order = (*MANDATORY[self.letter.kind], *WHERE_CITED)
        return {block: said[block] for block in order if block in said}

    @property
    def lacking(self) -> list["LetterCheck"]:
        """The blocks that were not found in it and that nobody confirmed."""
        return [row for row in self.checks if row.found is Found.NOT]


class Found(StrEnum):
    """How a block was found in a version."""

    NOT = "NOT"
    TEXT = "TEXT"
    PERSON = "PERSON"


class LetterCheck(Identified, Stamped, db.Model):
    """One block that a version must have: found in its text, confirmed by a person who looked at a
    scan, or not there. `lost` are the words that were looked for in vain."""

    __tablename__ = "letter_check"
    __table_args__ = (
        UniqueConstraint("version_id", "block"),
        CheckConstraint("found <> 'PERSON' OR by_id IS NOT NULL", name="confirmed_has_name"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("letter_version.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    block: Mapped[str] = mapped_column(String(40), info={"audit": "value"})
    found: Mapped[Found] = mapped_column(EnumText(Found))
    lost: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    version: Mapped[LetterVersion] = relationship(back_populates="checks")
    by: Mapped[User | None] = relationship()
