"""Leave pending action: periods of paid leave, what was weighed first, and their extensions."""

from datetime import date
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.cases.models import Case
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import EnumText
from jicms.deadlines.tours import SOME_SUNDAY, STANDARD, Tour
from jicms.discipline.models import DisciplinaryAction
from jicms.extensions import db


class LeaveKind(StrEnum):
    """Which leave: they follow each other, and each has its limit."""

    ADMIN_LEAVE = "ADMIN_LEAVE"
    INVESTIGATIVE_LEAVE = "INVESTIGATIVE_LEAVE"
    NOTICE_LEAVE = "NOTICE_LEAVE"

    @property
    def label(self) -> str:
        """The leave as a user reads it."""
        words = self.value.replace("_", " ").capitalize()
        return words.replace("Admin ", "Administrative ")


class LeaveGround(StrEnum):
    """What the employee's presence at work threatens."""

    PEOPLE = "PEOPLE"
    PROPERTY = "PROPERTY"
    EVIDENCE = "EVIDENCE"
    INTERESTS = "INTERESTS"


class LeaveEnd(StrEnum):
    """How a period ended."""

    RETURNED = "RETURNED"
    NEXT_LEAVE = "NEXT_LEAVE"
    NOTICE_ENDED = "NOTICE_ENDED"
    ACTION_ENDED = "ACTION_ENDED"
    SEPARATED = "SEPARATED"


class LeavePeriod(Identified, Stamped, Versioned, db.Model):
    """One stretch of leave of the action's employee, its first and last day counted.

    `until_on` is the last day that is authorized; `ended_on` the last day that was taken. The tour
    is the employee's own as of this period. Each option that comes before leave has its words.
    """

    __tablename__ = "leave_period"
    __table_args__ = (
        UniqueConstraint("action_id", "n"),
        CheckConstraint("until_on >= begins_on", name="until_after_begin"),
        CheckConstraint("ended_on IS NULL OR ended_on >= begins_on", name="end_after_begin"),
        CheckConstraint("(ended_on IS NULL) = (ended_how IS NULL)", name="ended_somehow"),
        CheckConstraint("length(tour_days) = 14", name="two_weeks"),
        CheckConstraint(
            "determination <> '' AND authorized_by <> '' AND other_duties <> ''"
            " AND own_leave <> '' AND absence <> ''",
            name="options_weighed_first",
        ),
        CheckConstraint("kind <> 'NOTICE_LEAVE' OR curtailed <> ''", name="curtailing_weighed"),
        # Nobody is on leave twice at a time.
        Index(
            "uq_leave_period_open",
            "action_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    n: Mapped[int]
    kind: Mapped[LeaveKind] = mapped_column(EnumText(LeaveKind))
    begins_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    ended_how: Mapped[LeaveEnd | None] = mapped_column(EnumText(LeaveEnd))
    ended_why: Mapped[str] = mapped_column(Text, default="")
    authorized_by: Mapped[str] = mapped_column(String(120))
    authorized_on: Mapped[date] = mapped_column(Date)
    ground: Mapped[LeaveGround] = mapped_column(EnumText(LeaveGround))
    determination: Mapped[str] = mapped_column(Text)
    other_duties: Mapped[str] = mapped_column(Text)
    own_leave: Mapped[str] = mapped_column(Text)
    absence: Mapped[str] = mapped_column(Text)
    curtailed: Mapped[str] = mapped_column(Text, default="")
    tour_days: Mapped[str] = mapped_column(String(14), default=STANDARD, info={"audit": "value"})
    tour_anchor: Mapped[date] = mapped_column(Date, default=SOME_SUNDAY)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    action: Mapped[DisciplinaryAction] = relationship()
    extensions: Mapped[list["LeaveExtension"]] = relationship(
        back_populates="period", order_by="LeaveExtension.n"
    )

    @property
    def case(self) -> Case:
        """The case of its action."""
        return self.action.case

    @property
    def tour(self) -> Tour:
        """The employee's tour of duty in this period."""
        return Tour(self.tour_days, self.tour_anchor)

    @property
    def last_day(self) -> date:
        """The last day that was taken, or may be."""
        return self.ended_on or self.until_on


class LeaveExtension(Identified, Stamped, db.Model):
    """More workdays of investigative leave, granted by the human-capital officer. Never changed.

    `congress_on` stands where the total goes beyond the law's limit: the day of the report.
    """

    __tablename__ = "leave_extension"
    __table_args__ = (
        UniqueConstraint("period_id", "n"),
        CheckConstraint("workdays > 0 AND until_on > from_until", name="adds_days"),
        CheckConstraint("granted_by <> '' AND reason <> ''", name="granted_with_reason"),
        CheckConstraint(
            "(congress_on IS NULL) = (congress_reference = '')", name="report_has_reference"
        ),
    )

    period_id: Mapped[int] = mapped_column(ForeignKey("leave_period.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int]
    workdays: Mapped[int]
    from_until: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date] = mapped_column(Date)
    granted_by: Mapped[str] = mapped_column(String(120))
    granted_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    congress_on: Mapped[date | None] = mapped_column(Date)
    congress_reference: Mapped[str] = mapped_column(String(120), default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    period: Mapped[LeavePeriod] = relationship(back_populates="extensions")
