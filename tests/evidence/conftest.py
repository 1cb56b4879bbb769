"""What the tests of this package share."""

import pytest

from tests.factories import files
from tests.factories.investigations import of_two_teams
from tests.support.counting import statements

__all__ = ["statements"]


@pytest.fixture
def upload():
    """Take a file in: `upload(b"...", name="x.pdf")`, inside an open transaction."""
    return files.upload


@pytest.fixture
def number(acting):
    """An administrative and a criminal investigation of one case, each with its own people."""
    with acting() as session:
        return of_two_teams(session).number
