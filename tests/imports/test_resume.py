"""An import that was stopped, killed or run twice ends as if it had run once."""

import os
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import func, select

from jicms.access.actor import Actor
from jicms.audit.models import AuditEvent
from jicms.cases.models import Case
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.extensions import db
from jicms.imports import loading
from jicms.imports.models import ImportFile, ImportRun, RunStatus
from tests.conftest import MASTER_KEY
from tests.imports.comparison import ROOT
from tests.imports.delivery import generate

CASES = 120


@pytest.fixture
def folder(tmp_path):
    return generate(tmp_path / "delivered", CASES)


@pytest.fixture
def everything(app):
    """Rows of every domain table, and the sum of their versions."""

    def count():
        found = {}
        with app.app_context(), unit_of_work.read(Actor.system("test")) as session:
            for table in db.metadata.sorted_tables:
                if table.name.startswith(("audit_", "import_")):
                    continue
                columns = [func.count()]
                columns += [func.sum(table.c.version)] if "version" in table.c else []
                found[table.name] = tuple(
                    session.execute(select(*columns).select_from(table)).one()
                )
        return found

    return count


@pytest.fixture
def anew(app, databases, template):
    """Put the empty database back."""

    def restore():
        with app.app_context():
            db.engine.dispose()
        databases.copy(template, "working")

    return restore


@pytest.fixture
def whole(bring_in, folder, everything, anew):
    """What one undisturbed import leaves, on a database that is put back afterwards."""
    result = bring_in(folder)
    assert all(account.adds_up for account in result.accounts)
    found = everything()
    anew()
    return found, [account.outcomes for account in result.accounts]


@pytest.fixture
def killed(databases, folder, home, stored):
    """Start the command in a process of its own and kill it when some cases are stored."""
    environment = {
        **os.environ,
        "JICMS_ENV": "development",
        "JICMS_DATABASE_URL": databases.url("working"),
        "JICMS_DATA_DIR": str(home.parent),
        "JICMS_MASTER_KEY": MASTER_KEY,
    }
    arguments = ["--app", "wsgi", "import", "--mapping", "public-complaints", "--batch-size", "1"]
    with subprocess.Popen(
        [sys.executable, "-m", "flask", *arguments, str(folder)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        for _ in range(1_200):
            if len(stored(select(Case.id))) >= 10 or process.poll() is not None:
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        output = process.communicate()[0].decode()
    assert process.returncode == -signal.SIGKILL, output
    return len(stored(select(Case.id)))


class Killed(Exception):
    """Somebody pulled the plug."""


@pytest.fixture(params=[1, 9, 25])
def stopped(request, bring_in, folder, monkeypatch):
    """An import that raised inside its first, ninth or twenty-fifth batch, after writing it."""
    calls, load = [], loading.Loader.load

    def fail(self, delivery, account):
        calls.append(1)
        batch = load(self, delivery, account)
        if len(calls) == request.param:
            raise Killed
        return batch

    with monkeypatch.context() as patch:
        patch.setattr(loading.Loader, "load", fail)
        with pytest.raises(Killed):
            bring_in(folder, batch_size=20)
    return folder


def test_a_failure_inside_a_batch_doubles_nothing(whole, stopped, bring_in, everything, stored):
    whole_rows, outcomes = whole
    assert stored(select(ImportRun.status)) == [(RunStatus.STOPPED,)]
    result = bring_in(stopped, batch_size=33)
    assert result.resumed
    assert everything() == whole_rows
    assert [account.outcomes for account in result.accounts] == outcomes
    assert stored(select(ImportRun.status, ImportRun.resumed)) == [(RunStatus.DONE, 1)]
    assert all(row[0].accounted == row[0].position for row in stored(select(ImportFile)))


def test_a_killed_process_goes_on_where_it_stood(whole, killed, bring_in, everything, folder):
    whole_rows, _outcomes = whole
    assert 10 <= killed < CASES
    result = bring_in(folder)
    assert result.resumed
    assert everything() == whole_rows


def test_a_second_run_changes_nothing(bring_in, folder, everything, stored):
    bring_in(folder)
    before = everything()
    result = bring_in(folder, batch_size=7)
    assert not result.resumed
    assert everything() == before
    for account in result.accounts:
        assert account.adds_up
        assert account.outcomes["imported"] == account.outcomes["updated"] == 0, account.name
    altered = select(func.count()).where(AuditEvent.event == "IMPORT_ALTERED")
    assert stored(altered) == [(0,)]


def test_the_size_of_the_batches_does_not_show(whole, bring_in, folder, everything):
    whole_rows, outcomes = whole
    result = bring_in(folder, batch_size=3)
    assert everything() == whole_rows
    assert [account.outcomes for account in result.accounts] == outcomes


def test_a_changed_delivery_is_another_run(bring_in, folder, monkeypatch, stored):
    def fail(_self, _delivery, _account):
        raise Killed

    monkeypatch.setattr(loading.Loader, "load", fail)
    with pytest.raises(Killed):
        bring_in(folder)
    monkeypatch.undo()
    with (folder / "victims.csv").open("a") as stream:
        stream.write("7000000,F,30,WHITE\n")
    assert not bring_in(folder).resumed
    assert len(stored(select(ImportRun.id))) == 2


def test_a_dry_run_says_the_same_and_stores_nothing(whole, bring_in, folder, everything, stored):
    _whole_rows, outcomes = whole
    before = everything()
    result = bring_in(folder, dry_run=True, batch_size=11)
    assert result.run_id is None
    assert [account.outcomes for account in result.accounts] == outcomes
    assert everything() == before
    assert stored(select(ImportRun.id)) == []
    lines = result.report.read_text().count("\n")
    real = bring_in(folder)
    assert real.report.read_text().count("\n") == lines


def test_one_import_at_a_time(bring_in, folder, monkeypatch):
    refusals = []
    load = loading.Loader.load

    def second(self, delivery, account):
        if not refusals:
            with pytest.raises(RuleBroken) as refused:
                bring_in(folder, dry_run=True)
            refusals.append(str(refused.value))
        return load(self, delivery, account)

    monkeypatch.setattr(loading.Loader, "load", second)
    bring_in(folder)
    assert refusals == ["Another import is running."]


def test_nothing_but_the_report_is_left_behind(bring_in, folder, home):
    bring_in(folder)
    assert sorted(path.name for path in home.rglob("*")) == [".lock", "report.csv", "run-1"]
