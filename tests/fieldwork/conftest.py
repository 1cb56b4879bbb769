"""What the tests of this package share: one case with two teams side by side."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jicms.cases.models import CaseStatus, PartyRole
from jicms.core import clock
from jicms.investigations.models import Investigation, InvestigationType
from tests.factories import accounts, allegations, cases, files
from tests.factories.investigations import investigation
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
        case = cases.case(session, status=CaseStatus.TRIAGE)
        subject = cases.party(session, case, role=PartyRole.SUBJECT, description="First officer")
        cases.party(session, case, role=PartyRole.WITNESS, description="Clerk")
        allegations.allegation(session, case, subject, code="WRK-01")
        investigation(session, case)
        criminal = InvestigationType.CRIMINAL
        investigation(session, case, type=criminal, lead=OTHER, reviewer="head.ia")
        return case.number


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
