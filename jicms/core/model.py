"""Mixins for the models."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Integer
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from jicms.core import clock
from jicms.core.types import UtcDateTime

#: SQLite numbers rows by itself only for INTEGER primary keys.
BigId = BigInteger().with_variant(Integer, "sqlite")


class Identified:
    """A surrogate key, never shown to a user and never a promise of order."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True)


class Stamped:
    """When the row was written."""

    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class Versioned:
    """Optimistic lock: an UPDATE of a row that somebody else changed is refused."""

    version: Mapped[int] = mapped_column(Integer, default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - a declared attribute
        return {"version_id_col": cls.version}
