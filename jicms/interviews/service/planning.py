"""Planning an interview, moving it, and what keeps it from being held."""

from datetime import datetime

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.handling import Handling
from jicms.cases.models import Case, CaseStatus, Party
from jicms.cases.service import lock, next_part
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.interviews.models import Interview, InterviewStatus, Recording
from jicms.interviews.service import people as present
from jicms.interviews.service.people import People
from jicms.interviews.service.rules import (
    hold_again,
    is_compelled,
    pass_the_gate,
    refuse_short_notice,
    warning_of,
)
from jicms.interviews.workflow import INTERVIEW
from jicms.investigations.models import Investigation, InvestigationStatus


def schedule(
    investigation: Investigation,
    *,
    actor: Actor,
    party: Party,
    at: datetime,
    warning_code: str,
    people: People,
    place: str = "",
    language: str = "",
    recording: Recording | None = None,
    contract_code: str | None = None,
    short_notice_reason: str = "",
) -> Interview:
    """Plan an interview, `-I01`, or enter one that was held without a plan. A compelled one is
    planned ahead, needs the declination gate open, or counsel's override for it, and is shut to the
    criminal side from now on. Less notice than the union agreement asks for needs a reason. Raises
    `RuleBroken`."""
    case = investigation.case
    policy.require(actor, Action.INTERVIEW_EDIT, case)
    _refuse_wrong(case, investigation, party)
    present.refuse_wrong(investigation, people)
    warning = warning_of(case, warning_code)
    lock(case)
    compelled, override = is_compelled(warning), None
    if compelled:
        override = pass_the_gate(case, party, actor)
        present.refuse_criminal_side(investigation, people)
        if at <= clock.now():
            raise RuleBroken("Choose a time ahead: a compelled one is planned first.", field="on")
    contract = refuse_short_notice(contract_code, at, short_notice_reason, case=case)
    interview = Interview(
        case_id=case.id,
        case=case,
        investigation=investigation,
        party=party,
        n=next_part(case, Interview),
        status=InterviewStatus.SCHEDULED,
        scheduled_at=at,
        place=place.strip(),
        warning_code=warning,
        language=language.strip() or "English",
        recording=recording,
        contract_code=contract,
        short_notice_reason=short_notice_reason.strip(),
        override=override,
        handling=int(Handling.GARRITY_COMPELLED) if compelled else 0,
        recorded_by_id=actor.user_id,
        people=[],
    )
    unit_of_work.session().add(interview)
    unit_of_work.session().flush()
    present.set_people(interview, people)
    recorder.record(
        Event.INTERVIEW_SCHEDULED,
        obj=interview,
        number=interview.n,
        warning=warning,
        at=at,
        override=override.n if override is not None else None,
    )
    return interview


def _refuse_wrong(case: Case, investigation: Investigation, party: Party) -> None:
    if investigation.status in {InvestigationStatus.PLANNED, InvestigationStatus.DONE}:
        raise RuleBroken("Choose an investigation that is under way.", field="investigation")
    if party.case_id != case.id or party.withdrawn_at is not None:
        raise RuleBroken("Choose somebody of this case.", field="party")
    if case.status in {CaseStatus.RECEIVED, CaseStatus.OIG_PENDING}:
        raise RuleBroken("No interview is planned before triage, or while the OIG decides.")


def reschedule(
    interview: Interview,
    *,
    actor: Actor,
    at: datetime,
    place: str = "",
    short_notice_reason: str = "",
) -> Interview:
    """Set a new date, of a postponed interview too. A compelled one passes the gate again."""
    case = interview.case
    policy.require(actor, Action.INTERVIEW_EDIT, interview)
    if at <= clock.now():
        raise RuleBroken("Choose a time ahead.", field="on")
    hold_again(interview)
    override = interview.override
    if is_compelled(interview.warning_code):
        override = pass_the_gate(case, interview.party, actor, interview=interview)
    refuse_short_notice(interview.contract_code, at, short_notice_reason, case=case)
    INTERVIEW.apply(
        interview,
        "reschedule",
        actor=actor,
        together={
            "scheduled_at": at,
            "place": place.strip() or interview.place,
            "short_notice_reason": short_notice_reason.strip(),
            "override_id": override.id if override is not None else None,
            "outcome_reason": "",
        },
    )
    recorder.record(Event.INTERVIEW_SCHEDULED, obj=interview, number=interview.n, at=at)
    return interview


def postpone(interview: Interview, *, actor: Actor, reason: str) -> Interview:
    """It is not held on its date, and another one is not set yet."""
    return _end(interview, "postpone", actor, reason)


def cancel(interview: Interview, *, actor: Actor, reason: str) -> Interview:
    """It is not held at all."""
    return _end(interview, "cancel", actor, reason)


def refuse(interview: Interview, *, actor: Actor, reason: str) -> Interview:
    """The person came and refused to be interviewed, or said beforehand that he would."""
    return _end(interview, "refuse", actor, reason)


def _end(interview: Interview, step: str, actor: Actor, reason: str) -> Interview:
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    told = {"outcome_reason": reason.strip()}
    INTERVIEW.apply(interview, step, actor=actor, together=told)
    return interview
