"""Charges and their specifications: what happened, when and where, and what proves it."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.allegations.models import AllegationSubject, Finding
from jicms.cases.models import Case
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import Code
from jicms.discipline.models import DisciplinaryAction
from jicms.evidence.models import Exhibit
from jicms.extensions import db
from jicms.refdata.models_offenses import OffensePenalty


class Charge(Identified, Stamped, Versioned, db.Model):
    """A charge of the notice with its numbered specifications; fixed once it is proposed.

    `allegation_subject` is the finding that it was first drawn from; each specification has its
    own.
    """

    __tablename__ = "charge"
    __table_args__ = (UniqueConstraint("action_id", "n"),)

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    allegation_subject_id: Mapped[int | None] = mapped_column(ForeignKey("allegation_subject.id"))
    title: Mapped[str] = mapped_column(String(200))
    #: The row of the agency's table that it was drafted under; empty where it was named freely.
    offense_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("offense_penalty.code"))

    offense: Mapped[OffensePenalty | None] = relationship()
    action: Mapped[DisciplinaryAction] = relationship(back_populates="charges")
    allegation_subject: Mapped[AllegationSubject | None] = relationship()
    specifications: Mapped[list["ChargeSpecification"]] = relationship(
        back_populates="charge",
        order_by="ChargeSpecification.n",
        cascade="all, delete-orphan",
    )

    @property
    def case(self) -> Case:
        """The case of its action."""
        return self.action.case

    @property
    def specification(self) -> str:
        """Its specifications as one text."""
        return "\n".join(row.text for row in self.specifications)

    @property
    def is_sustained(self) -> bool | None:
        """Whether the decision sustains at least one specification; None before it."""
        said = [row.is_sustained for row in self.specifications]
        return None if all(each is None for each in said) else any(said)


class ChargeSpecification(Identified, Stamped, Versioned, db.Model):
    """One fact of a charge, with the allegation × subject and finding that it rests on.

    Fixed once it is proposed; the decision says once whether it is sustained. The database refuses
    anything else.
    """

    __tablename__ = "charge_specification"
    __table_args__ = (
        UniqueConstraint("charge_id", "n"),
        CheckConstraint("incident_to IS NULL OR incident_to >= incident_from", name="incident"),
        CheckConstraint("text <> ''", name="has_text"),
    )

    charge_id: Mapped[int] = mapped_column(ForeignKey("charge.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    allegation_subject_id: Mapped[int | None] = mapped_column(
        ForeignKey("allegation_subject.id"), index=True
    )
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("finding.id"))
    text: Mapped[str] = mapped_column(Text)
    incident_from: Mapped[date | None] = mapped_column(Date)
    incident_to: Mapped[date | None] = mapped_column(Date)
    place: Mapped[str] = mapped_column(String(200), default="")
    is_sustained: Mapped[bool | None] = mapped_column()

    charge: Mapped[Charge] = relationship(back_populates="specifications")
    action: Mapped[DisciplinaryAction] = relationship()
    allegation_subject: Mapped[AllegationSubject | None] = relationship()
    finding: Mapped[Finding | None] = relationship()
    proofs: Mapped[list["SpecificationExhibit"]] = relationship(
        back_populates="specification",
        order_by="SpecificationExhibit.id",
        cascade="all, delete-orphan",
    )

    @property
    def case(self) -> Case:
        """The case of its action."""
        return self.action.case

    @property
    def label(self) -> str:
        """`2.1`: specification 1 of charge 2."""
        return f"{self.charge.n}.{self.n}"


class SpecificationExhibit(Identified, Stamped, db.Model):
    """An exhibit, released with the referral, that proves a specification."""

    __tablename__ = "specification_exhibit"
    __table_args__ = (UniqueConstraint("specification_id", "exhibit_id"),)

    specification_id: Mapped[int] = mapped_column(ForeignKey("charge_specification.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    exhibit_id: Mapped[int] = mapped_column(ForeignKey("exhibit.id"), index=True)

    specification: Mapped[ChargeSpecification] = relationship(back_populates="proofs")
    exhibit: Mapped[Exhibit | None] = relationship()
