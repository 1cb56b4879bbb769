"""The plan of an investigation and the log of what was done.

All of it belongs to one investigation: rows carry it beside their case, so that the row scope keeps
the teams of one case apart.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.allegations.models import Allegation
from jicms.auth.models import User
from jicms.cases.models import Case, Party
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import Code, EnumText, UtcDateTime
from jicms.evidence.models import Document, EvidenceItem, Statement
from jicms.evidence.models_weighing import Weight
from jicms.extensions import db
from jicms.fieldwork.kinds import ElementState, StepKind
from jicms.investigations.models import Investigation
from jicms.refdata.models_fieldwork import ActivityKind


class Plan(Identified, Stamped, Versioned, db.Model):
    """What an investigation is to settle, and how. One each; the trail keeps its versions.

    `changed_at` is when it, or a line of it, was last written: a change after the reviewing
    supervisor's approval shows.
    """

    __tablename__ = "investigation_plan"
    __table_args__ = (UniqueConstraint("investigation_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    investigation_id: Mapped[int] = mapped_column(ForeignKey("investigation.id"))
    issues: Mapped[str] = mapped_column(Text, default="")
    approach: Mapped[str] = mapped_column(Text, default="")
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    approval_note: Mapped[str] = mapped_column(Text, default="")

    case: Mapped[Case] = relationship()
    investigation: Mapped[Investigation] = relationship()
    written_by: Mapped[User | None] = relationship(foreign_keys=[written_by_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])

    @property
    def is_approved(self) -> bool:
        """Approved as it stands: nothing of it changed since."""
        return self.approved_at is not None and self.changed_at <= self.approved_at


class PlanElement(Identified, Stamped, Versioned, db.Model):
    """One thing that has to be shown for an allegation to be substantiated."""

    __tablename__ = "plan_element"
    __table_args__ = (UniqueConstraint("investigation_id", "n"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    investigation_id: Mapped[int] = mapped_column(ForeignKey("investigation.id"))
    n: Mapped[int]
    allegation_id: Mapped[int] = mapped_column(ForeignKey("allegation.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[ElementState] = mapped_column(EnumText(ElementState), default=ElementState.OPEN)
    note: Mapped[str] = mapped_column(Text, default="")

    case: Mapped[Case] = relationship()
    investigation: Mapped[Investigation] = relationship()
    allegation: Mapped[Allegation] = relationship()


class ElementProof(Identified, Stamped, db.Model):
    """A piece of evidence that shows an element, or speaks against it."""

    __tablename__ = "element_proof"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN item_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN statement_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN document_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="points_to_one",
        ),
        UniqueConstraint("element_id", "item_id"),
        UniqueConstraint("element_id", "statement_id"),
        UniqueConstraint("element_id", "document_id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    investigation_id: Mapped[int] = mapped_column(ForeignKey("investigation.id"), index=True)
    element_id: Mapped[int] = mapped_column(ForeignKey("plan_element.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("evidence_item.id"), index=True)
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    weight: Mapped[Weight] = mapped_column(EnumText(Weight), default=Weight.FOR)
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    case: Mapped[Case] = relationship()
    investigation: Mapped[Investigation] = relationship()
    element: Mapped[PlanElement] = relationship()
    item: Mapped[EvidenceItem | None] = relationship()
    statement: Mapped[Statement | None] = relationship()
    document: Mapped[Document | None] = relationship()

    @property
    def source(self) -> EvidenceItem | Statement | Document | None:
        """What it points to, as far as the viewer may see it."""
        return self.item or self.statement or self.document


class PlanStep(Identified, Stamped, Versioned, db.Model):
    """A witness to see, a record to get, or a date to keep."""

    __tablename__ = "plan_step"
    __table_args__ = (
        UniqueConstraint("investigation_id", "n"),
        CheckConstraint("party_id IS NULL OR kind = 'WITNESS'", name="party_of_witness"),
        CheckConstraint("kind <> 'DATE' OR due_on IS NOT NULL", name="date_has_day"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    investigation_id: Mapped[int] = mapped_column(ForeignKey("investigation.id"))
    n: Mapped[int]
    kind: Mapped[StepKind] = mapped_column(EnumText(StepKind))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"), index=True)
    text: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date | None] = mapped_column(Date)
    done_on: Mapped[date | None] = mapped_column(Date)

    case: Mapped[Case] = relationship()
    investigation: Mapped[Investigation] = relationship()
    party: Mapped[Party | None] = relationship()


class Activity(Identified, Stamped, db.Model):
    """What somebody did on a day, with the time spent. Never changed: a correction is a new entry
    that points to the old one, and counts in its place."""

    __tablename__ = "activity"
    __table_args__ = (
        UniqueConstraint("investigation_id", "n"),
        UniqueConstraint("corrects_id"),
        CheckConstraint("quarters BETWEEN 0 AND 96", name="within_a_day"),
        CheckConstraint("quarters > 0 OR corrects_id IS NOT NULL", name="takes_time"),
        Index("ix_activity_investigation_id_on", "investigation_id", "on"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    investigation_id: Mapped[int] = mapped_column(ForeignKey("investigation.id"))
    n: Mapped[int]
    on: Mapped[date] = mapped_column(Date)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    kind_code: Mapped[str] = mapped_column(Code(), ForeignKey("activity_kind.code"))
    #: Quarter hours: the smallest time that is written down.
    quarters: Mapped[int]
    what: Mapped[str] = mapped_column(Text)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    case: Mapped[Case] = relationship()
    investigation: Mapped[Investigation] = relationship()
    kind: Mapped[ActivityKind] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    recorded_by: Mapped[User | None] = relationship(foreign_keys=[recorded_by_id])
    corrects: Mapped["Activity | None"] = relationship(
        remote_side="Activity.id", back_populates="corrected_by"
    )
    corrected_by: Mapped["Activity | None"] = relationship(back_populates="corrects", uselist=False)

    @property
    def hours(self) -> float:
        """The time in hours."""
        return self.quarters / 4
