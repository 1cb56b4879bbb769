"""What comes before a proposal, each as a dated event: the case analysis and the legal review. Both
only grow."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    Date,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.core.errors import RuleBroken
from jicms.core.model import Identified, Stamped
from jicms.core.types import EnumText
from jicms.discipline.models import DisciplinaryAction
from jicms.extensions import db
from jicms.files.models import StoredFile


class Recommendation(StrEnum):
    """What a case analysis recommends."""

    PROPOSE = "PROPOSE"
    LESSER = "LESSER"
    NO_ACTION = "NO_ACTION"

    @property
    def label(self) -> str:
        """In words."""
        return {
            "PROPOSE": "Propose the action",
            "LESSER": "A lesser action",
            "NO_ACTION": "No action",
        }[self.value]


class ReviewResult(StrEnum):
    """What counsel found in a proposal."""

    SUFFICIENT = "SUFFICIENT"
    CHANGES_ASKED = "CHANGES_ASKED"
    NOT_SUFFICIENT = "NOT_SUFFICIENT"

    @property
    def label(self) -> str:
        """In words."""
        return {
            "SUFFICIENT": "Legally sufficient",
            "CHANGES_ASKED": "Changes asked",
            "NOT_SUFFICIENT": "Not legally sufficient",
        }[self.value]


class CaseAnalysis(Identified, Stamped, db.Model):
    """Labor relations' own analysis of an action, or why there is none: work product.

    Numbered; the last one counts. One without a recommendation is a supervisor's waiver and has a
    reason instead of an analysis.
    """

    __tablename__ = "case_analysis"
    __table_args__ = (
        UniqueConstraint("action_id", "n"),
        CheckConstraint("(recommends IS NULL) = (waiver_reason <> '')", name="analyzed_or_waived"),
        CheckConstraint(
            "recommends IS NULL OR text <> '' OR file_id IS NOT NULL", name="says_something"
        ),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    done_on: Mapped[date] = mapped_column(Date)
    analyst_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    recommends: Mapped[Recommendation | None] = mapped_column(EnumText(Recommendation))
    text: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    waiver_reason: Mapped[str] = mapped_column(Text, default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    action: Mapped[DisciplinaryAction] = relationship()
    analyst: Mapped[User] = relationship(foreign_keys=[analyst_id])
    file: Mapped[StoredFile | None] = relationship()

    @property
    def case(self) -> Case:
        """The case of its action."""
        return self.action.case

    @property
    def is_waived(self) -> bool:
        """A supervisor let the action go without an analysis."""
        return self.recommends is None


class LegalReview(Identified, Stamped, db.Model):
    """Counsel's review of a proposal: when, by whom, with what result, in which document.

    Numbered; the last one counts. `action.legal_review_on` repeats one that found it sufficient.
    """

    __tablename__ = "legal_review"
    __table_args__ = (
        UniqueConstraint("action_id", "n"),
        CheckConstraint("counsel <> ''", name="names_counsel"),
        CheckConstraint(
            "result = 'SUFFICIENT' OR note <> '' OR file_id IS NOT NULL", name="says_what_is_asked"
        ),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    on: Mapped[date] = mapped_column(Date)
    counsel: Mapped[str] = mapped_column(String(120))
    result: Mapped[ReviewResult] = mapped_column(EnumText(ReviewResult))
    note: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    action: Mapped[DisciplinaryAction] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    @property
    def case(self) -> Case:
        """The case of its action."""
        return self.action.case


def _keep(_mapper: Mapper[Any], _link: Connection, _row: Any) -> None:
    raise RuleBroken("What was recorded of a step stays. Record the step again.")


for _model in (CaseAnalysis, LegalReview):
    event.listen(_model, "before_update", _keep)
    event.listen(_model, "before_delete", _keep)
