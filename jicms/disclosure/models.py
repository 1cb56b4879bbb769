"""A request about a witness: who asks, where it was searched, what counsel said, what went out."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import Code, EnumText, UtcDateTime
from jicms.exports.models import ExportPackage
from jicms.extensions import db
from jicms.files.models import StoredFile
from jicms.people.models import Person


class Basis(StrEnum):
    """Which line of cases the request rests on."""

    BRADY = "BRADY"
    GIGLIO = "GIGLIO"
    HENTHORN = "HENTHORN"


class RequestStatus(StrEnum):
    """Where a request stands."""

    RECEIVED = "RECEIVED"
    SEARCHED = "SEARCHED"
    REVIEWED = "REVIEWED"
    ANSWERED = "ANSWERED"


class WitnessRequest(Identified, Stamped, Versioned, db.Model):
    """One request of a prosecutor about one employee. The name is kept as it was asked."""

    __tablename__ = "witness_request"
    __table_args__ = (
        UniqueConstraint("agency_id", "n"),
        CheckConstraint("due_on >= received_on", name="due_after_receipt"),
        CheckConstraint(
            "(reviewed_by_id IS NULL) = (reviewed_on IS NULL)"
            " AND (reviewed_by_id IS NULL) = (discloses IS NULL)",
            name="reviewed_by_counsel",
        ),
        CheckConstraint("reviewed_by_id IS NULL OR review <> ''", name="review_has_text"),
        CheckConstraint(
            "status NOT IN ('REVIEWED', 'ANSWERED') OR reviewed_by_id IS NOT NULL",
            name="answered_after_review",
        ),
        CheckConstraint(
            "(status = 'ANSWERED') = (answered_on IS NOT NULL AND reply_id IS NOT NULL)",
            name="answered_by_letter",
        ),
        Index("ix_witness_request_due_on", "agency_id", "due_on"),
    )

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    n: Mapped[int] = mapped_column(Integer)
    basis: Mapped[Basis] = mapped_column(EnumText(Basis))
    status: Mapped[RequestStatus] = mapped_column(
        EnumText(RequestStatus), default=RequestStatus.RECEIVED
    )
    requester: Mapped[str] = mapped_column(String(160))
    office: Mapped[str] = mapped_column(String(200))
    defendant: Mapped[str] = mapped_column(String(160))
    docket: Mapped[str] = mapped_column(String(120))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    employee: Mapped[str] = mapped_column(String(260))
    received_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reviewed_on: Mapped[date | None] = mapped_column(Date)
    discloses: Mapped[bool | None] = mapped_column()
    review: Mapped[str] = mapped_column(Text, default="")
    answered_on: Mapped[date | None] = mapped_column(Date)
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    person: Mapped[Person] = relationship()
    reviewed_by: Mapped[User | None] = relationship(foreign_keys=[reviewed_by_id])
    reply: Mapped[StoredFile | None] = relationship()
    sources: Mapped[list["SearchedSource"]] = relationship(
        back_populates="request", order_by="SearchedSource.n"
    )
    disclosed: Mapped[list["Disclosed"]] = relationship(
        back_populates="request", order_by="Disclosed.id"
    )

    @property
    def key(self) -> str:
        """`W12`, as people speak of it."""
        return f"W{self.n}"


class SearchedSource(Identified, Stamped, db.Model):
    """One place that was searched, by whom, when, and with which result."""

    __tablename__ = "searched_source"
    __table_args__ = (
        UniqueConstraint("request_id", "n"),
        CheckConstraint("source <> '' AND result <> ''", name="says_where_and_what"),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("witness_request.id"))
    n: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(200))
    is_found: Mapped[bool] = mapped_column()
    result: Mapped[str] = mapped_column(Text)
    searched_on: Mapped[date] = mapped_column(Date)
    searched_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    request: Mapped[WitnessRequest] = relationship(back_populates="sources")
    searched_by: Mapped[User | None] = relationship()


class MatterFound(Identified, Stamped, db.Model):
    """A matter of the employee that the search found: codes alone, as they stood that day. Not one
    that is restricted, and not to whoever stands behind its wall."""

    __tablename__ = "matter_found"
    __table_args__ = (UniqueConstraint("request_id", "case_id", "label"),)

    request_id: Mapped[int] = mapped_column(ForeignKey("witness_request.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    number: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(20))
    category_code: Mapped[str | None] = mapped_column(Code())
    finding_code: Mapped[str | None] = mapped_column(Code())


class CustodianAsk(Identified, Stamped, Versioned, db.Model):
    """A restricted or compelled matter that was put before its custodian: seen by those alone who
    see the whole case, and by the asking side only as what the custodian lets it know."""

    __tablename__ = "custodian_ask"
    __table_args__ = (
        UniqueConstraint("request_id", "case_id"),
        CheckConstraint(
            "(answered_at IS NULL) = (is_shared IS NULL)"
            " AND (answered_at IS NULL) = (answered_by_id IS NULL)",
            name="answered_by_custodian",
        ),
        CheckConstraint("is_shared IS NULL OR is_shared = false OR said <> ''", name="shares_text"),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("witness_request.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    is_shared: Mapped[bool | None] = mapped_column()
    said: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    case: Mapped[Case] = relationship()


class Disclosed(Identified, Stamped, db.Model):
    """What was disclosed: always by an export package, which is the entry of the accounting."""

    __tablename__ = "witness_disclosure"
    __table_args__ = (
        UniqueConstraint("request_id", "export_id"),
        CheckConstraint("what <> ''", name="says_what"),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("witness_request.id"))
    export_id: Mapped[int] = mapped_column(ForeignKey("export_package.id"))
    reference: Mapped[str] = mapped_column(String(60))
    disclosed_on: Mapped[date] = mapped_column(Date)
    what: Mapped[str] = mapped_column(Text)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    request: Mapped[WitnessRequest] = relationship(back_populates="disclosed")
    export: Mapped[ExportPackage | None] = relationship()


class FlagStatus(StrEnum):
    """Whether an employee bears the flag."""

    SUGGESTED = "SUGGESTED"
    SET = "SET"
    DECLINED = "DECLINED"
    LIFTED = "LIFTED"


class GiglioFlag(Identified, Stamped, Versioned, db.Model):
    """That prosecutors have to be told of an employee. Suggested by a sustained finding of
    dishonesty, decided by a person, with reason."""

    __tablename__ = "giglio_flag"
    __table_args__ = (
        CheckConstraint(
            "(status = 'SUGGESTED') = (decided_by_id IS NULL)"
            " AND (status = 'SUGGESTED') = (decided_on IS NULL)",
            name="decided_by_person",
        ),
        CheckConstraint("status = 'SUGGESTED' OR reason <> ''", name="decided_with_reason"),
        Index("ix_giglio_flag_person_id", "person_id"),
    )

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    employee: Mapped[str] = mapped_column(String(260))
    status: Mapped[FlagStatus] = mapped_column(EnumText(FlagStatus), default=FlagStatus.SUGGESTED)
    #: The case whose sustained charge suggested it.
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"), index=True)
    why: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_on: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text, default="")

    decided_by: Mapped[User | None] = relationship()
