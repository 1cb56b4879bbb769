"""What a compelled interview needs, at planning and at recording alike, and notice by contract."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select

from jicms.access.actor import Actor
from jicms.cases.handling import Handling
from jicms.cases.models import Case, Party
from jicms.cases.service import lock
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.interviews.models import GateOverride, Interview, WarningGiven
from jicms.investigations.guards import reads_compelled
from jicms.prosecution import gate
from jicms.refdata.models_interviews import BargainingAgreement, InterviewWarning, WarningForm
from jicms.refdata.queries import entries, facts


def hold_again(interview: Interview) -> None:
    """Hold the case, and read again what another may have recorded of the interview meanwhile."""
    lock(interview.case)
    unit_of_work.hold(interview)
    stale = ("override", "warnings", "representation")
    unit_of_work.session().expire(interview, stale)


def is_compelled(warning_code: str | None) -> bool:
    """Whether statements under the warning are compelled."""
    return bool(facts(InterviewWarning)[warning_code].is_compelled) if warning_code else False


def warning_of(case: Case, code: str) -> str:
    """A warning that an interview can be planned with: in use, and not given beside another."""
    entry = entries(InterviewWarning).get(code)
    offered = entry is not None and entry.is_offered(clock.today(case.agency.zone))
    if not offered or facts(InterviewWarning)[code].is_parallel:
        raise RuleBroken("Choose a warning from the list.", field="warning_code")
    return code


def pass_the_gate(
    case: Case, party: Party, actor: Actor, *, interview: Interview | None = None
) -> GateOverride | None:
    """Refuse a compelled interview unless the gate is open, or counsel's confirmed override stands
    for it; the override that it rests on. One sentence whatever shuts it: what the actor may not
    see, or the actor's own team."""
    if not reads_compelled(actor, case):
        raise RuleBroken(gate.SHUT, field="warning_code")
    gates = gate.gates_of(case, party)
    if all(found.is_open for _subject, found in gates):
        _refuse_unassessed(case, gates)
        return interview.rests_on if interview is not None else None
    override = interview.rests_on if interview is not None else None
    override = override if override is not None and override.counts else unused(party)
    if override is None:
        raise RuleBroken(gate.SHUT, field="warning_code")
    return override


def _refuse_unassessed(case: Case, gates: Iterable[tuple[Party, gate.Gate]]) -> None:
    """Which sovereigns likely have jurisdiction is said before anybody is compelled."""
    labels = [
        label
        for subject, found in gates
        if subject.case_id == case.id
        for label in found.unassessed
    ]
    if labels:
        raise RuleBroken(
            "On Prosecution, say first which sovereigns beside the federal one likely have"
            f" jurisdiction over allegation {', '.join(labels)}.",
            field="warning_code",
        )


def unused(party: Party) -> GateOverride | None:
    """Counsel's confirmed override for the party that no interview rests on yet."""
    return standing(party, GateOverride.is_confirmed.is_(True))


def standing(party: Party, answered: ColumnElement[bool]) -> GateOverride | None:
    """The party's first override so answered that has not expired and no interview rests on."""
    taken = select(Interview.override_id).where(Interview.override_id.is_not(None))
    found = unit_of_work.session().scalars(
        gate.whole(
            select(GateOverride)
            .where(
                GateOverride.party_id == party.id,
                answered,
                GateOverride.expires_at > clock.now(),
                GateOverride.id.not_in(taken),
            )
            .order_by(GateOverride.id)
            .limit(1)
        )
    )
    return found.first()


def refuse_before_the_gate(
    interview: Interview, began_at: datetime, override: GateOverride | None
) -> None:
    """A compelled interview that began before it was planned here passed no gate at that time: it
    may not lie before the prosecutors' answers or the standing declination that the gate rests on,
    or counsel's confirmed override."""
    if began_at >= interview.created_at:
        return
    case = interview.case
    answered = gate.answered_on(case, interview.party)
    relied = gate.relied_on_at(case, interview.party)
    early = answered is not None and clock.local_date(began_at, case.agency.zone) < answered
    early = early or (relied is not None and began_at < relied)
    if override is not None:
        early = override.decided_at is None or began_at < override.decided_at
    if early:
        raise RuleBroken(gate.TOO_EARLY, field="on")


def refuse_unwarned(interview: Interview) -> None:
    """A compelled interview was warned by its form, signed or refused before a witness."""
    if interview.handling & Handling.GARRITY_COMPELLED and given_of(interview) is None:
        raise RuleBroken(
            "Record the warning first: the signed form, or the refusal to sign it with a witness.",
            field="began",
        )


def given_of(interview: Interview) -> WarningGiven | None:
    """The warning of the interview's own kind as it was given, the last one."""
    found = [
        row for row in interview.warnings if form_warning(row.form_code) == interview.warning_code
    ]
    return found[-1] if found else None


def form_warning(form_code: str) -> str:
    """The warning that a form is of."""
    return str(facts(WarningForm)[form_code].warning_code)


def refuse_short_notice(
    contract_code: str | None, at: datetime, reason: str, *, case: Case
) -> str | None:
    """Refuse a date nearer than the union agreement's notice unless a reason is given; the code."""
    if not contract_code:
        return None
    entry = entries(BargainingAgreement).get(contract_code)
    if entry is None or not entry.is_offered(clock.today(case.agency.zone)):
        raise RuleBroken("Choose a union agreement from the list.", field="contract_code")
    hours = facts(BargainingAgreement)[contract_code].notice_hours
    if hours and at - clock.now() < timedelta(hours=hours) and not reason.strip():
        raise RuleBroken(
            f"“{entry.label}” asks for {hours} hours’ notice. Choose a later date, or say why there"
            " is less.",
            field="short_notice_reason",
        )
    return contract_code
