"""Lists that the litigation file is governed by: where a file goes, and what it must hold."""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.schema import SchemaItem

from jicms.core.types import Code
from jicms.extensions import db
from jicms.refdata.mixin import CodeMixin


class ProductionForum(CodeMixin, db.Model):
    """Where a file is produced, the size of a volume there in megabytes, and the routine use."""

    megabytes: Mapped[int] = mapped_column()
    routine_use: Mapped[str] = mapped_column(Code())

    @declared_attr.directive
    def __table_args__(cls) -> tuple[SchemaItem, ...]:  # noqa: N805 - a declared attribute
        return (
            *super().__table_args__,
            CheckConstraint("megabytes BETWEEN 1 AND 200", name="megabytes"),
        )


class FilePart(CodeMixin, db.Model):
    """A part of the agency's file, in order. `needed`: always, answered (where an answer was
    given), oral (where one was given by word of mouth), or never."""

    needed: Mapped[str] = mapped_column(String(10))
    citation: Mapped[str] = mapped_column(String(200))

    @declared_attr.directive
    def __table_args__(cls) -> tuple[SchemaItem, ...]:  # noqa: N805 - a declared attribute
        return (
            *super().__table_args__,
            CheckConstraint("needed IN ('always', 'answered', 'oral', 'never')", name="needed"),
        )


class AppealElement(CodeMixin, db.Model):
    """What an appeal to the Merit Systems Protection Board must hold, by date."""

    citation: Mapped[str] = mapped_column(String(200))


#: In the order in which administrators see them.
LITIGATION = (ProductionForum, FilePart, AppealElement)
