"""The trail: what is recorded, what refuses to change, and how a change behind its back shows."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError

from jicms.audit.models import AuditEvent
from jicms.cases.models import Case
from jicms.core import unit_of_work
from jicms.extensions import db
from tests.factories import cases


def events(session, name):
    return session.scalars(
        select(AuditEvent).where(AuditEvent.event == name).order_by(AuditEvent.id)
    ).all()


def test_a_change_is_recorded_with_old_and_new_but_text_only_as_changed(acting, reading):
    with acting() as session:
        case_id = cases.case(session, title="First").id
    with acting("supervisor.ia") as session:
        case = session.get(Case, case_id)
        case.title = "Second"
        case.status = "TRIAGE"
    with reading() as session:
        (row,) = [row for row in events(session, "ROW_CHANGED") if row.case_id == case_id]
        assert row.username == "supervisor.ia"
        fields = json.loads(row.detail)["fields"]
        assert fields["title"] == "changed"
        assert fields["status"] == ["RECEIVED", "TRIAGE"]
        assert "Second" not in row.detail


def test_a_rolled_back_change_leaves_no_row(acting, reading):
    with pytest.raises(ZeroDivisionError), acting() as session:  # noqa: PT012 - the rollback
        cases.case(session)
        raise ZeroDivisionError
    with reading() as session:
        assert [row for row in events(session, "ROW_CREATED") if row.case_id] == []


def test_bulk_writes_of_audited_models_are_refused(acting):
    with pytest.raises(RuntimeError, match="escape the audit trail"), acting() as session:
        session.execute(update(Case).values(title="x"))


def test_a_reading_session_may_not_write(reading):
    with reading() as session:
        session.add(AuditEvent(event="X", username="x", source="x", key_id="x", mac="x"))
        with pytest.raises(unit_of_work.WriteOutsideUnitOfWork):
            session.flush()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET username = 'x'",
        "DELETE FROM audit_event",
        "UPDATE audit_seal_entry SET digest = 'x'",
        "DELETE FROM audit_seal",
    ],
)
def test_the_tables_refuse_update_and_delete(app, acting, statement):
    with acting() as session:
        cases.case(session)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["audit", "seal"]).exit_code == 0
    with app.app_context(), db.engine.connect() as connection:
        with pytest.raises(DatabaseError, match="append-only"):
            connection.execute(text(statement))
        connection.rollback()


def tamper(app, databases, statements):
    """Run raw SQL with the triggers off, as somebody who owns the database could."""
    with app.app_context(), db.engine.connect() as connection:
        if databases.kind == "sqlite":
            names = connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).scalars()
            for name in list(names):
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            for table in ("audit_event", "audit_seal_entry", "audit_seal"):
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.commit()


INSERT = (
    "INSERT INTO audit_event (at, event, username, role, entity, ground, source, address,"
    " request_id, detail, key_id, mac) SELECT at, event, 'forged', role, entity, ground, source,"
    " address, request_id, detail, key_id, mac FROM audit_event WHERE id = 3"
)


@pytest.mark.parametrize(
    ("statements", "named"),
    [
        (["UPDATE audit_event SET username = 'x' WHERE id = 3"], "event 3 was changed"),
        (["UPDATE audit_event SET detail = '{}' WHERE id = 2"], "event 2 was changed"),
        (["DELETE FROM audit_event WHERE id = 4"], "event 4 was removed"),
        (["DELETE FROM audit_event WHERE id IN (2, 4)"], "event 2 was removed"),
        (
            [
                "DELETE FROM audit_event WHERE id = 2",
                "DELETE FROM audit_seal_entry WHERE event_id = 2",
            ],
            "entry 2 of the sealed order is gone",
        ),
        (["UPDATE audit_event SET key_id = 'zz' WHERE id = 3"], "event 3 was changed"),
        (["UPDATE audit_seal SET key_id = 'zz' WHERE no = 1"], "seal 1 was changed"),
        ([INSERT], "was inserted or changed before sealing"),
        ([INSERT.replace("key_id, mac FROM", "'zz', mac FROM")], "was inserted or changed before"),
        (["DELETE FROM audit_seal WHERE no = 1"], "event 1 belongs to no seal"),
        (["UPDATE audit_seal SET root = 'x' WHERE no = 1"], "seal 1 was changed"),
    ],
)
def test_verify_names_the_first_row_that_was_touched(app, acting, databases, statements, named):
    for _ in range(6):
        with acting() as session:
            cases.case(session)
    runner = app.test_cli_runner()
    runner.invoke(args=["audit", "seal"])
    intact = runner.invoke(args=["audit", "verify"])
    assert intact.exit_code == 0, intact.output
    tamper(app, databases, statements)
    broken = runner.invoke(args=["audit", "verify"])
    assert broken.exit_code == 1
    assert f"BROKEN: {named}" in broken.output or (
        "inserted" in named and named in broken.output.splitlines()[0]
    )


def test_verify_names_the_keys_that_the_ring_lacks(app, acting, databases):
    with acting() as session:
        cases.case(session)
    runner = app.test_cli_runner()
    runner.invoke(args=["audit", "seal"])
    tamper(app, databases, ["UPDATE audit_event SET key_id = 'k0' WHERE id = 1"])
    broken = runner.invoke(args=["audit", "verify"])
    assert broken.exit_code == 1
    assert "JICMS_MASTER_KEY lacks these keys: k0." in broken.output


def test_verify_says_so_where_no_anchor_is_to_be_compared(app, acting):
    with acting() as session:
        cases.case(session)
    runner = app.test_cli_runner()
    runner.invoke(args=["audit", "seal"])
    assert "the anchor agree" in runner.invoke(args=["audit", "verify"]).output
    Path(app.config["AUDIT_ANCHOR"]).unlink()
    alone = runner.invoke(args=["audit", "verify"])
    assert alone.exit_code == 0
    assert "NOT COMPARED" in alone.output
    assert "anchor agree" not in alone.output


def test_the_anchor_outside_shows_a_tail_that_was_cut(app, acting, databases):
    runner = app.test_cli_runner()
    for _ in range(2):
        with acting() as session:
            cases.case(session)
        runner.invoke(args=["audit", "seal"])
    tamper(
        app,
        databases,
        [
            (
                "DELETE FROM audit_event WHERE id > (SELECT max(event_id) FROM audit_seal_entry"
                " WHERE seq <= (SELECT last_seq FROM audit_seal WHERE no = 2))"
            ),
            (
                "DELETE FROM audit_event WHERE id IN"
                " (SELECT event_id FROM audit_seal_entry WHERE seq >"
                " (SELECT last_seq FROM audit_seal WHERE no = 1))"
            ),
            (
                "DELETE FROM audit_seal_entry WHERE seq >"
                " (SELECT last_seq FROM audit_seal WHERE no = 1)"
            ),
            "DELETE FROM audit_seal WHERE no > 1",
        ],
    )
    broken = runner.invoke(args=["audit", "verify"])
    assert broken.exit_code == 1
    assert "seal 2 is gone" in broken.output
