"""How far back comparators reach: a setting kept as a dated row."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.schema import SchemaItem

from jicms.extensions import db
from jicms.refdata.mixin import CodeMixin


class ComparatorWindow(CodeMixin, db.Model):
    """The years of final outcomes that the comparator finder looks at, 3 to 5 (§4.3)."""

    years: Mapped[int] = mapped_column()

    @declared_attr.directive
    def __table_args__(cls) -> tuple[SchemaItem, ...]:  # noqa: N805 - a declared attribute
        return (
            *super().__table_args__,
            CheckConstraint("years BETWEEN 3 AND 5", name="years"),
        )
