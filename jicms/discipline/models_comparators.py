"""Comparators as they were seen on a day: de-identified rows, kept as they were chosen."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.auth.models import User
from jicms.core.model import Identified, Stamped
from jicms.core.types import Code
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_package import NewMaterial
from jicms.extensions import db


class ComparatorSet(Identified, Stamped, db.Model):
    """A search that was kept: notice material, or, after the notice, new material."""

    __tablename__ = "comparator_set"
    __table_args__ = (
        UniqueConstraint("action_id", "n"),
        CheckConstraint("years BETWEEN 3 AND 5", name="years"),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    seen_on: Mapped[date] = mapped_column(Date)
    category_code: Mapped[str] = mapped_column(Code(), ForeignKey("allegation_category.code"))
    years: Mapped[int] = mapped_column(Integer)
    #: How many there were that day, chosen or not.
    near_total: Mapped[int] = mapped_column(Integer)
    agency_total: Mapped[int] = mapped_column(Integer)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    material_id: Mapped[int | None] = mapped_column(ForeignKey("new_material.id"), unique=True)

    action: Mapped[DisciplinaryAction] = relationship()
    taken_by: Mapped[User | None] = relationship()
    material: Mapped[NewMaterial | None] = relationship()
    rows: Mapped[list["ComparatorRow"]] = relationship(
        back_populates="kept", order_by="ComparatorRow.place"
    )


class ComparatorRow(Identified, db.Model):
    """One comparator, without a name, a number or a date: nothing here leads back to a case."""

    __tablename__ = "comparator_row"
    __table_args__ = (
        UniqueConstraint("set_id", "place"),
        CheckConstraint("known OR known_note <> ''", name="unknown_has_note"),
    )

    set_id: Mapped[int] = mapped_column(ForeignKey("comparator_set.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    place: Mapped[int] = mapped_column(Integer)
    #: Of the first list: same work unit, same official, same category.
    is_near: Mapped[bool] = mapped_column()
    same_unit: Mapped[bool] = mapped_column()
    same_official: Mapped[bool] = mapped_column()
    was_supervisor: Mapped[bool] = mapped_column()
    fiscal_year: Mapped[int] = mapped_column(Integer)
    proposed_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("action_type.code"))
    proposed_days: Mapped[int | None] = mapped_column(Integer)
    final_code: Mapped[str] = mapped_column(Code(), ForeignKey("action_type.code"))
    final_days: Mapped[int | None] = mapped_column(Integer)
    #: Whether the officials knew of it, and how that is known.
    known: Mapped[bool] = mapped_column()
    known_note: Mapped[str] = mapped_column(Text, default="")

    kept: Mapped[ComparatorSet] = relationship(back_populates="rows")
