"""Thresholds by date, and what supervisors did about a notice."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.core import clock
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import Code, EnumText, UtcDateTime
from jicms.extensions import db
from jicms.people.models import Person


class EarlyNoticeThreshold(Identified, Stamped, Versioned, db.Model):
    """From how many cases in how many months on a supervisor is asked to look.

    `group_code` None: each group by itself, or with `together` all groups as one.
    """

    __tablename__ = "early_notice_threshold"
    __table_args__ = (
        CheckConstraint("cases >= 2", name="no_single_case"),
        CheckConstraint("months BETWEEN 1 AND 120", name="months"),
        CheckConstraint("min_months BETWEEN 0 AND months", name="min_months"),
        CheckConstraint("min_unit >= 5", name="min_unit"),
        CheckConstraint("NOT together OR group_code IS NULL", name="together"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="valid_period"),
    )

    group_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("allegation_group.code"))
    together: Mapped[bool] = mapped_column(default=False)
    cases: Mapped[int] = mapped_column(Integer)
    months: Mapped[int] = mapped_column(Integer)
    #: Months in post in the period below which nobody is counted.
    min_months: Mapped[int] = mapped_column(Integer)
    #: Employees of a unit below which no comparison with it is shown.
    min_unit: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(200), default="", info={"audit": "value"})
    verified: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class Disposition(StrEnum):
    """What a supervisor did after looking. None of them is discipline."""

    NO_ACTION = "NO_ACTION"
    TALKED = "TALKED"
    TRAINING = "TRAINING"
    ASSISTANCE = "ASSISTANCE"
    OTHER_SUPPORT = "OTHER_SUPPORT"

    @property
    def label(self) -> str:
        """How it reads."""
        return _LABELS[self]


_LABELS = {
    Disposition.NO_ACTION: "Reviewed: no action",
    Disposition.TALKED: "Talked with the employee",
    Disposition.TRAINING: "Training arranged",
    Disposition.ASSISTANCE: "Referred to the employee assistance program",
    Disposition.OTHER_SUPPORT: "Other support",
}


class EarlyNoticeReview(Identified, db.Model):
    """One look at a notice, dated. Never changed: a later look is a row of its own.

    No count stands here: another supervisor may see fewer cases.
    """

    __tablename__ = "early_notice_review"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    disposition: Mapped[Disposition] = mapped_column(EnumText(Disposition))
    reason: Mapped[str] = mapped_column(Text)
    reviewed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    reviewed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    person: Mapped[Person] = relationship()
