"""Whom a step can be offered to: those who work the case, and who keep evidence of its office."""

from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.auth.members import users_of
from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.core import unit_of_work
from jicms.custody.scope import KEEPERS
from jicms.investigations.guards import workers_of


def offered(case: Case, actor: Actor) -> list[tuple[int, str]]:
    """(id, name). Whether somebody may see the item is asked when the step begins."""
    known = (workers_of(case) | users_of(case.lead_office_id, *KEEPERS)) - {actor.user_id}
    found = unit_of_work.session().execute(
        select(User.id, User.name).where(User.id.in_(known), User.is_active).order_by(User.name)
    )
    return [(row.id, row.name) for row in found]


def account(user_id: int) -> User | None:
    """The account of somebody who was offered."""
    return unit_of_work.session().get(User, user_id)
