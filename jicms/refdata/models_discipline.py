"""Lists that discipline is governed by: procedures and what each may carry, who is covered, the
periods of union agreements, and how a letter counts as received."""

from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from jicms.core.types import Code, EnumText
from jicms.extensions import db
from jicms.refdata.mixin import CodeMixin


class AppealRoute(StrEnum):
    """Where the employee may contest an action (§4.1)."""

    NONE = "none"
    GRIEVANCE_IF_AGREED = "grievance-if-agreed"
    GRIEVANCE = "grievance"
    MSPB = "mspb"
    MSPB_OR_GRIEVANCE = "mspb-or-grievance"
    LIMITED = "limited"
    WAIVED = "waived"
    AS_LAW_GIVES = "as-law-gives"


class DouglasUse(StrEnum):
    """Whether the twelve factors are weighed. They don't apply where law fixes the penalty."""

    REQUIRED = "REQUIRED"
    OPTIONAL = "OPTIONAL"
    DOES_NOT_APPLY = "DOES_NOT_APPLY"


class ServiceKind(StrEnum):
    """The service that an employee was appointed to."""

    COMPETITIVE = "COMPETITIVE"
    EXCEPTED = "EXCEPTED"
    SES = "SES"


class ReceiptBasis(StrEnum):
    """From what a letter counts as received: its receipt, the attempt, or its mailing."""

    RECEIVED = "RECEIVED"
    ATTEMPTED = "ATTEMPTED"
    PRESUMED = "PRESUMED"


class PeriodUnit(StrEnum):
    """What the days of an agreement count; as the calendar names it."""

    CALENDAR_DAYS = "calendar_days"
    WORKDAYS = "workdays"
    HOURS = "hours"


class Procedure(CodeMixin, db.Model):
    """The procedure that law or policy sets for an action, by date (§§4.1, 4.2).

    `answer_rule`, `floor_rule` and `effective_rule` are codes of clocks: the time to answer, the
    statutory floor of the effective date, and the office's default. `subpart` is what reports call
    it: B, D or none. `needs_coverage`: the coverage is determined before it is used.
    `needs_analysis`: labor relations analyzes the case before the proposal. `needs_condition`: the
    notice states on what condition the action ends.
    """

    subpart: Mapped[str] = mapped_column(String(10))
    legal_basis: Mapped[str] = mapped_column(String(200))
    citation: Mapped[str] = mapped_column(String(200))
    needs_coverage: Mapped[bool] = mapped_column(default=True)
    needs_notice: Mapped[bool] = mapped_column(default=True)
    answer_rule: Mapped[str | None] = mapped_column(Code())
    floor_rule: Mapped[str | None] = mapped_column(Code())
    effective_rule: Mapped[str | None] = mapped_column(Code())
    needs_review: Mapped[bool] = mapped_column(default=False)
    needs_analysis: Mapped[bool] = mapped_column(default=False)
    crime_provision: Mapped[bool] = mapped_column(default=False)
    needs_condition: Mapped[bool] = mapped_column(default=False)
    douglas: Mapped[DouglasUse] = mapped_column(EnumText(DouglasUse))
    appeal_route: Mapped[AppealRoute] = mapped_column(EnumText(AppealRoute))
    min_days: Mapped[int | None]
    max_days: Mapped[int | None]


class ProcedureAction(CodeMixin, db.Model):
    """An action that a procedure may carry (§4.1): as the penalty proposed, as the one decided.

    `nature_code` is the personnel action that gives it effect (§4.3), unless another is chosen.
    """

    procedure_code: Mapped[str] = mapped_column(Code(), ForeignKey("procedure.code"), index=True)
    action_type_code: Mapped[str] = mapped_column(Code(), ForeignKey("action_type.code"))
    may_propose: Mapped[bool] = mapped_column(default=True)
    may_decide: Mapped[bool] = mapped_column(default=True)
    nature_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("nature_of_action.code"))


class CoverageRule(CodeMixin, db.Model):
    """Whom a procedure of chapter 75 covers (§4.1): the service, and how long one is in it.

    `past_probation`: having ended probation suffices too. An empty `preference_eligible` asks
    nothing. No row for a service: that procedure does not cover it.
    """

    procedure_code: Mapped[str] = mapped_column(Code(), ForeignKey("procedure.code"), index=True)
    service: Mapped[ServiceKind] = mapped_column(EnumText(ServiceKind))
    preference_eligible: Mapped[bool | None]
    past_probation: Mapped[bool] = mapped_column(default=False)
    years: Mapped[int | None]
    citation: Mapped[str] = mapped_column(String(200))


class AgreementPeriod(CodeMixin, db.Model):
    """Days that a union agreement gives (§4.4), by date: to answer, to file a grievance.

    `rule_code` is the clock that it bounds; the longer of both counts.
    """

    agreement_code: Mapped[str] = mapped_column(
        Code(), ForeignKey("bargaining_agreement.code"), index=True
    )
    rule_code: Mapped[str] = mapped_column(Code())
    number: Mapped[int]
    unit: Mapped[PeriodUnit] = mapped_column(EnumText(PeriodUnit))
    article: Mapped[str | None] = mapped_column(String(120))


class ServiceMethod(CodeMixin, db.Model):
    """How a notice reached the employee (§4.5). `by_mail`: the mail rules of the forum apply.

    `counts_from`: receipt, the attempt that was refused, or the mailing, from which the clock
    `presumption_rule` reckons the day on which it is presumed.
    """

    by_mail: Mapped[bool] = mapped_column(default=False)
    needs_proof: Mapped[bool] = mapped_column(default=True)
    counts_from: Mapped[ReceiptBasis] = mapped_column(EnumText(ReceiptBasis))
    presumption_rule: Mapped[str | None] = mapped_column(Code())
