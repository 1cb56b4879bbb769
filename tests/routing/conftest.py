"""The moment at which the tests of routing play."""

import pytest

from jicms.core import clock
from tests.factories import complaints


@pytest.fixture(autouse=True)
def _moment():
    with clock.at(complaints.RECEIVED):
        yield
