"""A drop box of a test, on either database, with the roles of both sides."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

ROOT = Path(__file__).parents[2]
ROLES = ("jicms_public", "jicms_collect")


@dataclass(frozen=True, slots=True)
class Box:
    """The addresses under which the two sides reach it. On SQLite there are no roles."""

    public: str
    collect: str
    #: The owner's, for a test that looks into every table.
    owner: str


def make(kind: str, server: Any, folder: Path, database: str = "working") -> Box:
    """A fresh drop box: on PostgreSQL in the database of the cases, by the file of the manual."""
    if kind == "sqlite":
        file = folder / "dropbox.sqlite3"
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(f"{file}{ending}").unlink(missing_ok=True)
        return Box(*[f"sqlite:///{file}"] * 3)
    with psycopg.connect(
        host=str(server.folder), user="jicms", dbname=database, autocommit=True
    ) as connection:
        for role in ROLES:
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,))
            if known.fetchone() is None:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        connection.execute((ROOT / "docs" / "dropbox.sql").read_bytes())
    plain = f"/{database}?host={server.folder}"
    return Box(*(f"postgresql+psycopg://{role}@{plain}" for role in (*ROLES, "jicms")))
