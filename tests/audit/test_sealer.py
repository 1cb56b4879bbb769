"""The embedded server's sealer: soon, alone, and not to be stopped by a forged row."""

import logging
import os
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import func, select

import config
from jicms.audit.models import AuditEvent, SealEntry
from jicms.audit.sealer import start_sealer
from jicms.extensions import db
from tests.factories import cases

FORGED = (
    "INSERT INTO audit_event (at, event, username, role, entity, ground, source, address,"
    " request_id, detail, key_id, mac) SELECT at, event, 'forged', role, entity, ground, source,"
    " address, request_id, detail, key_id, mac FROM audit_event WHERE id = 1"
)


@pytest.fixture
def sealer(app):
    started = []

    def start(**options):
        started.append(start_sealer(app, **{"period": 0.05, **options}))
        return started[-1]

    yield start
    for each in started:
        each.stop()


def unsealed(reading):
    with reading() as session:
        events = session.scalar(select(func.count()).select_from(AuditEvent.__table__))
        sealed = session.scalar(select(func.count()).select_from(SealEntry.__table__))
    return events - sealed


def until(condition, seconds=10.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def test_what_is_committed_is_sealed_within_two_seconds(app, acting, reading, sealer):
    sealer(period=1.0)
    with acting() as session:
        cases.case(session)
    assert unsealed(reading)
    began = time.monotonic()
    until(lambda: unsealed(reading) == 0)
    assert time.monotonic() - began < 2.5
    done = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert done.exit_code == 0, done.output


def test_stopping_seals_what_is_left_and_lets_the_next_one_in(acting, reading, sealer):
    first = sealer(period=60)
    with acting() as session:
        cases.case(session)
    first.stop()
    assert not first.is_alive()
    assert unsealed(reading) == 0
    with acting() as session:
        cases.case(session)
    sealer()
    until(lambda: unsealed(reading) == 0)


def test_of_two_one_seals_and_the_other_takes_over(acting, reading, sealer):
    first = sealer()
    with acting() as session:
        cases.case(session)
    until(lambda: unsealed(reading) == 0)
    second = sealer()
    time.sleep(0.3)
    assert second._lock is None
    first.stop()
    until(lambda: second._lock is not None)


def test_the_command_seals_beside_other_servers_until_told_to_end(app, acting, reading):
    environment = os.environ | {
        "JICMS_ENV": "development",
        "JICMS_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "JICMS_MASTER_KEY": app.config["MASTER_KEY"],
        "JICMS_DATA_DIR": str(app.config["DATA_DIR"]),
        "JICMS_AUDIT_ANCHOR": app.config["AUDIT_ANCHOR"],
    }
    with acting() as session:
        cases.case(session)
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "audit", "seal", "--follow"],
        cwd=config.ROOT,
        env=environment,
        stderr=subprocess.PIPE,
    )
    try:
        until(lambda: unsealed(reading) == 0, seconds=30)
        with acting() as session:
            cases.case(session)
        until(lambda: unsealed(reading) == 0)
    finally:
        process.send_signal(signal.SIGTERM)
    _output, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (0, b"")


def test_forged_rows_raise_an_alarm_each_and_stop_nobody(app, acting, reading, sealer, caplog):
    with acting() as session:
        cases.case(session)
    with app.app_context(), db.engine.connect() as connection:
        connection.exec_driver_sql(FORGED)
        connection.exec_driver_sql(FORGED.replace("key_id, mac FROM", "'zz', mac FROM"))
        connection.commit()
    with acting() as session:
        cases.case(session)
    with caplog.at_level(logging.CRITICAL, logger="jicms.audit.sealer"):
        running = sealer()
        until(lambda: unsealed(reading) == 2)
        time.sleep(0.3)
        with acting() as session:
            cases.case(session)
        until(lambda: unsealed(reading) == 2)
    assert running.is_alive()
    alarms = [row for row in caplog.records if "ALARM" in row.message]
    assert len(alarms) == 2
    broken = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert broken.exit_code == 1
    assert "inserted or changed before sealing" in broken.output


def test_a_failure_that_passes_is_logged_and_survived(acting, reading, sealer, caplog, monkeypatch):
    broken = True

    def seal_all(**options):
        if broken:
            raise OSError("gone")
        return real(**options)

    from jicms.audit import sealer as module

    real = module.seal_all
    monkeypatch.setattr(module, "seal_all", seal_all)
    with acting() as session:
        cases.case(session)
    running = sealer()
    until(lambda: any("could not be sealed: OSError" in row.message for row in caplog.records))
    broken = False
    until(lambda: unsealed(reading) == 0)
    assert running.is_alive()
