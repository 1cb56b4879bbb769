"""The worked dates of the reference lie behind: June 3, 2024."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from jicms.appeals.models import Appeal
from jicms.core import clock
from jicms.discipline.models import DisciplinaryAction
from tests.factories import appeals, discipline
from tests.support.counting import statements

__all__ = ["statements"]

TODAY = datetime(2024, 6, 3, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _that_day():
    with clock.at(TODAY):
        yield


@pytest.fixture
def served(acting):
    """A removal whose decision was served on Mar 25, effective Apr 1, 2024: its address."""
    with acting() as session:
        return f"/cases/{discipline.lead(session, 'SERVED').number}/actions/1"


@pytest.fixture
def of_union(acting):
    """The same, of an employee whom a union agreement covers."""
    with acting() as session:
        return f"/cases/{appeals.of_the_union(session).number}/actions/1"


@pytest.fixture
def action_of():
    """The one action of the session's case."""
    return lambda session: session.scalar(select(DisciplinaryAction))


@pytest.fixture
def appeal_of():
    """The newest filing."""
    return lambda session: session.scalar(select(Appeal).order_by(Appeal.id.desc()).limit(1))


@pytest.fixture
def appealed(served, acting, action_of):
    """A served removal with an appeal to the Board of Apr 2, 2024: the address of the action."""
    with acting() as session:
        appeals.filed(session, action_of(session))
    return served
