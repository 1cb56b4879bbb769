"""A small set of records with known figures, for every report."""

import pytest

from jicms.core import clock, unit_of_work
from jicms.reports import building, registry
from jicms.reports.settings import Settings
from tests.factories import accounts
from tests.factories.figures import NOW, known


@pytest.fixture
def now():
    """The day on which the reports run."""
    with clock.at(NOW):
        yield NOW


@pytest.fixture
def figures(acting, now):
    """The numbers of five cases that supervisor.ia sees: `figures.one` and so on."""
    with acting() as session:
        return known(session)


@pytest.fixture
def run(app, figures):
    """`run("findings", {"period": "all"})`: the tables of a report as supervisor.ia sees them."""

    def ran(key, args=None, *, username="supervisor.ia"):
        with app.test_request_context():
            actor = accounts.actor_of(username)
            with unit_of_work.read(actor):
                report = registry.find(key)
                settings = Settings(report.params, args or {}, actor)
                assert not settings.faults, settings.faults
                return building.run(report, settings, actor)

    return ran


#: What labor relations alone counts, and where its numbers are tried.
OF_LR = {"contractor-outcomes": "tests/discipline/test_contractors"}
