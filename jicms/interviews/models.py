"""Interviews: when, where, who; the warning that was read; representation; counsel's override."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.auth.models import User
from jicms.cases.models import Case, Party
from jicms.core import clock
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import Code, EnumText, UtcDateTime
from jicms.extensions import db
from jicms.files.models import StoredFile
from jicms.investigations.models import Investigation
from jicms.refdata.models_interviews import BargainingAgreement, InterviewWarning, WarningForm


class InterviewStatus(StrEnum):
    """Where an interview stands."""

    SCHEDULED = "SCHEDULED"
    POSTPONED = "POSTPONED"
    HELD = "HELD"
    CANCELLED = "CANCELLED"
    REFUSED = "REFUSED"


class Recording(StrEnum):
    """How an interview is or was recorded."""

    NONE = "NONE"
    AUDIO = "AUDIO"
    VIDEO = "VIDEO"

    @property
    def label(self) -> str:
        """As a user reads it."""
        return {"NONE": "Not recorded", "AUDIO": "Audio", "VIDEO": "Video"}[self.value]


class PresentAs(StrEnum):
    """What somebody is at an interview, beside the person interviewed."""

    INTERVIEWER = "INTERVIEWER"
    SECOND_INTERVIEWER = "SECOND_INTERVIEWER"
    REPRESENTATIVE = "REPRESENTATIVE"
    INTERPRETER = "INTERPRETER"
    COUNSEL = "COUNSEL"
    OTHER = "OTHER"


class GateOverride(Identified, Stamped, Versioned, db.Model):
    """Counsel's reasoned word that one interview may be compelled although the declination gate is
    shut. It counts once a second person has confirmed it, until it expires, for one interview."""

    __tablename__ = "gate_override"
    __table_args__ = (
        UniqueConstraint("case_id", "n"),
        CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> asked_by_id", name="second_person"
        ),
        CheckConstraint("(decided_at IS NULL) = (is_confirmed IS NULL)", name="decided_has_date"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    n: Mapped[int] = mapped_column(Integer)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_confirmed: Mapped[bool | None] = mapped_column()
    decided_reason: Mapped[str] = mapped_column(Text, default="")

    case: Mapped[Case] = relationship()
    party: Mapped[Party] = relationship()
    asked_by: Mapped[User] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def counts(self) -> bool:
        """It was confirmed and has not expired. Whether it is used up says its interview."""
        return bool(self.is_confirmed) and self.expires_at > clock.now()


class Interview(Identified, Stamped, Versioned, db.Model):
    """An interview of a party in one investigation, `-I01`. `warning` is the one planned, then the
    one given. A compelled one carries the handling mark from the day it is planned. One that was
    held stays as recorded; its correction is another, which points to it and counts instead."""

    __tablename__ = "interview"
    __table_args__ = (
        UniqueConstraint("case_id", "n"),
        CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name="times"),
        CheckConstraint("status <> 'HELD' OR began_at IS NOT NULL", name="held_has_time"),
        CheckConstraint(
            "(corrects_id IS NULL) = (correction_reason = '')", name="correction_has_reason"
        ),
        Index("ix_interview_scheduled", "scheduled_at"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    investigation_id: Mapped[int] = mapped_column(ForeignKey("investigation.id"), index=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    status: Mapped[InterviewStatus] = mapped_column(
        EnumText(InterviewStatus), default=InterviewStatus.SCHEDULED
    )
    scheduled_at: Mapped[datetime] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(String(200), default="")
    warning_code: Mapped[str] = mapped_column(Code(), ForeignKey("interview_warning.code"))
    language: Mapped[str] = mapped_column(String(60), default="", info={"audit": "value"})
    recording: Mapped[Recording | None] = mapped_column(EnumText(Recording))
    recording_where: Mapped[str] = mapped_column(String(200), default="")
    began_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: The union agreement by whose notice it was planned, and why with less notice than it asks.
    contract_code: Mapped[str | None] = mapped_column(
        Code(), ForeignKey("bargaining_agreement.code")
    )
    short_notice_reason: Mapped[str] = mapped_column(Text, default="")
    #: Why it was postponed, cancelled or refused: behind the wall, as the status line is not.
    outcome_reason: Mapped[str] = mapped_column(Text, default="")
    override_id: Mapped[int | None] = mapped_column(ForeignKey("gate_override.id"), unique=True)
    handling: Mapped[int] = mapped_column(Integer, default=0)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    #: The interview whose record it corrects, and what was wrong there.
    corrects_id: Mapped[int | None] = mapped_column(
        ForeignKey("interview.id"), unique=True, index=True
    )
    correction_reason: Mapped[str] = mapped_column(Text, default="")

    case: Mapped[Case] = relationship()
    investigation: Mapped[Investigation] = relationship()
    party: Mapped[Party] = relationship()
    warning: Mapped[InterviewWarning] = relationship()
    contract: Mapped[BargainingAgreement | None] = relationship()
    override: Mapped[GateOverride | None] = relationship()
    recorded_by: Mapped[User | None] = relationship()
    people: Mapped[list["InterviewPerson"]] = relationship(
        back_populates="interview", order_by="InterviewPerson.id"
    )
    warnings: Mapped[list["WarningGiven"]] = relationship(
        back_populates="interview", order_by="WarningGiven.id"
    )
    representation: Mapped["Representation | None"] = relationship(back_populates="interview")
    corrects: Mapped["Interview | None"] = relationship(
        remote_side="Interview.id", back_populates="corrected_by"
    )
    corrected_by: Mapped["Interview | None"] = relationship(
        back_populates="corrects", uselist=False
    )

    @property
    def key(self) -> str:
        """`I01`: the interview within its case."""
        return f"I{self.n:02d}"

    @property
    def is_ahead(self) -> bool:
        """It may still be held."""
        return self.status in {InterviewStatus.SCHEDULED, InterviewStatus.POSTPONED}

    @property
    def counts_as_held(self) -> bool:
        """It was held, and no correction stands in its place."""
        return self.status is InterviewStatus.HELD and self.corrected_by is None

    @property
    def rests_on(self) -> GateOverride | None:
        """Counsel's override that it was held by: its own, or that of the one it corrects."""
        if self.override is not None or self.corrects is None:
            return self.override
        return self.corrects.rests_on


class InterviewPerson(Identified, Stamped, db.Model):
    """Somebody at an interview: an account of the team, or a name. Replaced as a whole when it is
    recorded who was there."""

    __tablename__ = "interview_person"
    __table_args__ = (
        CheckConstraint("user_id IS NOT NULL OR name <> ''", name="somebody"),
        UniqueConstraint("interview_id", "role"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interview.id"))
    role: Mapped[PresentAs] = mapped_column(EnumText(PresentAs))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    name: Mapped[str] = mapped_column(String(200), default="")

    interview: Mapped[Interview] = relationship(back_populates="people")
    user: Mapped[User | None] = relationship()

    @property
    def said(self) -> str:
        """Who it is."""
        return self.user.name if self.user is not None else self.name


class WarningGiven(Identified, Stamped, db.Model):
    """A warning as it was read, by which version of its form: signed, or refused before a witness.
    Never changed."""

    __tablename__ = "warning_given"
    __table_args__ = (
        UniqueConstraint("interview_id", "n"),
        CheckConstraint(
            "(is_signed AND file_id IS NOT NULL) OR (NOT is_signed AND refusal_witness <> '')",
            name="signed_or_witnessed",
        ),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interview.id"))
    n: Mapped[int] = mapped_column(Integer)
    form_code: Mapped[str] = mapped_column(Code(), ForeignKey("warning_form.code"))
    read_by: Mapped[str] = mapped_column(String(120))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_signed: Mapped[bool] = mapped_column()
    refusal_witness: Mapped[str] = mapped_column(String(120), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    interview: Mapped[Interview] = relationship(back_populates="warnings")
    form: Mapped[WarningForm] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    user: Mapped[User | None] = relationship()

    @property
    def case(self) -> Case:
        """The case that it belongs to, as policies ask for it."""
        return self.interview.case


class UnitStatus(StrEnum):
    """Whether the person interviewed was in a bargaining unit at the time."""

    IN_UNIT = "IN_UNIT"
    OUTSIDE = "OUTSIDE"

    @property
    def label(self) -> str:
        """As a user reads it."""
        return {"IN_UNIT": "In a bargaining unit", "OUTSIDE": "Outside any unit"}[self.value]


class AdvisedUnder(StrEnum):
    """What the employee was told of the right to a representative, and by what it was due."""

    LAW = "LAW"
    CONTRACT = "CONTRACT"
    NOT_ADVISED = "NOT_ADVISED"

    @property
    def label(self) -> str:
        """As a user reads it."""
        return _ADVISED[self.value]


_ADVISED = {
    "LAW": "Advised, 5 USC 7114(a)(2)(B)",
    "CONTRACT": "Advised, by the union agreement",
    "NOT_ADVISED": "Not advised",
}


class Representation(Identified, Stamped, Versioned, db.Model):
    """The right to a union representative at one interview (Weingarten): a record beside the
    warning. Outside a unit nothing more is said."""

    __tablename__ = "representation"
    __table_args__ = (
        CheckConstraint(
            "unit_status = 'IN_UNIT' OR (advised_under IS NULL AND contract_code IS NULL"
            " AND requested IS NULL AND delay_granted IS NULL AND was_present IS NULL"
            " AND waived IS NULL AND union_name = '' AND representative = '')",
            name="outside_says_nothing",
        ),
        CheckConstraint(
            "unit_status <> 'IN_UNIT' OR (advised_under IS NOT NULL AND requested IS NOT NULL)",
            name="in_unit_is_said",
        ),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interview.id"), unique=True)
    unit_status: Mapped[UnitStatus] = mapped_column(EnumText(UnitStatus))
    advised_under: Mapped[AdvisedUnder | None] = mapped_column(EnumText(AdvisedUnder))
    contract_code: Mapped[str | None] = mapped_column(
        Code(), ForeignKey("bargaining_agreement.code")
    )
    requested: Mapped[bool | None] = mapped_column()
    union_name: Mapped[str] = mapped_column(String(160), default="")
    representative: Mapped[str] = mapped_column(String(120), default="")
    delay_granted: Mapped[bool | None] = mapped_column()
    was_present: Mapped[bool | None] = mapped_column()
    waived: Mapped[bool | None] = mapped_column()
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    interview: Mapped[Interview] = relationship(back_populates="representation")
    contract: Mapped[BargainingAgreement | None] = relationship()
    user: Mapped[User | None] = relationship()

    @property
    def case(self) -> Case:
        """The case that it belongs to, as policies ask for it."""
        return self.interview.case
