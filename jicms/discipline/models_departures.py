"""An employee who leaves while an action is pending, and the track of 5 USC 3322."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import Code, EnumText
from jicms.discipline.models import DisciplinaryAction
from jicms.extensions import db
from jicms.files.models import StoredFile
from jicms.refdata.models import NatureOfAction


class DepartureKind(StrEnum):
    """How the employee left."""

    RESIGNED = "RESIGNED"
    RETIRED = "RETIRED"

    @property
    def outcome(self) -> str:
        """The type of action that codes it."""
        return f"{self.value}_PENDING"


def _after(later: str, earlier: str) -> str:
    """Criterion: the later day stands only with the earlier one, and not before it."""
    return f"{later} IS NULL OR ({earlier} IS NOT NULL AND {later} >= {earlier})"


class Departure(Identified, Stamped, Versioned, db.Model):
    """A resignation or retirement while pending, and step by step what 5 USC 3322 asks after it.

    `is_covered` is counsel's recorded determination: nothing of the track stands before it.
    """

    __tablename__ = "departure"
    __table_args__ = (
        CheckConstraint(
            "(is_covered IS NULL) = (determined_by_id IS NULL)"
            " AND (is_covered IS NULL) = (determined_on IS NULL)",
            name="determined_by_counsel",
        ),
        CheckConstraint("is_covered IS NULL OR covered_why <> ''", name="determined_with_reason"),
        CheckConstraint(
            "resolved_on IS NULL OR (is_covered IS NOT NULL AND is_covered = true)",
            name="track_after_determination",
        ),
        CheckConstraint("(resolved_on IS NULL) = (is_adverse IS NULL)", name="resolved_somehow"),
        CheckConstraint(
            "noticed_on IS NULL OR (is_adverse IS NOT NULL AND is_adverse = true)",
            name="notice_of_adverse",
        ),
        CheckConstraint(_after("noticed_on", "resolved_on"), name="notice_after_finding"),
        CheckConstraint("noticed_on IS NULL OR proof <> ''", name="notice_has_proof"),
        CheckConstraint(_after("responded_on", "noticed_on"), name="response_after_notice"),
        CheckConstraint(_after("decided_on", "noticed_on"), name="decision_after_notice"),
        CheckConstraint("(decided_on IS NULL) = (is_notation IS NULL)", name="decided_somehow"),
        CheckConstraint("decided_on IS NULL OR decision <> ''", name="decision_has_reason"),
        CheckConstraint(
            "noted_on IS NULL OR (is_notation IS NOT NULL AND is_notation = true)",
            name="notation_was_decided",
        ),
        CheckConstraint(_after("noted_on", "decided_on"), name="notation_after_decision"),
        CheckConstraint(_after("appealed_on", "decided_on"), name="appeal_after_decision"),
        CheckConstraint(_after("appeal_noted_on", "appealed_on"), name="appeal_noted_after"),
        CheckConstraint(_after("appeal_decided_on", "appealed_on"), name="appeal_decided_after"),
        CheckConstraint("(appeal_decided_on IS NULL) = (is_reversed IS NULL)", name="appeal_end"),
        CheckConstraint(
            "removed_on IS NULL OR (is_reversed IS NOT NULL AND is_reversed = true)",
            name="removed_after_reversal",
        ),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    kind: Mapped[DepartureKind] = mapped_column(EnumText(DepartureKind))
    left_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    nature_code: Mapped[str] = mapped_column(Code(), ForeignKey("nature_of_action.code"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    asked_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    is_covered: Mapped[bool | None] = mapped_column()
    covered_why: Mapped[str] = mapped_column(Text, default="")
    determined_on: Mapped[date | None] = mapped_column(Date)
    determined_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    resolved_on: Mapped[date | None] = mapped_column(Date)
    is_adverse: Mapped[bool | None] = mapped_column()
    finding: Mapped[str] = mapped_column(Text, default="")
    noticed_on: Mapped[date | None] = mapped_column(Date)
    notice_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("service_method.code"))
    proof: Mapped[str] = mapped_column(String(300), default="")
    responded_on: Mapped[date | None] = mapped_column(Date)
    response: Mapped[str] = mapped_column(Text, default="")
    decided_on: Mapped[date | None] = mapped_column(Date)
    is_notation: Mapped[bool | None] = mapped_column()
    decision: Mapped[str] = mapped_column(Text, default="")
    decision_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    noted_on: Mapped[date | None] = mapped_column(Date)
    appealed_on: Mapped[date | None] = mapped_column(Date)
    appeal_noted_on: Mapped[date | None] = mapped_column(Date)
    appeal_decided_on: Mapped[date | None] = mapped_column(Date)
    is_reversed: Mapped[bool | None] = mapped_column()
    removed_on: Mapped[date | None] = mapped_column(Date)

    action: Mapped[DisciplinaryAction] = relationship()
    nature: Mapped[NatureOfAction] = relationship()
    asked: Mapped[User | None] = relationship(foreign_keys=[asked_id])
    determined_by: Mapped[User | None] = relationship(foreign_keys=[determined_by_id])
    decision_file: Mapped[StoredFile | None] = relationship()

    @property
    def case(self) -> Case:
        """The case of its action."""
        return self.action.case

    @property
    def stage(self) -> str:
        """Where the track stands, in words."""
        if not self.is_covered:
            return "Waits for counsel" if self.is_covered is None else "Not covered"
        if not self.is_notation:
            return self._before_notation()
        if self.noted_on is None:
            return "Notation is due"
        if self.is_reversed:
            return "Notation removed" if self.removed_on else "Removal is due"
        appeal = self.appealed_on is not None and self.appeal_decided_on is None
        return "Noted, on appeal" if appeal else "Noted"

    def _before_notation(self) -> str:
        if self.resolved_on is None:
            return "Waits for the finding"
        if not self.is_adverse:
            return "No adverse finding"
        if self.noticed_on is None:
            return "Notice is due"
        if self.decided_on is None:
            return "Decision is due" if self.responded_on else "Time to respond"
        return "No notation"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.stage not in {
            "Not covered",
            "No adverse finding",
            "No notation",
            "Noted",
            "Notation removed",
        }
