"""A small application around the file store alone: one route that serves, one that receives."""

import json

import pytest
from flask import Flask, request

from jicms import audit, files
from jicms.access import guard
from jicms.audit import recorder
from jicms.audit.models import AuditEvent
from jicms.auth.models import Agency, Membership, Office, Principal, User
from jicms.core import crypto, database, unit_of_work
from jicms.core.crypto import keys, passwords
from jicms.core.errors import DomainError
from jicms.extensions import db
from jicms.files import alarms, responses, service, settings
from jicms.files.models import StoredFile
from jicms.files.tus.models import Upload
from tests.files.helpers import SYSTEM

TABLES = [
    model.__table__
    for model in (Principal, Agency, Office, User, Membership, StoredFile, Upload, AuditEvent)
]


def make(url: str, folder) -> Flask:
    made = Flask("files_alone", root_path=str(folder))
    made.config.update(
        DATA_DIR=folder, MAX_UPLOAD_BYTES=200_000, CLAMD="", SQLALCHEMY_DATABASE_URI=url
    )
    db.init_app(made)
    return made


@pytest.fixture(scope="session")
def tables(databases, tmp_path_factory):
    """A database with the tables that the store touches."""
    databases.create("template_files")
    made = make(databases.url("template_files"), tmp_path_factory.mktemp("files"))
    with made.app_context():
        db.metadata.create_all(db.engine, tables=TABLES)
        db.engine.dispose()
    return "template_files"


@pytest.fixture
def store_app(databases, tables, tmp_path, monkeypatch):
    """The application, with the settings of this process put back afterwards."""
    for holder, name in [
        (keys._Process, "ring"),
        (passwords._Process, "passwords"),
        (settings._Process, "settings"),
        (guard, "actor_loaders"),
        (unit_of_work, "before_commit"),
        (alarms, "on_damage"),
        (alarms, "on_sound"),
    ]:
        monkeypatch.setattr(holder, name, getattr(holder, name))
    guard.actor_loaders = []
    # Those of the product, where it ran in this process, listen for records that are not here.
    unit_of_work.before_commit = [
        hook for hook in unit_of_work.before_commit if hook is recorder.write_rows
    ]
    alarms.on_damage = [tell for tell in alarms.on_damage if tell is alarms.record]
    alarms.on_sound = []
    crypto.configure(bytes(range(32)))
    databases.copy(tables, "files")
    made = make(databases.url("files"), tmp_path)
    with made.app_context():
        database.configure(db.engine)
    for part in (guard, audit, files):
        part.init_app(made)
    add_routes(made)
    yield made
    with made.app_context():
        db.engine.dispose()


def add_routes(made: Flask) -> None:
    @made.get("/file/<int:number>")
    @guard.public("a test")
    def serve(number):
        file = unit_of_work.session().get_one(StoredFile, number)
        return responses.send(file, download_name=request.args.get("name", file.original_name))

    @made.post("/file")
    @guard.public("a test")
    def receive():
        upload = request.files["file"]
        file = service.ingest(upload.stream, name=upload.filename, by=None)
        return str(file.id), int(request.form.get("status", 201))

    @made.errorhandler(DomainError)
    def refuse(error):
        return str(error), error.status


@pytest.fixture
def context(store_app):
    """An application context to call services in."""
    with store_app.app_context():
        yield store_app


@pytest.fixture
def configured(store_app, monkeypatch):
    """Change settings of the store for one test."""

    def change(**changed):
        now = settings.current()
        kept = {name: getattr(now, name) for name in now.__slots__}
        monkeypatch.setattr(settings._Process, "settings", settings.Settings(**kept | changed))

    return change


@pytest.fixture
def on_disk(tmp_path):
    """What lies in the store, drafts included."""

    def listed():
        root = tmp_path / "files"
        return sorted(str(p.relative_to(root)) for p in root.rglob("*") if p.is_file())

    return listed


@pytest.fixture
def trail(store_app):
    """The audit events so far, as (event, entity id, detail)."""

    def events():
        with store_app.app_context(), unit_of_work.read(SYSTEM) as session:
            rows = session.query(AuditEvent).order_by(AuditEvent.id).all()
            return [(row.event, row.entity_id, json.loads(row.detail)) for row in rows]

    return events
