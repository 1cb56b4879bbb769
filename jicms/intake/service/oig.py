"""The Inspector General: sending, answers, silence, an exigent start, the notice."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.allegations.models import Allegation
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases import service as cases
from jicms.cases.models import Case, CaseStatus, LogEntry, LogKind
from jicms.cases.workflow import CASE
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.deadlines import queries as clocks
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import ClockSide
from jicms.deadlines.service import Owner
from jicms.evidence.models import EvidenceItem
from jicms.intake.gate import ANSWERS_BY_RETURN, GateState, gates_of, waiting
from jicms.intake.models import OigExigency, OigReferral, OigReferralAllegation, OigStatus
from jicms.intake.workflow import OIG, STEPS
from jicms.routing import transfers
from jicms.workflow.engine import Transition


def refer_to_oig(
    case: Case,
    *,
    actor: Actor,
    allegations: Sequence[Allegation],
    sent_on: date,
    oig_number: str = "",
    note: str = "",
) -> OigReferral:
    """Send allegations to the Inspector General; from triage the case waits for the answer.

    Raises `RuleBroken` for a date that cannot be, for an allegation of another case or one that
    waits already, `TransitionRefused` before triage, `Denied`.
    """
    policy.require(actor, Action.OIG_RECORD, case)
    cases.lock(case)
    _refuse_under_way(case, actor)
    _refuse_day(case, sent_on, "sent_on")
    gates = {gate.allegation_id: gate for gate in gates_of(case)}
    _refuse_foreign(gates, allegations)
    waiting = [row.n for row in allegations if gates[row.id].state is GateState.PENDING]
    if waiting:
        raise RuleBroken(f"Allegation {_listed(waiting)} was sent already.", field="allegations")
    if case.status is CaseStatus.RECEIVED:
        raise RuleBroken("Begin triage first.")
    referral = OigReferral(
        case=case, sent_on=sent_on, oig_number=oig_number, note=note, sent_by_id=actor.user_id
    )
    referral.covers = [
        OigReferralAllegation(
            case_id=case.id,
            allegation_id=row.id,
            grounds=[rule.code for rule in gates[row.id].grounds],
        )
        for row in dict.fromkeys(allegations)
    ]
    session = unit_of_work.session()
    session.add(referral)
    session.flush()
    if case.status is CaseStatus.TRIAGE:
        CASE.apply(case, "send_to_oig", actor=actor)
    numbers = [row.n for row in allegations]
    recorder.record(Event.OIG_REFERRED, obj=referral, sent_on=sent_on, allegations=numbers)
    deadlines.start_clock(
        case,
        code="OIG_ANSWER",
        starts={"referral": sent_on},
        side=ClockSide.INVESTIGATION,
        zone=case.agency.zone,
        owner=Owner("oig_referral", referral.id),
    )
    reconsider(case, actor)
    return referral


def record_oig_answer(
    referral: OigReferral,
    *,
    actor: Actor,
    status: OigStatus,
    answered_on: date,
    returned: Sequence[Allegation] = (),
    note: str = "",
    oig_number: str = "",
) -> OigReferral:
    """Record an answer, or its absence. A return covers the allegations that it lists.

    NO_RESPONSE_DEFAULT needs the reason in `note` and the window to have passed; nothing opens by
    itself. Raises `RuleBroken`, `TransitionRefused`, `Denied`.
    """
    policy.require(actor, Action.OIG_RECORD, referral)
    case = referral.case
    if status not in STEPS:
        raise RuleBroken("Choose the answer.", field="status")
    if status is OigStatus.NO_RESPONSE_DEFAULT and not note.strip():
        raise RuleBroken("Note or reason: write why work goes on without an answer.", field="note")
    _refuse_day(case, answered_on, "answered_on")
    if answered_on < referral.sent_on:
        raise RuleBroken("The answer can’t come before the referral.", field="answered_on")
    _mark_returned(referral, status, returned)
    together = {
        "answered_on": answered_on,
        "answered_by_id": actor.user_id,
        "note": note.strip() or referral.note,
        "oig_number": oig_number.strip() or referral.oig_number,
    }
    OIG.apply(referral, STEPS[status], actor=actor, reason=note, together=together)
    recorder.record(
        Event.OIG_ANSWERED,
        obj=referral,
        status=status.value,
        answered_on=answered_on,
        returned=[row.n for row in returned],
    )
    deadlines.meet(case, code="OIG_ANSWER", owner=Owner("oig_referral", referral.id))
    if case.status is CaseStatus.OIG_PENDING and not _is_pending(case):
        CASE.apply(case, "oig_answered", actor=actor)
        if any(gate.state is not GateState.KEPT for gate in gates_of(case)):
            start_assignment(case, answered_on)
    reconsider(case, actor)
    return referral


def start_exigently(
    case: Case, *, actor: Actor, allegations: Sequence[Allegation], reason: str
) -> list[OigExigency]:
    """Let work on allegations start before the Inspector General answers, for a written reason.

    The referral stays due. Raises `RuleBroken`, `Denied`.
    """
    policy.require(actor, Action.OIG_RECORD, case)
    cases.lock(case)
    _refuse_under_way(case, actor)
    if not reason.strip():
        raise RuleBroken("Write why the start can’t wait.", field="reason")
    gates = {gate.allegation_id: gate for gate in gates_of(case)}
    _refuse_foreign(gates, allegations)
    idle = [row.n for row in allegations if not gates[row.id].waits]
    if idle:
        raise RuleBroken(f"Allegation {_listed(idle)} does not wait.", field="allegations")
    made = [
        OigExigency(
            case_id=case.id, allegation_id=row.id, reason=reason.strip(), user_id=actor.user_id
        )
        for row in dict.fromkeys(allegations)
    ]
    session = unit_of_work.session()
    session.add_all(made)
    session.flush()
    text = f"Exigent start before the Inspector General’s answer: {reason.strip()}"
    cases.add_log(case, actor=actor, kind=LogKind.DECISION, text=text)
    if case.status is CaseStatus.OIG_PENDING:
        CASE.apply(case, "exigent", actor=actor, reason=reason)
        start_assignment(case, clock.today(case.agency.zone))
    return made


def record_oig_notice(case: Case, *, actor: Actor, on: date, note: str = "") -> None:
    """Record that the Inspector General was told of unlisted allegations that were opened."""
    policy.require(actor, Action.OIG_RECORD, case)
    _refuse_day(case, on, "on")
    if not deadlines.meet(case, code="OIG_NOTICE"):
        raise RuleBroken("No notice to the Inspector General is due.")
    day = f"{on:%b} {on.day}, {on.year}"
    text = " ".join(part for part in (f"Inspector General told on {day}.", note.strip()) if part)
    cases.add_log(case, actor=actor, kind=LogKind.CONTACT, text=text)


def reconsider(case: Case, _actor: Actor) -> None:
    """Keep the clock of the referral: it runs while an allegation is to be sent."""
    if case.has_ended or case.is_legacy:
        return
    due = any(gate.state is GateState.TO_SEND for gate in gates_of(case))
    running = any(row.rule_code == "OIG_REFERRAL" for row in clocks.clocks_to_keep(case.id))
    if due and not running:
        deadlines.start_clock(
            case,
            code="OIG_REFERRAL",
            starts={"receipt": clock.now()},
            side=ClockSide.INVESTIGATION,
            zone=case.agency.zone,
        )
    elif running and not due:
        deadlines.meet(case, code="OIG_REFERRAL")


def start_assignment(case: Case, on: date) -> None:
    """Triage is over: the clock of the assignment runs, unless it does already."""
    if any(row.rule_code == "ASSIGNMENT" for row in clocks.clocks_to_keep(case.id)):
        return
    deadlines.start_clock(
        case,
        code="ASSIGNMENT",
        starts={"triage": on},
        side=ClockSide.INVESTIGATION,
        zone=case.agency.zone,
    )


def log_preservation(item: EvidenceItem, actor: Actor) -> None:
    """What is taken in while an allegation waits is there to preserve it: the log says so."""
    case = item.case
    if case.has_ended or waiting(case) is None:
        return
    entry = LogEntry(
        case_id=case.id,
        kind=LogKind.PRESERVATION,
        occurred_at=clock.now(),
        text=f"Item E{item.n:04d} taken in while an allegation waits for the Inspector General.",
        user_id=actor.user_id,
    )
    unit_of_work.session().add(entry)
    unit_of_work.session().flush()
    recorder.record(Event.LOG_ADDED, obj=entry, kind=entry.kind.value)


def notice_falls_due(case: Case, row: Transition, _actor: Actor) -> None:
    """After the opening of a case: unlisted allegations are told to the Inspector General."""
    if row.name != "open" or case.is_legacy:
        return
    if any(gate.state is GateState.FREE for gate in gates_of(case)):
        deadlines.start_clock(
            case,
            code="OIG_NOTICE",
            starts={"open": clock.now()},
            side=ClockSide.INVESTIGATION,
            zone=case.agency.zone,
        )


def _mark_returned(
    referral: OigReferral, status: OigStatus, returned: Iterable[Allegation]
) -> None:
    listed = {row.id for row in returned}
    if status not in ANSWERS_BY_RETURN:
        if listed:
            raise RuleBroken("Only a return lists allegations.", field="returned")
        for row in referral.covers:
            row.is_returned = status is OigStatus.NO_RESPONSE_DEFAULT
        return
    covered = {row.allegation_id for row in referral.covers}
    if not listed:
        raise RuleBroken("Choose the allegations that are returned.", field="returned")
    if not listed <= covered:
        raise RuleBroken("The referral does not cover these allegations.", field="returned")
    for row in referral.covers:
        row.is_returned = row.allegation_id in listed


def _refuse_under_way(case: Case, actor: Actor) -> None:
    said = transfers.nothing_under_way(case, actor)
    if said:
        raise RuleBroken(said)


def _is_pending(case: Case) -> bool:
    found = unit_of_work.session().scalar(
        select(OigReferral.id)
        .where(OigReferral.case_id == case.id, OigReferral.status == OigStatus.PENDING)
        .limit(1)
        .execution_options(unscoped="the case waits for every referral")
    )
    return found is not None


def _refuse_day(case: Case, day: date, field: str) -> None:
    if day > clock.today(case.agency.zone):
        raise RuleBroken("This day lies in the future.", field=field)
    if day < case.received_on:
        raise RuleBroken("This day lies before the case was received.", field=field)


def _refuse_foreign(known: Iterable[int], allegations: Sequence[Allegation]) -> None:
    if not allegations:
        raise RuleBroken("Choose the allegations.", field="allegations")
    if not {row.id for row in allegations} <= set(known):
        raise RuleBroken("Choose allegations of this case.", field="allegations")


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(str(n) for n in numbers)
