"""The reports as their readers meet them: pages, files, refusals, trail."""

import csv
import io
import json
from zipfile import ZipFile

import html5lib
import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.reports.definitions import REPORTS
from tests.reports.conftest import OF_LR

KEYS = tuple(report.key for report in REPORTS)
#: Those in which internal affairs has something to count.
COUNTED = tuple(key for key in KEYS if key not in OF_LR)
READERS = ("supervisor.ia", "head.ia", "supervisor.opr", "supervisor.ler", "supervisor.elr")
OTHERS = ("investigator.ia", "intake.ia", "specialist.ler", "official.cbp", "auditor", "admin")


def events(reading, *names):
    with reading() as session:
        return [
            (row.event, json.loads(row.detail))
            for row in session.scalars(
                select(AuditEvent).where(AuditEvent.event.in_(names)).order_by(AuditEvent.id)
            )
        ]


def test_the_list_names_every_report_and_what_it_measures(figures, sign_in):
    page = sign_in("supervisor.ia").get("/reports")
    assert page.status_code == 200
    for report in REPORTS:
        assert f'href="/reports/{report.key}"' in page.text
        assert report.summary in page.text


@pytest.mark.parametrize("key", COUNTED)
def test_a_report_is_valid_html_with_its_table_chart_and_meaning(figures, sign_in, key):
    answer = sign_in("supervisor.ia").get(f"/reports/{key}?period=all&minimum=1")
    assert answer.status_code == 200
    html5lib.HTMLParser(strict=True).parse(answer.text)
    assert "What the numbers mean" in answer.text
    assert "As of Nov 16, 2026, 10:00 a.m. EST" in answer.text
    assert '<svg class="chart"' in answer.text
    assert 'href="/cases?report=' in answer.text
    assert "style=" not in answer.text
    title = next(report.title for report in REPORTS if report.key == key)
    assert f"<h1>{title}</h1>" in answer.text


@pytest.mark.parametrize("username", READERS)
def test_supervisors_of_both_sides_run_reports(figures, sign_in, username):
    client = sign_in(username)
    assert 'href="/reports"' in client.get("/").text
    assert client.get("/reports/findings").status_code == 200


@pytest.mark.parametrize("username", OTHERS)
def test_nobody_else_does(figures, sign_in, username):
    client = sign_in(username)
    assert 'href="/reports"' not in client.get("/").text
    for path in ("/reports", "/reports/findings", "/reports/findings.csv"):
        assert client.get(path).status_code == 403, path


def test_what_cannot_be_read_is_named_and_nothing_is_counted(figures, sign_in, reading):
    client = sign_in("supervisor.ia")
    answer = client.get("/reports/repeat-subjects?minimum=many&period=never&from=13/45/2026")
    assert answer.status_code == 422
    html5lib.HTMLParser(strict=True).parse(answer.text)
    for sentence in (
        "Type a whole number from 1 to 1000.",
        "Choose received from the list.",
        "Type from as MM/DD/YYYY.",
    ):
        assert answer.text.count(sentence) == 2, "in the summary and at the field"
    assert 'value="many"' in answer.text
    assert "<table" not in answer.text
    assert events(reading, "REPORT_RUN") == []
    assert client.get("/reports/findings.csv?period=never").status_code == 422
    assert client.get("/reports/findings.csv?table=none").status_code == 422


@pytest.mark.parametrize("path", ["/reports/none", "/reports/none.csv", "/reports/none.xlsx"])
def test_a_report_that_there_is_not(figures, sign_in, path):
    assert sign_in("supervisor.ia").get(path).status_code == 404


def test_typed_dates_are_meant(figures, sign_in):
    client = sign_in("supervisor.ia")
    page = client.get("/reports/cases-by-status?from=10/01/2026&to=10/01/2026").text
    assert "Received Oct 1, 2026 to Oct 1, 2026." in page
    assert '<option value="dates" selected>' in page
    assert client.get("/reports/findings?from=2026-10-02&to=2026-10-01").status_code == 422
    assert client.get("/reports/findings?period=dates").status_code == 422


def rows_of(answer):
    assert answer.status_code == 200
    assert answer.content_type == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_a_file_holds_the_table_with_its_total(figures, sign_in, reading):
    client = sign_in("supervisor.ia")
    rows = rows_of(client.get("/reports/intake-methods.csv?measure=charges"))
    assert rows == [
        ["Intake method", "FY2025", "FY2026", "FY2027",
         "Allegations", "Allegation × subject", "Cases"],
        ["Telephone hotline", "1", "1", "2", "3", "4", "3"],
        ["E-mail", "0", "0", "1", "1", "1", "1"],
        ["All methods", "1", "1", "3", "4", "5", "3"],
    ]  # fmt: skip
    found = events(reading, "EXPORT_STARTED", "REPORT_RUN", "EXPORT_DONE")
    assert [name for name, _detail in found] == ["EXPORT_STARTED", "REPORT_RUN", "EXPORT_DONE"]
    assert found[0][1]["report"] == "intake-methods"
    assert found[0][1]["measure"] == "charges"
    assert found[2][1]["rows"] == 3


def test_each_table_has_its_file(figures, sign_in):
    client = sign_in("supervisor.ia")
    page = client.get("/reports/cases-by-status").text
    assert 'href="/reports/cases-by-status.csv?table=received"' in page
    rows = rows_of(client.get("/reports/cases-by-status.csv?table=received"))
    assert rows[0][0] == "Received in"
    assert rows[-1] == ["All years", "5", "2", "3", "0", "15.5", "19.9"]


@pytest.mark.parametrize("key", KEYS)
def test_every_report_comes_as_both_files(figures, sign_in, key):
    client = sign_in("supervisor.ia")
    assert len(rows_of(client.get(f"/reports/{key}.csv?period=all&minimum=1"))) > 1
    answer = client.get(f"/reports/{key}.xlsx?period=all&minimum=1")
    assert answer.status_code == 200
    assert "xl/worksheets/sheet1.xml" in ZipFile(io.BytesIO(answer.data)).namelist()


def test_a_run_is_in_the_trail_with_its_settings(figures, sign_in, reading):
    sign_in("supervisor.ia").get("/reports/findings?period=dates&from=10/01/2026&group=component")
    ((_name, detail),) = events(reading, "REPORT_RUN")
    assert detail["report"] == "findings"
    assert detail["from"] == "2026-10-01"
    assert detail["group"] == "component"
    assert detail["path"] == "/reports/findings"


def test_the_number_of_statements_does_not_grow_with_the_rows(figures, sign_in, acting):
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    from tests.factories import cases
    from tests.factories.figures import charge, employee

    client = sign_in("supervisor.ia")
    asked = []

    def count(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    def statements():
        asked.clear()
        assert client.get("/reports/repeat-subjects?minimum=1").status_code == 200
        return len(asked)

    statements()
    event.listen(Engine, "before_cursor_execute", count)
    try:
        few = statements()
        with acting() as session:
            for n in range(20):
                case = cases.case(session)
                charge(session, case, "IT-02", [employee(session, f"7100-{n:04d}")], [None])
        assert statements() == few <= 12
    finally:
        event.remove(Engine, "before_cursor_execute", count)
