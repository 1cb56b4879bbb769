"""Who is told when what stays covered of a person was opened."""

from jicms.access.actor import Role, find_actor
from jicms.audit.events import Event
from jicms.auth.members import users_of
from jicms.notices import kinds
from jicms.notices.following import Step, on
from jicms.notices.kinds import Group, Kind
from jicms.notices.service import tell

OPENED = "SSN_REVEALED"


def _opened(step: Step) -> None:
    """To the heads of the office of whoever opened it; to its other supervisors where the head did
    it himself."""
    actor = find_actor()
    if actor is None or actor.office_id is None:
        return
    heads = users_of(actor.office_id, Role.INVESTIGATIONS_SUPERVISOR, heads=True) - {step.by}
    told = heads or users_of(actor.office_id, Role.INVESTIGATIONS_SUPERVISOR)
    tell(OPENED, users=told, about=step.about, but=step.by)


def register() -> None:
    """Add the kind, and listen."""
    kinds.add(
        Kind(
            *(OPENED, "A Social Security number was opened", "people.show"),
            *("you took note", Group.OFFICE),
            legal=True,
            by_hand=True,
            of_case=False,
            record="person_id",
        )
    )
    on(Event.SSN_REVEALED, _opened)
