"""Triage: taking a case up, and deciding where it goes."""

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.allegations import service as allegations
from jicms.allegations.models import AllegationSubject
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases import service as cases
from jicms.cases.models import Case, CaseStatus, LogEntry, LogKind
from jicms.cases.workflow import CASE
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.deadlines import service as deadlines
from jicms.intake.service.oig import start_assignment
from jicms.refdata.models import CaseType, ClosureReason, ReferOutTarget
from jicms.refdata.queries import entries
from jicms.workflow import StatusChange

ADMIN_CLOSED, CLOSED_AT_TRIAGE = "ADMIN_CLOSED", "CLOSED_AT_TRIAGE"
MANAGEMENT_INQUIRY = "MANAGEMENT_INQUIRY"


def begin_triage(case: Case, *, actor: Actor) -> StatusChange:
    """Take a received case into triage. Raises `TransitionRefused`, `Denied`."""
    return CASE.apply(case, "begin_triage", actor=actor)


def accept(case: Case, *, actor: Actor, note: str = "", case_type_code: str | None = None) -> None:
    """End triage: the case is handed to the investigations supervisor for assignment.

    Another type than the proposed one is set with the note as its reason, by a supervisor.
    """
    policy.require(actor, Action.CASE_TRIAGE, case)
    _refuse_outside_triage(case)
    if case_type_code is not None and case_type_code != case.case_type_code:
        cases.classify(case, actor=actor, case_type_code=case_type_code, reason=note)
    kind = entries(CaseType)[case.case_type_code].label
    _decide(case, actor, f"Accepted as {kind.lower()}, for assignment.", note)
    deadlines.meet(case, code="TRIAGE")
    start_assignment(case, clock.today(case.agency.zone))


def route_to_management(case: Case, *, actor: Actor, reason: str) -> None:
    """Make it a management inquiry, worked by a fact-finder in the field."""
    policy.require(actor, Action.CASE_ROUTE, case)
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    if case.case_type_code == MANAGEMENT_INQUIRY:
        accept(case, actor=actor, note=reason)
    else:
        accept(case, actor=actor, note=reason, case_type_code=MANAGEMENT_INQUIRY)


def refer_out(case: Case, *, actor: Actor, target_code: str, reason: str) -> StatusChange:
    """Hand the matter to another body; the case ends here. Raises `RuleBroken`."""
    known = entries(ReferOutTarget).get(target_code)
    if known is None or not known.is_offered(clock.today(case.agency.zone)):
        raise RuleBroken("Choose where it goes.", field="target_code")
    together = {"refer_out_code": target_code}
    return CASE.apply(case, "refer_out", actor=actor, reason=reason, together=together)


def information_only(
    case: Case, *, actor: Actor, reason: str, closure_code: str = "INFORMATION_ONLY"
) -> StatusChange:
    """Close from triage with a coded reason, which each allegation and subject gets too."""
    policy.require(actor, Action.CASE_ROUTE, case)
    _refuse_outside_triage(case)
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    row = unit_of_work.session().get(ClosureReason, closure_code)
    if row is None or not row.at_triage:
        raise RuleBroken("Choose a reason for closing from the list.", field="closure_code")
    for charge in _open_charges(case):
        allegations.record_finding(
            charge,
            actor=actor,
            code=ADMIN_CLOSED,
            reasons=reason,
            admin_close_code=CLOSED_AT_TRIAGE,
        )
    return cases.close_at_triage(case, actor=actor, closure_code=closure_code, reason=reason)


def _refuse_outside_triage(case: Case) -> None:
    if case.status is not CaseStatus.TRIAGE:
        raise TransitionRefused("This is decided in triage.")


def _decide(case: Case, actor: Actor, text: str, note: str) -> None:
    """The decision in the case's log, which the intake desk does not write otherwise."""
    entry = LogEntry(
        case_id=case.id,
        kind=LogKind.DECISION,
        occurred_at=clock.now(),
        text=" ".join(part for part in (text, note.strip()) if part),
        user_id=actor.user_id,
    )
    unit_of_work.session().add(entry)
    unit_of_work.session().flush()
    recorder.record(Event.LOG_ADDED, obj=entry, kind=entry.kind.value)


def _open_charges(case: Case) -> list[AllegationSubject]:
    found = unit_of_work.session().scalars(
        select(AllegationSubject).where(
            AllegationSubject.case_id == case.id, AllegationSubject.finding_code.is_(None)
        )
    )
    return [charge for charge in found if charge.party.withdrawn_at is None]
