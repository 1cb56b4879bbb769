"""A minimal application: the code tables need nothing above them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from jicms import refdata
from jicms.core import database
from jicms.extensions import db as database_extension
from jicms.refdata import loader, reader
from jicms.refdata.models import ALL_CODE_MODELS


@pytest.fixture
def lists_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    # What the whole product adds after a load needs tables that are not here.
    monkeypatch.setattr(loader, "loaded_hooks", [])
    app = Flask("lists")
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path / 'lists.db'}"
    database_extension.init_app(app)
    refdata.init_app(app)
    with app.app_context():
        database.configure(database_extension.engine)
        tables = [model.__table__ for model in ALL_CODE_MODELS]
        database_extension.metadata.create_all(database_extension.engine, tables=tables)
        yield app
        database_extension.session.remove()
        database_extension.engine.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the built-in lists that a test may spoil."""
    copy = tmp_path / "data"
    shutil.copytree(reader.DATA, copy)
    return copy
