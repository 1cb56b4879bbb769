"""What interviews tell of: a date for those who take part, and overrides that wait."""

from sqlalchemy import or_, select

from jicms.access.actor import Role
from jicms.audit.events import Event
from jicms.auth.members import everybody_who_is, users_of
from jicms.auth.models import User
from jicms.cases.models import Case, CaseGrant
from jicms.cases.notices import any_case, fetch, whole
from jicms.core import clock, unit_of_work
from jicms.interviews.models import GateOverride, Interview, InterviewPerson
from jicms.notices import kinds
from jicms.notices.following import Step, on, on_change
from jicms.notices.kinds import Group, Kind
from jicms.notices.service import clear, tell

SET, ASKED, DECIDED = "INTERVIEW_SET", "OVERRIDE_ASKED", "OVERRIDE_DECIDED"
KINDS = (
    Kind(
        *(SET, "An interview in which you take part has a date", "interviews.index"),
        "the interview is recorded, moved or cancelled",
    ),
    Kind(
        *(ASKED, "Counsel asks for an interview past the declination gate", "interviews.index"),
        *("the request is decided", Group.OFFICE),
        legal=True,
    ),
    Kind(
        *(DECIDED, "What you asked of the declination gate was decided", "interviews.index"),
        "you took note",
        by_hand=True,
    ),
)


def counsel_of(case: Case) -> set[int]:
    """The counsel to whom the case is open."""
    grants = (
        select(User.id)
        .join(CaseGrant, CaseGrant.principal_id == User.principal_id)
        .where(
            CaseGrant.case_id == case.id,
            CaseGrant.revoked_at.is_(None),
            or_(CaseGrant.until.is_(None), CaseGrant.until > clock.now()),
        )
    )
    found = set(unit_of_work.session().scalars(whole(grants)))
    return found & everybody_who_is(Role.COUNSEL)


def _set(step: Step) -> None:
    """Everybody of the house who takes part; a new date is told anew."""
    row = fetch(Interview, step.about.entity_id)
    case = any_case(step.case_id)
    if row is None or case is None:
        return
    clear(step.about, events=(SET,))
    if row.status != "SCHEDULED":
        return
    taking_part = select(InterviewPerson.user_id).where(InterviewPerson.interview_id == row.id)
    users = set(unit_of_work.session().scalars(whole(taking_part)))
    day = clock.local_date(row.scheduled_at, case.agency.zone)
    tell(SET, users=users, about=step.about, case_id=case.id, due_on=day, but=step.by)


def _moved(step: Step) -> None:
    """It is not ahead any more."""
    if step.changed_to("status") not in {None, "SCHEDULED"}:
        clear(step.about, events=(SET,))


def _asked(step: Step) -> None:
    """Whoever may confirm it: other counsel of the case, and the heads of the office that leads."""
    case = any_case(step.case_id)
    if case is not None:
        heads = users_of(case.lead_office_id, Role.INVESTIGATIONS_SUPERVISOR, heads=True)
        told = counsel_of(case) | heads
        tell(ASKED, users=told, about=step.about, case_id=case.id, but=step.by)


def _decided(step: Step) -> None:
    row = fetch(GateOverride, step.about.entity_id)
    clear(step.about, events=(ASKED,))
    if row is not None:
        users = [row.asked_by_id]
        tell(DECIDED, users=users, about=step.about, case_id=row.case_id, but=step.by)


def register() -> None:
    """Add the kinds, and listen."""
    kinds.add(*KINDS)
    on(Event.INTERVIEW_SCHEDULED, _set)
    on(Event.OVERRIDE_ASKED, _asked)
    on(Event.OVERRIDE_DECIDED, _decided)
    on_change("interview", _moved)
