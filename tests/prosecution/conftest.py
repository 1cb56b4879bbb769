"""What the tests of this package share."""

import pytest

from tests.factories import files
from tests.support.counting import statements

__all__ = ["statements"]


@pytest.fixture
def upload():
    """Take a file in: `upload(b"...", name="x.pdf")`, inside an open transaction."""
    return files.upload
