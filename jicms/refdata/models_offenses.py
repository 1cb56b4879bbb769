"""The table of offenses and penalties, which `models` takes in with the other lists."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from jicms.extensions import db
from jicms.refdata.mixin import CodeMixin


class OffensePenalty(CodeMixin, db.Model):
    """An offense of an agency's table, with its range for a first, second and third offense.

    A penalty is an action type, with days where it takes them: `REMOVAL`, `SUSPENSION_1_14:5`. The
    third column holds for every later offense. What a row says never changes, so that a proposal
    keeps what it was held to: its successor is a row of its own.
    """

    agency_code: Mapped[str] = mapped_column(String(40))
    group_label: Mapped[str] = mapped_column(String(120))
    first_min: Mapped[str] = mapped_column(String(60))
    first_max: Mapped[str] = mapped_column(String(60))
    second_min: Mapped[str] = mapped_column(String(60))
    second_max: Mapped[str] = mapped_column(String(60))
    third_min: Mapped[str] = mapped_column(String(60))
    third_max: Mapped[str] = mapped_column(String(60))
    aggravators: Mapped[str | None] = mapped_column(Text)
    citation: Mapped[str] = mapped_column(String(200))
