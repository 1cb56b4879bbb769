"""What labor relations are told of, and what they tell."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select

from jicms.access.actor import Role
from jicms.audit.events import Event
from jicms.auth.members import users_of
from jicms.cases.models import Case, CaseStatus, Party, PartyRole, SubjectStatus
from jicms.cases.notices import (
    any_case,
    clock_workers,
    events_of_rules,
    fetch,
    lead_of,
    passing,
    supervisors_of,
    whole,
)
from jicms.cases.queries_calendar import workers
from jicms.core import clock, unit_of_work
from jicms.deadlines.models import CaseClock, ClockSide
from jicms.discipline import added
from jicms.discipline.models import ActionStatus, DisciplinaryAction, LrReferral
from jicms.discipline.service.windows import EXPIRIES, PASSING
from jicms.notices import kinds
from jicms.notices.following import Step, clearing, on, on_change
from jicms.notices.kinds import Group, Kind
from jicms.notices.models import Notice
from jicms.notices.service import About, clear, tell
from jicms.notices.sweep import sweepers
from jicms.people.models import Employment

REFERRED, ACCEPTED, RETURNED, GIVEN, PROPOSAL, DECISION = (
    *("REFERRED_TO_LER", "REFERRAL_ACCEPTED", "REFERRAL_RETURNED"),
    *("ACTION_ASSIGNED", "PROPOSAL_SERVED", "DECISION_SERVED"),
)
ANSWER, EFFECTIVE, APPEAL = "ANSWER_DUE", "EARLIEST_EFFECTIVE", "APPEAL_WINDOW_CLOSES"
PROBATION, REPRIMAND = "PROBATION_ENDS", "REPRIMAND_EXPIRES"
TAKEN, HANDED = "ACTION_WENT", "ACTION_CAME"
#: Days before the end of a probation that it is told of.
BEFORE_PROBATION = timedelta(days=30)
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
        *("the proposal is issued, or the action goes another way", Group.DISCIPLINE),
    ),
    Kind(
        *(TAKEN, "An action of yours went to another specialist", "discipline.of_case", *_NOTED),
        by_hand=True,
    ),
    Kind(
        *(HANDED, "An action under way was given to you", "discipline.of_case", *_NOTED),
        by_hand=True,
    ),
    Kind(
        *(PROPOSAL, "A proposal was served", "discipline.of_case", *_NOTED),
        by_hand=True,
    ),
    Kind(
        *(DECISION, "A decision was served", "discipline.of_case", *_NOTED),
        by_hand=True,
    ),
    Kind(
        *(ANSWER, "The time to answer a proposal ends", "discipline.of_case"),
        *("the answer, or that there was none, is recorded", Group.DISCIPLINE),
        legal=True,
    ),
    Kind(
        *(EFFECTIVE, "An action may take effect", "discipline.of_case"),
        *("the action is recorded as in effect", Group.DISCIPLINE),
        legal=True,
    ),
    Kind(
        *(APPEAL, "The time to appeal ends", "discipline.of_case"),
        *("the action is made final, or 30 days later", Group.DISCIPLINE),
        legal=True,
    ),
    Kind(
        *(REPRIMAND, "A letter of reprimand expires", "discipline.of_case"),
        *("the record is changed, or 30 days later", Group.DATES),
        legal=True,
    ),
    Kind(
        *(PROBATION, "The probation of a subject ends within 30 days", "cases.people"),
        *("it has ended, or the subject’s matter has", Group.DATES),
        legal=True,
    ),
)
_OF_RULES = {
    "ANSWER_SUBPART_B": ANSWER,
    "ANSWER_SUBPART_D": ANSWER,
    "ANSWER_SUBPART_F": ANSWER,
    "ANSWER_USC_7515": ANSWER,
    "EFFECTIVE_SUBPART_D": EFFECTIVE,
    "EFFECTIVE_SUBPART_F": EFFECTIVE,
    "MSPB_APPEAL": APPEAL,
    "REPRIMAND_EXPIRY": REPRIMAND,
    "RECORD_EXPIRY_SET": REPRIMAND,
}


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
    """The specialist of an action changed, or stands from the start; nothing is left to begin once
    it is a draft no more."""
    if step.changed_to("status") not in {None, ActionStatus.DRAFT.value}:
        clear(step.about, events=(GIVEN,))
    if "specialist_id" not in step.detail.get("fields", {}):
        return
    found = fetch(DisciplinaryAction, step.about.entity_id)
    clear(step.about, events=(GIVEN,))
    if found is not None and found.proposed_on is None:
        users = [found.specialist_id]
        tell(GIVEN, users=users, about=step.about, case_id=found.case_id, but=step.by)


def _reassigned(step: Step) -> None:
    """Both are told: who had it, and who has it where no draft tells of itself."""
    found = fetch(DisciplinaryAction, step.about.entity_id)
    if found is None:
        return
    before, after = [step.detail.get("before")], [step.detail.get("after")]
    tell(TAKEN, users=before, about=step.about, case_id=found.case_id, but=step.by)
    if found.proposed_on is not None:
        tell(HANDED, users=after, about=step.about, case_id=found.case_id, but=step.by)


def _served(step: Step) -> None:
    found = fetch(DisciplinaryAction, step.about.entity_id)
    if found is not None:
        event = PROPOSAL if step.event == Event.NOTICE_SERVED else DECISION
        users = users_of(found.office_id, Role.LR_SUPERVISOR) | {found.specialist_id}
        tell(event, users=users, about=step.about, case_id=found.case_id, but=step.by)


def workers_of(row: CaseClock) -> set[int]:
    """Who has to act by a clock of discipline: the specialist, or the supervisors of the office."""
    key = added.action_id_of(row, fetch)
    if key is not None:
        action = fetch(DisciplinaryAction, key)
        if action is not None and action.specialist_id is not None:
            return {action.specialist_id}
        office = action.office_id if action is not None else None
    else:
        newest = select(LrReferral.to_office_id).where(LrReferral.case_id == row.case_id)
        office = unit_of_work.session().scalar(
            whole(newest.order_by(LrReferral.id.desc()).limit(1))
        )
    return users_of(office, Role.LR_SUPERVISOR)


def sweep_drafts() -> None:
    """Forget what was told of actions that are drafts no more, however they went on."""
    session = unit_of_work.session()
    standing = (
        select(Notice.entity_id)
        .join(DisciplinaryAction, DisciplinaryAction.id == Notice.entity_id)
        .where(
            Notice.event == GIVEN,
            Notice.entity_type == DisciplinaryAction.__tablename__,
            Notice.cleared_at.is_(None),
            DisciplinaryAction.status != ActionStatus.DRAFT,
        )
    )
    for key in sorted(set(session.scalars(whole(standing)))):
        clear(About(DisciplinaryAction.__tablename__, key), events=(GIVEN,))


def _specialist_of(row: Any) -> ColumnElement[Any]:
    """The specialist of the action that a clock belongs to, as a column."""
    action = DisciplinaryAction.__table__
    own = select(action.c.specialist_id).where(added.owned(row, action.c)).limit(1)
    return own.scalar_subquery()


def sweep_probations() -> None:
    """Tell of subjects whose probation ends soon, and forget those of whom that is over."""
    session, today = unit_of_work.session(), clock.now().date()
    rows = session.execute(
        select(Party.id, Case, Employment.probation_ends)
        .join(Case, Case.id == Party.case_id)
        .join(Employment, Employment.id == func.coalesce(Party.at_opening_id, Party.at_incident_id))
        .where(
            Party.role == PartyRole.SUBJECT,
            Party.withdrawn_at.is_(None),
            Party.subject_status.not_in([SubjectStatus.FINAL, SubjectStatus.CODED]),
            Case.status.not_in([CaseStatus.CLOSED, CaseStatus.MERGED_DUPLICATE]),
            Employment.probation_ends.between(today, today + BEFORE_PROBATION),
        )
    ).all()
    standing = select(Notice.entity_id).where(
        Notice.event == PROBATION, Notice.cleared_at.is_(None)
    )
    over = set(session.scalars(whole(standing))) - {row.id for row in rows}
    for party_id in sorted(over):
        clear(About("party", party_id), events=(PROBATION,))
    for row in rows:
        case, about = row.Case, About("party", row.id)
        users = lead_of(case) | supervisors_of(case) | _specialists_of(row.id)
        tell(PROBATION, users=users, about=about, case_id=case.id, due_on=row.probation_ends)


def _specialists_of(party_id: int) -> set[int]:
    mine = select(DisciplinaryAction.specialist_id).where(
        DisciplinaryAction.party_id == party_id, DisciplinaryAction.specialist_id.is_not(None)
    )
    return {user for user in unit_of_work.session().scalars(whole(mine)) if user is not None}


def register() -> None:
    """Add the kinds, and listen."""
    kinds.add(*KINDS)
    events_of_rules.update(_OF_RULES)
    passing.update((*PASSING, *EXPIRIES))
    workers[ClockSide.DISCIPLINE] = _specialist_of
    for sweep in (sweep_probations, sweep_drafts):
        if sweep not in sweepers:
            sweepers.append(sweep)
    on(Event.REFERRED_TO_LR, _referred)
    on(Event.REFERRAL_ACCEPTED, _answered)
    on(Event.REFERRAL_RETURNED, _answered)
    on_change("disciplinary_action", _given)
    on(Event.PROPOSAL_ISSUED, clearing(GIVEN))
    on(Event.ACTION_REASSIGNED, _reassigned)
    on(Event.NOTICE_SERVED, _served)
    on(Event.DECISION_SERVED, _served)
    if workers_of not in clock_workers:
        clock_workers.append(workers_of)
