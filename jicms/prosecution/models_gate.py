"""What the declination gate asks beside the referrals: sovereigns, and standing declinations."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    or_,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.allegations.models import AllegationSubject
from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import Code, UtcDateTime
from jicms.extensions import db
from jicms.files.models import StoredFile
from jicms.refdata.models import AllegationCategory, ProsecutionLevel


class Jurisdiction(Identified, Stamped, db.Model):
    """Whether a sovereign likely has jurisdiction over one allegation against one subject. Never
    changed: the latest assessment of a sovereign counts."""

    __tablename__ = "jurisdiction"
    __table_args__ = (Index("ix_jurisdiction_charge_level", "allegation_subject_id", "level_code"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    allegation_subject_id: Mapped[int] = mapped_column(ForeignKey("allegation_subject.id"))
    level_code: Mapped[str] = mapped_column(Code(), ForeignKey("prosecution_level.code"))
    is_likely: Mapped[bool] = mapped_column()
    reason: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    case: Mapped[Case] = relationship()
    level: Mapped[ProsecutionLevel] = relationship()
    user: Mapped[User | None] = relationship()


class StandingDeclination(Identified, Stamped, Versioned, db.Model):
    """A prosecuting office's letter that it declines matters of some categories, under conditions,
    for a period. It counts once a second person has confirmed it. `conditions`: one a line."""

    __tablename__ = "standing_declination"
    __table_args__ = (
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="valid_period"),
        CheckConstraint(
            "confirmed_by_id IS NULL OR entered_by_id IS NULL OR confirmed_by_id <> entered_by_id",
            name="second_person",
        ),
    )

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    level_code: Mapped[str] = mapped_column(Code(), ForeignKey("prosecution_level.code"))
    office: Mapped[str] = mapped_column(String(160))
    prosecutor: Mapped[str] = mapped_column(String(120), default="")
    conditions: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    level: Mapped[ProsecutionLevel] = relationship()
    file: Mapped[StoredFile] = relationship()
    entered_by: Mapped[User | None] = relationship(foreign_keys=[entered_by_id])
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=[confirmed_by_id])
    categories: Mapped[list["StandingCategory"]] = relationship(
        back_populates="declination", order_by="StandingCategory.category_code"
    )

    @property
    def terms(self) -> list[str]:
        """The conditions, one each."""
        return [line.strip() for line in self.conditions.splitlines() if line.strip()]

    @classmethod
    def stands(cls) -> ColumnElement[bool]:
        """Criterion: it was confirmed, and not ended."""
        return and_(cls.confirmed_at.is_not(None), cls.ended_at.is_(None))

    @classmethod
    def counts(cls, day: date) -> ColumnElement[bool]:
        """Criterion: it may be relied on that day."""
        return and_(
            cls.stands(),
            cls.valid_from <= day,
            or_(cls.valid_until.is_(None), cls.valid_until >= day),
        )


class StandingCategory(Identified, db.Model):
    """A category of allegations that a standing declination covers."""

    __tablename__ = "standing_category"
    __table_args__ = (UniqueConstraint("declination_id", "category_code"),)

    declination_id: Mapped[int] = mapped_column(ForeignKey("standing_declination.id"))
    category_code: Mapped[str] = mapped_column(Code(), ForeignKey("allegation_category.code"))

    declination: Mapped[StandingDeclination] = relationship(back_populates="categories")
    category: Mapped[AllegationCategory] = relationship()


class StandingUse(Identified, Stamped, db.Model):
    """A standing declination relied on for one allegation against one subject, by somebody who
    ticked each of its conditions as met. `conditions` are they, word for word."""

    __tablename__ = "standing_use"

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    declination_id: Mapped[int] = mapped_column(ForeignKey("standing_declination.id"), index=True)
    allegation_subject_id: Mapped[int] = mapped_column(
        ForeignKey("allegation_subject.id"), index=True
    )
    conditions: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    case: Mapped[Case] = relationship()
    declination: Mapped[StandingDeclination] = relationship()
    allegation_subject: Mapped[AllegationSubject] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
