"""The written sections of a report, their drafts, and what the reviewer says of each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.core import crypto
from jicms.core.errors import RuleBroken
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import EnumText, Json, UtcDateTime
from jicms.extensions import db
from jicms.files.models import StoredFile
from jicms.investigations.models import Investigation, Report, ReportReview
from jicms.investigations.sections import SectionKind, Spot


@dataclass(frozen=True, slots=True)
class Place:
    """A section of a report, written or not: what an address names."""

    report: Report
    spot: Spot

    @property
    def case(self) -> Case:
        """The case that it belongs to, as policies ask for it."""
        return self.report.case

    @property
    def investigation(self) -> Investigation:
        """The investigation that its report is of, as policies ask for it."""
        return self.report.investigation

    @property
    def __tablename__(self) -> str:
        """The table of what was read, for the trail: a section is read as its report is."""
        return str(self.report.__tablename__)

    @property
    def id(self) -> int:
        """The row that was read, for the trail."""
        return self.report.id


class ReportSection(Identified, Stamped, Versioned, db.Model):
    """A written section: Markdown of ours. `n` is the allegation's number, 0 for the whole report.

    A row of its own with a version of its own: authors of different sections never collide.
    """

    __tablename__ = "report_section"
    __table_args__ = (
        UniqueConstraint("report_id", "kind", "n"),
        CheckConstraint("n >= 0", name="number"),
    )

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    kind: Mapped[SectionKind] = mapped_column(EnumText(SectionKind))
    n: Mapped[int] = mapped_column(Integer, default=0)
    text: Mapped[str] = mapped_column(Text, default="")
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    edited_at: Mapped[datetime] = mapped_column(UtcDateTime)

    report: Mapped[Report] = relationship()
    edited_by: Mapped[User | None] = relationship()

    @property
    def spot(self) -> Spot:
        """Where it stands."""
        return Spot(self.kind, self.n)


class SectionDraft(Identified, Stamped, db.Model):
    """What somebody types in a section and has not saved: read by that person alone, encrypted,
    as nobody has checked yet what it says.

    `base` is the version of the section that it began from, 0 where there was none.
    """

    __tablename__ = "report_section_draft"
    __table_args__ = (UniqueConstraint("report_id", "kind", "n", "user_id"),)

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    kind: Mapped[SectionKind] = mapped_column(EnumText(SectionKind))
    n: Mapped[int] = mapped_column(Integer, default=0)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    sealed: Mapped[str] = mapped_column(Text)
    base: Mapped[int] = mapped_column(Integer, default=0)
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
        return f"section:{self.report_id}:{self.kind}:{self.n}:{self.user_id}"


class SectionComment(Identified, Stamped, db.Model):
    """What has to change in a section, said with a return. Never changed."""

    __tablename__ = "report_section_comment"
    __table_args__ = (UniqueConstraint("review_id", "kind", "n"),)

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("report_review.id"))
    kind: Mapped[SectionKind] = mapped_column(EnumText(SectionKind))
    n: Mapped[int] = mapped_column(Integer, default=0)
    comment: Mapped[str] = mapped_column(Text)

    review: Mapped[ReportReview] = relationship()

    @property
    def spot(self) -> Spot:
        """The section that it speaks of."""
        return Spot(self.kind, self.n)


class ReportBody(Identified, Stamped, db.Model):
    """The PDF of an approved report that was written in sections, and the data it was made of.

    Neither changes: `made_with` (the version of Typst) makes the same bytes of `data` again.
    """

    __tablename__ = "report_body"

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    made_with: Mapped[str] = mapped_column(String(40))

    report: Mapped[Report] = relationship()
    file: Mapped[StoredFile] = relationship()


def _keep_while_read(_mapper: Mapper[Any], _link: Connection, section: ReportSection) -> None:
    if not section.report.is_open:
        raise RuleBroken("A report that was handed in stays as it is. Write a supplement.")


def _keep_forever(_mapper: Mapper[Any], _link: Connection, _row: Any) -> None:
    raise RuleBroken("What was recorded with a report stays as it is.")


for _moment in ("before_insert", "before_update", "before_delete"):
    event.listen(ReportSection, _moment, _keep_while_read)
for _model in (ReportBody, SectionComment):
    for _moment in ("before_update", "before_delete"):
        event.listen(_model, _moment, _keep_forever)
