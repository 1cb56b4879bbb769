"""What comes before the proposal: labor relations' case analysis, and counsel's legal review."""

from datetime import date
from typing import Any

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import User
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.deadlines import service as deadlines
from jicms.discipline import procedures
from jicms.discipline.models import ActionStatus, DisciplinaryAction
from jicms.discipline.models_steps import (
    CaseAnalysis,
    LegalReview,
    Recommendation,
    ReviewResult,
)
from jicms.discipline.service.actions import is_in_office, owner_of, today_of
from jicms.discipline.service.whole import next_number, whole
from jicms.files.models import StoredFile
from jicms.web.dates import day as in_words


def not_before_case(action: DisciplinaryAction, on: date, field: str) -> None:
    """Refuse a date before the case, or one that has not come."""
    if on > today_of(action):
        raise RuleBroken("This date lies in the future.", field=field)
    if on < action.case.received_on:
        raise RuleBroken(
            f"The case was received on {in_words(action.case.received_on)}.", field=field
        )


def record_analysis(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    recommends: Recommendation,
    done_on: date | None = None,
    analyst: User | None = None,
    text: str = "",
    file: StoredFile | None = None,
) -> CaseAnalysis:
    """Record the case analysis of a draft: who made it, when, what it recommends. The last counts.

    `analyst` is the one who records it unless given.
    """
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    on = done_on or today_of(action)
    _refuse_after_draft(action)
    not_before_case(action, on, "done_on")
    who = analyst
    if who is None and actor.user_id is not None:
        who = unit_of_work.session().get(User, actor.user_id)
    if who is None or not is_in_office(who, action.office):
        raise RuleBroken("Choose who made the analysis from the office.", field="analyst")
    if not text.strip() and file is None:
        raise RuleBroken("Write the analysis, or add it as a file.", field="text")
    row = CaseAnalysis(
        done_on=on,
        analyst_id=who.id,
        recommends=Recommendation(recommends),
        text=text.strip(),
        file=file,
    )
    return _keep(action, row, actor=actor)


def waive_analysis(action: DisciplinaryAction, *, actor: Actor, reason: str) -> CaseAnalysis:
    """Let an action be proposed without a case analysis: a labor relations supervisor, with the
    reason."""
    policy.require(actor, Action.DISCIPLINE_APPROVE, action)
    _refuse_after_draft(action)
    if not needs_analysis(action):
        raise TransitionRefused("This procedure asks for no case analysis.")
    if analysis_of(action) is not None:
        raise TransitionRefused("A case analysis is on record.")
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    assert actor.user_id is not None
    row = CaseAnalysis(
        done_on=today_of(action), analyst_id=actor.user_id, waiver_reason=reason.strip()
    )
    return _keep(action, row, actor=actor)


def _refuse_after_draft(action: DisciplinaryAction) -> None:
    if action.status is not ActionStatus.DRAFT:
        raise TransitionRefused("The case analysis comes before the proposal.")


def _keep(action: DisciplinaryAction, row: CaseAnalysis, *, actor: Actor) -> CaseAnalysis:
    row.action, row.case_id, row.recorded_by_id = action, action.case_id, actor.user_id
    row.n = next_of(CaseAnalysis, action)
    session = unit_of_work.session()
    session.add(row)
    session.flush()
    deadlines.meet(action.case, code="LR_CASE_ANALYSIS", owner=owner_of(action))
    said = row.recommends.value if row.recommends is not None else "WAIVED"
    recorder.record(Event.CASE_ANALYZED, obj=action, on=row.done_on, recommends=said)
    return row


def next_of(model: Any, action: DisciplinaryAction) -> int:
    """The number of the next row, which the action hands out to one writer at a time."""
    unit_of_work.hold(action)
    return next_number(model, action_id=action.id)


def needs_analysis(action: DisciplinaryAction) -> bool:
    """Whether the procedure asks for a case analysis before the proposal."""
    row = procedures.procedure_of(action)
    return row is not None and bool(row.needs_analysis)


def analysis_of(action: DisciplinaryAction) -> CaseAnalysis | None:
    """The case analysis that counts, or its waiver, whoever asks: it decides, and is not shown."""
    found: CaseAnalysis | None = _last(CaseAnalysis, action)
    return found


def review_of(action: DisciplinaryAction) -> LegalReview | None:
    """The legal review that counts, whoever asks."""
    found: LegalReview | None = _last(LegalReview, action)
    return found


def _last(model: Any, action: DisciplinaryAction) -> Any:
    statement = select(model).where(model.action_id == action.id).order_by(model.n.desc()).limit(1)
    return unit_of_work.session().scalar(whole(statement))


def refuse_unanalyzed(action: DisciplinaryAction, on: date) -> None:
    """Raise where a proposal of that day lacks the case analysis that its procedure asks for."""
    if not needs_analysis(action):
        return
    found = analysis_of(action)
    if found is None:
        label = procedures.settled(action).label
        raise RuleBroken(f"Under “{label}” the case analysis is recorded before the proposal.")
    if not found.is_waived and found.done_on > on:
        raise RuleBroken(
            f"The case analysis is of {in_words(found.done_on)}: the proposal comes after it.",
            field="proposed_on",
        )


def record_legal_review(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    on: date,
    by: str,
    result: ReviewResult = ReviewResult.SUFFICIENT,
    note: str = "",
    file: StoredFile | None = None,
) -> DisciplinaryAction:
    """Record counsel's review of the proposal: when, who, with what result. The last one counts.

    Before the proposal under subpart D. A review of a draft that does not find it sufficient takes
    back one that did; after the proposal the service of the notice waits for one that does.
    """
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    if action.status not in {ActionStatus.DRAFT, ActionStatus.PROPOSED, ActionStatus.ANSWER}:
        raise RuleBroken("The review comes before the decision.")
    not_before_case(action, on, "legal_review_on")
    if not by.strip():
        raise RuleBroken("Name the reviewing counsel.", field="legal_review_by")
    found = ReviewResult(result)
    sufficient = found is ReviewResult.SUFFICIENT
    if not sufficient and not note.strip() and file is None:
        raise RuleBroken("Write what counsel asks, or add it as a file.", field="note")
    session = unit_of_work.session()
    session.add(
        LegalReview(
            action=action,
            case_id=action.case_id,
            n=next_of(LegalReview, action),
            on=on,
            counsel=by.strip(),
            result=found,
            note=note.strip(),
            file=file,
            recorded_by_id=actor.user_id,
        )
    )
    if sufficient:
        action.legal_review_on, action.legal_review_by = on, by.strip()
    elif action.status is ActionStatus.DRAFT:
        action.legal_review_on, action.legal_review_by = None, ""
    session.flush()
    recorder.record(Event.LEGAL_REVIEW_RECORDED, obj=action, on=on, result=found.value)
    return action


def refuse_insufficient(action: DisciplinaryAction) -> None:
    """Raise where counsel's last word on the proposal is not that it is sufficient."""
    last = review_of(action)
    if last is not None and last.result is not ReviewResult.SUFFICIENT:
        raise RuleBroken(
            f"Counsel’s review of {in_words(last.on)}: {last.result.label.lower()}. Record the"
            " review that finds the proposal sufficient first."
        )
