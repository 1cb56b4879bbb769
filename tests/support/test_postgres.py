"""The private server: is private, copies databases fast, and leaves nothing behind."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests.support import postgres


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    with postgres.running() as started:
        yield started


def ask(url: str, statement: str) -> object:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            return connection.execute(text(statement)).scalar()
    finally:
        engine.dispose()


def test_it_is_reached_through_sqlalchemy_and_speaks_utf8(server: postgres.Server) -> None:
    assert ask(server.url(), "select lower('ÉTÉ')") == "été"


def test_it_listens_on_no_network_address(server: postgres.Server) -> None:
    assert ask(server.url(), "show listen_addresses") == ""


def test_only_its_own_user_can_enter_its_folder(server: postgres.Server) -> None:
    assert server.folder.stat().st_mode & 0o077 == 0


def test_a_database_is_a_copy_of_its_template(server: postgres.Server) -> None:
    template = server.create_database("model")
    engine = create_engine(template)
    with engine.begin() as connection:
        connection.execute(text("create table marks as select 7 as mark"))
    engine.dispose()
    copy = server.create_database("copy", template="model")
    assert ask(copy, "select mark from marks") == 7


def test_dropping_a_database_cuts_its_connections(server: postgres.Server) -> None:
    url = server.create_database("busy")
    engine = create_engine(url)
    connection = engine.connect()
    connection.execute(text("select 1"))
    server.drop_database("busy")
    assert ask(server.url(), "select count(*) from pg_database where datname = 'busy'") == 0
    connection.invalidate()
    engine.dispose()


def test_a_name_cannot_smuggle_in_a_statement(server: postgres.Server) -> None:
    server.create_database('odd"; drop database model; --')
    assert ask(server.url(), "select count(*) from pg_database where datname like 'odd%'") == 1


def test_benchmarks_get_production_durability() -> None:
    with postgres.running(durable=True, settings={"shared_buffers": "48MB"}) as started:
        assert ask(started.url(), "show fsync") == "on"
        assert ask(started.url(), "show shared_buffers") == "48MB"


def test_nothing_is_left_behind() -> None:
    with postgres.running() as started:
        folder = started.folder
        process = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=str(folder), user=postgres.SUPERUSER, dbname="postgres")


def test_missing_programs_are_one_plain_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(Path, "glob", lambda *_: iter(()))
    with pytest.raises(postgres.PostgresMissing, match="install the package postgresql"):
        postgres.find_binaries()
