"""Reports that came by the public page, what is written to and fro, and the files."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.auth.models import Office, User
from jicms.cases.models import Case, IdentityMode
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import EnumText, UtcDateTime
from jicms.extensions import db
from jicms.files.models import StoredFile
from jicms.refdata.models import ClosureReason


class ReportState(StrEnum):
    """What the desk did with a report."""

    WAITING = "WAITING"
    RECORDED = "RECORDED"
    DISMISSED = "DISMISSED"


class ReceivedReport(Identified, Stamped, Versioned, db.Model):
    """A report that waits for the desk, or became a case, or was dismissed.

    What was typed is sealed. An identity, and of a confidential reporter every word, is sealed as
    the vault seals it; both are dropped once the case has them. `writes_to` is the public key that
    letters to the reporter are sealed to.
    """

    __tablename__ = "received_report"
    __table_args__ = (
        CheckConstraint("(state = 'RECORDED') = (case_id IS NOT NULL)", name="recorded"),
        CheckConstraint("(state = 'DISMISSED') = (dismissal_code IS NOT NULL)", name="dismissed"),
        CheckConstraint(
            "identity_mode <> 'ANONYMOUS' OR identity_sealed = ''", name="anonymous_without"
        ),
        Index("ix_received_report_office_id", "office_id", "state"),
    )

    #: The drop box's key of it: collected twice, it is one.
    key: Mapped[str] = mapped_column(String(32), unique=True)
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    writes_to: Mapped[str] = mapped_column(String(80))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    triage_due_on: Mapped[date | None] = mapped_column(Date)
    identity_mode: Mapped[IdentityMode] = mapped_column(EnumText(IdentityMode))
    content_sealed: Mapped[str] = mapped_column(Text, default="")
    identity_sealed: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[ReportState] = mapped_column(EnumText(ReportState), default=ReportState.WAITING)
    draft_key: Mapped[str | None] = mapped_column(String(40))
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"), index=True)
    dismissal_code: Mapped[str | None] = mapped_column(ForeignKey("closure_reason.code"))
    dismissal_note: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Since then the code opens nothing, and no letter reaches the reporter.
    mailbox_ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    office: Mapped[Office] = relationship()
    case: Mapped[Case | None] = relationship()
    opened_by: Mapped[User | None] = relationship(foreign_keys=[opened_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    dismissal: Mapped[ClosureReason | None] = relationship()

    @property
    def is_confidential(self) -> bool:
        """The reporter's words are the vault's."""
        return self.identity_mode is IdentityMode.CONFIDENTIAL

    @property
    def purpose(self) -> str:
        """The purpose that what the reporter wrote is sealed for."""
        return "vault" if self.is_confidential else "received"


class ReporterMessage(Identified, Stamped, db.Model):
    """Something written to a reporter or by one, sealed. The first is the report itself.

    `posted_at`: when a letter to the reporter reached the drop box; `set_aside_at`: when it turned
    out that it can't, for what the report gave as its key is none.
    """

    __tablename__ = "reporter_message"
    __table_args__ = (
        UniqueConstraint("report_id", "n"),
        CheckConstraint("NOT is_from_reporter OR posted_at IS NULL", name="posted"),
    )

    report_id: Mapped[int] = mapped_column(ForeignKey("received_report.id"))
    n: Mapped[int] = mapped_column()
    key: Mapped[str] = mapped_column(String(32), unique=True)
    is_from_reporter: Mapped[bool] = mapped_column()
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    body_sealed: Mapped[str] = mapped_column(Text)
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    posted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    set_aside_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    report: Mapped[ReceivedReport] = relationship()
    sent_by: Mapped[User | None] = relationship()
    files: Mapped[list["ReceivedFile"]] = relationship(
        back_populates="message", order_by="ReceivedFile.n"
    )

    @property
    def case(self) -> Case | None:
        """The case of its report, once there is one."""
        return self.report.case


class ReceivedFile(Identified, db.Model):
    """A file that a reporter sent. `file` is what is shown: of a picture, the cleaned copy.

    `original` is the picture as it came, of those who said who they are. The name that the file
    had stands in the message, sealed.
    """

    __tablename__ = "received_file"
    __table_args__ = (UniqueConstraint("report_id", "n"),)

    report_id: Mapped[int] = mapped_column(ForeignKey("received_report.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("reporter_message.id"), index=True)
    n: Mapped[int] = mapped_column()
    is_cleaned: Mapped[bool] = mapped_column()
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    original_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    message: Mapped[ReporterMessage] = relationship(back_populates="files")
    report: Mapped[ReceivedReport] = relationship()
    file: Mapped[StoredFile] = relationship(foreign_keys=[file_id])
    original: Mapped[StoredFile | None] = relationship(foreign_keys=[original_id])

    @property
    def case(self) -> Case | None:
        """The case of its report, once there is one."""
        return self.report.case

    @property
    def copy(self) -> StoredFile | None:
        """The picture drawn anew, where the one that came is kept beside it."""
        return self.file if self.is_cleaned and self.original_id is not None else None

    @property
    def is_vaults(self) -> bool:
        """It is shown by the vault's authority alone: as it came from a confidential reporter."""
        return self.report.is_confidential and not self.is_cleaned
