"""What the tests of this package share: one case with two teams side by side."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jicms.core import clock
from jicms.investigations.models import Investigation
from tests.factories import accounts, files
from tests.factories.investigations import of_two_teams
from tests.support.counting import statements

__all__ = ["statements"]

LEAD, OTHER = "investigator.ia", "investigator2.ia"


@pytest.fixture
def upload():
    """Take a file in, inside an open transaction."""
    return files.upload


@pytest.fixture
def number(acting):
    """Investigation 1 is administrative, reviewed by supervisor.ia; 2 is criminal, by head.ia."""
    with acting() as session:
        return of_two_teams(session).number


@pytest.fixture
def work(number):
    """`work(1)`: the investigation of that number, in the session that is open."""

    def found(session, n=1):
        row = session.scalar(select(Investigation).where(Investigation.n == n))
        assert row is not None
        return row

    return found


def days(n):
    """The day so many days from now."""
    return clock.today("America/New_York") + timedelta(n)


def typed(day):
    """A day as it is typed."""
    return f"{day:%m/%d/%Y}"


def as_actor(username=LEAD):
    return accounts.actor_of(username)


@pytest.fixture
def ids(reading):
    """The numbers of the accounts, as forms carry them."""
    names = (LEAD, OTHER, "supervisor.ia", "head.ia")
    with reading():
        return {name: str(as_actor(name).user_id) for name in names}
