"""The demonstration's accounts serve as the tests' too."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import select
from sqlalchemy.orm import Session

from jicms.access.actor import Actor
from jicms.auth.actors import actor_for
from jicms.auth.models import Membership, User
from jicms.core import clock, unit_of_work
from jicms.demo.accounts import EMPLOYED_SINCE, PASSWORD, create_accounts
from jicms.people.models import Person, UserPerson

__all__ = [
    "EMPLOYED_SINCE",
    "PASSWORD",
    "actor_of",
    "create_all",
    "link_to_person_of",
    "person_id",
    "person_of",
]

create_all = create_accounts


def actor_of(username: str) -> Actor:
    """The actor of an account's first membership."""
    membership = unit_of_work.session().scalar(
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(User.username == username)
    )
    assert membership is not None, username
    return actor_for(membership)


def link_to_person_of(session: Session, username: str, other: str) -> None:
    """Make `username` a second account of the person behind `other`, confirmed."""
    user = session.scalar(select(User).where(User.username == username))
    assert user is not None
    now = clock.now()
    person = person_of(session, other)
    session.add(UserPerson(user_id=user.id, person_id=person.id, valid_from=now, confirmed_at=now))
    session.flush()


def person_of(session: Session, username: str) -> Person:
    """The employee record behind an account."""
    found = session.scalar(
        select(Person)
        .join(UserPerson, UserPerson.person_id == Person.id)
        .join(User, User.id == UserPerson.user_id)
        .where(User.username == username)
        .execution_options(unscoped="test set-up")
    )
    assert found is not None
    return found


def person_id(reading: Callable[[], AbstractContextManager[Session]], username: str) -> int:
    """The key of that record, read by itself (`reading` is the fixture)."""
    with reading() as session:
        return person_of(session, username).id
