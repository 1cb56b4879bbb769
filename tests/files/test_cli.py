"""`flask files`: proof, later checks, and cleaning up."""

import io
import os
import time

import pytest

from jicms.core import unit_of_work
from jicms.files import cli, service
from jicms.files.models import ScanState, StoredFile
from tests.files.clamd import Clamd
from tests.files.helpers import SYSTEM


@pytest.fixture
def run(store_app):
    def invoke(*arguments):
        return store_app.test_cli_runner().invoke(args=["files", *arguments])

    return invoke


@pytest.fixture
def stored(store_app, monkeypatch):
    """Three files, read two at a time: (id, path) of each."""
    monkeypatch.setattr(cli, "_BATCH", 2)
    with store_app.app_context(), unit_of_work.write(SYSTEM):
        files = [service.ingest(io.BytesIO(b"x%d" % n), name="x", by=None) for n in range(3)]
        return [(file.id, service.store().path(file.key)) for file in files]


def states(store_app) -> list[ScanState]:
    with store_app.app_context(), unit_of_work.read(SYSTEM) as session:
        return [file.scan_state for file in session.query(StoredFile).order_by(StoredFile.id)]


def test_verify_proves_every_file_and_names_the_damaged(run, stored, trail):
    proved = run("verify")
    assert proved.exit_code == 0
    assert proved.output == "3 files checked, 0 damaged.\n"
    number, path = stored[1]
    path.unlink()
    broken = run("verify")
    assert broken.exit_code == 1
    assert f"DAMAGED: file {number} ({path.name})." in broken.output
    assert "3 files checked, 1 damaged." in broken.output
    assert trail()[-1][:2] == ("FILE_ALARM", number)


def test_scan_checks_what_was_never_checked(run, stored, store_app, configured, trail):
    assert "No malware scanner" in str(run("scan").exception)
    with Clamd().running() as clamd:
        configured(clamd=clamd.address)
        assert run("scan").output == "3 clean, 0 in quarantine.\n"
        assert run("scan").output == "0 clean, 0 in quarantine.\n"
    assert sorted(clamd.received) == [b"x0", b"x1", b"x2"]
    assert states(store_app) == [ScanState.CLEAN] * 3
    assert trail()[-1][2]["fields"]["scan_state"] == ["UNSCANNED", "CLEAN"]


def test_scan_tries_the_quarantine_again_when_asked(run, stored, store_app, configured):
    configured(clamd="/nowhere")
    assert run("scan").output == "0 clean, 3 in quarantine.\n"
    with Clamd().running() as clamd:
        configured(clamd=clamd.address)
        assert run("scan").output == "0 clean, 0 in quarantine.\n"
        assert run("scan", "--quarantined").output == "3 clean, 0 in quarantine.\n"


def test_sweep_keeps_what_has_a_record(run, stored, store_app):
    with store_app.app_context():
        lost = service.store().draft()
        lost.keep()
        left = service.store().draft()
        long_ago = (time.time() - 100_000,) * 2
        root = service.store().root
        for path in [*(path for _id, path in stored), service.store().path(lost.key)]:
            os.utime(path, long_ago)
        left.write(b"x")
        left._out.close()
        os.utime(root / "tmp" / left.key, long_ago)
    assert run("sweep").output == (
        "1 temporary files removed, 1 files without a record set aside in orphans/.\n"
        "0 uploads forgotten that no form took in time.\n"
    )
    assert all(path.exists() for _id, path in stored)
    assert (root / "orphans" / lost.key).exists()
