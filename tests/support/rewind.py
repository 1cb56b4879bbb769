"""Taking back what a test wrote to PostgreSQL, row by row: a twentieth of a fresh copy's time.

A copied database costs its files, and every connection to it learns the catalogue anew. Rows
newer than the last rewind, or missing since, show by themselves which tables a test touched; a
changed catalogue (a test that drops a trigger) is noticed too, and then only a copy will do.
"""

from dataclasses import dataclass, field

import psycopg
from psycopg import sql

#: Deleted rows stay in the files until they are swept; after so many rewinds they are.
SWEEP_AFTER = 40
_CATALOGUES = ("pg_class", "pg_trigger", "pg_constraint", "pg_attribute", "pg_namespace")


@dataclass
class Rewinder:
    """Keeps what the tables of one fresh database hold, and puts it back."""

    connection: psycopg.Connection
    rows: dict[str, int] = field(default_factory=dict)
    _since: int = 0
    _shape: tuple[object, ...] = ()
    _sequences: dict[str, list[tuple[str, int | None]]] = field(default_factory=dict)
    _guards: dict[str, list[str]] = field(default_factory=dict)
    _question: sql.Composed = field(default_factory=lambda: sql.Composed([]))
    _rewound: int = 0

    def remember(self) -> None:
        """Note the state of the database, which is fresh, and keep copies of its rows."""
        run = self.connection.execute
        run("SET session_replication_role = replica")
        run("SET lock_timeout = '2s'")
        run("SET plan_cache_mode = force_generic_plan")
        run("CREATE SCHEMA pristine")
        found = run("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (name,) in found:
            table = sql.Identifier(name)
            [(count,)] = run(sql.SQL("SELECT count(*) FROM {}").format(table)).fetchall()
            self.rows[name] = count
            if count:
                copy = sql.SQL("CREATE TABLE pristine.{0} AS TABLE public.{0}")
                run(copy.format(table))
        self._sequences = self._find_sequences()
        for table, name in run(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgenabled = 'A'"
        ):
            self._guards.setdefault(table, []).append(name)
        self._question = self._asking()
        self._mark()

    def rewind(self) -> bool:
        """Put every table back; False where that can't be done and a fresh copy is needed."""
        try:
            if self._catalogue() != self._shape:
                return False
            with self.connection.transaction():
                for name in self._touched():
                    self._restore(name)
        except psycopg.OperationalError:
            # Something is locked, or a test put a copy in its place, which cuts connections.
            return False
        self._rewound += 1
        if self._rewound % SWEEP_AFTER == 0:
            self.connection.execute("VACUUM")
        self._mark()
        return True

    def _touched(self) -> list[str]:
        """The tables with a row written since, or with another number of rows."""
        found = self.connection.execute(self._question, {"since": self._since}, prepare=True)
        return [name for (name,) in found]

    def _asking(self) -> sql.Composed:
        one = sql.SQL(
            "SELECT {name} FROM public.{table}"
            " HAVING count(*) <> {count} OR max(xmin::text::bigint) > {since}"
        )
        parts = [
            one.format(
                name=sql.Literal(name),
                table=sql.Identifier(name),
                count=sql.Literal(count),
                since=sql.Placeholder("since"),
            )
            for name, count in self.rows.items()
        ]
        return sql.SQL(" UNION ALL ").join(parts)

    def _restore(self, name: str) -> None:
        table, run = sql.Identifier(name), self.connection.execute
        self._guard(name, "DISABLE TRIGGER")
        run(sql.SQL("DELETE FROM public.{}").format(table))
        if self.rows[name]:
            put = sql.SQL("INSERT INTO public.{0} OVERRIDING SYSTEM VALUE TABLE pristine.{0}")
            run(put.format(table))
        self._guard(name, "ENABLE ALWAYS TRIGGER")
        for sequence, value in self._sequences.get(name, ()):
            run("SELECT setval(%s, %s, %s)", (sequence, value or 1, value is not None))

    def _guard(self, name: str, change: str) -> None:
        """Switch the triggers of a table that even a replica obeys: the trail's."""
        for trigger in self._guards.get(name, ()):
            statement = sql.SQL("ALTER TABLE public.{} " + change + " {}")
            self.connection.execute(statement.format(*map(sql.Identifier, (name, trigger))))

    def _find_sequences(self) -> dict[str, list[tuple[str, int | None]]]:
        found: dict[str, list[tuple[str, int | None]]] = {}
        for table, sequence, value in self.connection.execute(
            "SELECT t.relname, format('%I.%I', s.schemaname, s.sequencename), s.last_value"
            " FROM pg_sequences s"
            " JOIN pg_depend d ON d.objid = format('%I.%I', s.schemaname, s.sequencename)::regclass"
            " AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')"
            " JOIN pg_class t ON t.oid = d.refobjid"
        ):
            found.setdefault(table, []).append((sequence, value))
        return found

    def _catalogue(self) -> tuple[object, ...]:
        """Changes with every change of a table, trigger, column or schema."""
        parts = [
            sql.SQL("SELECT count(*), max(xmin::text::bigint) FROM {}").format(sql.Identifier(name))
            for name in _CATALOGUES
        ]
        found = self.connection.execute(sql.SQL(" UNION ALL ").join(parts), prepare=True)
        return tuple(found.fetchall())

    def _mark(self) -> None:
        self._shape = self._catalogue()
        [(self._since,)] = self.connection.execute("SELECT txid_current()").fetchall()
