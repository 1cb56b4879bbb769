"""The decision, its early date; what follows until the end."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import User
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.deadlines import service as deadlines
from jicms.discipline import procedures
from jicms.discipline.models import (
    ActionStatus,
    DisciplinaryAction,
    LetterKind,
    Penalty,
    PenaltyStage,
)
from jicms.discipline.service.actions import name_officials, owner_of, refuse_barred, today_of
from jicms.discipline.service.before import not_before_case, refuse_insufficient
from jicms.discipline.service.board_votes import hold_to_board
from jicms.discipline.service.charges import Sustained, sustain, sustained_labels
from jicms.discipline.service.coverage import current
from jicms.discipline.service.holding import refuse_held
from jicms.discipline.service.leave import follow_notice
from jicms.discipline.service.new_material import refuse_unsettled
from jicms.discipline.service.notice import answer_time_is_over
from jicms.discipline.service.penalties import (
    check_effective,
    floor_of,
    is_adverse,
    is_graver,
    is_nothing,
    penalty_type,
)
from jicms.discipline.service.pending import waits_for_answer
from jicms.discipline.service.proposal import add_letter
from jicms.discipline.service.worksheets import DECIDING, missing_factors
from jicms.discipline.workflow import ACTION
from jicms.files.models import StoredFile
from jicms.refdata.models import (
    ActionTier,
    ActionType,
    NoActionReason,
    OutcomeReason,
)
from jicms.refdata.queries import entries
from jicms.web.dates import day as in_words


def approve_early_effective(
    action: DisciplinaryAction, *, actor: Actor, reason: str
) -> DisciplinaryAction:
    """Let the action take effect on the statutory floor, before the office's default.

    By a labor relations supervisor, with a reason, after legal review.
    """
    policy.require(actor, Action.DISCIPLINE_APPROVE, action)
    floor = floor_of(action)
    if action.status not in DECIDING or floor is None or floor.lawful == floor.default:
        raise TransitionRefused("There is no earlier date to approve.")
    if action.legal_review_on is None:
        raise RuleBroken("The legal review is not recorded.")
    refuse_insufficient(action)
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    action.override_reason, action.override_by_id = reason.strip(), actor.user_id
    unit_of_work.session().flush()
    recorder.record(Event.EARLY_DATE_APPROVED, obj=action, lawful=floor.lawful)
    return action


def record_decision(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    action_type_code: str,
    sustained: Collection[Sustained] = (),
    decided_on: date | None = None,
    days: int | None = None,
    effective_on: date | None = None,
    reason: str = "",
    outcome_reason_code: str | None = None,
    no_action_code: str | None = None,
    deciding: User | None = None,
    file: StoredFile | None = None,
) -> DisciplinaryAction:
    """Record the deciding official's decision: what is sustained, which penalty, from when.

    `sustained` holds charges by number, with all of their specifications, or single specifications
    as (charge, specification).

    Never more than was proposed; under subpart D only with all twelve Douglas factors. What needs
    no notice is decided straight from the draft. Raises `RuleBroken` at the field.
    """
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    on = decided_on or today_of(action)
    if deciding is not None:
        name_officials(action, actor=actor, deciding=deciding)
    if held := refuse_held(action, actor):
        raise TransitionRefused(held)
    kind = penalty_type(action_type_code, days, on=on)
    direct = action.status is ActionStatus.DRAFT
    if direct:
        _follow_directly(action, kind, days)
    if not direct and (action.status is not ActionStatus.DECISION or action.decided_on):
        raise TransitionRefused("A decision follows the answer, once.")
    _check_moment(action, on)
    _check_official(action)
    if not direct:
        refuse_unsettled(action)
        if waiting := waits_for_answer(action):
            raise RuleBroken(waiting)
        _check_weighed(action)
    if not direct or action.charges:
        sustain(action, sustained, any_is=not is_nothing(kind))
    _check_change(action, kind, days, reason, outcome_reason_code)
    hold_to_board(action, action_type_code, days, reason=reason, proposing=None)
    _check_carried(action, kind, days)
    _check_no_action(kind, no_action_code, on)
    _check_date(action, kind, effective_on, on)
    if direct:
        ACTION.apply(action, "decide_directly", actor=actor)
    action.decided_on, action.effective_on = on, effective_on
    action.no_action_code = no_action_code if is_nothing(kind) else None
    action.penalties.append(
        Penalty(
            case_id=action.case_id,
            stage=PenaltyStage.DECIDED,
            action_type=kind,
            days=days,
            reason=reason.strip(),
            outcome_reason_code=outcome_reason_code,
            on=on,
            official_id=action.deciding_official_id,
            author_id=actor.user_id,
        )
    )
    add_letter(action, LetterKind.DECISION, file, actor=actor)
    unit_of_work.session().flush()
    follow_notice(action)
    for code in procedures.answer_rules():
        deadlines.meet(action.case, code=code, owner=owner_of(action))
    recorder.record(
        Event.DECISION_RECORDED,
        obj=action,
        action_type=kind.code,
        days=days,
        effective_on=effective_on,
        sustained=sustained_labels(action),
    )
    return action


def _follow_directly(action: DisciplinaryAction, kind: ActionType, days: int | None) -> None:
    """Take the procedure of what is decided without a notice: the one that was determined if it
    needs none, else the one that needs no determination."""
    determined = procedures.procedure_of(action)
    if determined is not None and not determined.needs_notice:
        procedure = determined
    else:
        procedure = procedures.direct_for(kind.code)
    if procedure is None or procedures.why_not(procedure, kind, days, decided=True):
        procedure = procedures.direct_for(kind.code)
    if procedure is None:
        raise RuleBroken(
            f"{kind.label} needs a notice of proposed action first.", field="action_type_code"
        )
    if procedure.needs_review and action.legal_review_on is None:
        raise RuleBroken(f"Under “{procedure.label}” the legal review is recorded first.")
    action.procedure_code, action.subpart = procedure.code, procedure.subpart


def _check_carried(action: DisciplinaryAction, kind: ActionType, days: int | None) -> None:
    procedure = procedures.procedure_of(action)
    why = procedures.why_not(procedure, kind, days, decided=True) if procedure else ""
    if why:
        raise RuleBroken(why, field="action_type_code")


def _check_moment(action: DisciplinaryAction, on: date) -> None:
    if on > today_of(action):
        raise RuleBroken("This date lies in the future.", field="decided_on")
    if action.status is ActionStatus.DRAFT:
        # A decision of before the case would count as discipline that came earlier.
        not_before_case(action, on, "decided_on")
        return
    due = action.answer_due_on
    at = clock.now()
    early = due is not None and (on < due if action.answer_due_at is not None else on <= due)
    if early or not answer_time_is_over(action, at):
        assert due is not None
        raise RuleBroken(
            f"The employee may answer to {in_words(due)}. A decision comes after that.",
            field="decided_on",
        )
    last = max((row.received_at for row in action.answers), default=None)
    zone = action.office.agency.zone
    if last is not None and on < clock.local_date(last, zone):
        raise RuleBroken("The decision considers the last answer.", field="decided_on")


def _check_official(action: DisciplinaryAction) -> None:
    official = action.deciding_official
    if official is None:
        raise RuleBroken("Name the deciding official.", field="deciding")
    refuse_barred(action, official, field="deciding")
    if action.notice_received_at is not None:
        refuse_barred(action, action.proposing_official)


def _check_weighed(action: DisciplinaryAction) -> None:
    if not procedures.weighs_factors(action):
        return
    missing = missing_factors(action)
    if missing:
        named = ", ".join(str(n) for n in missing)
        raise RuleBroken(
            "Under this procedure all 12 Douglas factors are weighed before the decision. "
            f"Missing: {named}."
        )


def _check_change(
    action: DisciplinaryAction,
    kind: ActionType,
    days: int | None,
    reason: str,
    outcome_reason_code: str | None,
) -> None:
    proposed = action.penalty(PenaltyStage.PROPOSED)
    if proposed is None:
        return
    if is_graver(kind, days, proposed):
        raise RuleBroken(
            f"A decision never exceeds the proposal: {proposed.text}.", field="action_type_code"
        )
    same = proposed.action_type_code == kind.code and proposed.days == days
    if same:
        return
    row = entries(OutcomeReason).get(outcome_reason_code or "")
    if row is None:
        raise RuleBroken(
            "Choose why the penalty differs from the proposal.", field="outcome_reason_code"
        )
    if not reason.strip():
        raise RuleBroken("Write why the penalty differs from the proposal.", field="reason")


def _check_no_action(kind: ActionType, code: str | None, on: date) -> None:
    if not is_nothing(kind):
        return
    row = entries(NoActionReason).get(code or "")
    if row is None or not row.is_offered(on):
        raise RuleBroken("Choose why there is no action.", field="no_action_code")


def _check_date(
    action: DisciplinaryAction, kind: ActionType, effective_on: date | None, decided_on: date
) -> None:
    if effective_on is None:
        if is_adverse(kind):
            raise RuleBroken("Say when it takes effect.", field="effective_on")
        return
    check_date(action, kind, effective_on, decided_on=decided_on)


def check_date(
    action: DisciplinaryAction, kind: ActionType, effective_on: date, *, decided_on: date
) -> None:
    """Refuse an effective date that the law, the office or a probation's end does not allow; at
    `effective_on`."""
    _check_probation(action, kind, effective_on)
    check_effective(action, effective_on, decided_on=decided_on)


def _check_probation(action: DisciplinaryAction, kind: ActionType, effective_on: date) -> None:
    """A termination in probation takes effect before the period ends."""
    covered = current(action) if kind.tier is ActionTier.PROBATION else None
    ends = covered.probation_ends if covered is not None else None
    if ends is not None and effective_on > ends:
        raise RuleBroken(
            f"Probation ends on {in_words(ends)}: the termination takes effect before it does "
            "(5 CFR 315.804).",
            field="effective_on",
        )


def change_effective(
    action: DisciplinaryAction, *, actor: Actor, effective_on: date
) -> DisciplinaryAction:
    """Move the date on which a decided action takes effect, until it has."""
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    if action.decided_on is None or action.status is not ActionStatus.DECISION:
        raise TransitionRefused("The date is set with the decision.")
    kind = decided_penalty(action).action_type
    check_date(action, kind, effective_on, decided_on=action.decided_on)
    action.effective_on = effective_on
    unit_of_work.session().flush()
    follow_notice(action)
    return action


def decided_penalty(action: DisciplinaryAction) -> Penalty:
    """The penalty that was decided, whoever asks; raises where there is none."""
    found: Penalty | None = unit_of_work.session().scalar(
        select(Penalty).where(Penalty.action_id == action.id, Penalty.stage == PenaltyStage.DECIDED)
    )
    if found is None:
        raise TransitionRefused("There is no decision yet.")
    return found


def is_late(action: DisciplinaryAction, received_at: datetime) -> bool:
    """Whether the decision reached the employee after the date that it states."""
    day = clock.local_date(received_at, action.office.agency.zone)
    return action.effective_on is not None and day > action.effective_on
