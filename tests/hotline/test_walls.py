"""What the page's process cannot reach: case tables, items it dropped, secrets of the inside."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import ProgrammingError

import config
from jicms.core import clock
from jicms.dropbox import engines, inside, notice, tables
from jicms.extensions import db
from jicms.hotline import create_app
from tests.support.dropbox import ROOT
from tests.support.hotline import Visitor, page_settings, publish

LOADED = """
import sys
import public_wsgi
from jicms.extensions import db
print(*sorted(name for name in sys.modules if name.startswith("jicms.")))
print(*sorted(db.metadata.tables))
"""
NEVER = ("cases", "people", "auth", "allegations", "intake", "evidence", "discipline", "deadlines")


def run(code, **settings):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JICMS_")}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=kept | settings,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_process_loads_no_module_and_no_table_of_the_cases(tmp_path):
    done = run(LOADED, JICMS_DATA_DIR=str(tmp_path), JICMS_ENV="development")
    assert done.returncode == 0, done.stderr
    modules, held = (set(line.split()) for line in done.stdout.splitlines())
    assert "jicms.hotline" in modules
    for name in NEVER:
        assert not any(module.split(".")[1] == name for module in modules), name
    assert not held & {"case_file", "party", "person", "user_account", "vault_identity"}


def start(**settings):
    return run("import public_wsgi", JICMS_ENV="production", **settings)


def test_production_refuses_to_start_near_the_inside_or_without_its_own_secret(tmp_path):
    own = {
        "JICMS_PUBLIC_SECRET": "s" * 40,
        "JICMS_DROPBOX": f"sqlite:///{tmp_path / 'box.sqlite3'}",
        "JICMS_PUBLIC_KEY": "A" * 44,
    }
    for name, value in (
        ("JICMS_MASTER_KEY", "k1:AAAA"),
        ("JICMS_DATABASE_URL", "postgresql://x@y/z"),
        ("JICMS_SECRET_KEY", "s" * 40),
    ):
        done = start(**own, **{name: value})
        assert done.returncode, name
        assert name in done.stderr
        assert value not in done.stderr.replace("'", "")
    for name in own:
        done = start(**{key: value for key, value in own.items() if key != name})
        assert done.returncode
        assert name in done.stderr
    done = start(**own)
    assert done.returncode
    assert "checklist must be confirmed" in done.stderr
    assert done.stderr.count("\n") == 1


def test_production_starts_once_the_checklist_is_confirmed_and_published(app, box, collecting):
    settings = page_settings(app, box) | {"ENV_NAME": "production"}
    for changes in ({"is_live": False}, {"at": clock.now() - notice.LASTS}, {"agencies": ()}):
        publish(collecting, app, **changes)
        with pytest.raises(config.UnsafeSettings, match="not live"):
            create_app(settings)
    publish(collecting, app)
    page = create_app(settings)
    assert page.test_client().get("/").status_code == 200
    page.extensions["hotline"].engine.dispose()


def test_a_notice_that_the_inside_did_not_sign_opens_nothing(app, box, collecting, hotline):
    with collecting.begin() as connection:
        row = connection.execute(select(tables.notice)).one()
        connection.execute(tables.notice.delete())
        forged = row.body.replace("CBP", "FBI")
        connection.execute(
            tables.notice.insert().values(id=1, body=forged, signature=row.signature)
        )
    visitor = Visitor(hotline)
    assert visitor.get("/").status_code == 503
    assert "closed" in visitor.page.text
    assert visitor.client.post("/start").status_code == 503
    assert visitor.client.get("/healthz").status_code == 503


def test_the_page_closes_when_the_checklist_is_taken_back_or_nobody_collects(
    app, collecting, hotline
):
    visitor = Visitor(hotline)
    assert visitor.get("/").status_code == 200
    publish(collecting, app, is_live=False)
    with clock.at(clock.now().replace(microsecond=0) + notice.LASTS / 1000):
        assert visitor.get("/").status_code == 503
    publish(collecting, app)
    hotline.extensions["hotline"].read_at = 0
    with clock.at(clock.now() + notice.LASTS):
        assert visitor.get("/").status_code == 503


def test_the_manual_s_file_makes_the_tables_that_the_code_has(box, databases, collecting):
    inspector = inspect(collecting)
    schema = None if databases.kind == "sqlite" else tables.SCHEMA
    for table in tables.metadata.sorted_tables:
        found = {c["name"]: c for c in inspector.get_columns(table.name, schema=schema)}
        assert found.keys() == {column.name for column in table.columns}
        for column in table.columns:
            same = found[column.name]
            wanted = str(column.type.compile(collecting.dialect))
            assert str(same["type"]).split("(")[0] == wanted.split("(", maxsplit=1)[0]
            assert same["nullable"] == column.nullable
        keys = inspector.get_pk_constraint(table.name, schema=schema)["constrained_columns"]
        assert keys == [column.name for column in table.primary_key]


def refused(engine, statement):
    try:
        with engine.connect() as connection:
            connection.execute(text(statement)).first()
    except ProgrammingError as error:
        return isinstance(error.orig, psycopg.errors.InsufficientPrivilege)
    return False


def test_the_page_s_role_reads_no_case_table_and_no_item(app, box, databases, collecting):
    """On SQLite the drop box is a file of its own: there is no other table in it."""
    page = engines.connect(box.public)
    with app.app_context():
        inner = inspect(db.engine).get_table_names()
    assert "case_file" in inner
    assert len(inner) > 80
    if databases.kind == "sqlite":
        assert set(inspect(page).get_table_names()) == {
            t.name for t in tables.metadata.tables.values()
        }
        return
    for name in inner:
        assert refused(page, f'SELECT * FROM public."{name}"'), name
        assert refused(page, f'DELETE FROM public."{name}"'), name
        assert refused(collecting, f'SELECT * FROM public."{name}"'), name
    for name in ("item", "part"):
        assert refused(page, f"SELECT * FROM dropbox.{name}"), name
    for table in tables.metadata.sorted_tables:
        assert refused(page, f"DELETE FROM dropbox.{table.name}"), table.name
        assert refused(page, f"UPDATE dropbox.{table.name} SET {table.columns[0].name} = NULL")
    for name in ("notice", "letter"):
        assert refused(page, f"INSERT INTO dropbox.{name} DEFAULT VALUES"), name
    assert refused(page, "CREATE TABLE dropbox.more (id INTEGER)")
    assert refused(page, "CREATE TABLE public.more (id INTEGER)")
    page.dispose()


def test_the_page_works_with_that_role_alone(box, collecting, visitor):
    visitor.fill()
    assert visitor.send().status_code == 200
    assert len(inside.waiting(collecting)) == 1
    assert Path(ROOT / "docs" / "dropbox.sql").exists()
