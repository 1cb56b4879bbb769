"""What stays of an action in the employee's record, and what a later proposal makes of it."""

from datetime import date
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.core.model import Identified, Stamped
from jicms.core.types import Code, EnumText, Json
from jicms.discipline.models import DisciplinaryAction, spelled
from jicms.extensions import db
from jicms.refdata.models import ActionType


class MarkKind(StrEnum):
    """What happened to the record of an action."""

    EXPIRES = "EXPIRES"
    CANCELLED = "CANCELLED"
    CLEARED = "CLEARED"


_ONCE = text("kind <> 'EXPIRES'")


class RecordMark(Identified, Stamped, db.Model):
    """An action's record expires on a day, was cancelled, or cleared by an agreement. Rows stand: a
    shorter time is a later row, and nothing happens on the day itself."""

    __tablename__ = "record_mark"
    __table_args__ = (
        CheckConstraint("kind = 'EXPIRES' OR reason <> ''", name="has_reason"),
        CheckConstraint("kind <> 'CLEARED' OR agreement <> ''", name="cleared_by_agreement"),
        Index(
            "ix_record_mark_once",
            "action_id",
            "kind",
            unique=True,
            sqlite_where=_ONCE,
            postgresql_where=_ONCE,
        ),
        Index("ix_record_mark_action_id", "action_id"),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    kind: Mapped[MarkKind] = mapped_column(EnumText(MarkKind))
    on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text, default="")
    #: The agreement that asks for it, as it is cited.
    agreement: Mapped[str] = mapped_column(String(200), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    action: Mapped[DisciplinaryAction] = relationship()
    by: Mapped[User | None] = relationship()

    @property
    def case(self) -> Case:
        """The case of its action."""
        return self.action.case


class PriorDiscipline(Identified, Stamped, db.Model):
    """An earlier action as it was known on the day of a proposal: whether it counts, why not, and
    whether the proposal cites it. Fixed with the proposal; what is cited belongs to the notice."""

    __tablename__ = "prior_discipline"
    __table_args__ = (
        UniqueConstraint("action_id", "prior_action_id"),
        UniqueConstraint("action_id", "outside_id"),
        CheckConstraint("counts OR NOT cited", name="cited_counts"),
        CheckConstraint("(prior_action_id IS NULL) <> (outside_id IS NULL)", name="of_one_record"),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    #: An action of this system, or else a record from outside it.
    prior_action_id: Mapped[int | None] = mapped_column(
        ForeignKey("disciplinary_action.id"), index=True
    )
    outside_id: Mapped[int | None] = mapped_column(ForeignKey("outside_discipline.id"), index=True)
    number: Mapped[str] = mapped_column(String(40))
    #: Who took an action from outside the system; "" of one of our own.
    imposed_by: Mapped[str] = mapped_column(String(200), default="")
    penalty: Mapped[str] = mapped_column(String(200))
    misconduct: Mapped[str] = mapped_column(Text, default="")
    decided_on: Mapped[date | None] = mapped_column(Date)
    received_on: Mapped[date | None] = mapped_column(Date)
    effective_on: Mapped[date | None] = mapped_column(Date)
    counts: Mapped[bool]
    reasons: Mapped[list[str]] = mapped_column(Json)
    cited: Mapped[bool]
    known_on: Mapped[date] = mapped_column(Date)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    action: Mapped[DisciplinaryAction] = relationship(foreign_keys=[action_id])

    @property
    def case(self) -> Case:
        """The case of its action."""
        return self.action.case

    @property
    def key(self) -> str:
        """Which earlier action it is, as `Earlier.key`."""
        own = self.outside_id is None
        return f"action-{self.prior_action_id}" if own else f"outside-{self.outside_id}"

    @property
    def source(self) -> str:
        """Where it stands: its number, or who took it outside the system."""
        return f"Outside the system: {self.imposed_by}" if self.imposed_by else self.number


class PenaltyRange(Identified, Stamped, db.Model):
    """The range of the table that a proposal was held to, and the reason of one outside it."""

    __tablename__ = "penalty_range"
    __table_args__ = (
        CheckConstraint("outside IN ('', 'BELOW', 'ABOVE')", name="outside"),
        CheckConstraint("outside = '' OR reason <> ''", name="outside_has_reason"),
        CheckConstraint("offense >= 1", name="offense"),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    #: 1 for a first offense; one more for each action that the proposal cites.
    offense: Mapped[int] = mapped_column(Integer)
    low_code: Mapped[str] = mapped_column(Code(), ForeignKey("action_type.code"))
    low_days: Mapped[int | None] = mapped_column(Integer)
    high_code: Mapped[str] = mapped_column(Code(), ForeignKey("action_type.code"))
    high_days: Mapped[int | None] = mapped_column(Integer)
    outside: Mapped[str] = mapped_column(String(10), default="", info={"audit": "value"})
    reason: Mapped[str] = mapped_column(Text, default="")

    action: Mapped[DisciplinaryAction] = relationship()
    low_type: Mapped[ActionType] = relationship(foreign_keys=[low_code])
    high_type: Mapped[ActionType] = relationship(foreign_keys=[high_code])

    @property
    def case(self) -> Case:
        """The case of its action."""
        return self.action.case

    @property
    def low(self) -> str:
        """The lower end in words."""
        return spelled(self.low_type, self.low_days)

    @property
    def high(self) -> str:
        """The upper end in words."""
        return spelled(self.high_type, self.high_days)
