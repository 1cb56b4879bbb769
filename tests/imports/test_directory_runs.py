"""Runs over HR extracts: stopped, dry, on the trail, and those that do not begin."""

import pytest
from sqlalchemy import func, select

from jicms.audit.models import AuditEvent
from jicms.core.errors import RuleBroken
from jicms.imports import loading
from jicms.imports.mapping import MappingFault
from jicms.people.models import Employment, Person
from tests.imports.employees import Extract, made_up
from tests.imports.staff import FIRST, OTHERS, SECOND, THIRD, kind, lines, outcomes


class Killed(Exception):
    """Somebody pulled the plug."""


@pytest.mark.parametrize("batch", [1, 3, 5])
def test_a_stopped_run_goes_on_and_ends_the_same(bring_in, tmp_path, monkeypatch, stored, batch):
    first, second = made_up(tmp_path / "one", 60), made_up(tmp_path / "two", 60)
    for n, row in enumerate(second.rows):
        if n % 4 == 0:
            row["grade"] = "14"
        if n % 9 == 0:
            row["family_name"] += "son"
    del second.rows[50:53]
    options = {"full": "CBP", "allow_leavers": True, "batch_size": 10}
    bring_in(first.write(), "hr-extract", as_of=FIRST, batch_size=10)
    calls, load = [], loading.Loader.load

    def fail(self, delivery, account):
        calls.append(1)
        found = load(self, delivery, account)
        if len(calls) == batch:
            raise Killed
        return found

    with monkeypatch.context() as patch:
        patch.setattr(loading.Loader, "load", fail)
        with pytest.raises(Killed):
            bring_in(second.write(), "hr-extract", as_of=SECOND, **options)
    result = bring_in(second.folder, "hr-extract", as_of=THIRD, **options)
    assert result.resumed
    assert result.accounts[0].adds_up
    assert outcomes(result) == {"updated": 19, "unchanged": 38}
    starts = stored(
        select(Employment.valid_from, func.count())
        .join(Person, Person.id == Employment.person_id)
        .where(Person.employee_number.startswith("8"), Employment.valid_from >= FIRST)
        .group_by(Employment.valid_from)
    )
    assert [tuple(row) for row in starts] == [(SECOND, 14)], "the day with which it began"
    left = select(func.count()).where(
        Person.employee_number.startswith("8"), Person.kind_code == "FORMER_EMPLOYEE"
    )
    assert stored(left) == [(3,)]


def test_a_dry_run_says_the_same_and_stores_nothing(deliver, stored, find):
    deliver({}, *OTHERS)
    rows = ({"grade": "12", "family_name": "New"}, {"employee_number": "7000-0003"}, *OTHERS[1:])
    before = stored(select(func.count(), func.sum(Person.version)).select_from(Person))
    dry = deliver(*rows, as_of=SECOND, full="CBP", allow_leavers=True, dry_run=True)
    assert stored(select(func.count(), func.sum(Person.version)).select_from(Person)) == before
    real = deliver(*rows, as_of=SECOND, full="CBP", allow_leavers=True)
    assert outcomes(dry) == outcomes(real)
    assert lines(dry) == lines(real)
    assert find("7000-0100", kind) == "FORMER_EMPLOYEE"


def test_the_trail_has_the_batch_and_each_change(deliver, stored):
    deliver({})
    deliver({"grade": "12", "family_name": "Castellane"}, as_of=SECOND)
    events = [
        row.event
        for row in stored(select(AuditEvent.event, AuditEvent.entity).order_by(AuditEvent.id))
        if row.event.startswith(("IMPORT", "ROW")) and not row.entity.startswith("user")
    ]
    assert events.count("IMPORT_BATCH") == 2
    assert events.count("IMPORT_ALTERED") == 1
    assert "ROW_CHANGED" in events
    details = " ".join(row.detail for row in stored(select(AuditEvent.detail)))
    assert "Castellane" not in details


def test_only_employees_have_leavers(bring_in, tmp_path, delivery):
    with pytest.raises(RuleBroken, match="Only an extract of employees"):
        bring_in(delivery.write(), full="CBP")
    with pytest.raises(RuleBroken, match="There is no agency XYZ"):
        bring_in(Extract(tmp_path / "e").add().write(), "hr-extract", full="XYZ")


def test_a_column_that_is_not_mapped_stops_the_import(bring_in, tmp_path):
    folder = Extract(tmp_path / "more").add().write()
    path = folder / "employees.csv"
    path.write_text(path.read_text().replace("user_name", "salary"))
    with pytest.raises(MappingFault, match="salary is neither mapped nor left out"):
        bring_in(folder, "hr-extract")
