"""Transactions that only read."""

import pytest
from psycopg import _queries as driver_queries
from sqlalchemy import text
from sqlalchemy.exc import InternalError

from jicms.auth.models import User
from jicms.core import unit_of_work
from jicms.core.standing import PLANNED_ONCE, keep
from jicms.core.unit_of_work import WriteOutsideUnitOfWork
from jicms.extensions import db
from tests.factories import accounts

RENAME = text("UPDATE user_account SET name = 'Somebody else'")


def names(session):
    return set(session.scalars(db.select(User.name)))


def test_a_change_behind_the_unit_of_work_is_refused_or_undone(reading, database_kind):
    with reading() as session:
        if database_kind == "postgresql":
            with pytest.raises(InternalError, match="read-only transaction"):
                session.execute(RENAME)
        else:
            session.execute(RENAME)
    with reading() as session:
        assert "Somebody else" not in names(session)


def test_a_reading_session_refuses_to_flush(reading):
    with reading() as session:
        session.scalars(db.select(User)).first().name = "Somebody else"
        with pytest.raises(WriteOutsideUnitOfWork):
            session.flush()


def test_a_write_follows_a_read_on_the_same_connection(app, reading):
    with reading() as session:
        assert names(session)
    with app.app_context():
        with unit_of_work.read(accounts.actor_of("supervisor.ia")) as session:
            assert names(session)
        with unit_of_work.write(accounts.actor_of("supervisor.ia")) as session:
            session.execute(RENAME)
    with reading() as session:
        assert names(session) == {"Somebody else"}


def test_what_stands_stays_prepared_and_nothing_else_is(app, reading, database_kind):
    stands, passing = keep(db.select(User.name)), db.select(User.email)
    with app.app_context():
        db.engine.dispose()  # one connection, whatever a test before this one left in the pool
    for _ in range(10):
        with reading() as session:
            assert session.scalars(stands).all()
            assert session.scalars(passing).all()
    with app.app_context(), db.engine.connect() as connection:
        if database_kind == "postgresql":
            asked = text("SELECT statement FROM pg_prepared_statements")
            prepared = " ".join(connection.execute(asked).scalars())
            assert "user_account.name" in prepared
            assert "user_account.email" not in prepared
        else:
            assert connection.scalar(text("PRAGMA journal_mode")) == "wal"


def test_a_statement_that_says_so_is_planned_once_and_no_other(app, reading, database_kind):
    once = keep(db.select(User.name).where(User.id > 0)).execution_options(**{PLANNED_ONCE: True})
    always = keep(db.select(User.email).where(User.id > 0))
    with app.app_context():
        db.engine.dispose()  # a connection that has prepared nothing yet
    for _ in range(7):
        with reading() as session:
            assert session.scalars(once).all()
        with reading() as session:
            assert session.scalars(always).all()
    if database_kind == "postgresql":
        asked = text("SELECT statement, generic_plans, custom_plans FROM pg_prepared_statements")
        with app.app_context(), db.engine.connect() as connection:
            found = {
                "user_account.email" in row.statement: (row.generic_plans > 0, row.custom_plans > 0)
                for row in connection.execute(asked)
            }
        assert found == {False: (True, False), True: (False, True)}


def test_the_driver_remembers_a_long_statement(reading, database_kind):
    long = db.select(*[(User.id + n).label(f"plus_{n}") for n in range(200)]).limit(1)
    with reading() as session:
        for _ in range(2):
            before = driver_queries._query2pg.cache_info().hits
            assert len(session.execute(long).one()) == 200
    if database_kind == "postgresql":
        assert driver_queries._query2pg.cache_info().hits > before
