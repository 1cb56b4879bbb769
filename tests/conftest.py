"""The application on one of the two databases, fresh for each test that writes.

A template database is migrated and seeded once per process; a test that asks for `database` gets a
copy. No fixture leaves an application context open: two clients would share `flask.g` and the
session, and the second would act as the first.
"""

import gc
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from jicms import create_app
from jicms.access.actor import Actor
from jicms.core import crypto, unit_of_work
from jicms.deadlines import queries as deadline_queries
from jicms.extensions import db
from jicms.refdata import queries as refdata_queries
from tests.factories import accounts
from tests.support import postgres
from tests.support.rewind import Rewinder

pytest_plugins = ["tests.support.no_skips"]
MASTER_KEY = "test:" + "dGVzdC1tYXN0ZXIta2V5LXRlc3QtbWFzdGVyLWtleS0xMjM0"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")


#: Files that take longest, begun first: at the end of a run one process would wait for another.
LONGEST = (
    "tests/architecture/test_pages.py",
    "tests/walls/test_planted.py",
    "tests/browser/test_walk.py",
    "tests/browser/test_every_page.py",
    "tests/demo/test_load.py",
    "tests/imports/test_memory.py",
    "tests/access/test_children.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files; all others keep their order."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(places)))


@pytest.fixture(scope="session")
def database_kind(request: pytest.FixtureRequest) -> str:
    """`sqlite` or `postgresql`."""
    return str(request.config.getoption("--database"))


class Databases:
    """The template and the working copy, on either database."""

    def __init__(self, kind: str, folder: Path, server: Any) -> None:
        self.kind, self.folder, self.server = kind, folder, server
        self._rewinder: Rewinder | None = None

    def url(self, name: str) -> str:
        if self.kind == "sqlite":
            return f"sqlite:///{self.folder / name}.sqlite3"
        return str(self.server.url(name))

    def create(self, name: str) -> None:
        if self.kind == "postgresql":
            self.server.create_database(name)

    def renew(self, source: str, target: str) -> None:
        """Make the target, which the application has open, as the source again."""
        if self._rewinder is not None and self._rewinder.rewind():
            return
        self.close()
        db.engine.dispose()
        self.copy(source, target)
        if self.kind == "postgresql":
            self._rewinder = Rewinder(self.server.connect(target))
            self._rewinder.remember()

    def close(self) -> None:
        """Let go of the working copy."""
        if self._rewinder is not None:
            self._rewinder.connection.close()
            self._rewinder = None

    def copy(self, source: str, target: str) -> None:
        if self.kind == "postgresql":
            self.server.drop_database(target)
            self.server.create_database(target, template=source)
            return
        for ending in ("", "-wal", "-shm"):
            (self.folder / f"{target}.sqlite3{ending}").unlink(missing_ok=True)
        shutil.copyfile(self.folder / f"{source}.sqlite3", self.folder / f"{target}.sqlite3")


@pytest.fixture(scope="session")
def databases(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """The databases of this process; in memory where there is room, as nothing need last."""
    if database_kind == "sqlite":
        place = postgres.memory()
        with tempfile.TemporaryDirectory(prefix="jicms-sqlite-", dir=place) as folder:
            yield Databases("sqlite", Path(folder), None)
        return
    folder = tmp_path_factory.mktemp("databases")
    with postgres.running() as server:
        databases = Databases("postgresql", folder, server)
        yield databases
        databases.close()


def settings(url: str, folder: Path) -> dict[str, Any]:
    """Settings of an application under test."""
    return {
        "TESTING": True,
        "ENV_NAME": "development",
        "SQLALCHEMY_DATABASE_URI": url,
        "DATA_DIR": folder / "data",
        "AUDIT_ANCHOR": str(folder / "anchor.txt"),
        "SECRET_KEY": "test",
        "MASTER_KEY": MASTER_KEY,
        "WTF_CSRF_ENABLED": False,
        "RATELIMIT_ENABLED": False,
        "ARGON2_COST": crypto.Argon2Cost(time=1, memory_kib=64, lanes=1),
    }


@pytest.fixture(scope="session")
def template(databases: Databases) -> str:
    """The migrated database with code lists, offices and one account for every demo name."""
    databases.create("template_jicms")
    app = create_app(settings(databases.url("template_jicms"), databases.folder))
    with app.app_context():
        upgrade()
        assert app.test_cli_runner().invoke(args=["refdata", "load"]).exit_code == 0
    with app.app_context(), unit_of_work.write(Actor.system("test")) as session:
        accounts.create_all(session)
    with app.app_context():
        if databases.kind == "sqlite":
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return "template_jicms"


@pytest.fixture(scope="session")
def shared_app(databases: Databases, template: str) -> Iterator[Flask]:
    """One application per process; its database is replaced between tests."""
    databases.copy(template, "working")
    app = create_app(settings(databases.url("working"), databases.folder))
    spare_the_collector()
    yield app
    with app.app_context():
        db.engine.dispose()


def spare_the_collector() -> None:
    """Models, templates and kept statements stay until the end: a million objects which the
    garbage collector need not walk through again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)


@pytest.fixture
def app(shared_app: Flask, databases: Databases, template: str) -> Flask:
    """The application on a fresh copy of the template."""
    with shared_app.app_context():
        databases.renew(template, "working")
        refdata_queries.forget()
        deadline_queries.forget()
    Path(shared_app.config["AUDIT_ANCHOR"]).unlink(missing_ok=True)
    return shared_app


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Replace pytest-flask's: a context round the whole test would be shared by all clients."""


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody has signed in to."""
    return app.test_client()


Sign = Callable[[str], FlaskClient]


@pytest.fixture
def sign_in(app: Flask) -> Sign:
    """`sign_in("supervisor.ia")`: a client of its own, signed in."""

    def signed_in(username: str) -> FlaskClient:
        client = app.test_client()
        answer = client.post("/sign-in", data={"username": username, "password": accounts.PASSWORD})
        assert answer.status_code == 302, answer.text
        return client

    return signed_in


Acting = Callable[..., AbstractContextManager[Session]]


@pytest.fixture
def acting(app: Flask) -> Acting:
    """`with acting("supervisor.ia") as session:` one write transaction as that account."""

    @contextmanager
    def as_account(username: str | None = None) -> Iterator[Session]:
        with app.app_context():
            actor = accounts.actor_of(username) if username else Actor.system("test")
            with unit_of_work.write(actor) as session:
                yield session

    return as_account


@pytest.fixture
def reading(app: Flask) -> Acting:
    """`with reading("investigator.ia") as session:` what that account sees."""

    @contextmanager
    def as_account(username: str | None = None) -> Iterator[Session]:
        with app.app_context():
            actor = accounts.actor_of(username) if username else Actor.system("test")
            with unit_of_work.read(actor) as session:
                yield session

    return as_account
