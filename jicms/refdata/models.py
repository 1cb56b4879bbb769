"""Every code table. Section numbers refer to the domain reference.

A column beside the common ones says what the rules need to know about a code, so that no rule
compares labels. Another table points here with `mapped_column(ForeignKey("intake_method.code"))`.
"""

from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.core.types import Code, EnumText
from jicms.extensions import db
from jicms.refdata.mixin import LEGACY, CodeMixin
from jicms.refdata.models_comparators import ComparatorWindow
from jicms.refdata.models_discipline import (
    AgreementPeriod,
    AppealRoute,
    CoverageRule,
    Procedure,
    ProcedureAction,
    ServiceMethod,
)
from jicms.refdata.models_exports import ExportRecipient
from jicms.refdata.models_fieldwork import ActivityKind, ProofStandard
from jicms.refdata.models_interviews import BargainingAgreement, InterviewWarning, WarningForm
from jicms.refdata.models_litigation import LITIGATION
from jicms.refdata.models_offenses import OffensePenalty
from jicms.refdata.models_routing import RoutingRule, SubjectFact, Way

__all__ = [
    "ALL_CODE_MODELS",
    "LEGACY",
    "AppealRoute",
    "CodeMixin",
    "RoutingRule",
    "ServiceMethod",
    "SubjectFact",
    "Way",
]


class IntakeMethod(CodeMixin, db.Model):
    """How an allegation arrived (§2.1). NOT_RECORDED is for legacy records only."""


class ComplainantKind(CodeMixin, db.Model):
    """Who complained (§2.1)."""


class PersonKind(CodeMixin, db.Model):
    """What a person is to the Department (§1.1)."""


class SeverityClass(CodeMixin, db.Model):
    """A class of one agency's scheme (§2.3): `CBP-1`, `ICE-CAT_1`. Rank 1 is the gravest.

    Ranks are comparable between schemes: the class of a case is the lowest rank among its
    allegations. A new version of a scheme has rows, and codes, of its own.
    """

    scheme: Mapped[str] = mapped_column(String(20))
    scheme_version: Mapped[int] = mapped_column(default=1)
    rank: Mapped[int]


class CorruptionAxis(CodeMixin, db.Model):
    """The second axis of corruption reporting (§2.3). Rank 1 is the gravest."""

    rank: Mapped[int]


class AllegationGroup(CodeMixin, db.Model):
    """First level of the allegation taxonomy (§2.4): COR, IT, UOF ..."""


class AllegationCategory(CodeMixin, db.Model):
    """Second level of the allegation taxonomy (§2.4): `IT-02`.

    `criminal_capable` holds back a compelled interview until prosecution is declined;
    `oig_mandatory` puts the allegation behind the OIG gate; `needs_system` asks for the system
    accessed. The default class is per agency scheme and may be overridden with a reason.
    """

    group_code: Mapped[str] = mapped_column(Code(), ForeignKey("allegation_group.code"), index=True)
    default_class_cbp: Mapped[str | None] = mapped_column(Code(), ForeignKey("severity_class.code"))
    default_class_ice: Mapped[str | None] = mapped_column(Code(), ForeignKey("severity_class.code"))
    leo_only: Mapped[bool] = mapped_column(default=False)
    criminal_capable: Mapped[bool] = mapped_column(default=False)
    prea: Mapped[bool] = mapped_column(default=False)
    use_of_force: Mapped[bool] = mapped_column(default=False)
    oig_mandatory: Mapped[bool] = mapped_column(default=False)
    needs_system: Mapped[bool] = mapped_column(default=False)

    group: Mapped[AllegationGroup] = relationship()


class OigRule(CodeMixin, db.Model):
    """When an allegation goes to the Inspector General first (§2.2, MD 0810.1), by date.

    The code names the test that the intake's gate makes; retiring the row ends the rule. `item` is
    the paragraph of the directive.
    """

    item: Mapped[str] = mapped_column(String(40))


class SystemAccessed(CodeMixin, db.Model):
    """A government or third-party system that was queried (§2.4, IT codes)."""


class PreaAbuseType(CodeMixin, db.Model):
    """A kind of sexual abuse by 6 CFR 115.6 (§6): by staff (1) to (8), by a detainee (1) to (5)."""

    by_staff: Mapped[bool]


class CaseType(CodeMixin, db.Model):
    """How a case is handled (§2.3).

    `is_investigation`: an investigation may have this type; `is_criminal`: its team is kept from
    compelled statements; `allows_fact_finding`: management may refer it with a fact-finding file
    straight from triage.
    """

    is_investigation: Mapped[bool] = mapped_column(default=False)
    is_criminal: Mapped[bool] = mapped_column(default=False)
    allows_fact_finding: Mapped[bool] = mapped_column(default=False)


class FindingMark(StrEnum):
    """The form of a finding's mark on a page, beside its label."""

    YES = "yes"
    PART = "part"
    OPEN = "open"
    NOT = "not"
    ADMIN = "admin"


class TaskTemplate(CodeMixin, db.Model):
    """One line of the checklist of a type of case; `after_code` is the line to be done before it.

    Due so many workdays after the list is put into a case; lines name no person.
    """

    case_type_code: Mapped[str] = mapped_column(Code(), ForeignKey("case_type.code"))
    due_workdays: Mapped[int | None]
    after_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("task_template.code"))


class FindingCode(CodeMixin, db.Model):
    """A finding on one allegation and subject (§3.3). Not the charge: that is discipline's.

    `is_substantiating`: discipline may follow; `is_final`: the case may close with it;
    `needs_reason`: an AdminCloseReason must stand beside it.
    """

    is_final: Mapped[bool] = mapped_column(default=True)
    is_substantiating: Mapped[bool] = mapped_column(default=False)
    needs_reason: Mapped[bool] = mapped_column(default=False)
    mark: Mapped[FindingMark] = mapped_column(EnumText(FindingMark))


class AdminCloseReason(CodeMixin, db.Model):
    """Why an allegation was closed without a finding on its merits (§3.3)."""


class ClosureReason(CodeMixin, db.Model):
    """Why a case was closed. `at_triage`: before any work; `at_end`: after work."""

    at_triage: Mapped[bool] = mapped_column(default=False)
    at_end: Mapped[bool] = mapped_column(default=False)


class ReferOutTarget(CodeMixin, db.Model):
    """The body outside the office to which a matter is handed."""


class OutcomeCoding(CodeMixin, db.Model):
    """Why a subject needed no referral to labor relations (status CODED)."""


class NoActionReason(CodeMixin, db.Model):
    """Why a referred subject received no discipline (§8: 97 % "no action" without a reason)."""


class ProsecutionLevel(CodeMixin, db.Model):
    """The sovereign whose prosecutor decides (§3.4)."""


class DeclinationReason(CodeMixin, db.Model):
    """Why a prosecutor declined (§3.4)."""


class StatementKind(CodeMixin, db.Model):
    """The form of a statement (§3.1). `is_sworn`: given under oath before an authorised officer."""

    is_sworn: Mapped[bool] = mapped_column(default=False)
    under_penalty_of_perjury: Mapped[bool] = mapped_column(default=False)
    is_recording: Mapped[bool] = mapped_column(default=False)


class ReportType(CodeMixin, db.Model):
    """The kind of a report of investigation (§3.2)."""


class EvidenceKind(CodeMixin, db.Model):
    """What an evidence item is (§5). `is_digital`: its bytes are hashed when taken in."""

    is_digital: Mapped[bool] = mapped_column(default=False)


class HandlingFlag(CodeMixin, db.Model):
    """A handling mark on a file, statement, exhibit, item or log entry (§§3.1, 5).

    `access_effect` is the sentence that a page shows; the rule itself is in the child scope.
    """

    access_effect: Mapped[str] = mapped_column(Text)


class LinkKind(CodeMixin, db.Model):
    """How one case relates to another; `inverse_label` is read from the other side."""

    inverse_label: Mapped[str] = mapped_column(String(200))


class ActionTier(StrEnum):
    """How grave an action is in law (§4.1)."""

    NONE = "none"
    NON_DISCIPLINARY = "non-disciplinary"
    FORMAL = "formal"
    ADVERSE = "adverse"
    PROBATION = "probation"
    STATUTORY = "statutory"
    AGREEMENT = "agreement"
    SEPARATION = "separation"
    REINSTATED = "reinstated"


class Subpart(StrEnum):
    """The part of 5 CFR 752 that governs the procedure: B to 14 days, D above, or none."""

    B = "B"
    D = "D"
    NONE = "none"


class PenaltyGroup(StrEnum):
    """The rows of the discipline report (§8, R4)."""

    NO_ACTION = "no-action"
    COUNSELING = "counseling"
    REPRIMAND = "reprimand"
    SUSPENSION_SHORT = "suspension-1-14"
    SUSPENSION_LONG = "suspension-15-plus"
    DEMOTION = "demotion"
    REMOVAL = "removal"
    LEFT = "left"
    OTHER = "other"


class ActionType(CodeMixin, db.Model):
    """A disciplinary or other outcome (§4.1), and how law and reports treat it.

    `is_disciplinary`: a sanction for misconduct; `counts_as_formal`: in the published count of
    formal discipline; `is_outcome`: may end a misconduct matter (a furlough may not). With
    `needs_days` the action states its days, within `min_days` and `max_days` where set.
    """

    tier: Mapped[ActionTier] = mapped_column(EnumText(ActionTier))
    subpart: Mapped[Subpart] = mapped_column(EnumText(Subpart))
    appeal_route: Mapped[AppealRoute] = mapped_column(EnumText(AppealRoute))
    penalty_group: Mapped[PenaltyGroup] = mapped_column(EnumText(PenaltyGroup))
    is_disciplinary: Mapped[bool] = mapped_column(default=False)
    counts_as_formal: Mapped[bool] = mapped_column(default=False)
    is_outcome: Mapped[bool] = mapped_column(default=True)
    needs_days: Mapped[bool] = mapped_column(default=False)
    min_days: Mapped[int | None]
    max_days: Mapped[int | None]


class OutcomeReason(CodeMixin, db.Model):
    """Why a penalty differs from the one before it: proposed, decided, final (§4.3)."""


class DouglasFactor(CodeMixin, db.Model):
    """One of the twelve factors that a subpart D decision must weigh, in order (§4.3)."""


class NatureOfAction(CodeMixin, db.Model):
    """The personnel action code of the separation or suspension (§4.3): `330`."""


class AppealForum(CodeMixin, db.Model):
    """Where an action is contested (§4.4).

    `deadline_rule` is the code of the clock; forums with different `election`
    (MSPB, GRIEVANCE) exclude each other (5 CFR 752.405).
    """

    deadline_rule: Mapped[str | None] = mapped_column(Code())
    election: Mapped[str | None] = mapped_column(String(20))


class AppealOutcome(CodeMixin, db.Model):
    """How an appeal ended (§4.4). `ends_appeal`: nothing more is due in this forum."""

    ends_appeal: Mapped[bool] = mapped_column(default=True)


class ShareReason(CodeMixin, db.Model):
    """Why a case was opened to another office (§10)."""


class RevealReason(CodeMixin, db.Model):
    """Why a masked identity, birth date or contact was uncovered (§1.1)."""


class RoutineUse(CodeMixin, db.Model):
    """A routine use of the records notice (§1.1), keyed by purpose.

    The letter of the notice is set, and confirmed with `letter_verified`, by an administrator.
    """

    letter: Mapped[str | None] = mapped_column(String(4))
    letter_verified: Mapped[bool] = mapped_column(default=False)
    needs_approval: Mapped[bool] = mapped_column(default=False)


class DisclosureCondition(CodeMixin, db.Model):
    """A condition of 5 USC 552a(b) that permits disclosure (§1.1). B_3 needs a RoutineUse."""

    citation: Mapped[str] = mapped_column(String(40))
    needs_accounting: Mapped[bool] = mapped_column(default=True)


class RetentionClass(CodeMixin, db.Model):
    """How long a kind of record is kept (§1.1). No `years`: never destroyed automatically."""

    years: Mapped[int | None]
    counted_from: Mapped[str] = mapped_column(String(80))


#: Parents before children: the order in which the lists load.
ALL_CODE_MODELS: tuple[type[CodeMixin], ...] = (
    IntakeMethod,
    ComplainantKind,
    PersonKind,
    SeverityClass,
    CorruptionAxis,
    AllegationGroup,
    AllegationCategory,
    OigRule,
    RoutingRule,
    SystemAccessed,
    PreaAbuseType,
    CaseType,
    TaskTemplate,
    FindingCode,
    ProofStandard,
    AdminCloseReason,
    ClosureReason,
    ReferOutTarget,
    OutcomeCoding,
    NoActionReason,
    ProsecutionLevel,
    DeclinationReason,
    StatementKind,
    InterviewWarning,
    WarningForm,
    BargainingAgreement,
    AgreementPeriod,
    ReportType,
    EvidenceKind,
    ActivityKind,
    HandlingFlag,
    LinkKind,
    ActionType,
    NatureOfAction,
    Procedure,
    ProcedureAction,
    CoverageRule,
    OutcomeReason,
    OffensePenalty,
    DouglasFactor,
    ComparatorWindow,
    *LITIGATION,
    ServiceMethod,
    AppealForum,
    AppealOutcome,
    ShareReason,
    RevealReason,
    RoutineUse,
    DisclosureCondition,
    ExportRecipient,
    RetentionClass,
)
