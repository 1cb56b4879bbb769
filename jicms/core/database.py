"""Engine settings of the two databases."""

from typing import Any

from sqlalchemy import Connection, Engine, event

#: Execution option of a connection whose transaction will write.
WRITES = "jicms_writes"
BUSY_TIMEOUT_MS = 10_000


def _without_jit(connection: Any, _record: Any) -> None:
    """PostgreSQL compiles statements that it takes for costly. The scope's criteria look costly
    and are not: compiling a report took five times as long as running it."""
    connection.autocommit = True
    connection.execute("SET jit = off")
    connection.autocommit = False


def configure(engine: Engine) -> None:
    """Install the connection settings. SQLite: WAL, foreign keys, FULL sync, explicit BEGIN.

    pysqlite's own transaction handling is switched off: a transaction that begins as a reader and
    upgrades fails at once when another one wrote in between, so a writer says so from its start.
    """
    if engine.dialect.name != "sqlite":
        event.listen(engine, "connect", _without_jit)
        return

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "synchronous=FULL",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
