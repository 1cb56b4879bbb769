"""Injuries of the people in a case."""

from sqlalchemy import ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.cases.handling import Handling
from jicms.cases.models import Case, Party
from jicms.core.model import Identified, Stamped, Versioned
from jicms.extensions import db


class Injury(Identified, Stamped, Versioned, db.Model):
    """An injury of a party. `medical_care` None: not known whether it was treated."""

    __tablename__ = "injury"
    __table_args__ = (UniqueConstraint("case_id", "n"), Index("ix_injury_party_id", "party_id"))

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    n: Mapped[int] = mapped_column(Integer)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    description: Mapped[str] = mapped_column(Text)
    medical_care: Mapped[bool | None] = mapped_column()
    handling: Mapped[int] = mapped_column(Integer, default=int(Handling.MEDICAL))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    case: Mapped[Case] = relationship()
    party: Mapped[Party] = relationship()
