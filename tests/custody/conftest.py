"""A case of two teams, and an item that the lead of one collected."""

import pytest

from tests.evidence.conftest import number, statements
from tests.factories.evidence import item

__all__ = ["number", "statements"]


@pytest.fixture
def phone(acting, number):
    """The number of a telephone that `investigator.ia` collected and holds."""
    with acting("investigator.ia") as session:
        item(session, number)
    return number
