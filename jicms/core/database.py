"""Engine settings of the two databases."""

import re
from typing import Any

from psycopg import _queries as driver_queries
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, event

from jicms.core.standing import PLANNED_ONCE, PREPARED

#: Execution option of a connection whose transaction will write.
WRITES = "jicms_writes"
BUSY_TIMEOUT_MS = 10_000
#: Executions after which a statement is prepared, on each connection.
PREPARE_AFTER = 3
#: Bytes and parameters of a statement up to which the driver remembers how it reads it.
REMEMBERED = {"MAX_CACHED_STATEMENT_LENGTH": 65_536, "MAX_CACHED_STATEMENT_PARAMS": 500}


def like_escaped(text: str) -> str:
    """The text as a part of a LIKE pattern with "/" as its escape."""
    return re.sub(r"([%_/])", r"/\1", text)


def _remember_long_statements() -> None:
    """Let the driver remember long statements too. It splits the text of each at every parameter,
    remembers the result up to 4 kB, and takes longer ones for texts that never come again. Ours are
    longer by the scope, and stand: a tenth of a page's time went into splitting them anew.

    The driver has no setting for it. A version without these two names is left as it is.
    """
    for name, limit in REMEMBERED.items():
        if hasattr(driver_queries, name):
            setattr(driver_queries, name, limit)


def _plan_for_pages(connection: Any, _record: Any) -> None:
    """What PostgreSQL should know of us. The scope's criteria look costly and are not: compiling a
    report took five times as long as running it, and starting helpers for a list longer than the
    list. Its data are in memory or on a disk without a head that moves."""
    connection.autocommit = True
    connection.execute("SET jit = off")
    connection.execute("SET max_parallel_workers_per_gather = 0")
    connection.execute("SET random_page_cost = 1.1")
    connection.autocommit = False


def begin_reading(connection: Connection) -> None:
    """Let PostgreSQL refuse writes in the transaction that is about to begin, whoever sends them.

    (SQLite has its own way: a transaction that did not say so at its start never becomes a writer's
    under our lock.)
    """
    if connection.dialect.name == "postgresql":
        connection.connection.dbapi_connection.read_only = True  # type: ignore[union-attr]


def _end_reading(connection: Connection) -> None:
    """End a read by COMMIT. After a ROLLBACK the driver forgets every prepared statement, and
    planning them again takes longer than running them; nothing was written either way."""
    driver: Any = connection.connection.dbapi_connection
    if driver.read_only and driver.info.transaction_status == TransactionStatus.INTRANS:
        driver.commit()


def _prepare_what_stands(
    connection: Connection, _cursor: Any, _statement: str, _values: Any, context: Any, _many: bool
) -> None:
    """Let the driver prepare what every page asks, and writes; plan each list for its values.

    PostgreSQL soon makes one plan for all values of a prepared statement. That is right for the
    page of a case, and wrong for a list: an actor with few grants, all of them old, needs another
    plan than one who leads half of all cases.
    """
    driver: Any = connection.connection.dbapi_connection
    options = context.execution_options if context is not None else {}
    prepared = context is not None and (context.is_crud or options.get(PREPARED, False))
    driver.prepare_threshold = PREPARE_AFTER if prepared else None
    if options.get(PLANNED_ONCE, False):
        # Left to itself the database plans a long statement each time, for the few rows less that
        # it expects of known values: planning what the navigation counts takes 2 ms, counting 0.3.
        driver.execute("SET LOCAL plan_cache_mode = force_generic_plan")


def _forget_reading(connection: Any, _record: Any) -> None:
    if connection is not None and not connection.closed:
        connection.read_only = None


def configure(engine: Engine) -> None:
    """Install the connection settings. SQLite: WAL, foreign keys, FULL sync, explicit BEGIN.

    pysqlite's own transaction handling is switched off: a transaction that begins as a reader and
    upgrades fails at once when another one wrote in between, so a writer says so from its start.
    """
    if engine.dialect.name != "sqlite":
        _remember_long_statements()
        event.listen(engine, "connect", _plan_for_pages)
        event.listen(engine, "before_cursor_execute", _prepare_what_stands)
        event.listen(engine, "rollback", _end_reading)
        event.listen(engine, "checkin", _forget_reading)
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
