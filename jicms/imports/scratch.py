"""What a run must remember of rows long past, on disk: memory does not grow with the rows.

A private SQLite file beside the report, deleted at the end. Not the application's database.
"""

import hashlib
import json
import sqlite3
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

_CACHE_KIB = 8_192


class Scratch:
    """Counts equal rows, and holds the records that a dry run would have written."""

    def __init__(self, folder: Path) -> None:
        self._folder = tempfile.TemporaryDirectory(dir=folder, prefix="scratch-")
        self._base = sqlite3.connect(Path(self._folder.name) / "rows", isolation_level=None)
        for statement in (
            "PRAGMA journal_mode=OFF",
            "PRAGMA synchronous=OFF",
            f"PRAGMA cache_size=-{_CACHE_KIB}",
            "CREATE TABLE seen (row BLOB PRIMARY KEY, n INTEGER, first INTEGER) WITHOUT ROWID",
            "CREATE TABLE planned (kind TEXT, key TEXT, fields TEXT, PRIMARY KEY (kind, key))",
        ):
            self._base.execute(statement)

    def close(self) -> None:
        """Delete it all."""
        self._base.close()
        self._folder.cleanup()

    def count(self, file: int, rows: Iterable[tuple[int, Sequence[str]]]) -> list[tuple[int, int]]:
        """For each (number, cells): how often these cells came so far, and where first."""
        found = []
        self._base.execute("BEGIN")
        for number, cells in rows:
            digest = hashlib.blake2b(
                "\x1f".join((str(file), *cells)).encode(errors="surrogateescape"), digest_size=16
            )
            found.append(
                self._base.execute(
                    "INSERT INTO seen VALUES (?, 1, ?)"
                    " ON CONFLICT (row) DO UPDATE SET n = n + 1 RETURNING n, first",
                    (digest.digest(), number),
                ).fetchone()
            )
        self._base.execute("COMMIT")
        return found

    def plan(self, kind: str, records: Iterable[tuple[str, dict[str, str]]]) -> None:
        """Remember what a dry run would have stored."""
        self._base.execute("BEGIN")
        self._base.executemany(
            "INSERT OR REPLACE INTO planned VALUES (?, ?, ?)",
            ((kind, key, json.dumps(fields)) for key, fields in records),
        )
        self._base.execute("COMMIT")

    def planned(self, kind: str, keys: Iterable[str]) -> dict[str, dict[str, str]]:
        """What a dry run would have stored under these keys."""
        found = {}
        for key in keys:
            row = self._base.execute(
                "SELECT fields FROM planned WHERE kind = ? AND key = ?", (kind, key)
            ).fetchone()
            if row:
                found[key] = json.loads(row[0])
        return found
