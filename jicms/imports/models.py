"""Bookkeeping of imports, and what a source says of a case that has no column of ours."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.cases.models import Case
from jicms.core import clock
from jicms.core.model import Identified
from jicms.core.types import EnumText, Json, UtcDateTime
from jicms.extensions import db


class RunStatus(StrEnum):
    """Where a run stands. A run that was killed stays RUNNING until it is resumed."""

    RUNNING = "RUNNING"
    STOPPED = "STOPPED"
    DONE = "DONE"


class Prefer(StrEnum):
    """Which value stays where an extract contradicts what is stored."""

    STORED = "STORED"
    INCOMING = "INCOMING"


class ImportRun(Identified, db.Model):
    """One delivery read with one mapping. The digests say which files and which mapping."""

    __tablename__ = "import_run"

    mapping: Mapped[str] = mapped_column(String(60))
    mapping_sha256: Mapped[str] = mapped_column(String(64))
    folder: Mapped[str] = mapped_column(String(200))
    prefer: Mapped[Prefer] = mapped_column(EnumText(Prefer))
    status: Mapped[RunStatus] = mapped_column(EnumText(RunStatus), default=RunStatus.RUNNING)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resumed: Mapped[int] = mapped_column(Integer, default=0)
    #: Of an extract of employees: the agency that it is the full extract of, and its day.
    full: Mapped[str] = mapped_column(String(40), default="")
    as_of: Mapped[date | None] = mapped_column(Date)

    files: Mapped[list["ImportFile"]] = relationship(back_populates="run", order_by="ImportFile.n")


class ImportFile(Identified, db.Model):
    """A file of a run. `position` is the last row that is committed: a resumed run goes on there.

    The row counts add up: delivered = imported + updated + unchanged + conflicting + duplicate
    + rejected. `read_as` counts the values per column that were read in another form than they
    were delivered in (`18.0` as unit 018); `written` counts new rows by table.
    """

    __tablename__ = "import_file"
    __table_args__ = (UniqueConstraint("run_id", "n"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))
    n: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    position: Mapped[int] = mapped_column(Integer, default=0)
    is_done: Mapped[bool] = mapped_column(default=False)
    imported: Mapped[int] = mapped_column(Integer, default=0)
    updated: Mapped[int] = mapped_column(Integer, default=0)
    unchanged: Mapped[int] = mapped_column(Integer, default=0)
    conflicting: Mapped[int] = mapped_column(Integer, default=0)
    duplicate: Mapped[int] = mapped_column(Integer, default=0)
    rejected: Mapped[int] = mapped_column(Integer, default=0)
    read_as: Mapped[dict[str, int]] = mapped_column(Json, default=dict)
    written: Mapped[dict[str, int]] = mapped_column(Json, default=dict)

    run: Mapped[ImportRun] = relationship(back_populates="files")

    @property
    def accounted(self) -> int:
        """Rows with an outcome; equals `position`, or something was dropped."""
        return (
            self.imported
            + self.updated
            + self.unchanged
            + self.conflicting
            + self.duplicate
            + self.rejected
        )


class IssueKind(StrEnum):
    """What the report says of a row."""

    REJECTED = "REJECTED"
    ALTERED = "ALTERED"
    CONFLICT = "CONFLICT"
    REPLACED = "REPLACED"
    FILLED = "FILLED"
    KEPT = "KEPT"
    DUPLICATE = "DUPLICATE"
    NOTED = "NOTED"

    @property
    def meaning(self) -> str:
        """The sentence that stands beside the count."""
        return _MEANINGS[self]


_MEANINGS = {
    IssueKind.REJECTED: "The row was not imported.",
    IssueKind.ALTERED: "A value was stored in another meaning or shorter than delivered.",
    IssueKind.CONFLICT: "The extract contradicts what is stored; the stored value stays.",
    IssueKind.REPLACED: "The extract contradicts what was stored; the incoming value was taken.",
    IssueKind.FILLED: "A blank was filled from the extract.",
    IssueKind.KEPT: "The extract is blank; the stored value stays.",
    IssueKind.DUPLICATE: "The row is an exact copy of an earlier one in the same file.",
    IssueKind.NOTED: "The value is doubtful and was kept as delivered.",
}


class ImportIssue(Identified, db.Model):
    """A line of the report: a row of a file, a column of it, what was done and why."""

    __tablename__ = "import_issue"
    __table_args__ = (Index("ix_import_issue_run_kind", "run_id", "kind", "id"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("import_file.id"))
    row: Mapped[int] = mapped_column(Integer)
    key: Mapped[str] = mapped_column(String(80), default="")
    kind: Mapped[IssueKind] = mapped_column(EnumText(IssueKind))
    column: Mapped[str] = mapped_column(String(60), default="")
    delivered: Mapped[str] = mapped_column(String(200), default="")
    stored: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(String(200))

    file: Mapped[ImportFile] = relationship()


class SourceCase(Identified, db.Model):
    """What a source says of a case beyond our own columns.

    `values` holds the row as delivered, by field; the columns beside it are what searches and
    reports ask for. `incident_on` is the day in the source's own zone, `incident_at` the moment
    where the source gave a time.
    """

    __tablename__ = "source_case"
    __table_args__ = (
        Index("ix_source_case_area", "area"),
        Index("ix_source_case_incident_on", "incident_on"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), unique=True)
    source: Mapped[str] = mapped_column(String(60))
    incident_on: Mapped[date | None] = mapped_column(Date)
    incident_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    area: Mapped[str] = mapped_column(String(40), default="")
    place_code: Mapped[str] = mapped_column(String(40), default="")
    place: Mapped[str] = mapped_column(String(120), default="")
    locality: Mapped[str] = mapped_column(String(120), default="")
    handling_body: Mapped[str] = mapped_column(String(60), default="")
    complainant_type: Mapped[str] = mapped_column(String(60), default="")
    values: Mapped[dict[str, str]] = mapped_column(Json)

    case: Mapped[Case] = relationship()
