"""What is told of agreements: a breach, the end, and a record that is to be cleaned."""

from datetime import timedelta

from sqlalchemy import and_, or_, select

from jicms.access.actor import Role
from jicms.audit.events import Event
from jicms.auth.members import users_of
from jicms.cases.notices import fetch, whole
from jicms.core import clock, unit_of_work
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_agreements import Agreement, AgreementStatus
from jicms.notices import kinds
from jicms.notices.following import Step, on
from jicms.notices.kinds import Group, Kind
from jicms.notices.models import Notice
from jicms.notices.service import About, clear, tell
from jicms.notices.sweep import sweepers

BREACH, ENDS = "AGREEMENT_BREACH", "AGREEMENT_ENDS"
#: Days before the end that it is told of.
BEFORE_END = timedelta(days=30)


def _workers(agreement: Agreement) -> set[int]:
    """The specialist of the action and the supervisors of its office."""
    action = fetch(DisciplinaryAction, agreement.action_id)
    if action is None:
        return set()
    found = users_of(action.office_id, Role.LR_SUPERVISOR)
    return found | ({action.specialist_id} if action.specialist_id is not None else set())


def _broken(step: Step) -> None:
    found = fetch(Agreement, step.about.entity_id)
    if found is not None and step.detail.get("step") == "recorded":
        users = _workers(found)
        tell(BREACH, users=users, about=step.about, case_id=found.case_id, but=step.by)


def sweep_agreements() -> None:
    """Tell of agreements that end soon, and of records to be cleaned; forget what is done."""
    session, today = unit_of_work.session(), clock.now().date()
    until = today + BEFORE_END
    ends = and_(Agreement.status == AgreementStatus.IN_EFFECT, Agreement.ends_on <= until)
    cleans = and_(
        Agreement.status.in_([AgreementStatus.IN_EFFECT, AgreementStatus.COMPLETED]),
        Agreement.clean_on <= until,
        Agreement.cleaned_on.is_(None),
    )
    rows = session.scalars(whole(select(Agreement).where(or_(ends, cleans)))).all()
    standing = select(Notice.entity_id).where(Notice.event == ENDS, Notice.cleared_at.is_(None))
    for gone in sorted(set(session.scalars(whole(standing))) - {row.id for row in rows}):
        clear(About("agreement", gone), events=(ENDS,))
    for row in rows:
        days = [day for day in (row.ends_on, row.clean_on) if day is not None and day <= until]
        about = About("agreement", row.id)
        tell(ENDS, users=_workers(row), about=about, case_id=row.case_id, due_on=min(days))


def register() -> None:
    """Add the kinds, and listen."""
    kinds.add(
        Kind(
            *(BREACH, "A breach of an agreement was recorded", "discipline.of_case"),
            *("you took note", Group.DISCIPLINE),
            by_hand=True,
        ),
        Kind(
            *(ENDS, "An agreement ends, or a record is to be cleaned", "discipline.of_case"),
            *("it is recorded as kept, broken or cleaned", Group.DISCIPLINE),
        ),
    )
    on(Event.AGREEMENT_BREACH, _broken)
    if sweep_agreements not in sweepers:
        sweepers.append(sweep_agreements)
