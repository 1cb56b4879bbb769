"""What appeals tell of: a hearing within 14 days, and time limits that an appeal opened."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from jicms.access.actor import Role
from jicms.appeals import clocks
from jicms.appeals.models import Appeal
from jicms.appeals.models_hearing import AppealHearing, HearingState
from jicms.auth.members import users_of
from jicms.cases.models import Case
from jicms.cases.notices import events_of_rules, fetch, whole
from jicms.core import clock, unit_of_work
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import CaseClock, ClockState
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.notices import APPEAL
from jicms.discipline.service.windows import LATER
from jicms.notices import kinds
from jicms.notices.kinds import Group, Kind
from jicms.notices.models import Notice
from jicms.notices.service import About, clear, tell
from jicms.notices.sweep import sweepers

HEARING = "APPEAL_HEARING_SOON"
#: Days before a hearing that it is told of.
BEFORE_HEARING = timedelta(days=14)
#: Windows that an appeal opened, told of as the time to appeal.
_WINDOWS = ("MSPB_PETITION_FOR_REVIEW", "FEDERAL_CIRCUIT", "MSPB_AFTER_OSC")


def _workers(row: AppealHearing) -> set[int]:
    """The specialist of the action, or the supervisors of its office, and the counsel."""
    action, appeal = fetch(DisciplinaryAction, row.action_id), fetch(Appeal, row.appeal_id)
    if action is None or appeal is None:
        return set()
    found = {action.specialist_id} if action.specialist_id is not None else set()
    found |= {appeal.counsel_id} if appeal.counsel_id is not None else set()
    return found or users_of(action.office_id, Role.LR_SUPERVISOR)


def sweep_hearings() -> None:
    """Tell of hearings that come near, and forget those that are not ahead any more."""
    session, now = unit_of_work.session(), clock.now()
    soon = select(AppealHearing).where(
        AppealHearing.state == HearingState.SCHEDULED,
        AppealHearing.starts_at <= now + BEFORE_HEARING,
    )
    rows = session.scalars(whole(soon)).all()
    standing = select(Notice.entity_id).where(Notice.event == HEARING, Notice.cleared_at.is_(None))
    for gone in sorted(set(session.scalars(whole(standing))) - {row.id for row in rows}):
        clear(About("appeal_hearing", gone), events=(HEARING,))
    for row in rows:
        action = fetch(DisciplinaryAction, row.action_id)
        assert action is not None
        day = row.starts_at.astimezone(ZoneInfo(action.office.agency.zone)).date()
        about = About("appeal_hearing", row.id)
        tell(HEARING, users=_workers(row), about=about, case_id=row.case_id, due_on=day)


def sweep_windows() -> None:
    """Close the windows that an appeal opened and that passed unused: nothing is late by them."""
    session = unit_of_work.session()
    open_ones = select(CaseClock, Case).join(Case, Case.id == CaseClock.case_id)
    passed = open_ones.where(
        CaseClock.entity_type == Appeal.__tablename__,
        CaseClock.rule_code.in_(LATER),
        CaseClock.state == ClockState.RUNNING,
        CaseClock.due_on < clock.now().date(),
    )
    for row, case in session.execute(whole(passed)).all():
        if row.due_on < clock.today(row.zone):
            mine = deadlines.owner_of(row)
            at = clocks.noon(row.due_on, row.zone)
            deadlines.meet(case, code=row.rule_code, owner=mine, at=at)


def register() -> None:
    """Add the kind, the windows and the sweeps."""
    kinds.add(
        Kind(
            *(HEARING, "A hearing in an appeal comes near", "discipline.of_case"),
            *("the hearing is recorded as held, continued or cancelled", Group.DISCIPLINE),
            legal=True,
        )
    )
    events_of_rules.update(dict.fromkeys(_WINDOWS, APPEAL))
    for sweep in (sweep_hearings, sweep_windows):
        if sweep not in sweepers:
            sweepers.append(sweep)
