"""Acknowledgements that were written to reporters."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.auth.models import User
from jicms.cases.models import Case, Party
from jicms.core.model import Identified, Stamped
from jicms.core.types import EnumText
from jicms.extensions import db


class LetterForm(StrEnum):
    """How the text is sent."""

    LETTER = "LETTER"
    EMAIL = "EMAIL"
    SPOKEN = "SPOKEN"

    @property
    def label(self) -> str:
        """As a user reads it."""
        return {"LETTER": "Letter", "EMAIL": "E-mail", "SPOKEN": "Read out"}[self.value]


class Acknowledgement(Identified, Stamped, db.Model):
    """One acknowledgement: from which template, in which form, and what it said, encrypted.

    Of an anonymous reporter's nothing is kept but that it was made: it holds the receipt code.
    """

    __tablename__ = "acknowledgement"
    __table_args__ = (
        UniqueConstraint("case_id", "n"),
        Index("ix_acknowledgement_party_id", "party_id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    n: Mapped[int] = mapped_column(Integer)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    form: Mapped[LetterForm] = mapped_column(EnumText(LetterForm))
    template: Mapped[str] = mapped_column(String(40), info={"audit": "value"})
    template_version: Mapped[int] = mapped_column(Integer)
    sealed: Mapped[str] = mapped_column(Text, default="", info={"audit": "hidden"})
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    case: Mapped[Case] = relationship()
    party: Mapped[Party] = relationship()
    user: Mapped[User | None] = relationship()
