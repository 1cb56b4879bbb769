"""What stands between the notice and the decision, each as a dated event: the material furnished,
requests for more time, the oral answer; and the personnel action that gives effect.
"""

from datetime import date, datetime
from enum import StrEnum
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
from jicms.cases.models import Case
from jicms.core.errors import RuleBroken
from jicms.core.model import Identified, Stamped
from jicms.core.types import Code, EnumText, UtcDateTime
from jicms.discipline.kinds import Channel, Side
from jicms.discipline.models import Answer, DisciplinaryAction, NoticeMaterial
from jicms.discipline.models_coverage import LetterService
from jicms.extensions import db
from jicms.files.models import StoredFile
from jicms.refdata.models import NatureOfAction, ServiceMethod


def one_open(table: str) -> Index:
    """One at a time waits for its outcome."""
    waits = text("outcome IS NULL")
    return Index(
        f"uq_{table}_one_open",
        "action_id",
        unique=True,
        sqlite_where=waits,
        postgresql_where=waits,
    )


class OfAction:
    """A record of an action."""

    action: Any

    @property
    def case(self) -> Case:
        """The case of its action."""
        found: Case = self.action.case
        return found


class MaterialFurnished(OfAction, Identified, Stamped, db.Model):
    """The material that the notice relies on, as it was given to the employee (5 USC 7513(b)).

    Either with the notice, whose service then tells how, or apart, with a method and a proof of its
    own. `pieces` are the items furnished.
    """

    __tablename__ = "material_furnished"
    __table_args__ = (
        UniqueConstraint("action_id", "n"),
        CheckConstraint("recipient <> ''", name="names_recipient"),
        CheckConstraint(
            "(service_id IS NOT NULL) OR (method_code IS NOT NULL"
            " AND (proof <> '' OR proof_file_id IS NOT NULL))",
            name="apart_has_proof",
        ),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    on: Mapped[date] = mapped_column(Date)
    to: Mapped[Side] = mapped_column(EnumText(Side))
    recipient: Mapped[str] = mapped_column(String(120))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("letter_service.id"))
    method_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("service_method.code"))
    proof: Mapped[str] = mapped_column(Text, default="")
    proof_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    action: Mapped[DisciplinaryAction] = relationship()
    service: Mapped[LetterService | None] = relationship()
    method: Mapped[ServiceMethod | None] = relationship()
    proof_file: Mapped[StoredFile | None] = relationship()
    recorded_by: Mapped[User | None] = relationship()
    pieces: Mapped[list["FurnishedPiece"]] = relationship(
        back_populates="furnished", order_by="FurnishedPiece.id"
    )


class FurnishedPiece(OfAction, Identified, Stamped, db.Model):
    """One item that was furnished, as it was called that day."""

    __tablename__ = "furnished_piece"
    __table_args__ = (UniqueConstraint("furnished_id", "material_id"),)

    furnished_id: Mapped[int] = mapped_column(ForeignKey("material_furnished.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    material_id: Mapped[int] = mapped_column(ForeignKey("notice_material.id"), index=True)
    label: Mapped[str] = mapped_column(Text)

    furnished: Mapped[MaterialFurnished] = relationship(back_populates="pieces")
    action: Mapped[DisciplinaryAction] = relationship()
    material: Mapped[NoticeMaterial] = relationship()


class ExtensionOutcome(StrEnum):
    """What became of a request for more time to answer."""

    GRANTED = "GRANTED"
    REFUSED = "REFUSED"

    @property
    def label(self) -> str:
        """In words."""
        return self.value.capitalize()


class AnswerExtension(OfAction, Identified, Stamped, db.Model):
    """A request for more time to answer, and what became of it: granted to a day, or refused.

    One without `asked_on` was granted unasked.
    """

    __tablename__ = "answer_extension"
    __table_args__ = (
        UniqueConstraint("action_id", "n"),
        CheckConstraint(
            "(asked_on IS NULL) = (asked_by IS NULL) AND (asked_on IS NULL) = (channel IS NULL)",
            name="asked_is_whole",
        ),
        CheckConstraint(
            "(outcome IS NULL) = (decided_on IS NULL) AND (outcome IS NULL) = (decided_by = '')",
            name="decided_is_whole",
        ),
        CheckConstraint(
            "asked_on IS NOT NULL OR (outcome IS NOT NULL AND outcome = 'GRANTED')",
            name="unasked_is_granted",
        ),
        one_open("answer_extension"),
        CheckConstraint(
            "(until IS NOT NULL) = (outcome IS NOT NULL AND outcome = 'GRANTED')",
            name="granted_to_a_day",
        ),
        CheckConstraint(
            "outcome IS NULL OR outcome <> 'REFUSED' OR reason <> ''", name="refused_has_reason"
        ),
        CheckConstraint(
            "asked_on IS NULL OR decided_on IS NULL OR decided_on >= asked_on",
            name="decided_after_asked",
        ),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    asked_on: Mapped[date | None] = mapped_column(Date)
    asked_by: Mapped[Side | None] = mapped_column(EnumText(Side))
    channel: Mapped[Channel | None] = mapped_column(EnumText(Channel))
    asked_reason: Mapped[str] = mapped_column(Text, default="")
    request_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    outcome: Mapped[ExtensionOutcome | None] = mapped_column(EnumText(ExtensionOutcome))
    decided_on: Mapped[date | None] = mapped_column(Date)
    decided_by: Mapped[str] = mapped_column(String(120), default="")
    until: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    action: Mapped[DisciplinaryAction] = relationship()
    request_file: Mapped[StoredFile | None] = relationship(foreign_keys=[request_file_id])
    file: Mapped[StoredFile | None] = relationship(foreign_keys=[file_id])


class HearerPower(StrEnum):
    """What whoever hears an oral answer may do with it: decide, or recommend (5 CFR 752.404(c))."""

    DECIDE = "DECIDE"
    RECOMMEND = "RECOMMEND"

    @property
    def label(self) -> str:
        """In words."""
        return {"DECIDE": "May decide", "RECOMMEND": "May recommend a decision"}[self.value]


class OralOutcome(StrEnum):
    """How a requested oral answer ended."""

    HELD = "HELD"
    WAIVED = "WAIVED"
    NOT_APPEARED = "NOT_APPEARED"

    @property
    def label(self) -> str:
        """In words."""
        return {
            "HELD": "Held",
            "WAIVED": "Waived by the employee",
            "NOT_APPEARED": "The employee did not appear",
        }[self.value]


class OralAnswer(OfAction, Identified, Stamped, db.Model):
    """An oral answer from its request to its summary.

    Of one that was held, `answer` is the summary as it stands among the answers; `summary_to_on` is
    when the employee got it.
    """

    __tablename__ = "oral_answer"
    __table_args__ = (
        UniqueConstraint("action_id", "n"),
        CheckConstraint(
            "(scheduled_at IS NULL) = (hearer_id IS NULL)"
            " AND (scheduled_at IS NULL) = (power IS NULL)"
            " AND (scheduled_at IS NULL) = (place = '')",
            name="scheduled_is_whole",
        ),
        CheckConstraint("(outcome IS NULL) = (ended_on IS NULL)", name="outcome_has_day"),
        CheckConstraint(
            "(answer_id IS NOT NULL) = (outcome IS NOT NULL AND outcome = 'HELD')",
            name="held_has_summary",
        ),
        CheckConstraint(
            "outcome IS NULL OR outcome = 'WAIVED' OR scheduled_at IS NOT NULL",
            name="held_was_scheduled",
        ),
        CheckConstraint("ended_on IS NULL OR ended_on >= requested_on", name="ended_after_asked"),
        CheckConstraint(
            "summary_to_on IS NULL OR (answer_id IS NOT NULL AND summary_to_on >= ended_on)",
            name="summary_after_hearing",
        ),
        CheckConstraint(
            "(summary_to_on IS NULL) = (summary_method_code IS NULL)", name="summary_has_method"
        ),
        one_open("oral_answer"),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    requested_on: Mapped[date] = mapped_column(Date)
    requested_by: Mapped[Side] = mapped_column(EnumText(Side))
    channel: Mapped[Channel] = mapped_column(EnumText(Channel))
    scheduled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(String(200), default="")
    hearer_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    power: Mapped[HearerPower | None] = mapped_column(EnumText(HearerPower))
    outcome: Mapped[OralOutcome | None] = mapped_column(EnumText(OralOutcome))
    ended_on: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, default="")
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id"), unique=True)
    summary_to_on: Mapped[date | None] = mapped_column(Date)
    summary_method_code: Mapped[str | None] = mapped_column(
        Code(), ForeignKey("service_method.code")
    )
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    action: Mapped[DisciplinaryAction] = relationship()
    hearer: Mapped[User | None] = relationship(foreign_keys=[hearer_id])
    answer: Mapped[Answer | None] = relationship()
    summary_method: Mapped[ServiceMethod | None] = relationship()


class PersonnelAction(OfAction, Identified, Stamped, db.Model):
    """The notification of personnel action (SF-50) that gives effect to an outcome, by its
    nature-of-action code. Numbered; a corrected one takes the place of the one before.

    `default_code` is what the procedure gave that day; another needs a reason.
    """

    __tablename__ = "personnel_action"
    __table_args__ = (
        UniqueConstraint("action_id", "n"),
        CheckConstraint(
            "default_code IS NULL OR nature_code = default_code OR reason <> ''",
            name="other_has_reason",
        ),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    nature_code: Mapped[str] = mapped_column(Code(), ForeignKey("nature_of_action.code"))
    default_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("nature_of_action.code"))
    effective_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    action: Mapped[DisciplinaryAction] = relationship()
    nature: Mapped[NatureOfAction] = relationship(foreign_keys=[nature_code])
    file: Mapped[StoredFile | None] = relationship()
    recorded_by: Mapped[User | None] = relationship()


def _keep(_mapper: Mapper[Any], _link: Connection, _row: Any) -> None:
    raise RuleBroken("What was furnished or processed stays as it was recorded.")


for _model in (MaterialFurnished, FurnishedPiece, PersonnelAction):
    event.listen(_model, "before_update", _keep)
    event.listen(_model, "before_delete", _keep)
