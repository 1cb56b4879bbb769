"""Each number opens the list of the cases behind it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select

from jicms.cases.models import Case
from jicms.core import unit_of_work
from jicms.reports import building, cells, registry
from jicms.reports.definitions import REPORTS
from jicms.reports.settings import Settings
from tests.factories import accounts
from tests.reports.conftest import OF_LR

KEYS = tuple(report.key for report in REPORTS)
#: Those in which internal affairs has something to count.
COUNTED = tuple(key for key in KEYS if key not in OF_LR)
WIDE = {"period": "all", "minimum": "1"}


def text_of(url):
    assert urlsplit(url).path == "/cases"
    return parse_qs(urlsplit(url).query)["report"][0]


@pytest.mark.parametrize("key", COUNTED)
@pytest.mark.parametrize("group", ["none", "component"])
def test_the_list_behind_a_number_has_the_cases_that_it_counts(app, figures, key, group):
    with app.test_request_context():
        actor = accounts.actor_of("supervisor.ia")
        with unit_of_work.read(actor) as session:
            report = registry.find(key)
            settings = Settings(report.params, {**WIDE, "group": group}, actor)
            checked, seen = 0, set()
            for table in building.run(report, settings, actor):
                for row in [*table.rows, *([table.total] if table.total else [])]:
                    for heading, cell in zip(
                        table.headings[table.labels :], row.cells, strict=True
                    ):
                        if not cell.url:
                            assert heading.kind != "count" or cell.value == 0
                            continue
                        if heading.text in seen and checked > 12:
                            continue  # one of each kind of number, and the first dozen
                        seen.add(heading.text)
                        where = cells.criterion(text_of(cell.url), actor)
                        n = session.scalar(select(func.count(Case.id)).where(where))
                        assert 1 <= n <= cell.value
                        if heading.text in {"Cases", "With a closing date"}:
                            assert n == cell.value, (row.labels, heading.text)
                        checked += 1
            assert checked, "a report has numbers"


def test_the_page_of_the_list_shows_them_and_says_what_they_are(figures, sign_in):
    client = sign_in("supervisor.ia")
    page = client.get("/reports/findings?period=all&level=group").text
    url = next(
        part.split('"')[0].replace("&amp;", "&")
        for part in page.split('href="')[1:]
        if part.startswith("/cases?report=") and "SUBSTANTIATED" in part and "k.category" in part
    )
    answer = client.get(url)
    assert answer.status_code == 200
    assert figures.one in answer.text
    assert figures.two in answer.text
    assert figures.three not in answer.text
    assert "Behind the number: Findings: IT Information and systems, Substantiated" in answer.text


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "r=none&m=cases",
        "r=findings",
        "r=findings&m=nothing",
        "r=findings&m=cases&k.stage=x",
        "r=cases-by-status&t=received&m=cases&k.year=two",
        "r=findings&m=charges&period=never",
        "r=findings&m=charges&" + "x" * 700,
        "\x00",
        "r=findings&m=charges&k.category=a%00b",
    ],
)
def test_a_number_that_does_not_exist_opens_an_empty_list(figures, sign_in, text):
    answer = sign_in("supervisor.ia").get("/cases", query_string={"report": text})
    assert answer.status_code == 200
    assert figures.one not in answer.text


def test_who_runs_no_reports_gets_no_list_behind_a_number(app, figures, sign_in):
    answer = sign_in("intake.ia").get(
        "/cases", query_string={"report": "r=cases-by-status&m=cases&period=all"}
    )
    assert answer.status_code == 200
    assert figures.five not in answer.text
