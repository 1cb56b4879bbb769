"""Reports through the interface give the numbers that the page gives."""

import pytest

from jicms.reports.definitions import REPORTS
from tests.api.test_tokens import is_problem
from tests.reports.conftest import OF_LR

KEYS = tuple(report.key for report in REPORTS)


def test_the_list_says_what_may_be_chosen(program, figures):
    items = program("supervisor.ia").get("/api/v1/reports").get_json()["items"]
    assert [item["key"] for item in items] == list(KEYS)
    period = next(p for p in items[0]["parameters"] if p["key"] == "period")
    assert {"value": "all", "label": "All years"} in period["choices"]


@pytest.mark.parametrize("key", KEYS)
def test_a_report_and_the_lists_behind_its_numbers(program, figures, key):
    mine = program("supervisor.ia")
    answer = mine.get(f"/api/v1/reports/{key}?period=all&minimum=1")
    body = answer.get_json()
    assert answer.status_code == 200
    rows = [row for row in body["tables"][0]["rows"] if any(row["cases"])]
    assert bool(rows) == (key not in OF_LR)
    if not rows:
        return
    row = rows[0]
    at = next(n for n, url in enumerate(row["cases"]) if url)
    items = mine.get(row["cases"][at]).get_json()["items"]
    assert 1 <= len(items) <= row["values"][at]


def test_numbers_are_those_of_the_page(program, figures, sign_in):
    body = program("supervisor.ia").get("/api/v1/reports/intake-methods").get_json()
    (table,) = body["tables"]
    assert [(row["labels"], row["values"][-3:]) for row in table["rows"]] == [
        (["Telephone hotline"], [3, 4, 3]),
        (["E-mail"], [1, 1, 1]),
    ]
    assert table["total"]["values"][-3:] == [4, 5, 3]
    assert body["covers"].startswith("Received Oct 1, 2024 to Sep 30, 2027.")


def test_settings_that_are_wrong_are_named(program, figures):
    mine = program("supervisor.ia")
    body = is_problem(mine.get("/api/v1/reports/findings?period=never&from=32/13/2026"), 422)
    assert set(body["errors"]) == {"period", "from"}
    is_problem(mine.get("/api/v1/reports/nothing"), 404)
