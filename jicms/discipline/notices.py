"""What labor relations are told of, and what they tell."""

from sqlalchemy import select

from jicms.access.actor import Role
from jicms.audit.events import Event
from jicms.auth.members import users_of
from jicms.cases.notices import any_case, clock_workers, fetch, lead_of, whole
from jicms.core import unit_of_work
from jicms.deadlines.models import CaseClock
from jicms.discipline.models import DisciplinaryAction, LrReferral
from jicms.notices import kinds
from jicms.notices.following import Step, clearing, on, on_change
from jicms.notices.kinds import Group, Kind
from jicms.notices.service import clear, tell

REFERRED, ACCEPTED, RETURNED, GIVEN, PROPOSAL, DECISION = (
    *("REFERRED_TO_LER", "REFERRAL_ACCEPTED", "REFERRAL_RETURNED"),
    *("ACTION_ASSIGNED", "PROPOSAL_SERVED", "DECISION_SERVED"),
)
_NOTED = ("you took note", Group.DISCIPLINE)
KINDS = (
    Kind(
        *(REFERRED, "A subject was referred to your office", "discipline.of_case"),
        *("the referral is accepted or returned", Group.DISCIPLINE),
    ),
    Kind(
        *(ACCEPTED, "Labor relations accepted a referral", "cases.show", *_NOTED),
        by_hand=True,
    ),
    Kind(
        *(RETURNED, "Labor relations returned a referral", "cases.show", *_NOTED),
        by_hand=True,
    ),
    Kind(
        *(GIVEN, "You are the specialist of an action", "discipline.of_case"),
        *("the proposal is issued", Group.DISCIPLINE),
    ),
    Kind(
        *(PROPOSAL, "A proposal was served", "discipline.of_case", *_NOTED),
        by_hand=True,
    ),
    Kind(
        *(DECISION, "A decision was served", "discipline.of_case", *_NOTED),
        by_hand=True,
    ),
)


def _referred(step: Step) -> None:
    found = fetch(LrReferral, step.about.entity_id)
    if found is not None:
        users = users_of(found.to_office_id, Role.LR_SUPERVISOR)
        tell(REFERRED, users=users, about=step.about, case_id=found.case_id)


def _answered(step: Step) -> None:
    clear(step.about, events=(REFERRED,))
    found, case = fetch(LrReferral, step.about.entity_id), any_case(step.case_id)
    if found is None or case is None:
        return
    event = ACCEPTED if step.event == Event.REFERRAL_ACCEPTED else RETURNED
    users = {found.sent_by_id} | lead_of(case)
    tell(event, users=users, about=step.about, case_id=case.id, but=step.by)


def _given(step: Step) -> None:
    """The specialist of an action changed, or stands from the start."""
    if "specialist_id" not in step.detail.get("fields", {}):
        return
    found = fetch(DisciplinaryAction, step.about.entity_id)
    clear(step.about, events=(GIVEN,))
    if found is not None and found.proposed_on is None:
        users = [found.specialist_id]
        tell(GIVEN, users=users, about=step.about, case_id=found.case_id, but=step.by)


def _served(step: Step) -> None:
    found = fetch(DisciplinaryAction, step.about.entity_id)
    if found is not None:
        event = PROPOSAL if step.event == Event.NOTICE_SERVED else DECISION
        users = users_of(found.office_id, Role.LR_SUPERVISOR) | {found.specialist_id}
        tell(event, users=users, about=step.about, case_id=found.case_id, but=step.by)


def workers_of(clock: CaseClock) -> set[int]:
    """Who has to act by a clock of discipline: the specialist, or the supervisors of the office."""
    table, key = clock.entity_type, clock.entity_id
    if table == "disciplinary_action":
        action = fetch(DisciplinaryAction, key)
        if action is not None and action.specialist_id is not None:
            return {action.specialist_id}
        office = action.office_id if action is not None else None
    else:
        newest = select(LrReferral.to_office_id).where(LrReferral.case_id == clock.case_id)
        office = unit_of_work.session().scalar(
            whole(newest.order_by(LrReferral.id.desc()).limit(1))
        )
    return users_of(office, Role.LR_SUPERVISOR)


def register() -> None:
    """Add the kinds, and listen."""
    kinds.add(*KINDS)
    on(Event.REFERRED_TO_LR, _referred)
    on(Event.REFERRAL_ACCEPTED, _answered)
    on(Event.REFERRAL_RETURNED, _answered)
    on_change("disciplinary_action", _given)
    on(Event.PROPOSAL_ISSUED, clearing(GIVEN))
    on(Event.NOTICE_SERVED, _served)
    on(Event.DECISION_SERVED, _served)
    if workers_of not in clock_workers:
        clock_workers.append(workers_of)
