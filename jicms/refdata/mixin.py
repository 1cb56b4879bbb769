"""What every code table has in common."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, Date, String, Text, and_, or_
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.schema import SchemaItem

from jicms.core.types import Code, UtcDateTime

#: The `source` of a code that only records from other systems may carry.
LEGACY = "legacy"


class CodeMixin:
    """One row of an agency list, known to code and to other tables by `code`.

    `code` is upper case, without slash, and never changes its meaning. A row is in use from
    `valid_from` to `valid_to`, both days included; it is retired by `valid_to`, never deleted.
    `verified` is false where the domain reference marks doubt; `source` is its citation tag
    ("L10", "GK?", "D" ...) or LEGACY. `edited_at` is set when an administrator changed the row:
    the loader then leaves it alone.
    """

    code: Mapped[str] = mapped_column(Code(), primary_key=True, sort_order=-9)
    label: Mapped[str] = mapped_column(String(200), sort_order=-8)
    description: Mapped[str] = mapped_column(Text, default="", sort_order=-7)
    sort_order: Mapped[int] = mapped_column(default=0, sort_order=-6)
    valid_from: Mapped[date] = mapped_column(Date, sort_order=-5)
    valid_to: Mapped[date | None] = mapped_column(Date, sort_order=-4)
    verified: Mapped[bool] = mapped_column(default=False, sort_order=-3)
    source: Mapped[str] = mapped_column(String(40), sort_order=-2)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime, sort_order=-1)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[SchemaItem, ...]:  # noqa: N805 - a declared attribute
        return (
            CheckConstraint("code = upper(code) AND code NOT LIKE '%/%'", name="code_form"),
            CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="valid_period"),
        )

    @classmethod
    def active(cls, on: date) -> ColumnElement[bool]:
        """Criterion: the code was in use on that day."""
        return and_(cls.valid_from <= on, or_(cls.valid_to.is_(None), cls.valid_to >= on))

    @classmethod
    def offered(cls, on: date) -> ColumnElement[bool]:
        """Criterion: a form may offer the code on that day (in use, and not for legacy only)."""
        return and_(cls.active(on), cls.source != LEGACY)

    @property
    def is_legacy(self) -> bool:
        """Only a record taken over from another system may carry this code."""
        return self.source == LEGACY

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.code}>"
