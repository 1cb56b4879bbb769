"""Memory does not grow with the rows."""

import pytest

from tests.conftest import MASTER_KEY
from tests.imports.comparison import command
from tests.imports.delivery import generate

#: Megabytes that twelve times the rows may take beyond what the few take: caches fill up to their
#: limits. Keeping the rows would take some 100.
ROOM = 16
FEW, MANY = 500, 6_000


@pytest.mark.parametrize("arguments", [(), ("--dry-run",)], ids=["import", "dry run"])
def test_twelve_times_the_rows_need_no_more_memory(app, databases, template, tmp_path, arguments):
    used = {}
    for cases in (FEW, MANY):
        databases.copy(template, "memory")
        folder = generate(tmp_path / str(cases), cases)
        environment = {
            "JICMS_ENV": "development",
            "JICMS_DATABASE_URL": databases.url("memory"),
            "JICMS_DATA_DIR": str(tmp_path / f"home-{cases}"),
            "JICMS_MASTER_KEY": MASTER_KEY,
        }
        done = command(
            environment,
            "import",
            "--mapping",
            "public-complaints",
            "--batch-size",
            "500",
            *arguments,
            str(folder),
        )
        used[cases] = done.megabytes
    assert used[MANY] - used[FEW] < ROOM, used
