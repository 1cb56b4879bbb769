"""What a court has before it: who prosecutes, what is charged, the sentence, and the seal."""

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
from jicms.core.types import EnumText, Money
from jicms.extensions import db
from jicms.prosecution.models import ProsecutionReferral, ProsecutionStatus


class Instrument(StrEnum):
    """What brings a count before the court."""

    COMPLAINT = "COMPLAINT"
    INFORMATION = "INFORMATION"
    INDICTMENT = "INDICTMENT"

    @property
    def status(self) -> ProsecutionStatus:
        """The step of the status line that stands for it."""
        return ProsecutionStatus(f"CHARGED_{self.value}")


class CountEnd(StrEnum):
    """What became of a count."""

    PLEA_GUILTY = "PLEA_GUILTY"
    PLEA_NOLO = "PLEA_NOLO"
    CONVICTED = "CONVICTED"
    ACQUITTED = "ACQUITTED"
    DISMISSED = "DISMISSED"
    NOLLE_PROS = "NOLLE_PROS"
    DIVERTED = "DIVERTED"
    REPLACED = "REPLACED"

    @property
    def label(self) -> str:
        """As a user reads it."""
        said = {
            "PLEA_GUILTY": "Plea: guilty",
            "PLEA_NOLO": "Plea: no contest",
            "NOLLE_PROS": "Nolle prosequi",
            "REPLACED": "Replaced by a later instrument",
        }
        return said.get(self.value, self.value.capitalize())


class Prosecutor(Identified, Stamped, Versioned, db.Model):
    """Somebody of the office who has the matter, from a day until another."""

    __tablename__ = "prosecutor"
    __table_args__ = (
        UniqueConstraint("referral_id", "n"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="until_after_from"),
        CheckConstraint("name <> ''", name="has_name"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("prosecution_referral.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(120))
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)

    referral: Mapped[ProsecutionReferral] = relationship()

    @property
    def case(self) -> Case:
        """The case that it belongs to, as policies ask for it."""
        return self.referral.case


class CourtCount(Identified, Stamped, Versioned, db.Model):
    """One count of a charging instrument, and what became of it."""

    __tablename__ = "court_count"
    __table_args__ = (
        UniqueConstraint("referral_id", "n"),
        CheckConstraint("(disposition IS NULL) = (disposed_on IS NULL)", name="end_has_date"),
        CheckConstraint("disposed_on IS NULL OR disposed_on >= filed_on", name="end_after_filing"),
        CheckConstraint("statute <> ''", name="has_statute"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("prosecution_referral.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    instrument: Mapped[Instrument] = mapped_column(EnumText(Instrument))
    filed_on: Mapped[date] = mapped_column(Date)
    statute: Mapped[str] = mapped_column(String(160))
    offense: Mapped[str] = mapped_column(Text, default="")
    disposition: Mapped[CountEnd | None] = mapped_column(EnumText(CountEnd))
    disposed_on: Mapped[date | None] = mapped_column(Date)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    referral: Mapped[ProsecutionReferral] = relationship()

    @property
    def case(self) -> Case:
        """The case that it belongs to, as policies ask for it."""
        return self.referral.case


_NOT_NEGATIVE = " AND ".join(
    f"({name} IS NULL OR {name} >= 0)"
    for name in ("prison_months", "release_months", "probation_months", "service_hours")
)
_AMOUNTS = "fine >= 0 AND restitution >= 0 AND assessment >= 0"


class Sentence(Identified, Stamped, db.Model):
    """A sentence as it was imposed. Never changed: the court's new one is another row."""

    __tablename__ = "sentence"
    __table_args__ = (
        CheckConstraint(_NOT_NEGATIVE, name="terms"),
        CheckConstraint(_AMOUNTS, name="amounts"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("prosecution_referral.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    imposed_on: Mapped[date] = mapped_column(Date)
    prison_months: Mapped[int | None] = mapped_column(Integer)
    release_months: Mapped[int | None] = mapped_column(Integer)
    probation_months: Mapped[int | None] = mapped_column(Integer)
    service_hours: Mapped[int | None] = mapped_column(Integer)
    fine: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    restitution: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    assessment: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    note: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    referral: Mapped[ProsecutionReferral] = relationship()

    @property
    def text(self) -> str:
        """`18 months in prison, 36 months of supervised release, fine $5,000.00`."""
        spans = (
            (self.prison_months, "month", "in prison"),
            (self.release_months, "month", "of supervised release"),
            (self.probation_months, "month", "of probation"),
            (self.service_hours, "hour", "of community service"),
        )
        said = [f"{n} {unit}{'' if n == 1 else 's'} {what}" for n, unit, what in spans if n]
        amounts = (
            ("fine", self.fine),
            ("restitution", self.restitution),
            ("special assessment", self.assessment),
        )
        said += [f"{name} ${amount:,.2f}" for name, amount in amounts if amount]
        return ", ".join(said) or "No term and no amount"


class Seal(Identified, Stamped, db.Model):
    """A court's order that seals a matter, until another lifts it."""

    __tablename__ = "prosecution_seal"
    __table_args__ = (
        CheckConstraint("lifted_on IS NULL OR lifted_on >= sealed_on", name="lifted_after"),
        Index(
            "uq_prosecution_seal_one_stands",
            "referral_id",
            unique=True,
            sqlite_where=text("lifted_on IS NULL"),
            postgresql_where=text("lifted_on IS NULL"),
        ),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("prosecution_referral.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    sealed_on: Mapped[date] = mapped_column(Date)
    order_name: Mapped[str] = mapped_column(String(200))
    sealed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    lifted_on: Mapped[date | None] = mapped_column(Date)
    lift_order: Mapped[str] = mapped_column(String(200), default="")
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    referral: Mapped[ProsecutionReferral] = relationship()


class SealReader(Identified, Stamped, db.Model):
    """An account that sees a sealed matter, within its own scope."""

    __tablename__ = "prosecution_seal_reader"
    __table_args__ = (
        UniqueConstraint("referral_id", "user_id"),
        Index("ix_prosecution_seal_reader_user_id", "user_id"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("prosecution_referral.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    referral: Mapped[ProsecutionReferral] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])
