"""An employee who leaves while pending; after counsel's determination, the track of 5 USC 3322."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.members import users_of
from jicms.auth.models import Office, User
from jicms.cases.models import GrantKind, GrantLevel
from jicms.cases.service import give_grant
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.deadlines import queries as clocks
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import ClockSide
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_departures import Departure, DepartureKind
from jicms.discipline.service import grants
from jicms.discipline.service.actions import is_barred, owner_of, today_of, zone_of
from jicms.discipline.service.ending import conclude_left
from jicms.files.models import StoredFile
from jicms.refdata.models import NatureOfAction, ServiceMethod
from jicms.refdata.queries import entries
from jicms.web.dates import day as in_words

NOTIFY, RESPONSE, NOTATION = "USC3322_NOTIFY", "USC3322_RESPONSE", "USC3322_NOTATION"
APPEAL, REMOVE = "USC3322_APPEAL_NOTATION", "USC3322_REMOVE_NOTATION"
#: Codes of the personnel action that end an employment by the employee's own act.
NATURE: Mapping[DepartureKind, tuple[str, ...]] = {
    DepartureKind.RESIGNED: ("312", "317"),
    DepartureKind.RETIRED: ("300", "301", "302", "303", "304"),
}


def record_departure(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    kind: DepartureKind,
    left_on: date,
    reason: str,
    nature_code: str,
) -> Departure:
    """The employee resigned or retired while the action was pending: it ends so coded.

    The case may go on to a finding. Whether 5 USC 3322 covers it is for counsel.
    """
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    how = DepartureKind(kind)
    if left_on > today_of(action):
        raise RuleBroken("The date lies in the future.", field="left_on")
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    if nature_code not in NATURE[how] or nature_code not in entries(NatureOfAction):
        raise RuleBroken("Choose a code that fits how the employee left.", field="nature_code")
    made = Departure(
        action=action,
        case_id=action.case_id,
        kind=how,
        left_on=left_on,
        reason=reason.strip(),
        nature_code=nature_code,
        recorded_by_id=actor.user_id,
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    conclude_left(action, actor=actor, action_type_code=how.outcome, reason=reason)
    recorder.record(Event.DEPARTURE_RECORDED, obj=made, kind=how, on=left_on)
    return made


def counsel_of(action: DisciplinaryAction) -> set[int]:
    """The counsel of the action's agency who may act in it."""
    session = unit_of_work.session()
    offices = session.scalars(select(Office.id).where(Office.agency_id == action.office.agency_id))
    ids = {user for office in offices.all() for user in users_of(office, Role.COUNSEL)}
    found = session.scalars(select(User).where(User.id.in_(ids)))
    return {user.id for user in found.all() if not is_barred(action, user)}


def ask_counsel(departure: Departure, *, actor: Actor, counsel: User) -> Departure:
    """Put the action before counsel, to determine whether 5 USC 3322 covers the departure."""
    policy.require(actor, Action.DISCIPLINE_EDIT, departure)
    if departure.is_covered is not None:
        raise TransitionRefused("Counsel has determined it already.")
    if counsel.id not in counsel_of(departure.action):
        raise RuleBroken("Choose a counsel of the agency who may act here.", field="counsel")
    departure.asked_id = counsel.id
    action = departure.action
    referral = action.referral
    give_grant(
        action.case,
        actor=actor,
        principal_id=counsel.principal_id,
        kind=GrantKind.ASSIGNMENT,
        level=GrantLevel.ITEMS,
        reason=f"Counsel in {action.number}",
        items=[
            action,
            *grants.of_subject(action.party),
            *grants.of_report(referral.report if referral is not None else None),
        ],
    )
    unit_of_work.session().flush()
    recorder.record(Event.COUNSEL_ASKED, obj=departure, user=counsel.id)
    return departure


def determine(departure: Departure, *, actor: Actor, is_covered: bool, covered_why: str) -> None:
    """Counsel's determination, in counsel's own session. The track starts only after it."""
    policy.require(actor, Action.DEPARTURE_DETERMINE, departure)
    _hold(departure, departure.is_covered is None, "This was determined already.")
    if not covered_why.strip():
        raise RuleBroken("Write the reasons.", field="covered_why")
    # Read before anything is set: what is half written is never sent to the database.
    today = today_of(departure.action)
    departure.is_covered, departure.covered_why = is_covered, covered_why.strip()
    departure.determined_on = today
    departure.determined_by_id = actor.user_id
    _done(departure, "determined", covered=is_covered)


def resolve(
    departure: Departure, *, actor: Actor, resolved_on: date, is_adverse: bool, finding: str
) -> None:
    """The investigation was resolved. An adverse finding starts the 5 and the 40 days."""
    _track(departure, actor)
    _hold(departure, departure.resolved_on is None, "The finding is recorded already.")
    _day(departure, resolved_on, departure.left_on, "resolved_on")
    if not finding.strip():
        raise RuleBroken("Write what was found.", field="finding")
    departure.resolved_on, departure.is_adverse = resolved_on, is_adverse
    departure.finding = finding.strip()
    _done(departure, "resolved", on=resolved_on, adverse=is_adverse)
    if is_adverse:
        for code in (NOTIFY, NOTATION):
            _start(departure, code, "resolution", resolved_on)


def notify(
    departure: Departure, *, actor: Actor, noticed_on: date, notice_code: str, proof: str
) -> None:
    """The former employee was told of the finding and got its documents: the 30 days run."""
    _track(departure, actor)
    waits = departure.resolved_on if departure.is_adverse else None
    _hold(departure, departure.noticed_on is None and waits is not None, "No notice is due.")
    _day(departure, noticed_on, waits, "noticed_on")
    if notice_code not in entries(ServiceMethod):
        raise RuleBroken("Choose how it was delivered.", field="notice_code")
    if not proof.strip():
        raise RuleBroken("Say what proves the service.", field="proof")
    departure.noticed_on, departure.notice_code = noticed_on, notice_code
    departure.proof = proof.strip()
    _done(departure, "noticed", on=noticed_on)
    _meet(departure, NOTIFY, noticed_on)
    _start(departure, RESPONSE, "notice", noticed_on)


def respond(departure: Departure, *, actor: Actor, responded_on: date, response: str) -> None:
    """The former employee's response."""
    _track(departure, actor)
    waits = departure.noticed_on is not None and departure.decided_on is None
    _hold(departure, waits, "No response is awaited.")
    _day(departure, responded_on, departure.noticed_on, "responded_on")
    if not response.strip():
        raise RuleBroken("Write what was answered.", field="response")
    departure.responded_on, departure.response = responded_on, response.strip()
    _done(departure, "responded", on=responded_on)
    _meet(departure, RESPONSE, responded_on)


def decide_notation(
    departure: Departure,
    *,
    actor: Actor,
    decided_on: date,
    is_notation: bool,
    decision: str,
    file: StoredFile | None,
) -> None:
    """The written decision: after the response, or once the 30 days have passed without one."""
    _track(departure, actor)
    waits = departure.noticed_on is not None and departure.decided_on is None
    _hold(departure, waits, "No decision is due.")
    _day(departure, decided_on, departure.responded_on or departure.noticed_on, "decided_on")
    until = response_due(departure)
    if departure.responded_on is None and until is not None and decided_on <= until:
        raise RuleBroken(
            f"The former employee may respond to {in_words(until)}. A decision comes after that.",
            field="decided_on",
        )
    if not decision.strip():
        raise RuleBroken("Write the reasons.", field="decision")
    if file is None:
        raise RuleBroken("Add the written decision.", field="file")
    departure.decided_on, departure.is_notation = decided_on, is_notation
    departure.decision, departure.decision_file = decision.strip(), file
    _done(departure, "decided", on=decided_on, notation=is_notation)
    _meet(departure, RESPONSE, decided_on)
    if not is_notation:
        case, owner = departure.case, owner_of(departure.action)
        deadlines.cancel(case, code=NOTATION, owner=owner, reason="No notation is made")


def note_file(departure: Departure, *, actor: Actor, noted_on: date) -> None:
    """The permanent notation stands in the personnel file."""
    _track(departure, actor)
    waits = departure.is_notation is True and departure.noted_on is None
    _hold(departure, waits, "No notation is due.")
    _day(departure, noted_on, departure.decided_on, "noted_on")
    departure.noted_on = noted_on
    _done(departure, "noted", on=noted_on)
    _meet(departure, NOTATION, noted_on)


def appeal_notation(departure: Departure, *, actor: Actor, appealed_on: date) -> None:
    """The former employee appealed: the file says so."""
    _track(departure, actor)
    waits = departure.noted_on is not None and departure.appealed_on is None
    _hold(departure, waits, "There is no notation to appeal.")
    _day(departure, appealed_on, departure.decided_on, "appealed_on")
    departure.appealed_on = appealed_on
    _done(departure, "appealed", on=appealed_on)
    _start(departure, APPEAL, "appeal", appealed_on)


def note_appeal(departure: Departure, *, actor: Actor, appeal_noted_on: date) -> None:
    """The file says that an appeal is pending."""
    _track(departure, actor)
    waits = departure.appealed_on is not None and departure.appeal_noted_on is None
    _hold(departure, waits, "No appeal waits to be noted.")
    _day(departure, appeal_noted_on, departure.appealed_on, "appeal_noted_on")
    departure.appeal_noted_on = appeal_noted_on
    _done(departure, "appeal noted", on=appeal_noted_on)
    _meet(departure, APPEAL, appeal_noted_on)


def end_appeal(
    departure: Departure, *, actor: Actor, appeal_decided_on: date, is_reversed: bool
) -> None:
    """The appeal was decided: a notation that did not stand is removed."""
    _track(departure, actor)
    waits = departure.appealed_on is not None and departure.appeal_decided_on is None
    _hold(departure, waits, "No appeal is pending.")
    _day(departure, appeal_decided_on, departure.appealed_on, "appeal_decided_on")
    departure.appeal_decided_on, departure.is_reversed = appeal_decided_on, is_reversed
    _done(departure, "appeal decided", on=appeal_decided_on, reversed=is_reversed)
    if is_reversed:
        _start(departure, REMOVE, "decision", appeal_decided_on)


def remove_notation(departure: Departure, *, actor: Actor, removed_on: date) -> None:
    """The notation was taken out of the file."""
    _track(departure, actor)
    waits = departure.is_reversed is True and departure.removed_on is None
    _hold(departure, waits, "No notation is to be removed.")
    _day(departure, removed_on, departure.appeal_decided_on, "removed_on")
    departure.removed_on = removed_on
    _done(departure, "removed", on=removed_on)
    _meet(departure, REMOVE, removed_on)


def response_due(departure: Departure) -> date | None:
    """The last day to respond, where that clock runs."""
    rows = clocks.open_clocks(departure.case_id, ClockSide.DISCIPLINE)
    mine = tuple(owner_of(departure.action))
    found = [
        row.due_on
        for row in rows
        if row.rule_code == RESPONSE and (row.entity_type, row.entity_id) == mine
    ]
    return found[0] if found else None


def _track(departure: Departure, actor: Actor) -> None:
    policy.require(actor, Action.DISCIPLINE_EDIT, departure)
    if not departure.is_covered:
        raise TransitionRefused("The track starts only after counsel determined that it applies.")


def _hold(departure: Departure, waits: bool, otherwise: str) -> None:
    unit_of_work.hold(departure)
    if not waits:
        raise TransitionRefused(otherwise)


def _day(departure: Departure, on: date, earliest: date | None, field: str) -> None:
    if on > today_of(departure.action):
        raise RuleBroken("The date lies in the future.", field=field)
    if earliest is not None and on < earliest:
        raise RuleBroken(f"Not before {in_words(earliest)}, the step before it.", field=field)


def _done(departure: Departure, step: str, **said: Any) -> None:
    unit_of_work.session().flush()
    recorder.record(Event.DEPARTURE_STEP, obj=departure, step=step, **said)


def _start(departure: Departure, code: str, name: str, on: date) -> None:
    action = departure.action
    deadlines.start_clock(
        action.case,
        code=code,
        starts={name: on},
        side=ClockSide.DISCIPLINE,
        zone=zone_of(action),
        owner=owner_of(action),
    )


def _meet(departure: Departure, code: str, on: date) -> None:
    action = departure.action
    at = datetime.combine(on, time(12), ZoneInfo(zone_of(action)))
    deadlines.meet(action.case, code=code, owner=owner_of(action), at=at)
