"""Collecting takes each report once, whatever is killed or done twice; nothing is lost."""

import io
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from jicms.dropbox import tables
from jicms.extensions import db
from jicms.intake.models_received import ReceivedFile, ReceivedReport, ReporterMessage
from tests.support.hotline import Visitor, picture, publish, rows

REPORTS = select(func.count()).select_from(ReceivedReport)


#: A collector in a process of its own, which is killed by the system where it is about to delete.
KILLED = """
import os, signal, sys
from jicms import create_app
from jicms.dropbox import inside
from jicms.intake import collecting

inside.remove = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
with create_app().app_context():
    collecting.collect(sys.argv[1])
"""


@pytest.fixture
def collect_and_die(app, box):
    def run():
        return subprocess.run(
            [sys.executable, "-c", KILLED, box.collect],
            env={
                "PATH": os.environ["PATH"],
                "JICMS_ENV": "development",
                "JICMS_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
                "JICMS_SECRET_KEY": "the-secret-of-a-collector-under-test",
                "JICMS_MASTER_KEY": app.config["MASTER_KEY"],
                "JICMS_DATA_DIR": str(app.config["DATA_DIR"]),
            },
            cwd=Path(__file__).parents[2],
            capture_output=True,
            timeout=120,
            check=False,
        )

    return run


def test_killed_between_storing_and_deleting_nothing_is_lost_or_doubled(
    visitor, collect_and_die, collect, reading, collecting
):
    visitor.fill()
    visitor.send([(io.BytesIO(picture()), "a.jpg")])
    killed = collect_and_die()
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    with reading() as session:
        assert session.scalar(REPORTS) == 1, "stored before it died"
    assert rows(collecting, tables.item) == 1, "and still in the box"
    assert collect().taken == 1
    assert rows(collecting, tables.item) == rows(collecting, tables.part) == 0
    with reading() as session:
        assert session.scalar(REPORTS) == 1
        assert session.scalar(select(func.count()).select_from(ReceivedFile)) == 1
        assert session.scalar(select(func.count()).select_from(ReporterMessage)) == 2


def test_killed_before_storing_the_report_waits_in_the_box(
    app, visitor, collect, reading, collecting
):
    visitor.fill()
    visitor.send()
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE reporter_message RENAME TO away"))
    with pytest.raises(Exception, match="reporter_message"):
        collect()
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO reporter_message"))
    assert rows(collecting, tables.item) == 1
    with reading() as session:
        assert session.scalar(REPORTS) == 0
    assert collect().taken == 1


def twice_at_once(call, times=1):
    """Two threads make the call together, so often; neither may fail."""
    together, failed = threading.Barrier(2), []

    def run():
        for _ in range(times):
            together.wait()
            try:
                call()
            except Exception as error:
                failed.append(error)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed


def test_two_collectors_at_once_take_each_report_once(app, hotline, collect, reading, collecting):
    for _ in range(4):
        visitor = Visitor(hotline)
        visitor.fill()
        visitor.send()
    twice_at_once(collect)
    collect()
    assert rows(collecting, tables.item) == 0
    with reading() as session:
        assert session.scalar(REPORTS) == 4
        assert session.scalar(select(func.count()).select_from(ReporterMessage)) == 8
    assert rows(collecting, tables.letter) == 4


def test_notices_put_at_once_leave_one_and_fail_nobody(app, collecting):
    twice_at_once(lambda: publish(collecting, app), times=20)
    assert rows(collecting, tables.notice) == 1
