"""Merging a case into another one, and undoing it.

Both keep their numbers, receipts and complainants; nothing is moved. The clocks of the merged case
stop, those of the other one that count from receipt count from the earliest receipt of all.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.models import Case, CaseStatus
from jicms.cases.service.numbers import lock
from jicms.cases.workflow import CASE, follow
from jicms.core import unit_of_work
from jicms.core.errors import Missing, RuleBroken
from jicms.deadlines import service as deadlines
from jicms.deadlines import shelving
from jicms.workflow import StatusChange

#: The start event of the clocks that a merging moves.
RECEIPT = "receipt"


def merge_into(case: Case, *, actor: Actor, other: Case, reason: str) -> StatusChange:
    """Mark `case` as a duplicate of `other`, where the matter goes on."""
    policy.require(actor, Action.CASE_MERGE, case)
    session = unit_of_work.session()
    if other.id == case.id:
        raise RuleBroken("A case can’t be merged into itself.", field="other")
    if session.scalar(select(Case.id).where(Case.id == other.id)) is None:
        raise Missing
    for end in sorted((case, other), key=lambda end: end.id):
        lock(end)
    session.refresh(other, ["status"])
    if other.status is CaseStatus.MERGED_DUPLICATE:
        raise RuleBroken(
            f"{other.number} is itself marked as a duplicate. Use the case it points to.",
            field="other",
        )
    change = CASE.apply(
        case, "merge", actor=actor, reason=reason, together={"merged_into_id": other.id}
    )
    _run_from_earliest(other)
    recorder.record(Event.CASE_MERGED, case=case, obj=case, into=other.id)
    recorder.record(Event.CASE_MERGED, case=other, obj=case)
    return change


def unmerge(case: Case, *, actor: Actor, reason: str) -> StatusChange:
    """Undo a merging: the case is where it was before, and the clocks of both are too."""
    policy.require(actor, Action.CASE_MERGE, case)
    session = unit_of_work.session()
    other = session.scalar(_whole(select(Case).where(Case.id == case.merged_into_id)))
    last = session.scalar(
        select(StatusChange)
        .where(
            StatusChange.case_id == case.id,
            StatusChange.entity == CASE.entity,
            StatusChange.transition == "merge",
        )
        .order_by(StatusChange.id.desc())
        .limit(1)
    )
    before = CaseStatus(last.from_status) if last else CaseStatus.TRIAGE
    change = CASE.apply(case, f"unmerge_{before.value.lower()}", actor=actor, reason=reason)
    shelving.take_back(case)
    if other is not None:
        _run_from_earliest(other, gone=_receipts(case))
    follow(case, actor)
    return change


def _whole(statement: Any) -> Any:
    why = "clocks run from the earliest receipt, whoever merges or undoes it"
    return statement.execution_options(unscoped=why)


def _run_from_earliest(case: Case, gone: Collection[datetime] = ()) -> None:
    """Let clocks that count from a receipt of the matter count from its earliest."""
    receipts = _receipts(case)
    among = receipts | {*gone}
    deadlines.run_from(case, start=RECEIPT, among=among, at=min(receipts))


def _receipts(case: Case) -> set[datetime]:
    """The receipts of a case and of all that was merged into it, at any remove."""
    found, level = {case.received_at}, [case.id]
    while level:
        rows = unit_of_work.session().execute(
            _whole(select(Case.id, Case.received_at).where(Case.merged_into_id.in_(level)))
        )
        level = []
        for row in rows:
            level.append(row.id)
            found.add(row.received_at)
    return found
