"""Statements written in the browser: the draft, what was printed for signature, what was signed."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.auth.models import User
from jicms.cases.models import Case, Party
from jicms.core import crypto
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import Code, EnumText, Json, UtcDateTime
from jicms.evidence.models import Statement
from jicms.extensions import db
from jicms.files.models import StoredFile
from jicms.interviews.models import Interview
from jicms.refdata.models import StatementKind


def code_of(sha256: str) -> str:
    """The beginning of a hash as people read and type it: two groups of five."""
    return f"{sha256[:5]}-{sha256[5:10]}".upper()


class DraftState(StrEnum):
    """Where a statement that is written here stands."""

    WRITING = "WRITING"
    SIGNED = "SIGNED"
    REFUSED = "REFUSED"
    DISCARDED = "DISCARDED"


class StatementDraft(Identified, Stamped, Versioned, db.Model):
    """A statement while it is written. Signed or refused, it leads to the statement recorded."""

    __tablename__ = "statement_draft"
    __table_args__ = (
        UniqueConstraint("case_id", "n"),
        CheckConstraint(
            "(state IN ('SIGNED', 'REFUSED')) = (statement_id IS NOT NULL)", name="ended_in_one"
        ),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    n: Mapped[int]
    kind_code: Mapped[str] = mapped_column(Code(), ForeignKey("statement_kind.code"))
    giver_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    interview_id: Mapped[int | None] = mapped_column(ForeignKey("interview.id"), index=True)
    warning_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("interview_warning.code"))
    #: 28 USC 1746 has other words for a declaration that is signed outside the United States.
    outside_us: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(60), default="", info={"audit": "value"})
    interpreter: Mapped[str] = mapped_column(String(120), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    handling: Mapped[int] = mapped_column(default=0)
    state: Mapped[DraftState] = mapped_column(EnumText(DraftState), default=DraftState.WRITING)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"))
    #: The statement that it corrects, in whose words it began.
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"), index=True)

    case: Mapped[Case] = relationship()
    kind: Mapped[StatementKind] = relationship()
    giver: Mapped[Party | None] = relationship()
    interview: Mapped[Interview | None] = relationship()
    author: Mapped[User | None] = relationship()
    statement: Mapped[Statement | None] = relationship(foreign_keys=[statement_id])
    corrects: Mapped[Statement | None] = relationship(foreign_keys=[corrects_id])
    prints: Mapped[list["StatementPrint"]] = relationship(
        back_populates="draft", order_by="StatementPrint.n"
    )

    @property
    def is_open(self) -> bool:
        """It may still be written and printed."""
        return self.state is DraftState.WRITING


class StatementTyping(Identified, Stamped, db.Model):
    """What somebody types in a statement and has not saved: read by that person alone, encrypted,
    as nobody has checked yet what it says. `base` is the version that it began from."""

    __tablename__ = "statement_typing"
    __table_args__ = (UniqueConstraint("draft_id", "user_id"),)

    draft_id: Mapped[int] = mapped_column(ForeignKey("statement_draft.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    sealed: Mapped[str] = mapped_column(Text)
    base: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def text(self) -> str:
        """What was typed."""
        return crypto.open_text("drafts", self._context, self.sealed)

    def seal(self, text: str) -> None:
        """Keep what is typed."""
        self.sealed = crypto.seal_text("drafts", self._context, text)

    @property
    def _context(self) -> str:
        return f"statement:{self.draft_id}:{self.user_id}"


class StatementPrint(Identified, Stamped, db.Model):
    """What was printed for signature: its text, and the file. Never changed.

    `sha256` is the hash of what was printed; its beginning stands at the foot of each page.
    """

    __tablename__ = "statement_print"
    __table_args__ = (UniqueConstraint("draft_id", "n"), UniqueConstraint("draft_id", "sha256"))

    draft_id: Mapped[int] = mapped_column(ForeignKey("statement_draft.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int]
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    sha256: Mapped[str] = mapped_column(String(64), info={"audit": "value"})
    pages: Mapped[int]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    draft: Mapped[StatementDraft] = relationship(back_populates="prints")
    file: Mapped[StoredFile] = relationship()
    by: Mapped[User | None] = relationship()

    @property
    def case(self) -> Case:
        """The case that it belongs to, as policies ask for it."""
        return self.draft.case

    @property
    def code(self) -> str:
        """What the pages show of the hash."""
        return code_of(self.sha256)


class StatementSigning(Identified, Stamped, db.Model):
    """How a statement was signed: on which print, initialed, corrected by hand. Never changed."""

    __tablename__ = "statement_signing"
    __table_args__ = (UniqueConstraint("statement_id"),)

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    print_id: Mapped[int] = mapped_column(ForeignKey("statement_print.id"))
    sha256: Mapped[str] = mapped_column(String(64), info={"audit": "value"})
    initialed: Mapped[bool]
    corrections: Mapped[str] = mapped_column(Text, default="")

    statement: Mapped[Statement] = relationship()
