"""Answers to a union and in discovery are told of before and after their day, until they are
served."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from jicms.auth.models import User
from jicms.core import clock
from jicms.litigation.models_discovery import DiscoveryRequest
from jicms.litigation.models_requests import InformationRequest
from jicms.litigation.notices import DISCOVERY, INFORMATION, sweep_answers
from jicms.notices.models import Notice
from tests.litigation.test_discovery import ASKED as DISCOVERED
from tests.litigation.test_discovery import appealed
from tests.litigation.test_information import ASKED

__all__ = ["appealed"]


@pytest.fixture
def told(acting, reading):
    """`told(INFORMATION, 5)`: who stands told of it once the sweep of that day of April was run."""

    def found(event, day):
        with clock.at(datetime(2024, 4, day, 15, tzinfo=UTC)):
            with acting(None):
                sweep_answers()
            with reading() as session:
                rows = session.scalars(
                    select(User.username)
                    .join(Notice, Notice.user_id == User.id)
                    .where(Notice.event == event, Notice.cleared_at.is_(None))
                )
                return sorted(rows)

    return found


def test_a_union_s_request_is_told_of_from_three_days_before(led, sign_in, acting, told):
    at, client = led(), sign_in("specialist.ler")
    due = ASKED | {"due_on": "04/12/2024"}
    assert client.post(f"{at}/requests/new", data=due).status_code == 302
    both = ["counsel.cbp", "specialist.ler"]
    assert told(INFORMATION, 8) == []
    assert told(INFORMATION, 9) == both
    assert told(INFORMATION, 15) == both, "and after it"
    assert "An answer to a union’s request is due" in client.get("/notices").text
    with acting() as session:
        session.scalar(select(InformationRequest)).due_on = date(2024, 4, 30)
    assert told(INFORMATION, 16) == [], "the parties agreed on a later day"


def test_without_an_agreed_day_nothing_is_due(led, sign_in, told):
    at = led()
    assert sign_in("specialist.ler").post(f"{at}/requests/new", data=ASKED).status_code == 302
    assert told(INFORMATION, 30) == []


def test_discovery_is_told_to_the_counsel_of_its_appeal(appealed, sign_in, acting, told):
    counsel = sign_in("counsel.cbp")
    due = DISCOVERED | {"due_on": "04/22/2024", "due_basis": "ORDERED"}
    assert counsel.post(f"{appealed}/discovery/new", data=due).status_code == 302
    assert told(DISCOVERY, 18) == []
    assert told(DISCOVERY, 19) == ["counsel.cbp", "specialist.ler"]
    with acting() as session:
        row = session.scalar(select(DiscoveryRequest))
        row.answered_on, row.answer_id = date(2024, 4, 19), row.file_id
    assert told(DISCOVERY, 20) == []
