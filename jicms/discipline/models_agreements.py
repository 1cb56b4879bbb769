"""Agreements that end or hold an action: their terms, signatures, and what breaks them."""

from datetime import date
from decimal import Decimal
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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import Code, EnumText, Money
from jicms.discipline.models import DisciplinaryAction
from jicms.extensions import db
from jicms.files.models import StoredFile
from jicms.refdata.models import ActionType


class AgreementKind(StrEnum):
    """What an agreement does with the action."""

    LAST_CHANCE = "LAST_CHANCE"
    ABEYANCE = "ABEYANCE"
    SETTLEMENT = "SETTLEMENT"
    ALTERNATIVE_DISCIPLINE = "ALTERNATIVE_DISCIPLINE"

    @property
    def label(self) -> str:
        """As a user reads it."""
        said = {
            "LAST_CHANCE": "Last-chance agreement",
            "ABEYANCE": "Abeyance agreement",
            "SETTLEMENT": "Settlement agreement",
            "ALTERNATIVE_DISCIPLINE": "Alternative discipline agreement",
        }
        return said[self.value]

    @property
    def holds(self) -> bool:
        """Whether a penalty is held while the agreement runs, and imposed on a breach."""
        return self in {AgreementKind.LAST_CHANCE, AgreementKind.ABEYANCE}


class AgreementStatus(StrEnum):
    """Where an agreement stands."""

    DRAFT = "DRAFT"
    IN_EFFECT = "IN_EFFECT"
    COMPLETED = "COMPLETED"
    BREACHED = "BREACHED"
    WITHDRAWN = "WITHDRAWN"


class SignedAs(StrEnum):
    """For whom somebody signs."""

    EMPLOYEE = "EMPLOYEE"
    REPRESENTATIVE = "REPRESENTATIVE"
    AGENCY = "AGENCY"


#: 5 USC 2302(b)(13): no agreement has effect without the statement, confirmed by a named person.
_STATEMENT = (
    "status IN ('DRAFT', 'WITHDRAWN') OR (statement <> '' AND statement_by_id IS NOT NULL"
    " AND statement_on IS NOT NULL AND file_id IS NOT NULL AND effective_on IS NOT NULL)"
)
_LIVE = text("status IN ('DRAFT', 'IN_EFFECT')")
_HELD = "kind NOT IN ('LAST_CHANCE', 'ABEYANCE') OR (held_code IS NOT NULL AND ends_on IS NOT NULL)"


class Agreement(Identified, Stamped, Versioned, db.Model):
    """What the employee and the agency agreed on about one action.

    `held_code` is the penalty that a breach imposes, `agreed_code` the one that is agreed on.
    """

    __tablename__ = "agreement"
    __table_args__ = (
        UniqueConstraint("action_id", "n"),
        CheckConstraint(_STATEMENT, name="carries_statement"),
        CheckConstraint(_HELD, name="holds_a_penalty"),
        CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="ends_after_start"),
        CheckConstraint("NOT cleans_record OR clean_what <> ''", name="says_what_is_cleaned"),
        CheckConstraint("cleaned_on IS NULL OR cleans_record", name="cleaned_as_agreed"),
        CheckConstraint("NOT waives_appeal OR waiver <> ''", name="waiver_has_text"),
        CheckConstraint("amount >= 0", name="amount"),
        Index(
            "uq_agreement_one_at_a_time",
            "action_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    kind: Mapped[AgreementKind] = mapped_column(EnumText(AgreementKind))
    status: Mapped[AgreementStatus] = mapped_column(
        EnumText(AgreementStatus), default=AgreementStatus.DRAFT
    )
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    breach_test: Mapped[str] = mapped_column(Text, default="")
    waives_appeal: Mapped[bool] = mapped_column(default=False)
    waiver: Mapped[str] = mapped_column(Text, default="")
    cleans_record: Mapped[bool] = mapped_column(default=False)
    clean_what: Mapped[str] = mapped_column(Text, default="")
    clean_on: Mapped[date | None] = mapped_column(Date)
    cleaned_on: Mapped[date | None] = mapped_column(Date)
    amount: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    amount_for: Mapped[str] = mapped_column(String(300), default="")
    held_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("action_type.code"))
    held_days: Mapped[int | None] = mapped_column(Integer)
    agreed_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("action_type.code"))
    agreed_days: Mapped[int | None] = mapped_column(Integer)
    statement: Mapped[str] = mapped_column(Text, default="")
    statement_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    statement_on: Mapped[date | None] = mapped_column(Date)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    effective_on: Mapped[date | None] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    action: Mapped[DisciplinaryAction] = relationship()
    held: Mapped[ActionType | None] = relationship(foreign_keys=[held_code])
    agreed: Mapped[ActionType | None] = relationship(foreign_keys=[agreed_code])
    statement_by: Mapped[User | None] = relationship(foreign_keys=[statement_by_id])
    file: Mapped[StoredFile | None] = relationship()
    terms: Mapped[list["AgreementTerm"]] = relationship(
        back_populates="agreement", order_by="AgreementTerm.n", cascade="all, delete-orphan"
    )
    signatures: Mapped[list["AgreementSignature"]] = relationship(
        back_populates="agreement", order_by="AgreementSignature.id"
    )
    breaches: Mapped[list["BreachEvent"]] = relationship(
        back_populates="agreement", order_by="BreachEvent.n"
    )

    @property
    def case(self) -> Case:
        """The case of its action."""
        return self.action.case

    @property
    def number(self) -> str:
        """`202700123-D01-A1`."""
        return f"{self.action.number}-A{self.n}"


class AgreementTerm(Identified, Stamped, db.Model):
    """One numbered term."""

    __tablename__ = "agreement_term"
    __table_args__ = (
        UniqueConstraint("agreement_id", "n"),
        CheckConstraint("text <> ''", name="has_text"),
    )

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)

    agreement: Mapped[Agreement] = relationship(back_populates="terms")


class AgreementSignature(Identified, Stamped, db.Model):
    """Who signed, for whom, when."""

    __tablename__ = "agreement_signature"

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    signed_as: Mapped[SignedAs] = mapped_column(EnumText(SignedAs))
    name: Mapped[str] = mapped_column(String(160))
    signed_on: Mapped[date] = mapped_column(Date)

    agreement: Mapped[Agreement] = relationship(back_populates="signatures")


class BreachEvent(Identified, Stamped, Versioned, db.Model):
    """What may have broken an agreement: facts, notice to the employee, the official's decision."""

    __tablename__ = "breach_event"
    __table_args__ = (
        UniqueConstraint("agreement_id", "n"),
        CheckConstraint(
            "(is_breach IS NULL) = (decided_on IS NULL)"
            " AND (is_breach IS NULL) = (official_id IS NULL)",
            name="decided_by_official",
        ),
        CheckConstraint(
            "is_breach IS NULL OR (noticed_on IS NOT NULL AND noticed_on <= decided_on"
            " AND reason <> '')",
            name="decided_after_notice",
        ),
        CheckConstraint("noticed_on IS NULL OR noticed_on >= happened_on", name="noticed_after"),
    )

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    happened_on: Mapped[date] = mapped_column(Date)
    facts: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    noticed_on: Mapped[date | None] = mapped_column(Date)
    notice_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("service_method.code"))
    answer: Mapped[str] = mapped_column(Text, default="")
    is_breach: Mapped[bool | None] = mapped_column()
    decided_on: Mapped[date | None] = mapped_column(Date)
    official_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    agreement: Mapped[Agreement] = relationship(back_populates="breaches")
    official: Mapped[User | None] = relationship(foreign_keys=[official_id])
    file: Mapped[StoredFile | None] = relationship()

    @property
    def action(self) -> DisciplinaryAction:
        """The action of its agreement."""
        return self.agreement.action

    @property
    def case(self) -> Case:
        """The case of its action."""
        return self.action.case
