"""How a disciplinary action moves, and what its end ends."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import object_session

from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.cases.models import Case
from jicms.cases.workflow import CASE
from jicms.discipline import procedures
from jicms.discipline.models import ActionStatus, DisciplinaryAction
from jicms.discipline.models_departures import Departure
from jicms.discipline.service.whole import whole
from jicms.workflow.engine import Workflow, step

A = ActionStatus
#: Statuses in which nothing is left to do.
ENDED = (A.FINAL, A.WITHDRAWN)
#: Statuses before the decision has reached the employee.
BEFORE_SERVICE = (A.DRAFT, A.PROPOSED, A.ANSWER, A.DECISION)


def needs_no_notice(action: DisciplinaryAction, _actor: Actor) -> str | None:
    """Guard: the procedure says what is decided without a notice."""
    if not procedures.needs_notice(action):
        return None
    return "A suspension, demotion or removal needs a notice of proposed action first."


_EDIT = Action.DISCIPLINE_EDIT
ACTION = Workflow(
    "disciplinary_action",
    (
        step("propose", "Record the proposal", A.DRAFT, A.PROPOSED, _EDIT),
        step("serve_notice", "Record service of the notice", A.PROPOSED, A.ANSWER, _EDIT),
        step("answer", "Record the answer", A.ANSWER, A.DECISION, _EDIT),
        step(
            "decide_directly",
            "Record the decision",
            A.DRAFT,
            A.DECISION,
            _EDIT,
            needs=(needs_no_notice,),
        ),
        step("serve_decision", "Record service of the decision", A.DECISION, A.SERVED, _EDIT),
        step("take_effect", "Record the effective date", A.SERVED, A.EFFECTIVE, _EDIT),
        step("finish", "Make final", A.EFFECTIVE, A.FINAL, _EDIT),
        step(
            "settle",
            "End by agreement",
            (*BEFORE_SERVICE, A.SERVED, A.EFFECTIVE),
            A.FINAL,
            _EDIT,
            reason=True,
            automatic=True,
        ),
        step("conclude", "End without a decision", BEFORE_SERVICE, A.FINAL, _EDIT, reason=True),
        step(
            "withdraw",
            "Withdraw",
            (*BEFORE_SERVICE, A.SERVED),
            A.WITHDRAWN,
            _EDIT,
            reason=True,
        ),
    ),
    case_id=lambda action: action.case_id,
)


def every_action_ended(case: Case, _actor: Actor) -> str | None:
    """Guard of what ends a case: no disciplinary action is under way, whoever signs."""
    session: Any = object_session(case)
    running = session.scalar(
        select(DisciplinaryAction.id)
        .where(DisciplinaryAction.case_id == case.id, DisciplinaryAction.status.not_in(ENDED))
        .limit(1)
        .execution_options(unscoped="closing looks at the whole case")
    )
    return None if running is None else "A disciplinary action is neither final nor withdrawn."


def no_track_is_open(case: Case, _actor: Actor) -> str | None:
    """Guard of what ends a case: what 5 USC 3322 asks after a departure is done."""
    session: Any = object_session(case)
    rows = session.scalars(whole(select(Departure).where(Departure.case_id == case.id)))
    open_ones = any(row.is_open for row in rows)
    return "The track of 5 USC 3322 is not ended." if open_ones else None


def install() -> None:
    """Put the guard on every step that ends a case: nobody could work the action afterwards."""
    for name in ("close", "merge", "enter_in_error"):
        CASE.require_also(name, every_action_ended)
        CASE.require_also(name, no_track_is_open)
