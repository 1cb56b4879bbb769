"""What routing tells of: a case that was sent, the answer to it, a reply that did not come."""

from jicms.access.actor import Role
from jicms.audit.events import Event
from jicms.auth.members import users_of
from jicms.cases.deciders import decided
from jicms.cases.notices import MOVED, any_case, fetch, overdue_events, supervisors_of
from jicms.notices import kinds
from jicms.notices.following import Step, on
from jicms.notices.kinds import Group, Kind
from jicms.notices.service import About, clear, tell
from jicms.routing.models import CaseTransfer
from jicms.routing.transfers import RULE
from jicms.routing.workflow import OUTCOME, REPLY

WAITS, ANSWERED, OVERDUE = "TRANSFER_WAITS", "TRANSFER_ANSWERED", "REPLY_OVERDUE"


def _sent(step: Step) -> None:
    case = any_case(step.case_id)
    if case is None:
        return
    clear(About("case_file", case.id), events=(MOVED,))
    tell(WAITS, users=supervisors_of(case), about=step.about, case_id=case.id, but=step.by)


def _answered(step: Step) -> None:
    clear(step.about, events=(WAITS,))
    row = fetch(CaseTransfer, step.about.entity_id)
    if row is not None:
        users = users_of(row.from_office_id, Role.INVESTIGATIONS_SUPERVISOR)
        tell(ANSWERED, users=users, about=step.about, case_id=row.case_id, but=step.by)


def register() -> None:
    """Add the kinds, and listen."""
    kinds.add(
        Kind(
            *(WAITS, "Another office sent a case to yours", "routing.accept"),
            *("it is accepted or returned", Group.OFFICE),
        ),
        Kind(
            *(ANSWERED, "A case that your office sent was answered", "cases.show"),
            *("you took note", Group.OFFICE),
            by_hand=True,
        ),
        Kind(
            *(OVERDUE, "A body outside has not replied in time", "routing.referrals"),
            *("the reply is recorded", Group.DATES),
            legal=True,
        ),
    )
    decided.add(RULE)
    overdue_events.update({REPLY: OVERDUE, OUTCOME: OVERDUE})
    on(Event.TRANSFER_SENT, _sent)
    on(Event.TRANSFER_ANSWERED, _answered)
