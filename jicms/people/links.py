"""Which account belongs to whom: asked for by an administrator, confirmed by security.

The conflict wall follows these links, so that neither a link nor its end is one person's work.
"""

from sqlalchemy import ColumnElement, or_, select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import User
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.people.models import Person, UserPerson
from jicms.people.scope import whose_number_was
from jicms.people.service import tell_changed

_WHY = "administration links accounts to employee records by number"


def employee(number: str) -> Person | None:
    """The employee record of a number, also of one that a merged record had."""
    return unit_of_work.session().scalar(
        select(Person)
        .where(
            or_(
                Person.employee_number == number.strip(),
                Person.id.in_(whose_number_was(number.strip())),
            ),
            Person.merged_into_id.is_(None),
        )
        .execution_options(unscoped=_WHY)
    )


def links_of(user_id: int) -> list[tuple[UserPerson, Person]]:
    """The account's links that stand or wait, with the persons."""
    rows = unit_of_work.session().execute(
        select(UserPerson, Person)
        .join(Person, Person.id == UserPerson.person_id)
        .where(
            UserPerson.user_id == user_id,
            or_(UserPerson.valid_until.is_(None), UserPerson.valid_until > clock.now()),
        )
        .order_by(UserPerson.id)
        .execution_options(unscoped=_WHY)
    )
    return [(link, person) for link, person in rows]


def waiting() -> list[tuple[UserPerson, Person, User]]:
    """Links, and ends of links, that wait for the security administrator."""
    rows = unit_of_work.session().execute(
        select(UserPerson, Person, User)
        .join(Person, Person.id == UserPerson.person_id)
        .join(User, User.id == UserPerson.user_id)
        .where(*waits())
        .order_by(UserPerson.id)
        .execution_options(unscoped=_WHY)
    )
    return [(link, person, user) for link, person, user in rows]


def waits() -> tuple[ColumnElement[bool], ...]:
    """Criteria of a link that waits."""
    return (
        UserPerson.valid_until.is_(None),
        or_(UserPerson.confirmed_at.is_(None), UserPerson.end_requested_at.is_not(None)),
    )


def propose_link(user: User, *, actor: Actor, employee_number: str) -> UserPerson:
    """Ask that an account be linked to an employee record."""
    policy.require(actor, Action.USER_EDIT, user)
    person = employee(employee_number)
    if person is None:
        raise RuleBroken("No employee record has this number.", field="employee_number")
    for link, linked in links_of(user.id):
        if linked.id == person.id:
            raise RuleBroken("The account is linked to this record.", field="employee_number")
        if link.confirmed_at is None:
            raise RuleBroken("Another link waits already.", field="employee_number")
    link = UserPerson(
        user_id=user.id,
        person_id=person.id,
        valid_from=clock.now(),
        requested_by_id=actor.user_id,
    )
    unit_of_work.session().add(link)
    unit_of_work.session().flush()
    return link


def propose_end(link: UserPerson, *, actor: Actor) -> None:
    """Ask that a link be ended. It holds until that is confirmed."""
    policy.require(actor, Action.USER_EDIT, link)
    if link.valid_until is not None or link.end_requested_at is not None:
        raise TransitionRefused("The end of this link was asked for already.")
    session, now = unit_of_work.session(), clock.now()
    if link.confirmed_at is None:
        link.valid_until = now
    else:
        link.end_requested_at, link.end_requested_by_id = now, actor.user_id
    session.flush()


def confirm_link(link: UserPerson, *, actor: Actor) -> None:
    """Let the link, or its asked-for end, take effect."""
    policy.require(actor, Action.USER_CONFIRM, link)
    _lock(link)
    now = clock.now()
    if link.valid_until is not None:
        raise TransitionRefused("This link no longer waits.")
    if link.confirmed_at is None:
        link.confirmed_at, link.confirmed_by_id = now, actor.user_id
    elif link.end_requested_at is not None:
        link.valid_until = now
    else:
        raise TransitionRefused("This link no longer waits.")
    recorder.record(Event.USER_CHANGED, obj=link, user=link.user_id, ended=link.valid_until)
    unit_of_work.session().flush()
    if link.valid_until is None:
        tell_changed(link.person_id, actor)


def decline_link(link: UserPerson, *, actor: Actor) -> None:
    """Refuse the link, or refuse its end: then it stays."""
    policy.require(actor, Action.USER_CONFIRM, link)
    _lock(link)
    if link.valid_until is not None:
        raise TransitionRefused("This link no longer waits.")
    if link.confirmed_at is None:
        link.valid_until = clock.now()
    elif link.end_requested_at is not None:
        link.end_requested_at = link.end_requested_by_id = None
    else:
        raise TransitionRefused("This link no longer waits.")
    unit_of_work.session().flush()


def _lock(link: UserPerson) -> None:
    # Named columns only: a row joined by an outer join can't be locked.
    unit_of_work.session().refresh(
        link, ("confirmed_at", "valid_until", "end_requested_at"), with_for_update=True
    )
