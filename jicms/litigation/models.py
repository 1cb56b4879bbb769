"""Counsel of an action, counsel's privileged notes, and the accounting of what left with it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from jicms.auth.models import User
from jicms.cases.models import Case, Party
from jicms.core.errors import RuleBroken
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import Code, Json, UtcDateTime
from jicms.discipline.models import DisciplinaryAction
from jicms.extensions import db
from jicms.refdata.models import DisclosureCondition, RoutineUse


class OfAction:
    """What hangs on an action: where it is, and the case for the trail."""

    action: Mapped[DisciplinaryAction]

    @property
    def case(self) -> Case:
        """The case of its action."""
        return self.action.case


class CounselAssignment(OfAction, Identified, Stamped, Versioned, db.Model):
    """Counsel who works an action, from the assignment until it is ended. The grant opens it."""

    __tablename__ = "counsel_assignment"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (end_reason = '')", name="end_has_reason"),
        Index(
            "uq_counsel_assignment_live",
            "action_id",
            "counsel_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_counsel_assignment_counsel_id", "counsel_id"),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    counsel_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    grant_id: Mapped[int] = mapped_column(ForeignKey("case_grant.id"))
    assigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    end_reason: Mapped[str] = mapped_column(Text, default="")

    action: Mapped[DisciplinaryAction] = relationship()
    counsel: Mapped[User] = relationship(foreign_keys=[counsel_id])
    assigned_by: Mapped[User | None] = relationship(foreign_keys=[assigned_by_id])


class PrivilegedNote(OfAction, Identified, Stamped, db.Model):
    """A note between counsel and the assigned specialist. It stays; a correction is another one."""

    __tablename__ = "privileged_note"
    __table_args__ = (
        UniqueConstraint("action_id", "n"),
        CheckConstraint("text <> ''", name="says_something"),
        CheckConstraint("corrects IS NULL OR corrects < n", name="corrects_an_earlier_one"),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    #: The number of the note that this one corrects.
    corrects: Mapped[int | None] = mapped_column(Integer)
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    action: Mapped[DisciplinaryAction] = relationship()
    author: Mapped[User] = relationship()


class AccountedDisclosure(OfAction, Identified, Stamped, db.Model):
    """One entry of the accounting of disclosures (5 USC 552a(c)) for what labor relations or
    counsel gave out: it is written with the act that gave it out, and stays."""

    __tablename__ = "accounted_disclosure"
    __table_args__ = (
        UniqueConstraint("action_id", "n"),
        CheckConstraint(
            "recipient_name <> '' AND recipient_address <> '' AND purpose <> '' AND nature <> ''",
            name="is_whole",
        ),
        Index("ix_accounted_disclosure_party_id", "party_id"),
        Index("ix_accounted_disclosure_disclosed_on", "disclosed_on"),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    #: Whose records they are: the subject of the action.
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    n: Mapped[int] = mapped_column(Integer)
    disclosed_on: Mapped[date] = mapped_column(Date)
    recipient_name: Mapped[str] = mapped_column(String(200))
    recipient_address: Mapped[str] = mapped_column(String(300))
    #: What was disclosed, in words that name records and no content.
    nature: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text)
    authority: Mapped[str] = mapped_column(String(200))
    condition_code: Mapped[str] = mapped_column(Code(), ForeignKey("disclosure_condition.code"))
    routine_use_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("routine_use.code"))
    #: Each file that went: its name and SHA-256.
    files: Mapped[list[dict[str, str]]] = mapped_column(Json)
    #: The act that gave it out, as table and row.
    entity: Mapped[str] = mapped_column(String(40), info={"audit": "value"})
    entity_id: Mapped[int] = mapped_column(Integer)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    action: Mapped[DisciplinaryAction] = relationship()
    party: Mapped[Party | None] = relationship()
    by: Mapped[User | None] = relationship()
    condition: Mapped[DisclosureCondition] = relationship()
    routine_use: Mapped[RoutineUse | None] = relationship()

    @property
    def key(self) -> str:
        """`D01, disclosure 3`: the entry within its case."""
        return f"D{self.action.n:02d}, disclosure {self.n}"


def keep(_mapper: Mapper[Any], _link: Connection, _row: Any) -> None:
    """Refuse a change of what stands."""
    raise RuleBroken("What was recorded here stays. Record a correction beside it.")


for _model in (PrivilegedNote, AccountedDisclosure):
    event.listen(_model, "before_update", keep)
    event.listen(_model, "before_delete", keep)
