"""What is told of contractors: that a contracting officer has not replied in time."""

from sqlalchemy import select

from jicms.access.actor import Role
from jicms.audit.events import Event
from jicms.auth.members import users_of
from jicms.cases.notices import fetch, whole
from jicms.core import clock, unit_of_work
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_contractors import ContractorOutcome
from jicms.discipline.service.actions import today_of
from jicms.notices import kinds
from jicms.notices.following import Step, on
from jicms.notices.kinds import Group, Kind
from jicms.notices.service import About, clear, tell
from jicms.notices.sweep import sweepers

OVERDUE = "CONTRACTOR_REPLY_OVERDUE"


def sweep_replies() -> None:
    """Tell the specialist, or the supervisors where there is none, of each reply that is overdue
    where the office counts."""
    late = select(ContractorOutcome).where(
        ContractorOutcome.replied_on.is_(None),
        ContractorOutcome.reply_due_on <= clock.now().date(),
    )
    for row in unit_of_work.session().scalars(whole(late)).all():
        action = fetch(DisciplinaryAction, row.action_id)
        if action is None or not row.is_overdue(today_of(action)):
            continue
        users = {action.specialist_id} - {None} or users_of(action.office_id, Role.LR_SUPERVISOR)
        about = About(ContractorOutcome.__tablename__, row.id)
        tell(OVERDUE, users=users, about=about, case_id=row.case_id, due_on=row.reply_due_on)


def _replied(step: Step) -> None:
    if "replied" in step.detail:
        clear(step.about, events=(OVERDUE,))


def register() -> None:
    """Add the kind, and listen."""
    kinds.add(
        Kind(
            *(OVERDUE, "A contracting officer has not replied in time", "discipline.of_case"),
            *("the reply is recorded", Group.DISCIPLINE),
        )
    )
    if sweep_replies not in sweepers:
        sweepers.append(sweep_replies)
    on(Event.CONTRACTOR_OUTCOME, _replied)
