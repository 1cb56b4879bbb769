"""Service of the decision, effect, the final outcome, and the ways out."""

from datetime import date, datetime

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.models import SubjectStatus
from jicms.cases.workflow import SUBJECT
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.deadlines import queries as clocks
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import ClockSide
from jicms.discipline import procedures
from jicms.discipline.kinds import ReferralKind
from jicms.discipline.models import (
    ActionStatus,
    DisciplinaryAction,
    LetterKind,
    LrReferral,
    Penalty,
    PenaltyStage,
)
from jicms.discipline.models_leave import LeaveEnd
from jicms.discipline.service import grants, letters
from jicms.discipline.service.actions import owner_of, refuse_barred, today_of, zone_of
from jicms.discipline.service.decision import check_date, decided_penalty, is_late
from jicms.discipline.service.leave import close_leave, follow_notice
from jicms.discipline.service.penalties import (
    is_nothing,
    is_separation,
)
from jicms.discipline.service.personnel import process
from jicms.discipline.service.proposal import add_letter, add_served
from jicms.discipline.service.receipt import Delivery, keep_service, receipt_of
from jicms.discipline.service.records import start_expiry
from jicms.discipline.service.whole import whole
from jicms.discipline.service.windows import OUTLIVE, open_windows
from jicms.discipline.workflow import ACTION, ENDED
from jicms.files.models import StoredFile
from jicms.refdata.models import ActionType, NoActionReason
from jicms.refdata.queries import entries
from jicms.web.dates import day as in_words

#: What comes after the decision: the later word wins.
_LATER = (PenaltyStage.AFTER_APPEAL, PenaltyStage.SETTLED)


def serve_decision(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    method_code: str,
    received_at: datetime | None = None,
    sent_on: date | None = None,
    attempted_on: date | None = None,
    proof: str = "",
    proof_file: StoredFile | None = None,
    effective_on: date | None = None,
    file: StoredFile | None = None,
) -> DisciplinaryAction:
    """Record when and how the decision reached the employee: DECISION → SERVED.

    It must arrive on or before the effective date (5 CFR 752.203(e), .404(g)); `effective_on`
    moves that date. What the employee may do against it runs from receipt and effect.
    """
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    decided = decided_penalty(action)
    assert action.decided_on is not None
    refuse_barred(action, action.deciding_official)
    if action.notice_received_at is not None:
        refuse_barred(action, action.proposing_official)
    delivery = Delivery(method_code, received_at, sent_on, attempted_on, proof, proof_file)
    receipt = receipt_of(action, delivery, letter_on=action.decided_on)
    day = clock.local_date(receipt.at, zone_of(action))
    planned = effective_on or action.effective_on or day
    if effective_on is not None:
        check_date(action, decided.action_type, effective_on, decided_on=action.decided_on)
        action.effective_on = effective_on
    if is_late(action, receipt.at):
        raise RuleBroken(
            f"The decision must reach the employee on or before {in_words(planned)}, the effective "
            "date. Set a later one.",
            field="effective_on",
        )
    letter = letters.letter_to_serve(action, decision=True, field="effective_on")
    if letter is not None:
        letters.mark_served(letter, at=receipt.at, method_code=method_code)
    add_letter(action, LetterKind.DECISION, file, actor=actor)
    add_served(action, LetterKind.DECISION, letter, actor=actor)
    ACTION.apply(
        action,
        "serve_decision",
        actor=actor,
        together={
            "decision_received_at": receipt.at,
            "decision_service_code": method_code,
            "effective_on": planned,
        },
    )
    keep_service(action, LetterKind.DECISION, delivery, receipt, actor=actor)
    deadlines.meet(action.case, code="DECISION", owner=owner_of(action), at=receipt.at)
    open_windows(action, decided.action_type, effective=planned, receipt=day)
    follow_notice(action)
    recorder.record(Event.DECISION_SERVED, obj=action, method=method_code, received_at=receipt.at)
    return action


def make_effective(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    nature_code: str | None = None,
    nature_reason: str = "",
    file: StoredFile | None = None,
) -> DisciplinaryAction:
    """The effective date has come: SERVED → EFFECTIVE.

    What is processed as a personnel action has its nature-of-action code: the procedure’s, or
    another with a reason. `file` is its SF-50.
    """
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    if action.effective_on is not None and action.effective_on > today_of(action):
        raise RuleBroken(f"It takes effect on {in_words(action.effective_on)}.")
    if action.status is not ActionStatus.SERVED:
        raise TransitionRefused("It takes effect once, after the decision was served.")
    kind = decided_penalty(action).action_type
    on = action.effective_on or today_of(action)
    process(
        action,
        kind,
        actor=actor,
        effective_on=on,
        nature_code=nature_code,
        reason=nature_reason,
        file=file,
    )
    ACTION.apply(action, "take_effect", actor=actor)
    for code in procedures.effective_rules():
        deadlines.meet(action.case, code=code, owner=owner_of(action))
    close_leave(action, LeaveEnd.NOTICE_ENDED)
    begins = action.effective_on
    start_expiry(action, kind, actor=actor, effective=begins)
    return action


def make_final(action: DisciplinaryAction, *, actor: Actor) -> DisciplinaryAction:
    """The outcome stands: EFFECTIVE → FINAL, and the subject with it.

    The final penalty is worked out from the last word on it, never typed. An appeal window that is
    open goes on beside it.
    """
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    last = last_word(action)
    assert last is not None
    ACTION.apply(action, "finish", actor=actor)
    _add_final(action, last.action_type, last.days, last.reason, actor)
    return _end(action, actor)


def last_word(action: DisciplinaryAction) -> Penalty | None:
    """The penalty that stands: what an appeal or agreement said last, else the decision."""
    later = [row for row in action.penalties if row.stage in _LATER and row.stands]
    return later[-1] if later else action.penalty(PenaltyStage.DECIDED)


def restate_final(action: DisciplinaryAction, *, actor: Actor) -> None:
    """Work out the final outcome anew after a later word, where there is one already. The caller
    has checked who may; the earlier outcome stays in the thread."""
    earlier, last = action.penalty(PenaltyStage.FINAL), last_word(action)
    if earlier is None or last is None:
        return
    earlier.stands = False
    unit_of_work.session().flush()
    code = last.outcome_reason_code
    _add_final(action, last.action_type, last.days, last.reason, actor, outcome_reason_code=code)
    recorder.record(Event.ACTION_FINAL, obj=action)


def conclude(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    action_type_code: str,
    reason: str,
    no_action_code: str | None = None,
) -> DisciplinaryAction:
    """End without a decision, from the draft: no action, and why.

    Once a notice was served, no action is a decision that the employee gets. That the employee left
    is recorded with the day and how (`departures.record_departure`), which ends the action too.
    """
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    kind = unit_of_work.session().get(ActionType, action_type_code)
    if kind is not None and is_separation(kind):
        raise RuleBroken(
            "Record that the employee left, with the day and how: the action ends with it.",
            field="action_type_code",
        )
    if kind is None or kind.is_legacy or not is_nothing(kind):
        raise RuleBroken("Choose how it ends from the list.", field="action_type_code")
    if action.status is not ActionStatus.DRAFT:
        raise RuleBroken(
            "After the notice, no action is a decision: record it as one.",
            field="action_type_code",
        )
    row = entries(NoActionReason).get(no_action_code or "")
    if row is None or not row.is_offered(today_of(action)):
        raise RuleBroken("Choose why there is no action.", field="no_action_code")
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    return _conclude(action, kind, reason, actor=actor, no_action_code=no_action_code)


def conclude_left(
    action: DisciplinaryAction, *, actor: Actor, action_type_code: str, reason: str
) -> DisciplinaryAction:
    """End with the employee's leaving, which the caller has recorded and checked."""
    kind = unit_of_work.session().get(ActionType, action_type_code)
    assert kind is not None
    return _conclude(action, kind, reason, actor=actor, outcome_reason_code="EMPLOYEE_LEFT")


def _conclude(
    action: DisciplinaryAction,
    kind: ActionType,
    reason: str,
    *,
    actor: Actor,
    no_action_code: str | None = None,
    outcome_reason_code: str | None = None,
) -> DisciplinaryAction:
    together = {"no_action_code": no_action_code}
    ACTION.apply(action, "conclude", actor=actor, reason=reason, together=together)
    _add_final(action, kind, None, reason, actor, outcome_reason_code=outcome_reason_code)
    return _end(action, actor)


def end_by_agreement(
    action: DisciplinaryAction, *, actor: Actor, reason: str
) -> DisciplinaryAction:
    """What was settled is the last word: the action ends with it. The agreement has checked who."""
    settled = action.penalty(PenaltyStage.SETTLED)
    assert settled is not None
    ACTION.apply(action, "settle", actor=actor, reason=reason)
    if settled.on is not None:
        process(action, settled.action_type, actor=actor, effective_on=settled.on)
    _add_final(action, settled.action_type, settled.days, settled.reason, actor)
    start_expiry(action, settled.action_type, actor=actor, effective=settled.on)
    return _end(action, actor)


def impose_held(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    kind: ActionType,
    days: int | None,
    effective_on: date,
    received_on: date | None,
    reason: str,
) -> DisciplinaryAction:
    """The penalty that a broken agreement held is the outcome. `received_on`: an appeal is open."""
    ACTION.apply(action, "settle", actor=actor, reason=reason)
    action.effective_on = effective_on
    process(action, kind, actor=actor, effective_on=effective_on)
    _add_final(action, kind, days, reason, actor, outcome_reason_code="LAST_CHANCE_AGREEMENT")
    if received_on is not None:
        open_windows(action, kind, effective=effective_on, receipt=received_on)
    start_expiry(action, kind, actor=actor, effective=effective_on)
    return _end(action, actor)


def _add_final(
    action: DisciplinaryAction,
    kind: ActionType,
    days: int | None,
    reason: str,
    actor: Actor,
    *,
    outcome_reason_code: str | None = None,
) -> None:
    action.penalties.append(
        Penalty(
            case_id=action.case_id,
            stage=PenaltyStage.FINAL,
            action_type=kind,
            days=days,
            reason=reason.strip(),
            outcome_reason_code=outcome_reason_code,
            on=today_of(action),
            author_id=actor.user_id,
        )
    )
    unit_of_work.session().flush()


def withdraw(action: DisciplinaryAction, *, actor: Actor, reason: str) -> DisciplinaryAction:
    """Take the action back before it has effect; the subject stays in adjudication."""
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    ACTION.apply(action, "withdraw", actor=actor, reason=reason)
    stop_clocks(action, reason="The action was withdrawn")
    grants.end_packages(action, actor=actor, reason="The action was withdrawn")
    return action


def _end(action: DisciplinaryAction, actor: Actor) -> DisciplinaryAction:
    stop_clocks(action, reason="The action is final")
    grants.end_packages(action, actor=actor, reason="The action is final")
    settles = action.party.subject_status is SubjectStatus.IN_ADJUDICATION and (
        not _others_run(action) and _rests_on_the_referral(action)
    )
    if settles:
        SUBJECT.apply(action.party, "finish", actor=actor)
    recorder.record(Event.ACTION_FINAL, obj=action)
    return action


def stop_clocks(action: DisciplinaryAction, *, reason: str) -> None:
    """What the employee may still do outlives the action, as the expiry of a reprimand does; a
    window that has closed was kept."""
    close_leave(action, LeaveEnd.ACTION_ENDED)
    mine = owner_of(action)
    today = today_of(action)
    for row in clocks.open_clocks(action.case_id, ClockSide.DISCIPLINE):
        if (row.entity_type, row.entity_id) != tuple(mine):
            continue
        if row.rule_code not in OUTLIVE:
            deadlines.cancel(action.case, code=row.rule_code, owner=mine, reason=reason)
        elif row.due_on < today or action.status is ActionStatus.WITHDRAWN:
            deadlines.meet(action.case, code=row.rule_code, owner=mine)


def _rests_on_the_referral(action: DisciplinaryAction) -> bool:
    """What ends on an interim matter settles the subject only after the referral's own action."""
    if action.referral is None or not action.referral.is_interim:
        return True
    found = unit_of_work.session().scalar(
        whole(
            select(DisciplinaryAction.id)
            .join(LrReferral, LrReferral.id == DisciplinaryAction.referral_id)
            .where(
                DisciplinaryAction.party_id == action.party_id,
                DisciplinaryAction.status == ActionStatus.FINAL,
                LrReferral.kind != ReferralKind.INTERIM,
            )
            .limit(1)
        )
    )
    return found is not None


def _others_run(action: DisciplinaryAction) -> bool:
    found = unit_of_work.session().scalar(
        whole(
            select(DisciplinaryAction.id)
            .where(
                DisciplinaryAction.party_id == action.party_id,
                DisciplinaryAction.id != action.id,
                DisciplinaryAction.status.not_in(ENDED),
            )
            .limit(1)
        )
    )
    return found is not None
