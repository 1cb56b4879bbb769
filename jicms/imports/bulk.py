"""Bulk writes, beside the ORM on purpose: a legacy extract is a million rows.

What that bypasses is made good elsewhere: the field audit of the session hook by one IMPORT_BATCH
event per batch with the digest of its rows and one IMPORT_ALTERED per changed row
(`imports.service`); Python-side column defaults by `_filled`. CHECKs, foreign keys and unique keys
hold as always. The only module of this package that speaks to tables directly.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, func, inspect, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from jicms.cases.models import CaseCounter

Values = dict[str, Any]


def table_of(model: type[Any]) -> Table:
    """The table behind a model."""
    found = inspect(model).local_table
    assert isinstance(found, Table)
    return found


def reserve(session: Session, model: type[Any], count: int) -> Iterator[int]:
    """Ids for `count` new rows. SQLite has one writer, so the highest id is known for certain."""
    if not count:
        return iter(())
    table = table_of(model)
    if session.get_bind().dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.name, "id")
        series = func.generate_series(1, count).table_valued("n")
        statement = select(func.nextval(sequence)).select_from(series)
        return iter(session.execute(statement).scalars().all())
    highest = session.execute(select(func.max(table.c.id))).scalar() or 0
    return iter(range(highest + 1, highest + 1 + count))


def insert(session: Session, model: type[Any], rows: Sequence[Values]) -> int:
    """Insert rows that all have the same keys; their number. COPY on PostgreSQL."""
    if not rows:
        return 0
    table = table_of(model)
    connection = session.connection()
    dialect = connection.dialect
    defaults = _defaults(table, rows[0])
    names = [*rows[0], *defaults]
    processors = [
        table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names
    ]
    tuples = _tuples(rows, list(rows[0]), list(defaults.values()), processors)
    quote = dialect.identifier_preparer.quote
    columns = ", ".join(quote(name) for name in names)
    if dialect.name == "postgresql":
        raw: Any = connection.connection.dbapi_connection
        with (
            raw.cursor() as cursor,
            cursor.copy(f"COPY {quote(table.name)} ({columns}) FROM STDIN") as copy,
        ):
            for values in tuples:
                copy.write_row(values)
    else:
        marks = ", ".join("?" for _ in names)
        connection.exec_driver_sql(
            f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({marks})",  # noqa: S608
            list(tuples),
        )
    return len(rows)


def _defaults(table: Table, row: Values) -> Values:
    """What the ORM would have filled in: scalars as they are, callables called once."""
    found: Values = {}
    for column in table.columns:
        if column.name in row or column.default is None:
            continue
        default = column.default.arg  # type: ignore[attr-defined]
        found[column.name] = default(None) if callable(default) else default
    return found


def _tuples(
    rows: Iterable[Values],
    names: list[str],
    defaults: list[Any],
    processors: Sequence[Callable[[Any], Any] | None],
) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        values = [*(row[name] for name in names), *defaults]
        yield tuple(
            value if process is None or value is None else process(value)
            for process, value in zip(processors, values, strict=True)
        )


def change(session: Session, model: type[Any], rows: Iterable[Values]) -> None:
    """Update rows by `id`; each names its own columns. The lock counter goes up with each."""
    table = table_of(model)
    by_columns: dict[tuple[str, ...], list[Values]] = {}
    for row in rows:
        names = tuple(sorted(row.keys() - {"id"}))
        if names:
            by_columns.setdefault(names, []).append({f"new_{k}": v for k, v in row.items()})
    for names, values in by_columns.items():
        new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        if "version" in table.c:
            new["version"] = table.c.version + 1
        statement = update(table).where(table.c.id == bindparam("new_id")).values(new)
        done = session.connection().execute(statement, values)
        if done.rowcount not in {len(values), -1}:
            raise RuntimeError(f"{done.rowcount} rows of {table.name} changed, not {len(values)}")


def take_numbers(session: Session, fiscal_year: int, count: int) -> Iterator[int]:
    """The next `count` case numbers of a year, gap-free: the counter's row commits with the cases.

    The last step before the cases are written, as for a single case.
    """
    table = table_of(CaseCounter)
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = (
        dialect.insert(table)
        .values(fiscal_year=fiscal_year, last=count)
        .on_conflict_do_update(
            index_elements=[table.c.fiscal_year], set_={"last": table.c.last + count}
        )
        .returning(table.c.last)
    )
    last = session.connection().execute(statement).scalar_one()
    return iter(range(last - count + 1, last + 1))


def refresh_statistics(session: Session) -> None:
    """Let the planner know that the tables are not empty any more."""
    session.connection().execute(text("ANALYZE"))
