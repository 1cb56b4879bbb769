"""What was derived from a compelled statement, and what was marked as compelled by hand."""

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.auth.models import User
from jicms.cases.models import Case, Party
from jicms.core.model import BigId, Identified, Stamped
from jicms.core.types import Code
from jicms.extensions import db


class Derivation(Identified, Stamped, db.Model):
    """One record came of another: both named by table and id, as grants name them. It is compelled
    as the statements at the root of its chain are, and is shut with them (`handling`)."""

    __tablename__ = "derivation"
    __table_args__ = (
        UniqueConstraint("entity", "entity_id", "source_entity", "source_id"),
        Index("ix_derivation_source", "source_entity", "source_id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    source_entity: Mapped[str] = mapped_column(Code(), info={"audit": "value"})
    source_id: Mapped[int] = mapped_column(BigId)
    entity: Mapped[str] = mapped_column(Code(), info={"audit": "value"})
    entity_id: Mapped[int] = mapped_column(BigId)
    reason: Mapped[str] = mapped_column(Text)
    handling: Mapped[int] = mapped_column(default=0)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    case: Mapped[Case] = relationship()
    user: Mapped[User | None] = relationship()


class CompelledMark(Identified, Stamped, db.Model):
    """A record that was marked as compelled by hand: whose words it holds, and why. Never changed
    but for the taint, which follows a prosecution of `party` (`handling`)."""

    __tablename__ = "compelled_mark"
    __table_args__ = (UniqueConstraint("entity", "entity_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    entity: Mapped[str] = mapped_column(Code(), info={"audit": "value"})
    entity_id: Mapped[int] = mapped_column(BigId)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    #: Whether the declination gate was open for the person when the mark was set.
    gate_was_open: Mapped[bool] = mapped_column()
    handling: Mapped[int] = mapped_column(default=0)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    case: Mapped[Case] = relationship()
    party: Mapped[Party | None] = relationship()
    user: Mapped[User | None] = relationship()
