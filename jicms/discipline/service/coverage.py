"""The coverage determination: which procedure the facts give, and which one was chosen."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.service import lock
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import ClockSide
from jicms.deadlines.service import ClockPlan
from jicms.discipline import coverage, procedures
from jicms.discipline.coverage import Facts, Given
from jicms.discipline.models import ActionStatus, DisciplinaryAction, PenaltyStage
from jicms.discipline.models_coverage import CoverageDetermination
from jicms.discipline.service.actions import owner_of, today_of, zone_of
from jicms.discipline.service.whole import whole
from jicms.people.models import Employment
from jicms.refdata.models import ActionType
from jicms.refdata.models_discipline import CoverageRule, Procedure, ProcedureAction, ServiceKind
from jicms.refdata.models_interviews import BargainingAgreement
from jicms.refdata.queries import entries, facts

#: Until the notice reaches the employee another determination may take the place of this one.
OPEN = (ActionStatus.DRAFT, ActionStatus.PROPOSED)
#: The clocks of a probation that still runs.
OF_PROBATION = ("PROBATION_CERTIFICATION", "PROBATION_END")


def determine_coverage(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    found: Facts,
    procedure_code: str | None = None,
    reason: str = "",
) -> CoverageDetermination:
    """Record the facts and the procedure that covers the employee for the action considered.

    Without `procedure_code` it is the one that the facts give; another one needs a reason. Takes
    the place of an earlier determination, which stays. Closed by service of the notice. Raises
    `RuleBroken` at the field.
    """
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    lock(action.case)
    if action.status not in OPEN:
        raise TransitionRefused("The coverage is settled once the notice was served.")
    given = work_out(action, found)
    chosen = _chosen(given, procedure_code, reason, today_of(action))
    _check_proposed(action, chosen)
    row = CoverageDetermination(
        action=action,
        case_id=action.case_id,
        n=1 + max((each.n for each in determinations(action)), default=0),
        considered_code=found.considered,
        **{name: getattr(found, name) for name in _KEPT},
        proposed_procedure_code=given.procedure_code,
        procedure_code=chosen.code,
        rule=given.rule,
        citation=given.citation,
        verified=given.verified,
        reason=reason.strip() if chosen.code != given.procedure_code else "",
        on=today_of(action),
        determined_by_id=actor.user_id,
    )
    unit_of_work.session().add(row)
    action.procedure_code = chosen.code
    if action.status is ActionStatus.PROPOSED:
        action.subpart = chosen.subpart
    unit_of_work.session().flush()
    _run_probation(action, found)
    recorder.record(
        Event.COVERAGE_DETERMINED,
        obj=action,
        procedure=chosen.code,
        proposed=given.procedure_code,
        n=row.n,
    )
    return row


_KEPT = (
    *("service", "appointment", "tenure", "schedule", "preference_eligible", "serving_since"),
    *("probation_ends", "agreement_code", "is_law_enforcement", "before_appointment"),
    *("is_retaliation", "is_felony_conviction"),
)


def work_out(action: DisciplinaryAction, found: Facts) -> Given:
    """What the facts give, by the rules of today; raises `RuleBroken` at the field."""
    today = today_of(action)
    _check_facts(found, today)
    rules = [row for row in facts(CoverageRule).values() if _in_force(row, today)]
    given = coverage.determine(found, on=today, rules=rules, lesser=_below())
    unknown = found.serving_since is None and found.probation_ends is None
    if unknown and given.procedure_code == coverage.NOT_COVERED:
        raise RuleBroken(
            "Enter since when the employee serves without a break, or when probation ended: the "
            "coverage is counted from it.",
            field="serving_since",
        )
    return given


def _in_force(row: Any, on: date) -> bool:
    return bool(row.valid_from <= on and (row.valid_to is None or row.valid_to >= on))


def _below() -> dict[str, str]:
    """What chapter 75 does not reach, with its procedure: the mildest procedure first."""
    below: dict[str, str] = {}
    for row in facts(ProcedureAction).values():
        if not facts(Procedure)[row.procedure_code].needs_coverage:
            below.setdefault(row.action_type_code, row.procedure_code)
    return below


def _check_facts(found: Facts, today: date) -> None:
    kind = entries(ActionType).get(found.considered)
    if kind is None or not kind.is_offered(today):
        raise RuleBroken("Choose the action that is considered.", field="considered")
    if found.serving_since is not None and found.serving_since > today:
        raise RuleBroken("This date lies in the future.", field="serving_since")
    if found.probation_ends and found.serving_since and found.probation_ends < found.serving_since:
        raise RuleBroken("Probation ends after it began.", field="probation_ends")
    if found.before_appointment and not found.probation_ends:
        raise RuleBroken("Enter the end of the probation.", field="probation_ends")
    agreement = entries(BargainingAgreement).get(found.agreement_code or "")
    if found.agreement_code and (agreement is None or not agreement.is_offered(today)):
        raise RuleBroken("Choose a union agreement from the list.", field="agreement_code")


def _chosen(given: Given, procedure_code: str | None, reason: str, today: date) -> Any:
    code = procedure_code or given.procedure_code
    row = facts(Procedure).get(code)
    if row is None or not _in_force(row, today):
        raise RuleBroken("Choose a procedure from the list.", field="procedure_code")
    if code != given.procedure_code and not reason.strip():
        raise RuleBroken(
            f"The facts give “{procedures.named(given.procedure_code).label}”. Write why another "
            "procedure applies.",
            field="reason",
        )
    return row


def _check_proposed(action: DisciplinaryAction, chosen: Any) -> None:
    """What is proposed already must be possible under the new determination."""
    proposed = action.penalty(PenaltyStage.PROPOSED)
    if proposed is None:
        return
    why = procedures.why_not(chosen, proposed.action_type, proposed.days)
    if why:
        raise RuleBroken(f"{why} Withdraw the proposal first.", field="procedure_code")
    reviewed, on = action.legal_review_on, action.proposed_on
    if chosen.needs_review and (reviewed is None or (on is not None and reviewed > on)):
        raise RuleBroken(
            "This procedure asks for the legal review before the proposal.", field="procedure_code"
        )
    if action.crime_provision and not chosen.crime_provision:
        raise RuleBroken("The crime provision belongs to subpart D.", field="procedure_code")


def _run_probation(action: DisciplinaryAction, found: Facts) -> None:
    """Let the end of a probation that runs be seen coming; stop what ran by other facts."""
    mine = owner_of(action)
    for code in OF_PROBATION:
        deadlines.cancel(action.case, code=code, owner=mine, reason="Determined again")
    if found.probation_ends is None or found.probation_ends < today_of(action):
        return
    starts = {"period_end": found.probation_ends}
    plans = [ClockPlan(code, starts, ClockSide.DISCIPLINE, owner=mine) for code in OF_PROBATION]
    deadlines.start_clocks(action.case, plans, zone=zone_of(action))


def determinations(action: DisciplinaryAction) -> Sequence[CoverageDetermination]:
    """All determinations of an action, the latest first."""
    return (
        unit_of_work.session()
        .scalars(
            select(CoverageDetermination)
            .where(CoverageDetermination.action_id == action.id)
            .order_by(CoverageDetermination.n.desc())
            .options(
                joinedload(CoverageDetermination.determined_by),
                joinedload(CoverageDetermination.procedure),
            )
        )
        .all()
    )


def current(action: DisciplinaryAction) -> CoverageDetermination | None:
    """The determination that counts, whoever asks."""
    found: CoverageDetermination | None = unit_of_work.session().scalar(
        whole(
            select(CoverageDetermination)
            .where(CoverageDetermination.action_id == action.id)
            .order_by(CoverageDetermination.n.desc())
            .limit(1)
        )
    )
    return found


def prefilled(action: DisciplinaryAction) -> dict[str, Any]:
    """The facts to begin with: those of the last determination, else of the employment at
    opening."""
    last = current(action)
    if last is not None:
        return {name: getattr(last, name) for name in _KEPT} | {"considered": last.considered_code}
    party = action.party
    job = (party.at_opening or party.at_incident) if party is not None else None
    return {} if job is None else _of_job(job, today_of(action))


def _of_job(job: Employment, today: date) -> dict[str, Any]:
    words = job.appointment.lower()
    service = None
    if job.is_ses:
        service = ServiceKind.SES
    elif "excepted" in words:
        service = ServiceKind.EXCEPTED
    elif "competitive" in words:
        service = ServiceKind.COMPETITIVE
    return {
        "service": service,
        "appointment": job.appointment,
        "serving_since": job.entered_on_duty,
        "probation_ends": job.probation_ends,
        "agreement_code": _agreement_of(job.bargaining_unit, today),
        "is_law_enforcement": job.is_law_enforcement,
    }


def _agreement_of(unit: str, today: date) -> str | None:
    """The agreement of a bargaining unit: its own, else the one that names no unit."""
    if not unit:
        return None
    offered = [row for row in facts(BargainingAgreement).values() if _in_force(row, today)]
    own = [row.code for row in offered if row.bargaining_unit == unit]
    general = [row.code for row in offered if row.bargaining_unit is None]
    return next(iter([*own, *general]), None)
