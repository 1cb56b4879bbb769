"""Arrests, as an entity of their own: reports count arrests and employees separately."""

from datetime import date
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.cases.models import Case, Party
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import EnumText
from jicms.extensions import db
from jicms.prosecution.models import ProsecutionReferral


class Duty(StrEnum):
    """Whether the arrested person was on duty."""

    ON = "ON"
    OFF = "OFF"
    UNKNOWN = "UNKNOWN"

    @property
    def label(self) -> str:
        """As a user reads it."""
        return {"ON": "On duty", "OFF": "Off duty", "UNKNOWN": "Duty not known"}[self.value]


class Arrest(Identified, Stamped, Versioned, db.Model):
    """One arrest of a party. `arrested_on` None: the day is not known yet. `referral`: the matter
    that it belongs to, with which it is sealed."""

    __tablename__ = "arrest"
    __table_args__ = (UniqueConstraint("case_id", "n"), Index("ix_arrest_party_id", "party_id"))

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    n: Mapped[int] = mapped_column(Integer)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    arrested_on: Mapped[date | None] = mapped_column(Date)
    agency: Mapped[str] = mapped_column(String(160))
    charge: Mapped[str] = mapped_column(Text)
    duty: Mapped[Duty] = mapped_column(EnumText(Duty), default=Duty.UNKNOWN)
    disposition: Mapped[str] = mapped_column(String(200), default="")
    referral_id: Mapped[int | None] = mapped_column(
        ForeignKey("prosecution_referral.id"), index=True
    )
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    case: Mapped[Case] = relationship()
    party: Mapped[Party] = relationship()
    referral: Mapped[ProsecutionReferral | None] = relationship()
