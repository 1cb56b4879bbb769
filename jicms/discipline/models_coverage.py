"""The coverage determination of an action, and how its letters were served. Both only grow."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    Date,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.core.errors import RuleBroken
from jicms.core.model import Identified, Stamped
from jicms.core.types import Code, EnumText, UtcDateTime
from jicms.discipline.models import DisciplinaryAction, LetterKind
from jicms.extensions import db
from jicms.files.models import StoredFile
from jicms.refdata.models import ActionType, ServiceMethod
from jicms.refdata.models_discipline import Procedure, ReceiptBasis, ServiceKind


class CoverageDetermination(Identified, Stamped, db.Model):
    """Which procedure covers the employee for the action considered: facts, rule, who decided.

    A later one takes the place of the one before; none is ever changed. `rule` and `citation` say
    what the facts gave on that day; `reason` stands where another procedure was chosen.
    """

    __tablename__ = "coverage_determination"
    __table_args__ = (
        UniqueConstraint("action_id", "n"),
        CheckConstraint(
            "procedure_code = proposed_procedure_code OR reason <> ''", name="other_has_reason"
        ),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int]
    considered_code: Mapped[str] = mapped_column(Code(), ForeignKey("action_type.code"))
    service: Mapped[ServiceKind] = mapped_column(EnumText(ServiceKind))
    appointment: Mapped[str] = mapped_column(String(60), default="")
    tenure: Mapped[str] = mapped_column(String(60), default="")
    schedule: Mapped[str] = mapped_column(String(60), default="")
    preference_eligible: Mapped[bool]
    serving_since: Mapped[date | None] = mapped_column(Date)
    probation_ends: Mapped[date | None] = mapped_column(Date)
    agreement_code: Mapped[str | None] = mapped_column(
        Code(), ForeignKey("bargaining_agreement.code")
    )
    is_law_enforcement: Mapped[bool] = mapped_column(default=False)
    before_appointment: Mapped[bool] = mapped_column(default=False)
    is_retaliation: Mapped[bool] = mapped_column(default=False)
    is_felony_conviction: Mapped[bool] = mapped_column(default=False)
    proposed_procedure_code: Mapped[str] = mapped_column(Code(), ForeignKey("procedure.code"))
    procedure_code: Mapped[str] = mapped_column(Code(), ForeignKey("procedure.code"))
    rule: Mapped[str] = mapped_column(Text)
    citation: Mapped[str] = mapped_column(String(200), info={"audit": "value"})
    verified: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text, default="")
    on: Mapped[date] = mapped_column(Date)
    determined_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    action: Mapped[DisciplinaryAction] = relationship()
    procedure: Mapped[Procedure] = relationship(foreign_keys=[procedure_code])
    considered: Mapped[ActionType] = relationship()
    determined_by: Mapped[User | None] = relationship()

    @property
    def case(self) -> Case:
        """The case of its action."""
        return self.action.case


class LetterService(Identified, Stamped, db.Model):
    """How a letter reached the employee: method, the dates that it counts by, and the proof.

    `received_at` is receipt as it counts: recorded, by the attempt, or presumed; `reckoning` says
    how it was worked out.
    """

    __tablename__ = "letter_service"
    __table_args__ = (
        UniqueConstraint("action_id", "kind"),
        CheckConstraint(
            "basis <> 'PRESUMED' OR sent_on IS NOT NULL", name="presumed_from_a_mailing"
        ),
        CheckConstraint(
            "basis <> 'ATTEMPTED' OR attempted_on IS NOT NULL", name="counts_from_an_attempt"
        ),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    kind: Mapped[LetterKind] = mapped_column(EnumText(LetterKind))
    method_code: Mapped[str] = mapped_column(Code(), ForeignKey("service_method.code"))
    sent_on: Mapped[date | None] = mapped_column(Date)
    attempted_on: Mapped[date | None] = mapped_column(Date)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    basis: Mapped[ReceiptBasis] = mapped_column(EnumText(ReceiptBasis))
    reckoning: Mapped[str] = mapped_column(Text)
    proof: Mapped[str] = mapped_column(Text, default="")
    proof_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    action: Mapped[DisciplinaryAction] = relationship()
    method: Mapped[ServiceMethod] = relationship()
    proof_file: Mapped[StoredFile | None] = relationship()
    recorded_by: Mapped[User | None] = relationship()

    @property
    def case(self) -> Case:
        """The case of its action."""
        return self.action.case


def _keep(_mapper: Mapper[Any], _link: Connection, _row: Any) -> None:
    raise RuleBroken("What was determined or served stays as it was recorded.")


for _model in (CoverageDetermination, LetterService):
    event.listen(_model, "before_update", _keep)
    event.listen(_model, "before_delete", _keep)
