"""Referral to labor relations, the disciplinary action and its steps, penalties kept apart."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

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
    inspect,
    text,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from jicms.auth.models import Office, User
from jicms.cases.models import Case, Party
from jicms.core import clock
from jicms.core.errors import RuleBroken
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import Code, EnumText, UtcDateTime
from jicms.discipline.kinds import (
    Channel,
    FactorWeight,
    InterimPurpose,
    ReferralKind,
    ReferralStatus,
    Side,
)
from jicms.discipline.models_procedure import FLOORS, Governed
from jicms.evidence.models import Document, Exhibit
from jicms.extensions import db
from jicms.files.models import StoredFile
from jicms.investigations.models import Report
from jicms.refdata.models import ActionType, ServiceMethod

if TYPE_CHECKING:
    from jicms.discipline.models_charges import Charge


#: A matter is with labor relations once, unless it came back.
ONE_INTERIM = text("purpose IS NOT NULL AND status <> 'RETURNED'")


class LrReferral(Identified, Stamped, Versioned, db.Model):
    """One subject sent to a labor relations office; grants follow that subject."""

    __tablename__ = "lr_referral"
    __table_args__ = (
        Index("ix_lr_referral_office_status", "to_office_id", "status"),
        CheckConstraint("status <> 'RETURNED' OR return_reason <> ''", name="return_has_reason"),
        CheckConstraint("(kind = 'INTERIM') = (purpose IS NOT NULL)", name="interim_has_purpose"),
        Index(
            "uq_lr_referral_interim",
            "party_id",
            "purpose",
            unique=True,
            sqlite_where=ONE_INTERIM,
            postgresql_where=ONE_INTERIM,
        ),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    kind: Mapped[ReferralKind] = mapped_column(EnumText(ReferralKind))
    purpose: Mapped[InterimPurpose | None] = mapped_column(EnumText(InterimPurpose))
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"))
    from_office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    to_office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("case_grant.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    status: Mapped[ReferralStatus] = mapped_column(
        EnumText(ReferralStatus), default=ReferralStatus.SENT
    )
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    return_reason: Mapped[str] = mapped_column(Text, default="")

    case: Mapped[Case] = relationship()
    party: Mapped[Party] = relationship()
    report: Mapped[Report | None] = relationship()
    to_office: Mapped[Office] = relationship(foreign_keys=[to_office_id])
    from_office: Mapped[Office] = relationship(foreign_keys=[from_office_id])
    sent_by: Mapped[User | None] = relationship(foreign_keys=[sent_by_id])

    @property
    def is_interim(self) -> bool:
        """It was sent while the investigation went on; the subject still waits for its report."""
        return self.kind is ReferralKind.INTERIM


class ActionStatus(StrEnum):
    """Where a disciplinary action stands; appeals run beside it."""

    DRAFT = "DRAFT"
    PROPOSED = "PROPOSED"
    ANSWER = "ANSWER"
    DECISION = "DECISION"
    SERVED = "SERVED"
    EFFECTIVE = "EFFECTIVE"
    FINAL = "FINAL"
    WITHDRAWN = "WITHDRAWN"


#: From here on the investigating side sees the action's decided and final penalty.
AFTER_SERVICE = (ActionStatus.SERVED, ActionStatus.EFFECTIVE, ActionStatus.FINAL)


class DisciplinaryAction(Governed, Identified, Stamped, Versioned, db.Model):
    """One action about one subject, `-D01`. What it imposes is in its penalty rows."""

    __tablename__ = "disciplinary_action"
    __table_args__ = (
        UniqueConstraint("case_id", "n"),
        CheckConstraint(
            "proposing_official_id IS NULL OR deciding_official_id IS NULL"
            " OR proposing_official_id <> deciding_official_id",
            name="proposing_is_not_deciding",
        ),
        CheckConstraint("subpart IN ('', 'B', 'D', 'none')", name="subpart"),
        CheckConstraint(
            "(override_by_id IS NULL) = (override_reason = '')", name="override_has_reason"
        ),
        CheckConstraint(
            "legacy_key IS NOT NULL OR status NOT IN ('SERVED', 'EFFECTIVE')"
            " OR (decided_on IS NOT NULL AND decision_received_at IS NOT NULL)",
            name="served_was_decided",
        ),
        CheckConstraint(
            "legacy_key IS NOT NULL OR status <> 'EFFECTIVE' OR effective_on IS NOT NULL",
            name="effective_has_date",
        ),
        *FLOORS,
        Index("ix_disciplinary_action_office_status", "office_id", "status"),
        Index("ix_disciplinary_action_specialist_id", "specialist_id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    n: Mapped[int] = mapped_column(Integer)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    referral_id: Mapped[int | None] = mapped_column(ForeignKey("lr_referral.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    specialist_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    specialist_grant_id: Mapped[int | None] = mapped_column(ForeignKey("case_grant.id"))
    status: Mapped[ActionStatus] = mapped_column(EnumText(ActionStatus), default=ActionStatus.DRAFT)
    #: B, D or none (`refdata.Subpart`): the chapter 75 procedure that applies; "" undetermined.
    subpart: Mapped[str] = mapped_column(String(10), default="", info={"audit": "value"})
    coverage_facts: Mapped[str] = mapped_column(Text, default="")
    proposing_official_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    deciding_official_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    legal_review_on: Mapped[date | None] = mapped_column(Date)
    legal_review_by: Mapped[str] = mapped_column(String(120), default="")
    proposed_on: Mapped[date | None] = mapped_column(Date)
    notice_received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    notice_service_code: Mapped[str | None] = mapped_column(
        Code(), ForeignKey("service_method.code")
    )
    answer_due_on: Mapped[date | None] = mapped_column(Date)
    answer_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    earliest_effective_on: Mapped[date | None] = mapped_column(Date)
    crime_provision: Mapped[bool] = mapped_column(default=False)
    override_reason: Mapped[str] = mapped_column(Text, default="")
    override_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_on: Mapped[date | None] = mapped_column(Date)
    decision_received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_service_code: Mapped[str | None] = mapped_column(
        Code(), ForeignKey("service_method.code")
    )
    effective_on: Mapped[date | None] = mapped_column(Date)
    no_action_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("no_action_reason.code"))
    legacy_key: Mapped[str | None] = mapped_column(String(80), unique=True)

    case: Mapped[Case] = relationship()
    party: Mapped[Party] = relationship()
    office: Mapped[Office] = relationship()
    referral: Mapped[LrReferral | None] = relationship()
    specialist: Mapped[User | None] = relationship(foreign_keys=[specialist_id])
    proposing_official: Mapped[User | None] = relationship(foreign_keys=[proposing_official_id])
    deciding_official: Mapped[User | None] = relationship(foreign_keys=[deciding_official_id])
    notice_service: Mapped[ServiceMethod | None] = relationship(foreign_keys=[notice_service_code])
    decision_service: Mapped[ServiceMethod | None] = relationship(
        foreign_keys=[decision_service_code]
    )
    penalties: Mapped[list["Penalty"]] = relationship(
        back_populates="action", order_by="Penalty.id"
    )
    charges: Mapped[list["Charge"]] = relationship(back_populates="action", order_by="Charge.n")
    answers: Mapped[list["Answer"]] = relationship(back_populates="action", order_by="Answer.id")
    factors: Mapped[list["DouglasEntry"]] = relationship(
        back_populates="action", order_by="DouglasEntry.factor_code"
    )
    material: Mapped[list["NoticeMaterial"]] = relationship(
        back_populates="action", order_by="NoticeMaterial.id"
    )
    letters: Mapped[list["ActionLetter"]] = relationship(
        back_populates="action", order_by="ActionLetter.id"
    )

    @property
    def number(self) -> str:
        """`202700123-D01`."""
        return f"{self.case.number}-D{self.n:02d}"

    def penalty(self, stage: "PenaltyStage") -> "Penalty | None":
        """The penalty of that stage that stands, as far as the viewer may see it."""
        return next((row for row in self.penalties if row.stage is stage and row.stands), None)


class PenaltyStage(StrEnum):
    """Which word on the penalty a row is."""

    PROPOSED = "PROPOSED"
    DECIDED = "DECIDED"
    SETTLED = "SETTLED"
    AFTER_APPEAL = "AFTER_APPEAL"
    FINAL = "FINAL"


class Penalty(Identified, Stamped, db.Model):
    """Proposed, decided and final penalty as separate rows; none is ever changed.

    `source_code` is an imported row's own penalty code, word for word. `stands` is false where a
    later word of the same stage took its place: a second appeal, a final outcome worked out anew.
    """

    __tablename__ = "penalty"
    __table_args__ = (
        Index(
            "uq_penalty_one_stands",
            "action_id",
            "stage",
            unique=True,
            sqlite_where=text("stands"),
            postgresql_where=text("stands"),
        ),
        CheckConstraint("days IS NULL OR days >= 0", name="days"),
        CheckConstraint(
            "action_type_code <> 'SUSPENSION_1_14' OR days BETWEEN 1 AND 14", name="short_days"
        ),
        CheckConstraint("action_type_code <> 'SUSPENSION_15_PLUS' OR days >= 15", name="long_days"),
        Index("ix_penalty_action_type", "action_type_code"),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    stage: Mapped[PenaltyStage] = mapped_column(EnumText(PenaltyStage))
    action_type_code: Mapped[str] = mapped_column(Code(), ForeignKey("action_type.code"))
    days: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text, default="")
    outcome_reason_code: Mapped[str | None] = mapped_column(
        Code(), ForeignKey("outcome_reason.code")
    )
    on: Mapped[date | None] = mapped_column(Date)
    official_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    source_code: Mapped[str] = mapped_column(String(40), default="", info={"audit": "value"})
    stands: Mapped[bool] = mapped_column(default=True)

    action: Mapped[DisciplinaryAction] = relationship(back_populates="penalties")
    action_type: Mapped[ActionType] = relationship()
    official: Mapped[User | None] = relationship(foreign_keys=[official_id])
    author: Mapped[User | None] = relationship(foreign_keys=[author_id])

    @property
    def text(self) -> str:
        """`Suspension, 15 days or more: 30 days`."""
        return spelled(self.action_type, self.days)


def spelled(kind: ActionType, days: int | None) -> str:
    """A penalty in words: `Suspension, 30 days`."""
    if days is None:
        return kind.label
    return f"{kind.label.split(',')[0]}, {days} day{'' if days == 1 else 's'}"


@event.listens_for(Penalty, "before_update")
def _keep_penalty(_mapper: Mapper[Any], _link: Connection, row: Penalty) -> None:
    """What was proposed or decided stays; a change of mind is another row. Imports may complete."""
    state: Any = inspect(row)
    kept = ("action_id", "stage", "action_type_code", "days", "reason", "on", "official_id")
    if not row.source_code and any(state.attrs[name].history.has_changes() for name in kept):
        raise RuleBroken("A recorded penalty stays as it is.")


class AnswerKind(StrEnum):
    """How the employee answered."""

    WRITTEN = "WRITTEN"
    ORAL = "ORAL"
    NONE = "NONE"


class Answer(Identified, Stamped, db.Model):
    """The employee's answer, or that none came by the due date."""

    __tablename__ = "answer"

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    kind: Mapped[AnswerKind] = mapped_column(EnumText(AnswerKind))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    representative: Mapped[str] = mapped_column(String(120), default="")
    channel: Mapped[Channel | None] = mapped_column(EnumText(Channel))
    submitted_by: Mapped[Side | None] = mapped_column(EnumText(Side))
    #: Who wrote the summary of an oral one.
    summary_by: Mapped[str] = mapped_column(String(120), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    action: Mapped[DisciplinaryAction] = relationship(back_populates="answers")
    file: Mapped[StoredFile | None] = relationship()

    @property
    def case(self) -> Case:
        """The case of its action."""
        return self.action.case


class DouglasEntry(Identified, Stamped, Versioned, db.Model):
    """One of the twelve factors in the deciding official's worksheet."""

    __tablename__ = "douglas_entry"
    __table_args__ = (UniqueConstraint("action_id", "factor_code"),)

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    factor_code: Mapped[str] = mapped_column(Code(), ForeignKey("douglas_factor.code"))
    weight: Mapped[FactorWeight] = mapped_column(EnumText(FactorWeight))
    text: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    action: Mapped[DisciplinaryAction] = relationship(back_populates="factors")


class NoticeMaterial(Identified, Stamped, db.Model):
    """What the notice relies on: the report, an exhibit, a document. The deciding official sees no
    other material."""

    __tablename__ = "notice_material"
    __table_args__ = (
        UniqueConstraint("action_id", "exhibit_id"),
        UniqueConstraint("action_id", "document_id"),
        CheckConstraint(
            "(CASE WHEN report_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN exhibit_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN document_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="points_to_one",
        ),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"))
    exhibit_id: Mapped[int | None] = mapped_column(ForeignKey("exhibit.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))

    action: Mapped[DisciplinaryAction] = relationship(back_populates="material")
    report: Mapped[Report | None] = relationship()
    exhibit: Mapped[Exhibit | None] = relationship()
    document: Mapped[Document | None] = relationship()


class LetterKind(StrEnum):
    """Which letter to the employee a file is."""

    NOTICE = "NOTICE"
    DECISION = "DECISION"


class ActionLetter(Identified, Stamped, db.Model):
    """The notice of proposed action or the decision, as it was sent."""

    __tablename__ = "action_letter"

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    kind: Mapped[LetterKind] = mapped_column(EnumText(LetterKind))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    action: Mapped[DisciplinaryAction] = relationship(back_populates="letters")
    file: Mapped[StoredFile] = relationship()

    @property
    def case(self) -> Case:
        """The case of its action."""
        return self.action.case
