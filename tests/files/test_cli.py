"""`flask files`: proof, later checks, and cleaning up."""

import base64
import io
import os
import time
from datetime import timedelta

import pytest

from jicms.core import clock, crypto, unit_of_work
from jicms.files import cli, service
from jicms.files.models import ScanState, StoredFile
from tests.files.clamd import Clamd
from tests.files.helpers import CONTENT, SYSTEM


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
    assert trail()[-2][:2] == ("FILE_ALARM", number)
    assert trail()[-1][0] == "FILES_VERIFIED"
    assert trail()[-1][2] == {"checked": 3, "damaged": 1, "bytes": 6}


def test_verify_takes_the_longest_unverified_first_up_to_its_limit(
    run, stored, store_app, monkeypatch
):
    monkeypatch.setattr("jicms.files.cli.GIGABYTE", 2)
    now = clock.now()
    days = {number: age for (number, _path), age in zip(stored, (10, 40, 31), strict=True)}
    with store_app.app_context(), unit_of_work.write(SYSTEM) as session:
        for number, age in days.items():
            session.get(StoredFile, number).checked_at = now - timedelta(days=age)
    limited = run("verify", "--older-than", "30", "--gigabytes", "1")
    assert "Stopped at the limit" in limited.output
    assert "1 files checked" in limited.output
    assert "1 files checked" in run("verify", "--older-than", "30").output
    assert "0 files checked" in run("verify", "--older-than", "30").output
    with store_app.app_context(), unit_of_work.read(SYSTEM) as session:
        checked = {file.id: file.checked_at > now for file in session.query(StoredFile)}
        assert checked == {number: age > 30 for number, age in days.items()}


def test_a_damaged_file_is_marked_until_it_is_whole_again(run, stored, store_app, trail):
    number, path = stored[0]
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert run("verify").exit_code == 1
    assert marked(store_app) == [number]
    assert run("verify").exit_code == 1
    assert "1 files checked, 1 damaged" in run("verify", "--older-than", "30").output
    path.write_bytes(whole)
    assert run("verify", "--older-than", "30").output == "1 files checked, 0 damaged.\n"
    assert marked(store_app) == []
    assert [event for event, *_ in trail()].count("FILE_RESTORED") == 1


def marked(store_app):
    with store_app.app_context(), unit_of_work.read(SYSTEM) as session:
        return [file.id for file in session.query(StoredFile) if file.damaged_at]


OLD, NEW = (f"k{n}:{base64.b64encode(bytes([n]) * 32).decode()}" for n in (1, 2))


@pytest.fixture
def two_keys(store_app):
    """Files under the first key, and a second one before it."""
    crypto.configure(OLD)
    with store_app.app_context(), unit_of_work.write(SYSTEM):
        files = [service.ingest(io.BytesIO(CONTENT), name="x", by=None) for _ in range(3)]
        found = [(file.id, service.store().path(file.key)) for file in files]
    crypto.configure(f"{NEW},{OLD}")
    return found


def key_ids(store_app):
    with store_app.app_context(), unit_of_work.read(SYSTEM) as session:
        return [file.key_id for file in session.query(StoredFile).order_by(StoredFile.id)]


def contents(store_app):
    with store_app.app_context(), unit_of_work.read(SYSTEM) as session:
        return [b"".join(service.open_stream(file)) for file in session.query(StoredFile)]


def test_rotate_seals_anew_and_the_old_key_is_needed_no_more(run, two_keys, store_app, on_disk):
    places = on_disk()
    done = run("rotate")
    assert done.output == "3 files sealed anew under k2, 0 damaged.\n", done.output
    assert key_ids(store_app) == ["k2"] * 3
    assert on_disk() == places
    crypto.configure(NEW)
    assert contents(store_app) == [CONTENT] * 3
    assert run("rotate").output == "0 files sealed anew under k2, 0 damaged.\n"


@pytest.mark.parametrize(
    "where",
    [
        "jicms.files.store.Draft.seal",
        "jicms.files.store.Renewal.digest",
        "jicms.files.store.Draft.place",
        "jicms.core.unit_of_work.commit",
    ],
)
def test_a_rotation_that_is_killed_loses_nothing_and_goes_on(
    run, two_keys, store_app, monkeypatch, where
):
    def killed(*_given):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(where, killed)
        patched.setattr("jicms.files.store.Renewal.discard", lambda draft: draft._out.close())
        assert run("rotate").exit_code != 0
    assert contents(store_app) == [CONTENT] * 3
    assert "0 damaged" in run("rotate").output
    assert key_ids(store_app) == ["k2"] * 3
    assert contents(store_app) == [CONTENT] * 3


def test_rotate_leaves_a_damaged_file_as_it_is_and_says_so(run, two_keys, store_app, trail):
    number, path = two_keys[1]
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    done = run("rotate")
    assert done.exit_code == 1
    assert f"DAMAGED: file {number}" in done.output
    assert path.read_bytes() == data
    assert key_ids(store_app) == ["k2", "k1", "k2"]
    assert "FILE_ALARM" in [event for event, *_ in trail()]


def test_a_copy_that_does_not_agree_never_takes_the_place(run, two_keys, store_app, monkeypatch):
    monkeypatch.setattr("jicms.files.store.Renewal.digest", lambda _draft: "0" * 64)
    assert run("rotate").exit_code == 1
    assert contents(store_app) == [CONTENT] * 3
    assert key_ids(store_app) == ["k1"] * 3


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
