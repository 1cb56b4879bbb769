"""Prosecution status per subject and prosecuting office, with its whole history."""

from datetime import date
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.allegations.models import AllegationSubject
from jicms.auth.models import User
from jicms.cases.models import Case, Party
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import Code, EnumText
from jicms.extensions import db
from jicms.files.models import StoredFile
from jicms.refdata.models import DeclinationReason, ProsecutionLevel


class ProsecutionStatus(StrEnum):
    """The line from referral to final judgment."""

    NOT_APPLICABLE = "NOT_APPLICABLE"
    PENDING_REFERRAL = "PENDING_REFERRAL"
    REFERRED = "REFERRED"
    UNDER_REVIEW = "UNDER_REVIEW"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    DEFERRED = "DEFERRED"
    RETURNED_FOR_MORE = "RETURNED_FOR_MORE"
    CHARGED_COMPLAINT = "CHARGED_COMPLAINT"
    CHARGED_INFORMATION = "CHARGED_INFORMATION"
    CHARGED_INDICTMENT = "CHARGED_INDICTMENT"
    ARRESTED = "ARRESTED"
    SUMMONED = "SUMMONED"
    PLEA_GUILTY = "PLEA_GUILTY"
    PLEA_NOLO = "PLEA_NOLO"
    DIVERSION = "DIVERSION"
    TRIAL = "TRIAL"
    CONVICTED = "CONVICTED"
    ACQUITTED = "ACQUITTED"
    MISTRIAL = "MISTRIAL"
    DISMISSED = "DISMISSED"
    NOLLE_PROS = "NOLLE_PROS"
    SENTENCED = "SENTENCED"
    APPEAL = "APPEAL"
    FINAL = "FINAL"
    SEALED = "SEALED"

    @property
    def label(self) -> str:
        """The status as a user reads it."""
        words = self.value.replace("_", " ").capitalize()
        return _LABELS.get(self, words)


_LABELS = {
    ProsecutionStatus.CHARGED_COMPLAINT: "Charged by complaint",
    ProsecutionStatus.CHARGED_INFORMATION: "Charged by information",
    ProsecutionStatus.CHARGED_INDICTMENT: "Charged by indictment",
    ProsecutionStatus.PLEA_GUILTY: "Plea: guilty",
    ProsecutionStatus.PLEA_NOLO: "Plea: no contest",
    ProsecutionStatus.NOLLE_PROS: "Nolle prosequi",
}


class ProsecutionReferral(Identified, Stamped, Versioned, db.Model):
    """What one prosecuting office does about one subject.

    `status` and `status_on` repeat the latest event's, `opened_on` the first one's, `prosecutor`
    says who has it now. A sealed matter is seen by those listed alone.
    """

    __tablename__ = "prosecution_referral"
    __table_args__ = (
        UniqueConstraint("case_id", "n"),
        Index("ix_prosecution_referral_party_id", "party_id"),
        Index("ix_prosecution_referral_opened_on", "opened_on"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    n: Mapped[int] = mapped_column(Integer)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    level_code: Mapped[str] = mapped_column(Code(), ForeignKey("prosecution_level.code"))
    office: Mapped[str] = mapped_column(String(160))
    prosecutor: Mapped[str] = mapped_column(String(120), default="")
    docket: Mapped[str] = mapped_column(String(80), default="")
    venue: Mapped[str] = mapped_column(String(160), default="")
    statutes: Mapped[str] = mapped_column(String(300), default="")
    status: Mapped[ProsecutionStatus] = mapped_column(EnumText(ProsecutionStatus))
    opened_on: Mapped[date] = mapped_column(Date)
    status_on: Mapped[date] = mapped_column(Date)
    is_sealed: Mapped[bool] = mapped_column(default=False)

    case: Mapped[Case] = relationship()
    level: Mapped[ProsecutionLevel] = relationship()
    party: Mapped[Party] = relationship()
    events: Mapped[list["ProsecutionEvent"]] = relationship(
        back_populates="referral", order_by="ProsecutionEvent.id"
    )
    covers: Mapped[list["ProsecutionCharge"]] = relationship(back_populates="referral")


class ProsecutionCharge(Identified, db.Model):
    """An allegation against the subject that was put before the office. The gate asks for each."""

    __tablename__ = "prosecution_charge"
    __table_args__ = (UniqueConstraint("referral_id", "allegation_subject_id"),)

    referral_id: Mapped[int] = mapped_column(ForeignKey("prosecution_referral.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    allegation_subject_id: Mapped[int] = mapped_column(
        ForeignKey("allegation_subject.id"), index=True
    )

    referral: Mapped[ProsecutionReferral] = relationship(back_populates="covers")
    allegation_subject: Mapped[AllegationSubject] = relationship()


class ProsecutionEvent(Identified, Stamped, db.Model):
    """One step of the status line. Never changed: a correction is a new event."""

    __tablename__ = "prosecution_event"

    referral_id: Mapped[int] = mapped_column(ForeignKey("prosecution_referral.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    status: Mapped[ProsecutionStatus] = mapped_column(EnumText(ProsecutionStatus))
    on: Mapped[date] = mapped_column(Date)
    declination_code: Mapped[str | None] = mapped_column(
        Code(), ForeignKey("declination_reason.code")
    )
    is_written: Mapped[bool | None] = mapped_column()
    #: The prosecutor's written authority to compel a statement while the matter is pending.
    authorizes_compelled: Mapped[bool] = mapped_column(default=False)
    #: Who declined or gave the authority, where it was not the prosecutor of the referral.
    prosecutor: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    referral: Mapped[ProsecutionReferral] = relationship(back_populates="events")
    user: Mapped[User | None] = relationship()
    declination: Mapped[DeclinationReason | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    @property
    def case(self) -> Case:
        """The case that it belongs to, as policies ask for it."""
        return self.referral.case
