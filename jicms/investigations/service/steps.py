"""The steps of an investigation that are no report's: opening, suspending, dropping."""

from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.models import CaseStatus
from jicms.cases.workflow import CASE, follow
from jicms.core import clock
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import ClockSide, PauseReason
from jicms.deadlines.service import Owner
from jicms.investigations import guards
from jicms.investigations.models import Investigation, InvestigationType
from jicms.investigations.workflow import INVESTIGATION

#: The target that runs from the opening, by type.
TARGETS = {
    InvestigationType.CRIMINAL: "CRIMINAL_INVESTIGATION",
    InvestigationType.MANAGEMENT_INQUIRY: "MANAGEMENT_INQUIRY",
}
DEFAULT_TARGET = "ADMIN_INVESTIGATION"


def target_of(investigation: Investigation) -> str:
    """The rule of its target."""
    return TARGETS.get(investigation.type, DEFAULT_TARGET)


def owner_of(investigation: Investigation) -> Owner:
    """How its clocks name it."""
    return Owner("investigation", investigation.id)


def open_investigation(investigation: Investigation, *, actor: Actor) -> Investigation:
    """Begin the work; opens the case where this is its first investigation. The target runs."""
    case, now = investigation.case, clock.now()
    guards.refuse_held_team(investigation, actor)
    INVESTIGATION.apply(investigation, "open", actor=actor, together={"opened_at": now})
    if case.status is CaseStatus.ASSIGNED:
        CASE.apply(case, "open", actor=actor)
    else:
        follow(case, actor)
    deadlines.start_clock(
        case,
        code=target_of(investigation),
        starts={"open": now},
        side=ClockSide.INVESTIGATION,
        zone=case.agency.zone,
        owner=owner_of(investigation),
    )
    recorder.record(Event.INVESTIGATION_OPENED, obj=investigation, type=investigation.type.value)
    return investigation


def suspend(investigation: Investigation, *, actor: Actor, reason: PauseReason) -> Investigation:
    """Let the work rest for a named reason; its target stands still."""
    why = PauseReason(reason)
    INVESTIGATION.apply(
        investigation, "suspend", actor=actor, reason=why.label.capitalize().replace("Oig", "OIG")
    )
    deadlines.pause(
        investigation.case,
        reason=why,
        side=ClockSide.INVESTIGATION,
        owner=owner_of(investigation),
    )
    follow(investigation.case, actor)
    return investigation


def resume(investigation: Investigation, *, actor: Actor) -> Investigation:
    """Take the work up again; the target runs on."""
    guards.refuse_held_team(investigation, actor)
    INVESTIGATION.apply(investigation, "resume", actor=actor)
    deadlines.resume(
        investigation.case, side=ClockSide.INVESTIGATION, owner=owner_of(investigation)
    )
    follow(investigation.case, actor)
    return investigation


def drop(investigation: Investigation, *, actor: Actor, reason: str) -> Investigation:
    """End an investigation that was planned and never opened, with the reason."""
    INVESTIGATION.apply(
        investigation, "drop", actor=actor, reason=reason, together={"done_at": clock.now()}
    )
    follow(investigation.case, actor)
    return investigation
