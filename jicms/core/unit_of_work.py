"""Transactions. The only place, with the view and refusal recorders, that commits.

An unsafe request, a command or a test is one write transaction from its start. SQLite lets one
writer in at a time: a process-wide lock queues writers fairly in front of `BEGIN IMMEDIATE`, where
SQLite's own busy handler would sleep unfairly. A read transaction refuses to flush.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event, inspect
from sqlalchemy.orm import Session, object_session

from jicms.core.database import WRITES, begin_reading
from jicms.extensions import db

#: Called with the session as the last step before a commit (the audit trail writes its rows here).
before_commit: list[Callable[[Session], None]] = []
#: Called after a commit, outside any transaction (metrics, wake-ups). Must not raise.
after_commit: list[Callable[[], None]] = []

_MODE = "unit_of_work"
_HOLDS = "holds_write_lock"
_FAILED = "attempt_failed"
_sqlite_writer = threading.Lock()


class WriteOutsideUnitOfWork(RuntimeError):
    """Something tried to write while the session only reads."""


def session() -> Session:
    """The session of this request, command or test."""
    return db.session()


def begin_write() -> None:
    """Open the write transaction of this context; waits for its turn on SQLite."""
    current = session()
    if current.in_transaction():
        current.rollback()
    if db.engine.dialect.name == "sqlite":
        _sqlite_writer.acquire()
        current.info[_HOLDS] = True
    current.info[_MODE] = "write"
    try:
        current.connection(execution_options={WRITES: True})
    except BaseException:
        abandon()
        raise


def is_writing() -> bool:
    """Whether this context holds a write transaction."""
    return session().info.get(_MODE) == "write"


def commit() -> None:
    """Flush, let the audit trail write its rows, commit, let the next writer in."""
    current = session()
    if current.info.get(_FAILED):
        abandon()
        raise RuntimeError("an attempt failed in this transaction: it may only be rolled back")
    try:
        current.flush()
        for hook in before_commit:
            hook(current)
        current.commit()
    except BaseException:
        abandon()
        raise
    _leave(current)
    for after in after_commit:
        after()


def abandon() -> None:
    """Roll back whatever is open and let the next writer in. Safe to call twice."""
    current = session()
    try:
        current.rollback()
    finally:
        _leave(current)


def end_read() -> None:
    """End the read transaction; loaded objects are detached from further reads."""
    session().rollback()


def _leave(current: Session) -> None:
    current.info.pop(_MODE, None)
    current.info.pop(_FAILED, None)
    if current.info.pop(_HOLDS, False):
        _sqlite_writer.release()


def hold(obj: Any) -> None:
    """Read a row again and keep others from changing it until the commit.

    Columns only: PostgreSQL locks no rows of the outer joins that eager loading would add.
    """
    session = object_session(obj)
    assert session is not None
    session.flush()
    columns = [attribute.key for attribute in inspect(obj).mapper.column_attrs]
    session.refresh(obj, columns, with_for_update=True)


@contextmanager
def attempt() -> Iterator[None]:
    """Undo the block's changes when it raises, and make sure that nothing is committed after.

    For a view that shows the form again: what is in the session is as it was before the block.
    """
    current = session()
    try:
        with current.begin_nested():
            yield
            current.flush()
    except BaseException:
        current.info[_FAILED] = True
        raise


@contextmanager
def write(actor: Any = None) -> Iterator[Session]:
    """One write transaction, as `actor` if one is given; committed unless the block raises."""
    current = session()
    before = current.info.get("actor")
    if actor is not None:
        current.info["actor"] = actor
    begin_write()
    try:
        yield current
        commit()
    except BaseException:
        abandon()
        raise
    finally:
        current.info["actor"] = before


@contextmanager
def read(actor: Any = None) -> Iterator[Session]:
    """One read transaction, as `actor` if one is given."""
    current = session()
    before = current.info.get("actor")
    if actor is not None:
        current.info["actor"] = actor
        current.expunge_all()
    try:
        yield current
    finally:
        current.rollback()
        current.info["actor"] = before


@event.listens_for(Session, "after_begin")
def _read_unless_told(current: Session, _transaction: Any, connection: Connection) -> None:
    if current.info.get(_MODE) != "write":
        begin_reading(connection)


@event.listens_for(Session, "before_flush")
def _refuse_stray_writes(current: Session, _context: Any, _instances: Any) -> None:
    if current.info.get(_MODE) != "write" and (current.new or current.dirty or current.deleted):
        dirty = (obj for obj in current.dirty if current.is_modified(obj))
        changed = [*current.new, *current.deleted, *dirty]
        if changed:
            raise WriteOutsideUnitOfWork(f"a reading session may not write {type(changed[0])}")
