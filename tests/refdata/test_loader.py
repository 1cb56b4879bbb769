"""Loading brings the tables to the state of the lists, and deletes nothing."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from jicms.access.actor import Actor
from jicms.core import clock
from jicms.core.unit_of_work import write
from jicms.refdata import cli, loader
from jicms.refdata.loader import load
from jicms.refdata.models import ALL_CODE_MODELS, AllegationCategory, IntakeMethod
from jicms.refdata.reader import DATA, DataFault, read_lists
from jicms.refdata.stamp import stamp

pytestmark = pytest.mark.usefixtures("lists_app")


def edit(folder, file, old, new):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    stamp(folder)


def load_now(folder=DATA, **options):
    with write() as session:
        return load(session, directory=folder, **options)


def stored(model, code):
    with write() as session:
        return session.get(model, code)


def test_the_first_load_fills_every_table():
    report = load_now()
    assert report.total("added") == sum(len(each.rows) for each in read_lists())
    with write() as session:
        for model in ALL_CODE_MODELS:
            assert session.scalar(select(func.count()).select_from(model)) > 0
        assert session.get(AllegationCategory, "IT-02").group.label == "Information and systems"


def test_a_second_load_changes_nothing():
    first = load_now()
    second = load_now()
    assert not second.is_change
    assert second.total("unchanged") == first.total("added")


def test_a_new_label_is_taken_over(folder):
    load_now(folder)
    edit(folder, "intake_method.csv", "FAX,Fax,", "FAX,Telefax,")
    report = load_now(folder)
    assert (report.total("changed"), report.total("added")) == (1, 0)
    assert stored(IntakeMethod, "FAX").label == "Telefax"


def test_a_row_that_an_administrator_edited_is_kept_unless_forced():
    load_now()
    with write() as session:
        fax = session.get(IntakeMethod, "FAX")
        fax.label, fax.edited_at = "Fax machine", clock.now()
    assert load_now().total("kept") == 1
    assert stored(IntakeMethod, "FAX").label == "Fax machine"
    assert load_now(force=True).total("changed") == 1
    fax = stored(IntakeMethod, "FAX")
    assert (fax.label, fax.edited_at) == ("Fax", None)


def test_a_missing_row_stays_in_use_unless_the_manifest_retires_it(folder):
    load_now(folder)
    path = folder / "intake_method.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("FAX,")))
    stamp(folder)
    assert load_now(folder).total("retired") == 0
    assert stored(IntakeMethod, "FAX").valid_to is None

    manifest = folder / "manifest.csv"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("intake_method.csv,2,no", "intake_method.csv,2,yes"))
    with clock.at(datetime(2027, 3, 4, 12, tzinfo=UTC)):
        assert load_now(folder).total("retired") == 1
    with clock.at(datetime(2028, 1, 1, tzinfo=UTC)):
        assert not load_now(folder).is_change
    assert stored(IntakeMethod, "FAX").valid_to == date(2027, 3, 4)


def test_a_code_that_an_administrator_added_is_never_touched(folder):
    load_now(folder)
    manifest = folder / "manifest.csv"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(",1,no,", ",1,yes,"))
    with write() as session:
        session.add(
            IntakeMethod(
                code="DRONE", label="Drone", valid_from=date(2026, 1, 1), source="admin",
                edited_at=clock.now(),
            )
        )  # fmt: skip
    assert not load_now(folder, force=True).is_change
    assert stored(IntakeMethod, "DRONE").valid_to is None


def test_a_faulty_list_writes_nothing(folder):
    edit(folder, "retention_class.csv", "INFO_ONLY,Information only", "INFO_ONLY,")
    with pytest.raises(DataFault):
        load_now(folder)
    assert stored(IntakeMethod, "FAX") is None


def test_hooks_are_told_in_the_same_transaction(monkeypatch):
    told = []
    monkeypatch.setattr(
        loader, "loaded_hooks", [lambda s, r: told.append((s.in_transaction(), r.total("added")))]
    )
    report = load_now()
    assert told == [(True, report.total("added"))]


def test_the_command_reports_counts_and_runs_twice(lists_app):
    runner = lists_app.test_cli_runner()
    total = sum(len(each.rows) for each in read_lists())
    first = runner.invoke(args=["refdata", "load"])
    assert first.exit_code == 0
    assert "intake_method.csv v1: 31 added" in first.output
    assert f"{len(read_lists())} lists: {total} added, 0 changed" in first.output
    second = runner.invoke(args=["refdata", "load"])
    assert f"{len(read_lists())} lists: 0 added, 0 changed, {total} unchanged" in second.output


def test_the_command_acts_as_the_registered_actor(lists_app, monkeypatch):
    seen = []
    monkeypatch.setattr(cli, "command_actors", [Actor.system])
    monkeypatch.setattr(
        loader, "loaded_hooks", [lambda session, _: seen.append(session.info["actor"].username)]
    )
    lists_app.test_cli_runner().invoke(args=["refdata", "load"], catch_exceptions=False)
    assert seen == ["system:refdata"]


def test_the_command_names_each_fault_and_fails(lists_app, folder):
    edit(folder, "intake_method.csv", "FAX,Fax,", "FAX,,")
    runner = lists_app.test_cli_runner()
    for command in ("load", "check"):
        done = runner.invoke(args=["refdata", command, "--directory", str(folder)])
        assert done.exit_code == 1
        assert "intake_method.csv:6: label is empty" in done.output


def test_the_lists_in_the_repository_are_stamped(lists_app):
    done = lists_app.test_cli_runner().invoke(args=["refdata", "check"])
    assert done.exit_code == 0
    assert f"{len(read_lists())} lists" in done.output
