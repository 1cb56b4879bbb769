"""How a filing ended, and what that does to the penalty. Nothing here commits."""

from datetime import date
from decimal import Decimal

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.appeals import clocks, forums, hearings
from jicms.appeals.models import Appeal, AppealStep
from jicms.appeals.models_hearing import DateKind
from jicms.appeals.service import add_event, appeals_of
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.discipline.models import DisciplinaryAction, Penalty, PenaltyStage
from jicms.discipline.service.actions import today_of
from jicms.discipline.service.ending import last_word, restate_final
from jicms.discipline.service.penalties import is_graver, penalty_type
from jicms.files.models import StoredFile
from jicms.refdata.models import ActionType, AppealOutcome
from jicms.refdata.queries import entries, facts

MITIGATED, REVERSED, SETTLED, REMANDED = "MITIGATED", "REVERSED", "SETTLED", "REMANDED"
#: Outcomes after which another penalty stands than before.
CHANGING = (MITIGATED, REVERSED, SETTLED)
#: The reason of the penalty's row, by the forum that spoke.
_REASONS = {
    **dict.fromkeys((forums.GRIEVANCE, forums.ADMIN_GRIEVANCE), "GRIEVANCE_DECISION"),
    **dict.fromkeys((forums.ARBITRATION, forums.EXCEPTIONS), "ARBITRATION_AWARD"),
    **dict.fromkeys((forums.COUNSELOR, forums.COMPLAINT), "EEO_DECISION"),
    **dict.fromkeys((forums.CIRCUIT, forums.DISTRICT, forums.AWARD_REVIEW), "COURT_DECISION"),
    forums.OSC: "OTHER",
}


def record_outcome(
    appeal: Appeal,
    *,
    actor: Actor,
    outcome_code: str,
    on: date,
    reason: str = "",
    action_type_code: str | None = None,
    days: int | None = None,
    back_pay: Decimal | None = None,
    fees: Decimal | None = None,
    comply_by: date | None = None,
    received_on: date | None = None,
    method_code: str | None = None,
    proof: str = "",
    file: StoredFile | None = None,
) -> Appeal:
    """The forum has spoken, or the matter ended there otherwise.

    Mitigated, reversed and settled say what stands now: a penalty row of its own with author and
    reason. The final outcome follows from it. A remand gives the matter back to the forum before.
    Raises `RuleBroken` at the field.
    """
    policy.require(actor, Action.APPEAL_EDIT, appeal)
    unit_of_work.hold(appeal.action)
    unit_of_work.hold(appeal)
    if not appeal.is_open:
        raise TransitionRefused("This filing has ended already.")
    row = entries(AppealOutcome).get(outcome_code)
    if row is None or not row.is_offered(today_of(appeal.action)):
        raise RuleBroken("Choose the outcome from the list.", field="outcome_code")
    _check_receipt(appeal, outcome_code, received_on)
    kind = _stands_now(appeal, outcome_code, action_type_code, days, reason)
    step = AppealStep.REMANDED if outcome_code == REMANDED else AppealStep.DECIDED
    said = {"method_code": method_code, "proof": proof.strip(), "file": file}
    add_event(
        appeal,
        actor,
        step=step,
        on=on,
        received_on=received_on,
        note=reason.strip(),
        outcome_code=outcome_code,
        **said,
    )
    appeal.step = step
    appeal.outcome_reason = reason.strip()
    appeal.back_pay, appeal.fees = back_pay or Decimal(0), fees or Decimal(0)
    if facts(AppealOutcome)[outcome_code].ends_appeal or appeal.follows is not None:
        _end(appeal, outcome_code, on, actor)
    if kind is not None:
        appeal.outcome_type, appeal.outcome_days = kind, days
        _restate(appeal, on, outcome_code, actor)
    if outcome_code == REMANDED and appeal.follows is not None:
        _give_back(appeal.follows, on, actor)
    if comply_by is not None:
        hearings.order_date(
            appeal, actor=actor, kind=DateKind.COMPLIANCE, ordered_on=on, due_on=comply_by
        )
    keep_on_appeal(appeal.action)
    recorder.record(Event.APPEAL_DECIDED, obj=appeal, outcome=outcome_code, on=on)
    return appeal


def _check_receipt(appeal: Appeal, outcome_code: str, received_on: date | None) -> None:
    needed = clocks.needs_receipt(appeal.forum_code, AppealStep.DECIDED)
    if needed and outcome_code not in clocks.NOTHING_FOLLOWS and received_on is None:
        raise RuleBroken(
            "Say when it was received: the next time limit counts from there.", field="received_on"
        )


def _stands_now(
    appeal: Appeal, outcome_code: str, code: str | None, days: int | None, reason: str
) -> ActionType | None:
    """The penalty that stands after it; None where nothing changed."""
    if outcome_code not in CHANGING:
        if code:
            raise RuleBroken("This outcome changes no penalty.", field="action_type_code")
        return None
    if not code:
        raise RuleBroken("Choose what stands now.", field="action_type_code")
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    kind = penalty_type(code, days, on=today_of(appeal.action))
    decided = appeal.action.penalty(PenaltyStage.DECIDED)
    if decided is not None and is_graver(kind, days, decided):
        raise RuleBroken(
            f"Nothing graver than what was decided can stand after it: {decided.text}.",
            field="action_type_code",
        )
    stood = last_word(appeal.action)
    lesser = stood is None or is_lesser(kind, days, stood)
    if outcome_code == MITIGATED and not lesser:
        raise RuleBroken(
            f"Mitigated means less than what stood: {stood.text if stood else ''}.",
            field="action_type_code",
        )
    return kind


def is_lesser(kind: ActionType, days: int | None, than: Penalty) -> bool:
    """Whether a penalty is milder than one that stands."""
    same = (kind.code, days) == (than.action_type_code, than.days)
    return not same and not is_graver(kind, days, than)


def _end(appeal: Appeal, outcome_code: str, on: date, actor: Actor) -> None:
    appeal.outcome_code, appeal.decided_on = outcome_code, on
    appeal.ended_on = on
    unit_of_work.session().flush()
    clocks.stop(appeal)
    hearings.end_with(appeal, actor=actor)


def _give_back(before: Appeal, on: date, actor: Actor) -> None:
    """A remand opens the filing that was reviewed again."""
    before.outcome_code = before.decided_on = before.ended_on = None
    before.step = AppealStep.REMANDED
    add_event(before, actor, step=AppealStep.REMANDED, on=on)


def _restate(appeal: Appeal, on: date, outcome_code: str, actor: Actor) -> None:
    """What stands now as a row of the penalty thread, and the final outcome worked out anew."""
    action = appeal.action
    settled = outcome_code == SETTLED
    stage = PenaltyStage.SETTLED if settled else PenaltyStage.AFTER_APPEAL
    for row in action.penalties:
        if row.stage is stage:
            row.stands = False
    unit_of_work.session().flush()
    why = "SETTLEMENT" if settled else _REASONS.get(appeal.forum_code, "MSPB_DECISION")
    action.penalties.append(
        Penalty(
            case_id=action.case_id,
            stage=stage,
            action_type=appeal.outcome_type,
            days=appeal.outcome_days,
            reason=f"{appeal.number}: {appeal.outcome_reason}",
            outcome_reason_code=why,
            on=on,
            author_id=actor.user_id,
        )
    )
    unit_of_work.session().flush()
    restate_final(action, actor=actor)


def keep_on_appeal(action: DisciplinaryAction) -> None:
    """Keep with the action whether a forum has it."""
    action.on_appeal = any(row.is_open for row in appeals_of(action))
    unit_of_work.session().flush()
