"""The administrator's pages of imports."""

import csv
import io

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.imports.models import ImportIssue, SourceCase


@pytest.fixture
def run(delivery, bring_in):
    """A run with something to say."""
    delivery.case("7000002", received="never").case("7000001").case("7000003", closed="2001-01-01")
    return bring_in(delivery.write()).run_id


def test_the_list_and_the_run_show_what_became_of_the_rows(run, sign_in):
    admin = sign_in("admin")
    listed = admin.get("/admin/imports")
    assert listed.status_code == 200
    assert "public-complaints" in listed.text
    page = admin.get(f"/admin/imports/{run}")
    assert page.status_code == 200
    assert "is not a date as YYYY-MM-DD" in page.text
    assert "an exact copy of row 1" in page.text
    assert "does not add up" not in page.text


def test_an_installation_without_imports_says_how_to_run_one(app, sign_in):
    assert "flask --app wsgi import" in sign_in("admin").get("/admin/imports").text


def test_the_report_is_filtered_and_exported_as_filtered(run, sign_in, stored):
    admin = sign_in("admin")
    page = admin.get(f"/admin/imports/{run}?kind=REJECTED")
    assert "an exact copy of row 1" not in page.text
    answer = admin.get(f"/admin/imports/{run}/report.csv?kind=REJECTED")
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [line[0] for line in lines] == ["File", "cases.csv"]
    assert admin.get(f"/admin/imports/{run}/report.exe").status_code == 404
    events = [event for (event,) in stored(select(AuditEvent.event))]
    assert {"ADMIN_VIEWED", "EXPORT_STARTED", "EXPORT_DONE"} <= set(events)


@pytest.mark.parametrize("name", ["supervisor.ia", "investigator.ia", "auditor", "supervisor.ler"])
def test_nobody_else_opens_them(run, sign_in, reading, name):
    client = sign_in(name)
    for url in ("/admin/imports", f"/admin/imports/{run}", f"/admin/imports/{run}/report.csv"):
        assert client.get(url).status_code in {403, 404}, url
    with reading(name) as session:
        assert session.scalars(select(ImportIssue)).all() == []
        assert session.scalars(select(SourceCase)).all() == []
