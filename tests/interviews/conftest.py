"""What the tests of this package share."""

import pytest

from tests.evidence.conftest import number
from tests.support.counting import statements

__all__ = ["crime", "number", "statements"]


@pytest.fixture
def crime(acting, number):
    """The case of `number`, its subject accused of what may be a crime."""
    from tests.factories import allegations
    from tests.factories.evidence import party, the_case

    with acting() as session:
        allegations.allegation(session, the_case(session, number), party(session), code="COR-01")
    return number
