"""An action on the day of the worked dates, with counsel where a test asks for it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from jicms.access.actor import current_actor
from jicms.core import clock
from jicms.discipline.models import DisciplinaryAction
from jicms.litigation.service import counsel
from tests.factories import discipline

TODAY = datetime(2024, 4, 2, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _that_day():
    """Tuesday, April 2, 2024."""
    with clock.at(TODAY):
        yield


@pytest.fixture
def led(acting):
    """`led("ANSWER")` leads a case to a step, with counsel.cbp as counsel of its action; the
    address of the litigation file."""

    def lead(step="ANSWER", *, with_counsel=True, **more):
        with acting() as session:
            made = discipline.lead(session, step, **more)
            action = session.scalar(
                select(DisciplinaryAction).where(DisciplinaryAction.id == made.action)
            )
            if with_counsel:
                who = discipline.user("counsel.cbp", session)
                counsel.assign_counsel(action, actor=current_actor(), counsel=who)
        return f"/cases/{made.number}/actions/1/litigation"

    return lead
