"""Back to the desk: what is missing before triage can decide, and the way back to triage."""

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.models import Case, CaseStatus
from jicms.cases.service import lock
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.intake.models_returns import DeskReturn
from jicms.routing import transfers
from jicms.workflow.engine import Transition


def return_to_desk(case: Case, *, actor: Actor, missing: str) -> DeskReturn:
    """Send a case in triage back to be completed. It stays in triage and its clock runs on.

    Raises `RuleBroken` without a word on what is missing, where it is there already or where this
    office has not accepted the case, `TransitionRefused`, `Denied`.
    """
    policy.require(actor, Action.CASE_ROUTE, case)
    if case.status is not CaseStatus.TRIAGE:
        raise TransitionRefused("This is decided in triage.")
    if not missing.strip():
        raise RuleBroken("Write what is missing.", field="missing")
    lock(case)
    said = transfers.nothing_under_way(case, actor)
    if said:
        raise RuleBroken(said)
    if open_return(case) is not None:
        raise RuleBroken("The case is back at the desk already.")
    made = DeskReturn(case=case, missing=missing.strip(), sent_by_id=actor.user_id)
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(Event.RETURNED_TO_DESK, obj=made)
    return made


def complete(row: DeskReturn, *, actor: Actor, answer: str) -> DeskReturn:
    """The desk added what was missing, or says why it can’t: triage goes on.

    Raises `RuleBroken` without a word, or where it was done already, `Denied`.
    """
    policy.require(actor, Action.CASE_TRIAGE, row.case)
    unit_of_work.hold(row)
    if row.completed_at is not None:
        raise RuleBroken("This was completed already.")
    if not answer.strip():
        raise RuleBroken("Write what was added, or why it can’t be.", field="answer")
    _end(row, actor, answer)
    return row


def end_with_case(case: Case, row: Transition, actor: Actor) -> None:
    """A case that was entered in error waits for nothing more of the desk."""
    found = open_return(case) if row.name == "enter_in_error" else None
    if found is not None:
        _end(found, actor, "The case was entered in error.")


def _end(row: DeskReturn, actor: Actor, answer: str) -> None:
    row.completed_at, row.completed_by_id = clock.now(), actor.user_id
    row.answer = answer.strip()
    unit_of_work.session().flush()
    recorder.record(Event.COMPLETED_BY_DESK, obj=row)


def open_return(case: Case) -> DeskReturn | None:
    """What the desk still has to complete, whoever asks."""
    return unit_of_work.session().scalar(
        select(DeskReturn)
        .where(DeskReturn.case_id == case.id, DeskReturn.completed_at.is_(None))
        .execution_options(unscoped="nothing is decided while the desk has the case")
    )


def nothing_missing(case: Case, _actor: Actor) -> str | None:
    """Guard: the desk does not have the case."""
    if open_return(case) is None:
        return None
    return "The case is back at the desk to be completed. That comes first."
