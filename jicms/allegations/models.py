"""Allegations, allegation × subject, findings.

What a viewer of the summary may not read is a row of its own (`AllegationDetail`, `FindingDetail`),
so that the row scope keeps it away rather than a template.
"""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.allegations.kinds import Care, FacilityKind, Gender, PerpetratorKind, ReportedBy
from jicms.auth.models import User
from jicms.cases.handling import Handling
from jicms.cases.models import Case, Party
from jicms.core import clock
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import Code, EnumText, Json, UtcDateTime
from jicms.extensions import db
from jicms.people.models import Person
from jicms.refdata.models import (
    AllegationCategory,
    FindingCode,
    IntakeMethod,
    PreaAbuseType,
    SeverityClass,
)

#: Facts about a person that the trail does not repeat.
_HIDDEN = {"audit": "hidden"}


class Allegation(Identified, Stamped, Versioned, db.Model):
    """One thing alleged: coded, classed, dated. Numbered within its case, shown as `n`."""

    __tablename__ = "allegation"
    __table_args__ = (
        UniqueConstraint("case_id", "n"),
        CheckConstraint("incident_to IS NULL OR incident_to >= incident_from", name="incident"),
        Index("ix_allegation_category_received", "category_code", "received_at"),
        Index("ix_allegation_incident", "incident_from", "incident_to"),
        Index("ix_allegation_received", "received_at"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    n: Mapped[int] = mapped_column(Integer)
    category_code: Mapped[str | None] = mapped_column(
        Code(), ForeignKey("allegation_category.code")
    )
    class_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("severity_class.code"))
    incident_from: Mapped[date | None] = mapped_column(Date)
    incident_to: Mapped[date | None] = mapped_column(Date)
    intake_method_code: Mapped[str] = mapped_column(Code(), ForeignKey("intake_method.code"))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    complainant_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    legacy_category: Mapped[str] = mapped_column(String(200), default="", info={"audit": "value"})

    case: Mapped[Case] = relationship()
    category: Mapped[AllegationCategory | None] = relationship()
    severity_class: Mapped[SeverityClass | None] = relationship()
    intake_method: Mapped[IntakeMethod] = relationship()
    detail: Mapped["AllegationDetail | None"] = relationship(back_populates="allegation")
    prea: Mapped["AllegationPrea | None"] = relationship(back_populates="allegation")
    subjects: Mapped[list["AllegationSubject"]] = relationship(
        back_populates="allegation", order_by="AllegationSubject.m"
    )


class AllegationDetail(db.Model):
    """The narrative of an allegation and what it says of queries; full sight only."""

    __tablename__ = "allegation_detail"

    allegation_id: Mapped[int] = mapped_column(ForeignKey("allegation.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    narrative: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    system_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("system_accessed.code"))
    query_subject: Mapped[str] = mapped_column(String(200), default="")
    query_purpose: Mapped[str] = mapped_column(String(300), default="")
    query_count: Mapped[int | None] = mapped_column(Integer)
    #: Who was given what was found.
    query_recipient: Mapped[str] = mapped_column(String(200), default="")
    #: The person looked up, where the directory has them; `query_subject` keeps the name as typed.
    query_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    #: The item of evidence that holds the log; `evidence` above knows it.
    query_extract_id: Mapped[int | None] = mapped_column(ForeignKey("evidence_item.id"), index=True)
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}

    allegation: Mapped[Allegation] = relationship(back_populates="detail")
    query_person: Mapped[Person | None] = relationship()

    @property
    def id(self) -> int:
        """The allegation's id: one detail each."""
        return self.allegation_id


class AllegationPrea(db.Model):
    """What 6 CFR part 115 asks of an allegation under a PREA code; full sight only, sensitive."""

    __tablename__ = "allegation_prea"

    allegation_id: Mapped[int] = mapped_column(ForeignKey("allegation.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    facility: Mapped[str] = mapped_column(String(200), default="")
    facility_kind: Mapped[FacilityKind | None] = mapped_column(EnumText(FacilityKind))
    operator: Mapped[str] = mapped_column(String(120), default="")
    contract_number: Mapped[str] = mapped_column(String(60), default="")
    perpetrator_kind: Mapped[PerpetratorKind | None] = mapped_column(EnumText(PerpetratorKind))
    abuse_type_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("prea_abuse_type.code"))
    is_attempt: Mapped[bool] = mapped_column(default=False)
    victim_citizenship: Mapped[str] = mapped_column(String(60), default="")
    victim_age: Mapped[int | None] = mapped_column(Integer, info=_HIDDEN)
    victim_gender: Mapped[Gender | None] = mapped_column(EnumText(Gender), info=_HIDDEN)
    #: Says to be lesbian, gay, bisexual, transgender, intersex or gender-nonconforming.
    victim_lgbti: Mapped[bool | None] = mapped_column(info=_HIDDEN)
    perpetrator_citizenship: Mapped[str] = mapped_column(String(60), default="")
    perpetrator_age: Mapped[int | None] = mapped_column(Integer, info=_HIDDEN)
    perpetrator_gender: Mapped[Gender | None] = mapped_column(EnumText(Gender), info=_HIDDEN)
    perpetrator_lgbti: Mapped[bool | None] = mapped_column(info=_HIDDEN)
    reported_by: Mapped[ReportedBy | None] = mapped_column(EnumText(ReportedBy))
    reported_on: Mapped[date | None] = mapped_column(Date)
    #: Housing or custody class; in a holding facility, supervision and referrals.
    housing: Mapped[str] = mapped_column(String(200), default="")
    medical_exam: Mapped[Care | None] = mapped_column(EnumText(Care), info=_HIDDEN)
    mental_health: Mapped[Care | None] = mapped_column(EnumText(Care), info=_HIDDEN)
    handling: Mapped[int] = mapped_column(Integer, default=int(Handling.PREA_SENSITIVE))
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}

    allegation: Mapped[Allegation] = relationship(back_populates="prea")
    abuse_type: Mapped[PreaAbuseType | None] = relationship()

    @property
    def id(self) -> int:
        """The allegation's id: one row each."""
        return self.allegation_id


class AllegationSubject(Identified, Stamped, Versioned, db.Model):
    """An allegation against one subject, shown as `n.m`. Finding, charge and outcome hang here.

    `finding_code` repeats the standing finding's code for lists and reports.
    """

    __tablename__ = "allegation_subject"
    __table_args__ = (
        UniqueConstraint("allegation_id", "m"),
        UniqueConstraint("allegation_id", "party_id"),
        Index("ix_allegation_subject_case", "case_id"),
        Index("ix_allegation_subject_party", "party_id"),
        Index("ix_allegation_subject_finding", "finding_code"),
    )

    allegation_id: Mapped[int] = mapped_column(ForeignKey("allegation.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    m: Mapped[int] = mapped_column(Integer)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    finding_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("finding_code.code"))
    legacy_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    #: The source's own codes of an imported row, word for word.
    source_values: Mapped[dict[str, str] | None] = mapped_column(Json)

    allegation: Mapped[Allegation] = relationship(back_populates="subjects")
    party: Mapped[Party] = relationship()
    finding: Mapped[FindingCode | None] = relationship()
    findings: Mapped[list["Finding"]] = relationship(
        back_populates="allegation_subject", order_by="Finding.id"
    )

    @property
    def label(self) -> str:
        """`3.1`."""
        return f"{self.allegation.n}.{self.m}"

    @property
    def case(self) -> Case:
        """The case that it belongs to, as policies ask for it."""
        return self.allegation.case


class Finding(Identified, db.Model):
    """A finding on an allegation and subject. Later ones supersede, none is changed."""

    __tablename__ = "finding"
    __table_args__ = (
        Index(
            "ix_finding_standing",
            "allegation_subject_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
        CheckConstraint(
            "code <> 'ADMIN_CLOSED' OR admin_close_code IS NOT NULL OR found_by_id IS NULL",
            name="admin_close_has_reason",
        ),
        Index("ix_finding_case_id", "case_id"),
    )

    allegation_subject_id: Mapped[int] = mapped_column(ForeignKey("allegation_subject.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    code: Mapped[str] = mapped_column(Code(), ForeignKey("finding_code.code"))
    standard: Mapped[str] = mapped_column(
        String(40), default="PREPONDERANCE", info={"audit": "value"}
    )
    admin_close_code: Mapped[str | None] = mapped_column(
        Code(), ForeignKey("admin_close_reason.code")
    )
    found_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    found_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: The closing at triage recorded it: reopening takes it back.
    with_closing: Mapped[bool] = mapped_column(default=False, server_default=false())

    allegation_subject: Mapped[AllegationSubject] = relationship(back_populates="findings")
    finding_code: Mapped[FindingCode] = relationship()
    found_by: Mapped[User | None] = relationship()
    detail: Mapped["FindingDetail | None"] = relationship(back_populates="finding")
    approval: Mapped["FindingApproval | None"] = relationship(back_populates="finding")

    @property
    def case(self) -> Case:
        """The case that it belongs to, as policies ask for it."""
        return self.allegation_subject.case


class FindingDetail(db.Model):
    """The reasons of a finding; full sight only, and compelled once they draw on what is."""

    __tablename__ = "finding_detail"

    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    reasons: Mapped[str] = mapped_column(Text)
    #: The rule that was broken or kept, as it is cited.
    policy: Mapped[str] = mapped_column(Text, default="", server_default="")
    handling: Mapped[int] = mapped_column(Integer, default=0, server_default="0")

    finding: Mapped[Finding] = relationship(back_populates="detail")

    @property
    def id(self) -> int:
        """The finding's id: one detail each."""
        return self.finding_id


class FindingApproval(Identified, Stamped, db.Model):
    """Somebody else agreed with a finding: by itself, or with the report that holds it."""

    __tablename__ = "finding_approval"
    __table_args__ = (
        CheckConstraint("user_id <> found_by_id", name="approver_is_not_finder"),
        UniqueConstraint("finding_id"),
    )

    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    #: Whoever found, again: the database itself keeps the two apart.
    found_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"), index=True)

    finding: Mapped[Finding] = relationship(back_populates="approval")
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])


class AllegationClassChange(Identified, Stamped, db.Model):
    """History of an allegation's class or code, with the reason."""

    __tablename__ = "allegation_class_change"

    allegation_id: Mapped[int] = mapped_column(ForeignKey("allegation.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    field: Mapped[str] = mapped_column(String(20), info={"audit": "value"})
    old_code: Mapped[str | None] = mapped_column(String(40), info={"audit": "value"})
    new_code: Mapped[str | None] = mapped_column(String(40), info={"audit": "value"})
    reason: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    user: Mapped[User | None] = relationship()
