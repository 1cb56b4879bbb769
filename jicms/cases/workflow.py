"""How a case and its subjects move: two transition tables and the one rule that ties them.

Up to the start of work people move the case. From then on `follow` keeps it from its
investigations and subjects: call it after every change of either.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import object_session

from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.cases import sight
from jicms.cases.models import (
    ENDED,
    Case,
    CaseStatus,
    Origin,
    Party,
    PartyRole,
    SubjectStatus,
)
from jicms.core import clock
from jicms.deadlines import service as deadlines
from jicms.deadlines import shelving
from jicms.workflow.engine import Transition, Workflow, step

S = CaseStatus
#: Statuses from which a case can still be worked on.
LIVE = tuple(status for status in CaseStatus if status not in ENDED)
#: Statuses that `follow` may leave and enter.
FOLLOWED = (S.ASSIGNED, S.OPEN, S.SUSPENDED_FOR_PROSECUTION, S.ROI_REVIEW, S.IN_ADJUDICATION)

#: Statuses of the case's investigations, one function per source; `investigations` registers.
investigation_states: list[Callable[[Case], list[str]]] = []


def not_imported(case: Case, _actor: Actor) -> str | None:
    """A record of another system keeps that system's status until it is taken up."""
    if case.is_legacy:
        return "This record keeps the status of the system it came from. Reopen it first."
    return None


def is_imported(case: Case, _actor: Actor) -> str | None:
    """Only a record of another system can be taken up."""
    return None if case.is_legacy else "Only an imported record is taken up."


def _people_move() -> tuple[Transition, ...]:
    own = {"needs": (not_imported,)}
    route = Action.CASE_ROUTE
    return (
        step("begin_triage", "Begin triage", S.RECEIVED, S.TRIAGE, Action.CASE_TRIAGE, **own),
        step("send_to_oig", "Refer to the OIG", S.TRIAGE, S.OIG_PENDING, route, **own),
        step("oig_answered", "Record the OIG’s answer", S.OIG_PENDING, S.TRIAGE, route, **own),
        step(
            "exigent",
            "Start before the OIG answers",
            S.OIG_PENDING,
            S.TRIAGE,
            route,
            reason=True,
            **own,
        ),
        step("assign", "Assign", S.TRIAGE, S.ASSIGNED, Action.CASE_ASSIGN, **own),
        step("open", "Open", S.ASSIGNED, S.OPEN, Action.CASE_OPEN, **own),
        step("refer_out", "Refer out", S.TRIAGE, S.REFERRED_OUT, route, reason=True, **own),
        step(
            "information_only",
            "Close at triage",
            S.TRIAGE,
            S.CLOSED,
            route,
            reason=True,
            **own,
        ),
        step(
            "close",
            "Close",
            FOLLOWED,
            S.CLOSED,
            Action.CASE_CLOSE,
            **own,
        ),
        step(
            "enter_in_error",
            "Close as entered in error",
            [status for status in S if status is not S.CLOSED],
            S.CLOSED,
            Action.CASE_ERROR,
            reason=True,
        ),
        step("reopen", "Reopen", S.CLOSED, S.OPEN, Action.CASE_REOPEN, reason=True),
        step(
            "reopen_to_triage",
            "Reopen",
            (S.CLOSED, S.REFERRED_OUT),
            S.TRIAGE,
            Action.CASE_REOPEN,
            reason=True,
        ),
        step(
            "take_up",
            "Take up an imported case",
            LIVE,
            S.OPEN,
            Action.CASE_REOPEN,
            reason=True,
            needs=(is_imported,),
        ),
        step("merge", "Merge", LIVE, S.MERGED_DUPLICATE, Action.CASE_MERGE, reason=True, **own),
    )


def _follows() -> tuple[Transition, ...]:
    """Steps that no button offers: what `follow` does, and the way back from a merging."""
    to_status = (S.OPEN, S.ROI_REVIEW, S.SUSPENDED_FOR_PROSECUTION, S.IN_ADJUDICATION)
    sources = (S.TRIAGE, *FOLLOWED)
    moves = [
        step(
            f"follow_{to.value.lower()}",
            "Follow the work",
            [status for status in sources if status is not to],
            to,
            Action.CASE_VIEW,
            automatic=True,
        )
        for to in to_status
    ]
    moves.append(
        step(
            "follow_triage",
            "Follow the work",
            S.IN_ADJUDICATION,
            S.TRIAGE,
            Action.CASE_VIEW,
            automatic=True,
        )
    )
    back = [
        step(
            f"unmerge_{to.value.lower()}",
            "Undo the merging",
            S.MERGED_DUPLICATE,
            to,
            Action.CASE_MERGE,
            reason=True,
            automatic=True,
        )
        for to in LIVE
    ]
    return (*moves, *back)


CASE = Workflow("case_file", (*_people_move(), *_follows()), case_id=lambda case: case.id)
#: The steps by which a merging is undone.
APART = tuple(f"unmerge_{to.value.lower()}" for to in LIVE)

T = SubjectStatus
SUBJECT = Workflow(
    "party",
    (
        step("refer", "Refer to labor relations", T.NOT_REFERRED, T.REFERRED, Action.REFER_TO_LR),
        step("accept", "Accept", T.REFERRED, T.IN_ADJUDICATION, Action.REFERRAL_ANSWER),
        step("return", "Return", T.REFERRED, T.NOT_REFERRED, Action.REFERRAL_ANSWER, reason=True),
        step("finish", "Final", T.IN_ADJUDICATION, T.FINAL, Action.DISCIPLINE_EDIT),
        step(
            "resume",
            "Take up again",
            T.FINAL,
            T.IN_ADJUDICATION,
            Action.DISCIPLINE_EDIT,
            reason=True,
        ),
        step(
            "code",
            "Code without referral",
            T.NOT_REFERRED,
            T.CODED,
            Action.REFER_TO_LR,
            reason=True,
        ),
        step("uncode", "Undo the coding", T.CODED, T.NOT_REFERRED, Action.REFER_TO_LR, reason=True),
    ),
    case_id=lambda party: party.case_id,
    attribute="subject_status",
)


def follow(case: Case, actor: Actor) -> None:
    """Set the status that the investigations and subjects of the case give it.

    Does nothing before the start of work, after its end, and for imported records.
    """
    if case.is_legacy or case.status not in (S.TRIAGE, *FOLLOWED):
        return
    wanted = derived_status(case.status, _investigations(case), _subjects(case))
    if wanted is not case.status:
        CASE.apply(case, f"follow_{wanted.value.lower()}", actor=actor)


def derived_status(
    now: CaseStatus, investigations: list[str], subjects: list[SubjectStatus | None]
) -> CaseStatus:
    """The status of a case at work, from the statuses of its investigations and subjects."""
    active = [state for state in investigations if state != "DONE"]
    if active:
        return _of_active(now, set(active))
    if {T.REFERRED, T.IN_ADJUDICATION} & set(subjects):
        return S.IN_ADJUDICATION
    if now is S.IN_ADJUDICATION and T.FINAL in subjects:
        return now
    if investigations:
        return S.OPEN
    return S.TRIAGE if now is S.IN_ADJUDICATION else now


def _of_active(now: CaseStatus, states: set[str]) -> CaseStatus:
    if states & {"OPEN", "REPORT_DRAFT"}:
        return S.OPEN
    if "REPORT_REVIEW" in states:
        return S.ROI_REVIEW
    if states == {"SUSPENDED"}:
        return S.SUSPENDED_FOR_PROSECUTION
    if states == {"PLANNED"} and now in {S.TRIAGE, S.ASSIGNED}:
        return now
    return S.OPEN


def _investigations(case: Case) -> list[str]:
    return [str(state) for states in investigation_states for state in states(case)]


def _subjects(case: Case) -> list[SubjectStatus | None]:
    session = object_session(case)
    assert session is not None
    session.flush()
    found = session.scalars(
        select(Party.subject_status)
        .where(
            Party.case_id == case.id,
            Party.role == PartyRole.SUBJECT,
            Party.withdrawn_at.is_(None),
        )
        .execution_options(unscoped="the status of a case counts every subject")
    )
    return list(found)


def _stamp(case: Case, row: Transition, _actor: Actor) -> None:
    """What has to stand beside a status, in the same UPDATE."""
    now = clock.now()
    case.status_since = now
    if row.to is S.CLOSED:
        case.closed_at = now
        case.closed_on = clock.local_date(now, case.agency.zone)
    else:
        case.closed_at = case.closed_on = case.closure_code = None
    if row.to is not S.MERGED_DUPLICATE:
        case.merged_into_id = None
    if row.to is not S.REFERRED_OUT:
        case.refer_out_code = None
    if row.to is S.OPEN and case.opened_at is None:
        case.opened_at = now
    if row.name in {"reopen", "reopen_to_triage", "take_up"}:
        case.origin = Origin.NATIVE
    sight.forget(case)


def _keep_clocks(case: Case, row: Transition, _actor: Actor) -> None:
    if row.to is S.MERGED_DUPLICATE:
        shelving.shelve(case)
        return
    if row.to in ENDED:
        deadlines.cancel(case, reason="The case ended")
        return
    if row.name in {"send_to_oig", "assign"}:
        deadlines.meet(case, code="TRIAGE")
    if row.name == "open":
        deadlines.meet(case, code="ASSIGNMENT")


def _follow_subject(party: Party, _row: Transition, actor: Actor) -> None:
    session = object_session(party)
    assert session is not None
    case: Any = session.get(
        Case, party.case_id, execution_options={"unscoped": "a subject moves its case"}
    )
    follow(case, actor)


CASE.after.extend((_stamp, _keep_clocks))
SUBJECT.after.append(_follow_subject)
