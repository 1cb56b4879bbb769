"""Who is told when what stays covered of a person was opened."""

from jicms.access.actor import Role, find_actor
from jicms.audit.events import Event
from jicms.auth.actors import behind
from jicms.auth.members import users_of
from jicms.notices import kinds
from jicms.notices.following import Step, on
from jicms.notices.kinds import Group, Kind
from jicms.notices.service import tell
from jicms.people.scope import are_close

OPENED = "SSN_REVEALED"


def _opened(step: Step) -> None:
    """To the heads of the office of whoever opened it; to its other supervisors where the head did
    it himself, or is close to whom it is about: that somebody looks would betray a case."""
    actor = find_actor()
    if actor is None or actor.office_id is None:
        return
    office, role = actor.office_id, Role.INVESTIGATIONS_SUPERVISOR
    told = _not_close(users_of(office, role, heads=True), step)
    tell(OPENED, users=told or _not_close(users_of(office, role), step), about=step.about)


def _not_close(users: set[int], step: Step) -> set[int]:
    """Of these accounts those that neither did it nor are the person or a declared relative."""
    others = users - {step.by}
    return {user for user in others if not are_close(behind(user).people, step.about.entity_id)}


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
