"""Candidates for duplicates that nobody has decided, and which cases were compared."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.cases.models import Case
from jicms.core import clock
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import EnumText, Json, UtcDateTime
from jicms.extensions import db


class CandidateState(StrEnum):
    """What became of a candidate. SETTLED: its supervisor dealt with it."""

    OPEN = "OPEN"
    SAME = "SAME"
    OTHER = "OTHER"
    SETTLED = "SETTLED"


class RoutedTo(StrEnum):
    """Who is asked: the desk that sees both cases, or somebody who sees the other one alone."""

    DESK = "DESK"
    SUPERVISOR = "SUPERVISOR"
    CUSTODIAN = "CUSTODIAN"


class DuplicateCandidate(Identified, Stamped, Versioned, db.Model):
    """`other` may be the same matter as the newly recorded `case`. `reasons` are our own words."""

    __tablename__ = "duplicate_candidate"
    __table_args__ = (
        UniqueConstraint("case_id", "other_id"),
        CheckConstraint("case_id <> other_id", name="two_cases"),
        Index("ix_duplicate_candidate_other_state", "other_id", "state"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    score: Mapped[int] = mapped_column()
    reasons: Mapped[list[str]] = mapped_column(Json, default=list)
    state: Mapped[CandidateState] = mapped_column(
        EnumText(CandidateState), default=CandidateState.OPEN
    )
    routed_to: Mapped[RoutedTo] = mapped_column(EnumText(RoutedTo), default=RoutedTo.DESK)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    case: Mapped[Case] = relationship(foreign_keys=[case_id])
    other: Mapped[Case] = relationship(foreign_keys=[other_id])


class CandidateSearch(db.Model):
    """The case was compared with all others, after it was recorded."""

    __tablename__ = "candidate_search"

    case_id: Mapped[int] = mapped_column(
        ForeignKey("case_file.id"), primary_key=True, autoincrement=False
    )
    searched_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
