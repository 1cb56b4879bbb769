"""The case: header, grants, parties, log, restriction, recusal, closing signatures."""

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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.auth.models import Agency, Office, Principal, User
from jicms.cases.kinds import (
    EARLY,
    ENDED,
    FORUM,
    WALLING,
    CaseStatus,
    GrantKind,
    GrantLevel,
    IdentityMode,
    LogKind,
    Origin,
    PartyRole,
    Side,
    SubjectStatus,
    Wall,
)
from jicms.core import clock
from jicms.core.model import BigId, Identified, Stamped, Versioned
from jicms.core.types import Code, EnumText, UtcDateTime
from jicms.extensions import db
from jicms.people.models import Employment, Person
from jicms.refdata.models import CaseType, SeverityClass

#: The words of `kinds` are read from here too.
__all__ = [
    "EARLY",
    "ENDED",
    "FORUM",
    "WALLING",
    "Case",
    "CaseCounter",
    "CaseGrant",
    "CaseGrantItem",
    "CaseStatus",
    "ClassChange",
    "ClosingSignature",
    "GrantKind",
    "GrantLevel",
    "IdentityMode",
    "LogEntry",
    "LogKind",
    "Origin",
    "Party",
    "PartyRole",
    "Recusal",
    "Side",
    "SubjectStatus",
    "VaultIdentity",
    "Wall",
]


class Case(Identified, Stamped, Versioned, db.Model):
    """A matter. `number` is given once; `received_at` is its own receipt. Clocks of a case into
    which others were merged count from the earliest receipt of all."""

    __tablename__ = "case_file"
    __table_args__ = (
        CheckConstraint(
            "origin = 'LEGACY' OR (status = 'CLOSED') = (closed_at IS NOT NULL)",
            name="closed_has_date",
        ),
        CheckConstraint(
            "origin = 'LEGACY' OR status <> 'CLOSED' OR closure_code IS NOT NULL",
            name="closed_has_reason",
        ),
        CheckConstraint(
            "(status = 'MERGED_DUPLICATE') = (merged_into_id IS NOT NULL)", name="merged_has_target"
        ),
        Index("ix_case_file_received", "received_at", "id"),
        Index(
            "ix_case_file_office_received",
            "lead_office_id",
            "received_at",
            "id",
        ),
        Index(
            "ix_case_file_office_status",
            "lead_office_id",
            "status",
            "received_at",
            "id",
        ),
        Index("ix_case_file_status_received", "status", "received_at", "id"),
        # Few cases are restricted: lists that start from grants set them apart by this index.
        Index(
            "ix_case_file_restricted",
            "id",
            postgresql_where=text("restricted"),
            sqlite_where=text("restricted = 1"),
        ),
    )

    number: Mapped[str] = mapped_column(String(20), unique=True, info={"audit": "value"})
    fiscal_year: Mapped[int] = mapped_column(Integer)
    sequence: Mapped[int] = mapped_column(Integer)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    origin_office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    lead_office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    title: Mapped[str] = mapped_column(String(200))
    case_type_code: Mapped[str] = mapped_column(Code(), ForeignKey("case_type.code"))
    class_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("severity_class.code"))
    class_overridden: Mapped[bool] = mapped_column(default=False)
    corruption_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("corruption_axis.code"))
    status: Mapped[CaseStatus] = mapped_column(EnumText(CaseStatus), default=CaseStatus.RECEIVED)
    status_since: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    restricted: Mapped[bool] = mapped_column(default=False)
    origin: Mapped[Origin] = mapped_column(EnumText(Origin), default=Origin.NATIVE)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_on: Mapped[date] = mapped_column(Date)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_on: Mapped[date | None] = mapped_column(Date)
    closure_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("closure_reason.code"))
    refer_out_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("refer_out_target.code"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"), index=True)
    lead_user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    #: The official who received it, where it was not the one who recorded it.
    received_by: Mapped[str] = mapped_column(String(120), default="")
    legacy_key: Mapped[str | None] = mapped_column(String(60), unique=True)
    legacy_status: Mapped[str] = mapped_column(String(80), default="", info={"audit": "value"})

    agency: Mapped[Agency] = relationship()
    lead_office: Mapped[Office] = relationship(foreign_keys=[lead_office_id])
    origin_office: Mapped[Office] = relationship(foreign_keys=[origin_office_id])
    lead: Mapped[User | None] = relationship(foreign_keys=[lead_user_id])
    case_type: Mapped[CaseType] = relationship()
    severity_class: Mapped[SeverityClass | None] = relationship()
    merged_into: Mapped["Case | None"] = relationship(remote_side="Case.id")
    parties: Mapped[list["Party"]] = relationship(back_populates="case", order_by="Party.n")

    @property
    def is_legacy(self) -> bool:
        """Taken over from another system: keeps the source's statuses and dates."""
        return self.origin is Origin.LEGACY

    @property
    def has_ended(self) -> bool:
        """Nobody works on it any more."""
        return self.status in ENDED


class CaseCounter(db.Model):
    """The last number given in a fiscal year; taken in the last step before the flush."""

    __tablename__ = "case_counter"

    fiscal_year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(Integer)


class ClassChange(Identified, Stamped, db.Model):
    """History of a case's class, type and corruption axis, with the reason."""

    __tablename__ = "class_change"

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    field: Mapped[str] = mapped_column(String(20), info={"audit": "value"})
    old_code: Mapped[str | None] = mapped_column(String(40), info={"audit": "value"})
    new_code: Mapped[str | None] = mapped_column(String(40), info={"audit": "value"})
    reason: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    user: Mapped[User | None] = relationship()


class CaseGrant(Identified, Stamped, db.Model):
    """A dated, revocable permission for one principal. `received_at` is the case's, for lists."""

    __tablename__ = "case_grant"
    __table_args__ = (
        Index("ix_case_grant_principal_case", "principal_id", "case_id"),
        Index(
            "ix_case_grant_principal_received",
            "principal_id",
            "received_at",
            "case_id",
        ),
        Index("ix_case_grant_case_id", "case_id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    principal_id: Mapped[int] = mapped_column(ForeignKey("principal.id"))
    #: The office that a user's grant is for: it counts only while acting there.
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    kind: Mapped[GrantKind] = mapped_column(EnumText(GrantKind))
    level: Mapped[GrantLevel] = mapped_column(EnumText(GrantLevel))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    case: Mapped[Case] = relationship()
    principal: Mapped[Principal] = relationship()
    given_by: Mapped[User | None] = relationship(foreign_keys=[given_by_id])
    items: Mapped[list["CaseGrantItem"]] = relationship(back_populates="grant")


class CaseGrantItem(Identified, db.Model):
    """One child that an `items` grant names: the table's name and the row's id."""

    __tablename__ = "case_grant_item"
    __table_args__ = (
        UniqueConstraint("grant_id", "entity", "entity_id"),
        Index("ix_case_grant_item_entity", "entity", "entity_id"),
    )

    grant_id: Mapped[int] = mapped_column(ForeignKey("case_grant.id"))
    entity: Mapped[str] = mapped_column(String(40), info={"audit": "value"})
    entity_id: Mapped[int] = mapped_column(BigId)

    grant: Mapped[CaseGrant] = relationship(back_populates="items")


class Party(Identified, Stamped, Versioned, db.Model):
    """Somebody in a case: a person, or a description where none is known or may be shown."""

    __tablename__ = "party"
    __table_args__ = (
        UniqueConstraint("case_id", "n"),
        Index("ix_party_person_case", "person_id", "case_id"),
        CheckConstraint(
            "(role = 'SUBJECT') = (subject_status IS NOT NULL)", name="subject_has_status"
        ),
        CheckConstraint(
            "subject_status <> 'CODED' OR outcome_code IS NOT NULL", name="coded_has_reason"
        ),
        CheckConstraint(
            "identity_mode IS NULL OR identity_mode = 'OPEN' OR person_id IS NULL",
            name="protected_has_no_person",
        ),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    n: Mapped[int] = mapped_column(Integer)
    role: Mapped[PartyRole] = mapped_column(EnumText(PartyRole))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    description: Mapped[str] = mapped_column(String(300), default="")
    complainant_kind_code: Mapped[str | None] = mapped_column(
        Code(), ForeignKey("complainant_kind.code")
    )
    identity_mode: Mapped[IdentityMode | None] = mapped_column(EnumText(IdentityMode))
    #: `Complainant A`: what everybody reads where the identity is protected.
    alias: Mapped[str] = mapped_column(String(40), default="")
    is_whistleblower: Mapped[bool] = mapped_column(default=False)
    alleges_retaliation: Mapped[bool] = mapped_column(default=False)
    is_identified: Mapped[bool] = mapped_column(default=True)
    gender: Mapped[str] = mapped_column(String(20), default="")
    age: Mapped[str] = mapped_column(String(40), default="")
    race: Mapped[str] = mapped_column(String(60), default="")
    at_incident_id: Mapped[int | None] = mapped_column(ForeignKey("employment.id"))
    at_opening_id: Mapped[int | None] = mapped_column(ForeignKey("employment.id"))
    subject_status: Mapped[SubjectStatus | None] = mapped_column(EnumText(SubjectStatus))
    outcome_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("outcome_coding.code"))
    outcome_reason: Mapped[str] = mapped_column(Text, default="")
    wall: Mapped[Wall] = mapped_column(EnumText(Wall), default=Wall.NONE)
    #: The lead whom this wall displaced: comes back when it is lifted.
    displaced_lead_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
    legacy_key: Mapped[str | None] = mapped_column(String(80), unique=True)

    case: Mapped[Case] = relationship(back_populates="parties")
    person: Mapped[Person | None] = relationship()
    at_incident: Mapped[Employment | None] = relationship(foreign_keys=[at_incident_id])
    at_opening: Mapped[Employment | None] = relationship(foreign_keys=[at_opening_id])

    @property
    def name(self) -> str:
        """The name that everybody with sight of the party reads."""
        if self.alias:
            return self.alias
        if self.person is not None:
            return self.person.name
        return self.description or "Unknown"

    @property
    def short_name(self) -> str:
        """As `name`, shortened for tables."""
        if not self.alias and self.person is not None:
            return self.person.short_name
        return self.name


class VaultIdentity(Identified, Stamped, db.Model):
    """A protected identity, apart from everything else. `sealed` is encrypted JSON.

    `person_id` is read by the conflict wall only. Where `sealed` is empty the row says whom a mere
    description may mean; `cleared_person_id` is somebody whom a supervisor found not to be meant.
    """

    __tablename__ = "vault_identity"

    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id"), index=True, info={"audit": "hidden"}
    )
    cleared_person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id"), info={"audit": "hidden"}
    )
    sealed: Mapped[str] = mapped_column(Text)


class Recusal(Identified, Stamped, db.Model):
    """A user's declared recusal: the case no longer exists for that person until it is lifted."""

    __tablename__ = "recusal"
    __table_args__ = (Index("ix_recusal_user_case", "user_id", "case_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str] = mapped_column(Text)
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    lifted_reason: Mapped[str] = mapped_column(Text, default="")

    case: Mapped[Case] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])


class LogEntry(Identified, Stamped, db.Model):
    """A line in the case log. Never changed: a correction is a new line."""

    __tablename__ = "log_entry"
    __table_args__ = (Index("ix_log_entry_case_occurred", "case_id", "occurred_at"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    kind: Mapped[LogKind] = mapped_column(EnumText(LogKind))
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    text: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    handling: Mapped[int] = mapped_column(Integer, default=0)

    case: Mapped[Case] = relationship()
    user: Mapped[User | None] = relationship()


class ClosingSignature(Identified, db.Model):
    """A supervisor's signature under the closing, for one side. Voided by a reopening."""

    __tablename__ = "closing_signature"

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    side: Mapped[Side] = mapped_column(EnumText(Side))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    closure_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("closure_reason.code"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    voided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()
