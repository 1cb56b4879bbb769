"""What several files of tests about intake share; each of them asks for it by name."""

import pytest

from jicms.core import clock
from jicms.files import settings
from jicms.intake.complaint import Alleged, Somebody
from tests.factories import accounts, complaints


@pytest.fixture
def moment():
    """Nov 2, 2026, 10:22 a.m. in Washington."""
    with clock.at(complaints.RECEIVED):
        yield


@pytest.fixture
def own_store(app, tmp_path, monkeypatch):
    """A store of its own, so that what lies on disk is this test's."""
    monkeypatch.setattr(settings._Process, "settings", settings.Settings(tmp_path))


@pytest.fixture
def desk(sign_in):
    return sign_in("intake.ia")


@pytest.fixture
def number(acting):
    """A received case with one allegation that goes to the OIG and one that need not."""
    with acting() as session:
        officer = complaints.employee(session, "Garrick Dunmoor", "4410-2276")
        return complaints.recorded(
            accounts.actor_of("intake.ia"),
            Somebody(key="a", person=officer),
            allegations=(Alleged("COR-01"), Alleged("TNA-04")),
        ).number
