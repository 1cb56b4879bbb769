"""An appeal of a disciplinary action: one row per filing in a forum, and its status line."""

from datetime import date
from decimal import Decimal
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
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import Code, EnumText, Money
from jicms.discipline.models import DisciplinaryAction
from jicms.extensions import db
from jicms.files.models import StoredFile
from jicms.refdata.models import ActionType, AppealForum, AppealOutcome, ServiceMethod


class FiledAs(StrEnum):
    """Who filed."""

    EMPLOYEE = "EMPLOYEE"
    REPRESENTATIVE = "REPRESENTATIVE"
    UNION = "UNION"
    AGENCY = "AGENCY"


class AppealStep(StrEnum):
    """Where a filing stands. Which steps a forum has: `forums.LINES`."""

    FILED = "FILED"
    STEP_1_DECISION = "STEP_1_DECISION"
    STEP_2 = "STEP_2"
    STEP_2_DECISION = "STEP_2_DECISION"
    STEP_3 = "STEP_3"
    STEP_3_DECISION = "STEP_3_DECISION"
    ARBITRATOR_SELECTED = "ARBITRATOR_SELECTED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    AGENCY_RESPONSE = "AGENCY_RESPONSE"
    DISCOVERY = "DISCOVERY"
    PREHEARING = "PREHEARING"
    HEARING_REQUESTED = "HEARING_REQUESTED"
    HEARING_HELD = "HEARING_HELD"
    RECORD_CLOSED = "RECORD_CLOSED"
    COUNSELING = "COUNSELING"
    DISPUTE_RESOLUTION = "DISPUTE_RESOLUTION"
    RIGHT_TO_FILE = "RIGHT_TO_FILE"
    ACCEPTED = "ACCEPTED"
    INVESTIGATED = "INVESTIGATED"
    CLOSURE_LETTER = "CLOSURE_LETTER"
    BRIEFED = "BRIEFED"
    ARGUED = "ARGUED"
    REMANDED = "REMANDED"
    DECIDED = "DECIDED"

    @property
    def label(self) -> str:
        """As a user reads it."""
        said = {
            "STEP_1_DECISION": "Step 1 decision",
            "STEP_2": "Step 2",
            "STEP_2_DECISION": "Step 2 decision",
            "STEP_3": "Step 3",
            "STEP_3_DECISION": "Step 3 decision",
            "ACKNOWLEDGED": "Acknowledgment order",
            "AGENCY_RESPONSE": "Agency response filed",
            "PREHEARING": "Prehearing conference",
            "RIGHT_TO_FILE": "Notice of right to file",
            "CLOSURE_LETTER": "Closure letter",
            "DISPUTE_RESOLUTION": "Dispute resolution",
        }
        return said.get(self.value, self.value.replace("_", " ").capitalize())


class Appeal(Identified, Stamped, Versioned, db.Model):
    """One filing in one forum, `202700123-D01-P1`; `follows` is the filing that it reviews.

    `due_on` is the last day to file as it was reckoned then, by `rule_code`; the arithmetic is the
    clock that the filing owns. `outcome_type_code` is the penalty that stood after it.
    """

    __tablename__ = "appeal"
    __table_args__ = (
        UniqueConstraint("action_id", "n"),
        CheckConstraint("filed_by <> ''", name="says_who_filed"),
        CheckConstraint("(outcome_code IS NULL) = (decided_on IS NULL)", name="outcome_has_date"),
        CheckConstraint("ended_on IS NULL OR outcome_code IS NOT NULL", name="end_has_outcome"),
        CheckConstraint("decided_on IS NULL OR decided_on >= filed_on", name="decided_after"),
        CheckConstraint(
            "acknowledged_by_id IS NULL OR acknowledged_why <> ''", name="acknowledged_has_reason"
        ),
        CheckConstraint("(rule_code IS NULL) = (due_on IS NULL)", name="due_by_a_rule"),
        CheckConstraint("back_pay >= 0 AND fees >= 0", name="amounts"),
        Index("ix_appeal_forum_code_ended_on", "forum_code", "ended_on"),
        Index("ix_appeal_counsel_id", "counsel_id"),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    forum_code: Mapped[str] = mapped_column(Code(), ForeignKey("appeal_forum.code"))
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("appeal.id"), index=True)
    filed_on: Mapped[date] = mapped_column(Date)
    filed_as: Mapped[FiledAs] = mapped_column(EnumText(FiledAs))
    filed_by: Mapped[str] = mapped_column(String(160))
    representative: Mapped[str] = mapped_column(String(160), default="")
    docket: Mapped[str] = mapped_column(String(80), default="")
    judge: Mapped[str] = mapped_column(String(160), default="")
    step: Mapped[AppealStep] = mapped_column(EnumText(AppealStep), default=AppealStep.FILED)
    adr_agreed_on: Mapped[date | None] = mapped_column(Date)
    rule_code: Mapped[str | None] = mapped_column(Code())
    due_on: Mapped[date | None] = mapped_column(Date)
    acknowledged_why: Mapped[str] = mapped_column(Text, default="")
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    counsel_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    counsel_grant_id: Mapped[int | None] = mapped_column(ForeignKey("case_grant.id"))
    outcome_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("appeal_outcome.code"))
    decided_on: Mapped[date | None] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    outcome_type_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("action_type.code"))
    outcome_days: Mapped[int | None] = mapped_column(Integer)
    outcome_reason: Mapped[str] = mapped_column(Text, default="")
    back_pay: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    fees: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    action: Mapped[DisciplinaryAction] = relationship()
    forum: Mapped[AppealForum] = relationship()
    follows: Mapped["Appeal | None"] = relationship(remote_side="Appeal.id")
    outcome: Mapped[AppealOutcome | None] = relationship()
    outcome_type: Mapped[ActionType | None] = relationship()
    counsel: Mapped[User | None] = relationship(foreign_keys=[counsel_id])
    acknowledged_by: Mapped[User | None] = relationship(foreign_keys=[acknowledged_by_id])
    events: Mapped[list["AppealEvent"]] = relationship(
        back_populates="appeal", order_by="AppealEvent.n"
    )

    @property
    def case(self) -> Case:
        """The case of its action."""
        return self.action.case

    @property
    def number(self) -> str:
        """`202700123-D01-P1`."""
        return f"{self.action.number}-P{self.n}"

    @property
    def is_open(self) -> bool:
        """The forum still has it."""
        return self.ended_on is None

    @property
    def days_late(self) -> int | None:
        """Days that it was filed after its last day, 0 in time; None where no clock is known."""
        return max(0, (self.filed_on - self.due_on).days) if self.due_on is not None else None


class AppealEvent(Identified, Stamped, db.Model):
    """A step on the status line of a filing: dated, and with proof where a clock starts from it.

    `on` is the day of the step, of a decision the day of issue. Never changed.
    """

    __tablename__ = "appeal_event"
    __table_args__ = (
        UniqueConstraint("appeal_id", "n"),
        CheckConstraint('received_on IS NULL OR received_on >= "on"', name="received_after"),
        CheckConstraint(
            "received_on IS NULL OR method_code IS NOT NULL", name="receipt_has_method"
        ),
    )

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    step: Mapped[AppealStep] = mapped_column(EnumText(AppealStep))
    on: Mapped[date] = mapped_column(Date)
    received_on: Mapped[date | None] = mapped_column(Date)
    method_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("service_method.code"))
    proof: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    outcome_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("appeal_outcome.code"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    appeal: Mapped[Appeal] = relationship(back_populates="events")
    method: Mapped[ServiceMethod | None] = relationship()
    outcome: Mapped[AppealOutcome | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    recorded_by: Mapped[User | None] = relationship(foreign_keys=[recorded_by_id])

    @property
    def action(self) -> DisciplinaryAction:
        """The action of its appeal."""
        return self.appeal.action

    @property
    def case(self) -> Case:
        """The case of its action."""
        return self.appeal.case
