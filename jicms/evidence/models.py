"""Evidence items, statements and affidavits, exhibits, other documents of a case."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    event,
    inspect,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from jicms.auth.models import User
from jicms.cases.models import Case, Party
from jicms.core.errors import RuleBroken
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import Code, UtcDateTime
from jicms.extensions import db
from jicms.files.models import StoredFile
from jicms.interviews.models import Interview
from jicms.investigations.models import Report
from jicms.refdata.models import EvidenceKind, StatementKind
from jicms.refdata.models_interviews import InterviewWarning


class EvidenceItem(Identified, Stamped, Versioned, db.Model):
    """A physical or digital item, `-E0001`. Never deleted; custody comes with its own events."""

    __tablename__ = "evidence_item"
    __table_args__ = (UniqueConstraint("case_id", "n"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    n: Mapped[int] = mapped_column(Integer)
    kind_code: Mapped[str] = mapped_column(Code(), ForeignKey("evidence_kind.code"))
    description: Mapped[str] = mapped_column(Text)
    collected_at: Mapped[datetime] = mapped_column(UtcDateTime)
    collected_where: Mapped[str] = mapped_column(String(200), default="")
    collected_by: Mapped[str] = mapped_column(String(120), default="")
    seal_number: Mapped[str] = mapped_column(String(60), default="", info={"audit": "value"})
    location: Mapped[str] = mapped_column(String(160), default="")
    #: A correction is a new item that points to the old one.
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("evidence_item.id"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    handling: Mapped[int] = mapped_column(Integer, default=0)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    case: Mapped[Case] = relationship()
    kind: Mapped[EvidenceKind] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    recorded_by: Mapped[User | None] = relationship()
    corrects: Mapped["EvidenceItem | None"] = relationship(remote_side="EvidenceItem.id")

    @property
    def key(self) -> str:
        """`E0001`: the item within its case."""
        return f"E{self.n:04d}"


class Statement(Identified, Stamped, Versioned, db.Model):
    """A statement, `-S01`: affidavit, sworn, declaration, memo, recording, refusal."""

    __tablename__ = "statement"
    __table_args__ = (
        UniqueConstraint("case_id", "n"),
        CheckConstraint("ended_at IS NULL OR ended_at >= taken_at", name="times"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    n: Mapped[int] = mapped_column(Integer)
    kind_code: Mapped[str] = mapped_column(Code(), ForeignKey("statement_kind.code"))
    giver_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    #: The interview that it comes from, which has the warning, who was there, and the recording.
    interview_id: Mapped[int | None] = mapped_column(ForeignKey("interview.id"), index=True)
    warning_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("interview_warning.code"))
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(String(200), default="")
    taken_by: Mapped[str] = mapped_column(String(120), default="")
    oath_administrator: Mapped[str] = mapped_column(String(120), default="")
    language: Mapped[str] = mapped_column(String(60), default="", info={"audit": "value"})
    interpreter: Mapped[str] = mapped_column(String(120), default="")
    pages: Mapped[int | None] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    copy_given: Mapped[bool] = mapped_column(default=False)
    handling: Mapped[int] = mapped_column(Integer, default=0)
    #: A correction is a new statement that points to the old one.
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    case: Mapped[Case] = relationship()
    kind: Mapped[StatementKind] = relationship()
    warning: Mapped[InterviewWarning | None] = relationship()
    giver: Mapped[Party] = relationship()
    interview: Mapped[Interview | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    recorded_by: Mapped[User | None] = relationship()
    corrects: Mapped["Statement | None"] = relationship(remote_side="Statement.id")

    @property
    def key(self) -> str:
        """`S01`: the statement within its case."""
        return f"S{self.n:02d}"


class Document(Identified, Stamped, db.Model):
    """Another document of the case: a letter, a form, a record that was obtained."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("case_id", "n"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    n: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(200))
    dated_on: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(200), default="")
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    handling: Mapped[int] = mapped_column(Integer, default=0)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    case: Mapped[Case] = relationship()
    file: Mapped[StoredFile] = relationship()
    recorded_by: Mapped[User | None] = relationship()
    corrects: Mapped["Document | None"] = relationship(remote_side="Document.id")

    @property
    def key(self) -> str:
        """`Document 4`."""
        return f"Document {self.n}"


class Exhibit(Identified, Stamped, Versioned, db.Model):
    """A numbered exhibit of one report, pointing to an item, a statement or a document."""

    __tablename__ = "exhibit"
    __table_args__ = (
        UniqueConstraint("report_id", "n"),
        CheckConstraint(
            "(CASE WHEN item_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN statement_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN document_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="points_to_one",
        ),
        Index("ix_exhibit_case_id", "case_id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    n: Mapped[int] = mapped_column(Integer)
    description: Mapped[str] = mapped_column(String(300))
    pages: Mapped[str] = mapped_column(String(60), default="")
    item_id: Mapped[int | None] = mapped_column(ForeignKey("evidence_item.id"))
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    handling: Mapped[int] = mapped_column(Integer, default=0)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    case: Mapped[Case] = relationship()
    report: Mapped[Report] = relationship()
    item: Mapped[EvidenceItem | None] = relationship()
    statement: Mapped[Statement | None] = relationship()
    document: Mapped[Document | None] = relationship()

    @property
    def source(self) -> EvidenceItem | Statement | Document | None:
        """What it points to, as far as the viewer may see it."""
        return self.item or self.statement or self.document


#: What may change after a record was made: its handling (a human decides), an exhibit's release.
_MAY_CHANGE = {
    EvidenceItem: {"handling", "version"},
    Statement: {"handling", "version"},
    Document: {"handling"},
    Exhibit: {"handling", "n", "released_at", "version"},
}


def _keep_recorded(_mapper: Mapper[Any], _link: Connection, row: Any) -> None:
    state: Any = inspect(row)
    changed = {
        attribute.key
        for attribute in state.mapper.column_attrs
        if state.attrs[attribute.key].history.has_changes()
    }
    if changed - _MAY_CHANGE[type(row)]:
        raise RuleBroken("What is recorded stays as it is. Record a correction.")


for _model in _MAY_CHANGE:
    event.listen(_model, "before_update", _keep_recorded)
