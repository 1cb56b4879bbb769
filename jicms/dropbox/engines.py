"""Connections to the drop box: SQLite for one machine, PostgreSQL for two sides of a boundary."""

from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from jicms.dropbox.tables import SCHEMA, metadata

BUSY_TIMEOUT_MS = 10_000


class BadAddress(ValueError):
    """The address of the drop box is none; it is not repeated, as it may hold a password."""


def connect(address: str) -> Engine:
    """An engine for `postgresql://…` or `sqlite:///…`. An SQLite file is made where it is missing;
    on PostgreSQL `docs/dropbox.sql` does that. Raises `BadAddress`."""
    scheme, separator, rest = address.partition("://")
    if scheme in {"postgres", "postgresql", "postgresql+psycopg"} and separator:
        return create_engine(
            f"postgresql+psycopg://{rest}", pool_pre_ping=True, hide_parameters=True
        )
    try:
        is_file = make_url(address).get_backend_name() == "sqlite"
    except ArgumentError:
        is_file = False
    if not is_file:
        raise BadAddress("The drop box is at postgresql:// or sqlite:///.")
    engine = create_engine(
        address,
        poolclass=NullPool,
        hide_parameters=True,
        execution_options={"schema_translate_map": {SCHEMA: None}},
    )
    event.listen(engine, "connect", _as_usual)
    metadata.create_all(engine)
    return engine


def _as_usual(connection: Any, _record: Any) -> None:
    """Wait for a writer, keep what was committed, and overwrite what was deleted."""
    for pragma in (f"busy_timeout={BUSY_TIMEOUT_MS}", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
