"""The day on which the worked dates of the reference lie behind."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from jicms.access.actor import current_actor
from jicms.core import clock
from jicms.discipline import service
from jicms.discipline.models import DisciplinaryAction
from tests.factories import discipline
from tests.support.counting import statements

__all__ = ["statements"]

TODAY = datetime(2024, 4, 2, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _that_day():
    """Tuesday, April 2, 2024."""
    with clock.at(TODAY):
        yield


@pytest.fixture
def at(acting):
    """`at("DECISION")` leads a case to a step and gives its number and ids."""

    def led(step, **more):
        with acting() as session:
            return discipline.lead(session, step, **more)

    return led


@pytest.fixture
def action_of():
    """The one action of the session's case."""

    def found(session):
        return session.scalar(select(DisciplinaryAction))

    return found


@pytest.fixture
def charged(at, acting):
    """A draft with a charge of December 2023: its case's number and the employee's id."""
    number = at("DRAFT").number
    with acting() as session:
        action = session.scalars(select(DisciplinaryAction)).one()
        link = discipline.link_of(session, action)
        said = service.ChargeText(link, "", "Thirty searches", offense_code="CBP-SYSTEMS")
        service.draft_charge(action, actor=current_actor(), text=said)
        return number, action.party.person_id
