"""A small set of records with known figures, for every report."""

import pytest

from jicms.core import clock
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
