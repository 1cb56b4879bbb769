"""Triage: taking a case up, and deciding where it goes."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.allegations import service as allegations
from jicms.allegations.models import Allegation, AllegationSubject
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases import service as cases
from jicms.cases.models import Case, CaseStatus, LogEntry, LogKind, Party, SubjectStatus
from jicms.cases.workflow import CASE
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import ClockSide
from jicms.intake.service import returning
from jicms.intake.service.oig import start_assignment
from jicms.refdata.models import AdminCloseReason, CaseType, ClosureReason, FindingCode, Way
from jicms.refdata.queries import entries
from jicms.routing import byrule, referrals, transfers
from jicms.routing.byrule import Advice
from jicms.routing.referrals import Sending
from jicms.workflow import StatusChange

ADMIN_CLOSED, CLOSED_AT_TRIAGE = "ADMIN_CLOSED", "CLOSED_AT_TRIAGE"
MANAGEMENT_INQUIRY, FOR_ACTION = "MANAGEMENT_INQUIRY", "MANAGEMENT_REFERRAL_FOR_ACTION"
#: The body outside that management is.
TO_MANAGEMENT = "MANAGEMENT"
#: Types of case that management works, and the way that each is.
OF_MANAGEMENT = {
    MANAGEMENT_INQUIRY: Way.MANAGEMENT_INQUIRY,
    "IMMEDIATE_MANAGEMENT_ACTION": Way.MANAGEMENT_REFERRAL,
    FOR_ACTION: Way.MANAGEMENT_REFERRAL,
}


def begin_triage(case: Case, *, actor: Actor) -> StatusChange:
    """Take a received case into triage. Raises `TransitionRefused`, `Denied`."""
    return CASE.apply(case, "begin_triage", actor=actor)


def accept(case: Case, *, actor: Actor, note: str = "", case_type_code: str | None = None) -> None:
    """End triage: the case is handed to the investigations supervisor for assignment.

    Another type than the proposed one is set with the note as its reason, by a supervisor. Raises
    `RuleBroken` where a rule binds the case to another way, or suggests one and there is no note.
    """
    policy.require(actor, Action.CASE_TRIAGE, case)
    cases.lock(case)
    _refuse_outside_triage(case)
    kind = case_type_code or case.case_type_code
    _refuse_other_way(case, OF_MANAGEMENT.get(kind, Way.OWN_OFFICE))
    _refuse_unexplained(case, kind, note)
    _refuse_unready(case, actor)
    if kind != case.case_type_code:
        cases.classify(case, actor=actor, case_type_code=kind, reason=note)
    label = entries(CaseType)[case.case_type_code].label
    _decide(case, actor, f"Accepted as {label.lower()}, for assignment.", note)
    deadlines.meet(case, code="TRIAGE")
    start_assignment(case, clock.today(case.agency.zone))


def take_back_acceptance(case: Case, *, actor: Actor, reason: str) -> None:
    """Undo `accept` as long as nobody is assigned: triage goes on, by its old clock.

    Raises `RuleBroken` where the case was not accepted, or is under way to this office, `Denied`.
    """
    policy.require(actor, Action.CASE_TRIAGE, case)
    cases.lock(case)
    _refuse_outside_triage(case)
    under_way = transfers.nothing_under_way(case, actor)
    if under_way:
        raise RuleBroken(under_way)
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    if not deadlines.cancel(case, code="ASSIGNMENT", reason="The acceptance was taken back"):
        raise RuleBroken("This case was not accepted.")
    _decide(case, actor, "The acceptance is taken back; triage goes on.", reason)
    deadlines.start_clock(
        case,
        code="TRIAGE",
        starts={"receipt": case.received_at},
        side=ClockSide.INVESTIGATION,
        zone=case.agency.zone,
    )


def route_to_management(
    case: Case,
    *,
    actor: Actor,
    reason: str,
    case_type_code: str = MANAGEMENT_INQUIRY,
    sending: Sending | None = None,
) -> None:
    """Let management work it: a fact-finder in the field, or a referral for action.

    `sending` says what went to which manager; a referral for action needs it, and its reply is due.
    Raises `RuleBroken`, `Denied`.
    """
    policy.require(actor, Action.CASE_ROUTE, case)
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    if case_type_code not in OF_MANAGEMENT:
        raise RuleBroken("Choose how management works it.", field="case_type")
    if sending is None and case_type_code == FOR_ACTION:
        raise RuleBroken("Say who receives it, and what was sent.", field="recipient")
    accept(case, actor=actor, note=reason, case_type_code=case_type_code)
    if sending is not None:
        referrals.refer(case, sending, actor=actor)


def refer_out(
    case: Case,
    *,
    actor: Actor,
    target_code: str,
    reason: str,
    sending: Sending | None = None,
) -> StatusChange:
    """Hand the matter to another body; the case ends here, and a reply is due. Raises `RuleBroken`.

    Without `sending` the reason says what was sent, today.
    """
    today = clock.today(case.agency.zone)
    what = sending or Sending(target_code, today, reason or "The case")
    referrals.refuse_sending(case, what)
    _refuse_other_way(case, None)
    together = {"refer_out_code": target_code}
    change = CASE.apply(case, "refer_out", actor=actor, reason=reason, together=together)
    referrals.refer(case, what, actor=actor, ends_case=True)
    return change


def information_only(
    case: Case,
    *,
    actor: Actor,
    reason: str,
    closure_code: str = "INFORMATION_ONLY",
    otherwise: str = CLOSED_AT_TRIAGE,
    coded: Mapping[int, str] | None = None,
) -> StatusChange:
    """Close from triage with a coded reason for the case, and one for each allegation and subject.

    `coded` gives the reason of single rows by id, `otherwise` that of all others. What has a final
    finding keeps it. Raises `RuleBroken` for a row or a reason that is not offered.
    """
    policy.require(actor, Action.CASE_ROUTE, case)
    cases.lock(case)
    _refuse_outside_triage(case)
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    row = unit_of_work.session().get(ClosureReason, closure_code)
    if row is None or not row.at_triage:
        raise RuleBroken("Choose a reason for closing from the list.", field="closure_code")
    _refuse_other_way(case, Way.INFORMATION_ONLY)
    charges, coded = open_charges(case), dict(coded or {})
    today = clock.today(case.agency.zone)
    for charge in charges:
        own = coded.pop(charge.id, otherwise)
        if not _is_offered(own, today):
            raise RuleBroken(
                f"Choose a reason for {charge.label} from the list.", field=f"row_{charge.id}"
            )
        allegations.record_finding(
            charge,
            actor=actor,
            code=ADMIN_CLOSED,
            reasons=reason,
            admin_close_code=own,
            with_closing=True,
        )
    if coded:
        raise RuleBroken("The allegations changed meanwhile. Look at them again.")
    return cases.close_at_triage(case, actor=actor, closure_code=closure_code, reason=reason)


def _is_offered(code: str, today: date) -> bool:
    found = entries(AdminCloseReason).get(code)
    return found is not None and found.is_offered(today)


def _refuse_other_way(case: Case, way: Way | None) -> None:
    """A rule that binds leaves no other way."""
    told = byrule.advice_for(case)
    if told.rule is not None and told.is_binding and told.way is not way:
        raise RuleBroken(f"By rule {told.rule.code} this goes: {byrule.LABELS[told.way].lower()}.")


def overruled(case: Case, kind: str) -> Advice | None:
    """What a rule says otherwise, binding or not, where a case is accepted as that type."""
    told = byrule.advice_for(case)
    is_other = told.way is not OF_MANAGEMENT.get(kind, Way.OWN_OFFICE)
    return told if told.rule is not None and is_other else None


def _refuse_unexplained(case: Case, kind: str, note: str) -> None:
    told = None if note.strip() else overruled(case, kind)
    if told is not None and told.rule is not None:
        way = byrule.LABELS[told.way].lower()
        said = f"Rule {told.rule.code} suggests another way ({way}): write in the note why not."
        raise RuleBroken(said, field="reason")


def held_up(case: Case, actor: Actor) -> list[str]:
    """Why nothing is decided in triage now: the case is under way to this office, or the desk has
    it. Empty where everything may be decided."""
    guards = (transfers.nothing_under_way, returning.nothing_missing)
    return [said for guard in guards if (said := guard(case, actor))]


def _refuse_unready(case: Case, actor: Actor) -> None:
    said = held_up(case, actor)
    if said:
        raise RuleBroken(said)


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


def open_charges(case: Case) -> list[AllegationSubject]:
    """What has no final finding and no coded subject yet, in the order of the case."""
    found = unit_of_work.session().scalars(
        select(AllegationSubject)
        .join(Allegation, Allegation.id == AllegationSubject.allegation_id)
        .outerjoin(FindingCode, FindingCode.code == AllegationSubject.finding_code)
        .where(
            AllegationSubject.case_id == case.id,
            or_(AllegationSubject.finding_code.is_(None), FindingCode.is_final.is_(False)),
        )
        .order_by(Allegation.n, AllegationSubject.m)
        .options(
            joinedload(AllegationSubject.allegation).joinedload(Allegation.category),
            joinedload(AllegationSubject.party).joinedload(Party.person),
        )
    )
    return [charge for charge in found if _is_open(charge.party)]


def _is_open(party: Party) -> bool:
    return party.withdrawn_at is None and party.subject_status is not SubjectStatus.CODED
