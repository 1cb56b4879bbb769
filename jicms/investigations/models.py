"""Investigations, who works on them, and their reports."""

from datetime import date, datetime
from enum import StrEnum
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
from jicms.cases.models import Case
from jicms.core import clock
from jicms.core.errors import RuleBroken
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import Code, EnumText, Json, UtcDateTime
from jicms.extensions import db
from jicms.files.models import StoredFile
from jicms.refdata.models import ReportType


class InvestigationType(StrEnum):
    """What kind of investigation: it decides who may see compelled statements."""

    CRIMINAL = "CRIMINAL"
    ADMINISTRATIVE = "ADMINISTRATIVE"
    MANAGEMENT_INQUIRY = "MANAGEMENT_INQUIRY"
    PREA = "PREA"
    CRITICAL_INCIDENT = "CRITICAL_INCIDENT"
    INSPECTION = "INSPECTION"

    @property
    def label(self) -> str:
        """The type as a user reads it."""
        return _TYPE_LABELS.get(self, self.value.replace("_", " ").capitalize())


_TYPE_LABELS = {InvestigationType.PREA: "Sexual abuse (PREA)"}


class InvestigationStatus(StrEnum):
    """Where an investigation stands."""

    PLANNED = "PLANNED"
    OPEN = "OPEN"
    SUSPENDED = "SUSPENDED"
    REPORT_DRAFT = "REPORT_DRAFT"
    REPORT_REVIEW = "REPORT_REVIEW"
    DONE = "DONE"


class Investigation(Identified, Stamped, Versioned, db.Model):
    """One investigation of a case: a type, a team, one reviewing supervisor, its own status."""

    __tablename__ = "investigation"
    __table_args__ = (UniqueConstraint("case_id", "n"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    n: Mapped[int] = mapped_column(Integer)
    type: Mapped[InvestigationType] = mapped_column(EnumText(InvestigationType))
    status: Mapped[InvestigationStatus] = mapped_column(
        EnumText(InvestigationStatus), default=InvestigationStatus.PLANNED
    )
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    case: Mapped[Case] = relationship()
    reviewer: Mapped[User | None] = relationship()
    assignments: Mapped[list["Assignment"]] = relationship(
        back_populates="investigation", order_by="Assignment.id"
    )
    reports: Mapped[list["Report"]] = relationship(
        back_populates="investigation", order_by="Report.n"
    )


class Assignment(Identified, Stamped, db.Model):
    """Somebody on an investigation's team: the person, and the user where there is an account.

    A reviewing supervisor has a row too, without a grant: the compelled-statement wall asks who
    ever worked on or reviewed a criminal investigation.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("person_id IS NOT NULL OR user_id IS NOT NULL", name="somebody"),
        Index("ix_assignment_user_case", "user_id", "case_id"),
        Index("ix_assignment_person_case", "person_id", "case_id"),
    )

    investigation_id: Mapped[int] = mapped_column(ForeignKey("investigation.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("case_grant.id"))
    is_lead: Mapped[bool] = mapped_column(default=False)
    is_reviewer: Mapped[bool] = mapped_column(default=False)
    from_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    legacy_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    #: The source's own values of an imported row (rank, unit), word for word.
    source_values: Mapped[dict[str, str] | None] = mapped_column(Json)

    investigation: Mapped[Investigation] = relationship(back_populates="assignments")
    user: Mapped[User | None] = relationship()


class ReportStatus(StrEnum):
    """Where a report stands. An approved one is immutable."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    APPROVED = "APPROVED"


class Report(Identified, Stamped, Versioned, db.Model):
    """A report of investigation: written in sections, or with one uploaded (or older) body.

    Approver ≠ author.
    """

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("case_id", "n"),
        CheckConstraint(
            "approved_by_id IS NULL OR author_id IS NULL OR approved_by_id <> author_id",
            name="approver_is_not_author",
        ),
        CheckConstraint(
            "(status = 'APPROVED') = (approved_at IS NOT NULL)", name="approved_has_date"
        ),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    investigation_id: Mapped[int] = mapped_column(ForeignKey("investigation.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    type_code: Mapped[str] = mapped_column(Code(), ForeignKey("report_type.code"))
    status: Mapped[ReportStatus] = mapped_column(EnumText(ReportStatus), default=ReportStatus.DRAFT)
    title: Mapped[str] = mapped_column(String(200))
    synopsis: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    return_comment: Mapped[str] = mapped_column(Text, default="")
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: SHA-256 of the body as approved.
    body_sha256: Mapped[str] = mapped_column(String(64), default="", info={"audit": "value"})
    completed_on: Mapped[date | None] = mapped_column(Date)
    #: The approved report that this one, a supplement, adds to or corrects.
    supplements_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"), index=True)
    #: Compelled as soon as an exhibit is: a report that derives from such a statement is shut too.
    handling: Mapped[int] = mapped_column(Integer, default=0)

    case: Mapped[Case] = relationship()
    investigation: Mapped[Investigation] = relationship(back_populates="reports")
    type: Mapped[ReportType] = relationship()
    author: Mapped[User | None] = relationship(foreign_keys=[author_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])
    file: Mapped[StoredFile | None] = relationship()
    supplements: Mapped["Report | None"] = relationship(remote_side="Report.id")
    reviews: Mapped[list["ReportReview"]] = relationship(
        back_populates="report", order_by="ReportReview.id"
    )

    @property
    def key(self) -> str:
        """`R001`: the report within its case."""
        return f"R{self.n:03d}"

    @property
    def is_whole(self) -> bool:
        """Its body is one text or one file, as older reports have it; else it has sections."""
        return bool(self.body.strip()) or self.file_id is not None or self.file is not None

    @property
    def is_open(self) -> bool:
        """Its author may still change it."""
        return self.status in {ReportStatus.DRAFT, ReportStatus.RETURNED}


class ReportReview(Identified, Stamped, db.Model):
    """A word of the reviewing supervisor on a submitted report. Never changed."""

    __tablename__ = "report_review"

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    verdict: Mapped[ReportStatus] = mapped_column(EnumText(ReportStatus))
    comment: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    report: Mapped[Report] = relationship(back_populates="reviews")
    user: Mapped[User | None] = relationship()


def _keep_approved(_mapper: Mapper[Any], _link: Connection, report: Report) -> None:
    state: Any = inspect(report)
    status = state.attrs.status.history
    before = (status.deleted or status.unchanged or [None])[0]
    changed = any(
        state.attrs[attribute.key].history.has_changes()
        for attribute in state.mapper.column_attrs
        if attribute.key not in {"handling", "version"}
    )
    if before is ReportStatus.APPROVED and changed:
        raise RuleBroken("An approved report stays as it is. Write a supplement.")


event.listen(Report, "before_update", _keep_approved)
