"""A live feature, employees of CBP, and cases about them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from jicms.cases.models import CaseStatus, PartyRole
from jicms.core import clock
from jicms.people.models import Employment, Person
from tests.factories import accounts, cases
from tests.factories.allegations import allegation
from tests.factories.going_live import switch_on
from tests.support.counting import statements

__all__ = ["statements"]
TODAY = clock.today("America/New_York")


@pytest.fixture
def live(acting):
    """The feature is on."""
    with acting() as session:
        switch_on(session, "early-notice")


def employee(session, number, *, office="Field Operations", since=date(2015, 3, 1), **values):
    """An employee of CBP in an office of so many."""
    row = {
        "kind_code": "EMPLOYEE",
        "given_name": "Wren",
        "family_name": f"Abernathy{number}",
        "search_name": f"wren abernathy{number}",
        "employee_number": f"7000-{number:04d}",
        "agency_id": accounts.person_of(session, "supervisor.ia").agency_id,
    }
    person = Person(**{**row, **values})
    session.add(person)
    session.flush()
    session.add(Employment(person_id=person.id, valid_from=since, program_office=office))
    session.flush()
    return person


def matter(session, person, *, days=30, code="IT-06", finding=None, role=PartyRole.SUBJECT, **case):
    """A case of IA received so many days ago, with one allegation against the employee."""
    received = datetime(TODAY.year, TODAY.month, TODAY.day, 17, tzinfo=UTC) - timedelta(days=days)
    told = {"status": CaseStatus.OPEN, "office": "IA", **case}
    made = cases.case(session, received_at=received, received_on=received.date(), **told)
    party = cases.party(session, made, role=role, description="")
    party.person_id = person.id
    session.flush()
    subjects = [party] if role is PartyRole.SUBJECT else []
    incident = received.date() - timedelta(days=2)
    row = allegation(session, made, *subjects, code=code, incident_from=incident)
    if finding:
        row.subjects[0].finding_code = finding
    session.flush()
    return made
