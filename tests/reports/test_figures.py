"""The figures of every report on a small set of records that is known to the last digit."""

import pytest
from sqlalchemy import select

from jicms.allegations.models import Allegation


def grid(table):
    """{labels: values} of a table."""
    return {row.labels: [cell.value for cell in row.cells] for row in table.rows}


def heads(table):
    return [heading.text for heading in table.headings]


def total(table):
    return [cell.value for cell in table.total.cells]


def test_allegations_by_class_category_and_fiscal_year(run):
    (table,) = run("allegations-by-category")
    assert heads(table) == [
        "Class", "Category", "FY2025", "FY2026", "FY2027",
        "Allegations", "Allegation × subject", "Cases",
    ]  # fmt: skip
    assert grid(table) == {
        ("CBP Class 2", "IT-01 Unauthorized access to or query of a government database"): [
            0, 0, 1, 1, 1, 1,
        ],
        ("CBP Class 2", "IT-02 Query for personal reasons"): [0, 0, 1, 1, 2, 1],
        ("CBP Class 3", "IT-02 Query for personal reasons"): [0, 1, 0, 1, 1, 1],
        ("CBP Class 3", "ALC-01 Driving under the influence, off duty"): [1, 0, 0, 1, 1, 1],
    }  # fmt: skip
    assert total(table) == [1, 1, 2, 4, 5, 3]


def test_the_same_in_calendar_years_by_subject_and_group(run):
    (table,) = run(
        "allegations-by-category", {"year": "calendar", "measure": "charges", "level": "group"}
    )
    assert heads(table)[2:5] == ["2024", "2026", "Allegations"]
    assert grid(table)["CBP Class 2", "IT Information and systems"] == [0, 3, 2, 3, 1]
    assert total(table) == [1, 4, 4, 5, 3]


def test_a_component_counts_once_in_each_group_and_once_in_the_total(run):
    (table,) = run("allegations-by-category", {"group": "component", "level": "group"})
    counts = {labels[0]: 0 for labels in grid(table)}
    for labels, values in grid(table).items():
        counts[labels[0]] += values[-3]
    assert counts == {"Border Patrol": 2, "Field Operations": 3}
    assert total(table)[-3:] == [4, 5, 3]


def test_cases_by_status_and_age(run):
    by_status, by_year = run("cases-by-status")
    assert heads(by_status) == [
        "Status", "0 to 30 days", "31 to 90", "No age",
        "Cases", "Median days", "90th pct",
    ]  # fmt: skip
    assert grid(by_status) == {
        ("Received",): [1, 0, 0, 1, 16.0, 16.0],
        ("Open",): [0, 1, 0, 1, 46.0, 46.0],
        ("Merged duplicate",): [0, 0, 1, 1, None, None],
        ("Closed",): [2, 0, 0, 2, 15.5, 19.9],
    }
    assert grid(by_year) == {
        ("FY2025",): [1, 1, 0, 0, 21.0, 21.0],
        ("FY2026",): [1, 1, 0, 0, 10.0, 10.0],
        ("FY2027",): [3, 0, 3, 0, None, None],
    }
    assert total(by_year) == [5, 2, 3, 0, 15.5, 19.9]


def test_intake_methods(run):
    (table,) = run("intake-methods")
    assert {labels[0]: values[-3:] for labels, values in grid(table).items()} == {
        "Telephone hotline": [3, 4, 3],
        "E-mail": [1, 1, 1],
    }


def test_findings_and_the_rate(run):
    (table,) = run("findings", {"level": "group"})
    assert heads(table)[1:6] == [
        "Substantiated", "Unfounded", "Administratively closed", "No finding",
        "Allegation × subject",
    ]  # fmt: skip
    assert grid(table)["IT Information and systems",] == [
        2, 1, 0, 1, 4, 3, "2 of 3", 0.6667,
    ]  # fmt: skip
    assert total(table) == [2, 1, 1, 1, 5, 4, "2 of 3", 0.6667]


def test_discipline_by_action_and_office(run):
    table, outcomes = run("discipline-by-action")
    labels = {row.labels: [c.value for c in row.cells] for row in table.rows}
    assert labels == {
        ("CBP Labor and Employee Relations", "Suspension, 15 days or more"): [0, 1, 1],
        ("CBP Labor and Employee Relations", "None recorded"): [1, 0, 0],
    }, "the investigating side never sees what was proposed"
    assert grid(outcomes) == {
        ("CBP Labor and Employee Relations", "Suspension, 15 days or more"): [1, 1, 1],
        ("No office", "None recorded"): [4, 1, 2],
    }
    assert total(outcomes) == [5, 2, 3]


def test_timeliness(run):
    table, _clocks = run("timeliness")
    found = grid(table)
    assert found["Received to closed",] == [2, 0, 15.5, 15.5, 19.9]
    assert found["Proposed to decided",] == [1, 0, 30.0, 30.0, 30.0]
    by_year, _clocks = run("timeliness", {"split": "year", "stage": "closed"})
    assert [row.labels for row in by_year.rows] == [
        ("Received to closed", "FY2025"), ("Received to closed", "FY2026"),
    ]  # fmt: skip


def test_repeat_subjects(run):
    (table,) = run("repeat-subjects", {"minimum": "2"})
    assert table.tally == "2 employees with 2 or more (allegation × subject)"
    assert [(row.labels[0], row.cells[0].value, row.cells[1].value) for row in table.rows] == [
        ("7000-0001", "Aldo Brenner", 3),
        ("7000-0002", "Berit Calder", 2),
    ]
    (table,) = run("repeat-subjects", {"minimum": "1", "rank": "substantiated"})
    assert [(row.labels[0], row.cells[3].value) for row in table.rows] == [
        ("7000-0001", 1), ("7000-0002", 1),
    ], "equal numbers stand in the order of the key"  # fmt: skip


def test_data_quality(run):
    rules, conflicts = run("data-quality")
    found = {labels[0]: values for labels, values in grid(rules).items()}
    assert found["No identified accused"] == [1, 1]
    assert found["No investigator"] == [1, 1]
    assert found["Closed before received"] == [0, 0]
    assert total(conflicts) == [0, 0]


@pytest.fixture
def reclassed(acting, figures):
    """An allegation of Class 3 on a case of Class 2."""
    with acting() as session:
        found = session.scalar(select(Allegation).where(Allegation.category_code == "IT-01"))
        found.class_code = "CBP-3"


@pytest.mark.usefixtures("reclassed")
@pytest.mark.parametrize(
    ("key", "second", "third"),
    [
        ("allegations-by-category", [1, 2, 1], [3, 3, 3]),
        ("intake-methods", [1, 2, 1], [3, 3, 3]),
        ("findings", [2, 1, "1 of 2", 0.5], [3, 3, "1 of 1", 1.0]),
    ],
)
def test_allegations_are_chosen_by_their_own_class(run, key, second, third):
    for code, expected in (("CBP-2", second), ("CBP-3", third)):
        (table,) = run(key, {"class": code, "period": "all"})
        assert total(table)[-len(expected) :] == expected, code


@pytest.mark.usefixtures("reclassed")
def test_subjects_are_chosen_by_the_class_of_the_allegation(run):
    for code, expected in (("CBP-2", [1, 1]), ("CBP-3", [2, 1])):
        (table,) = run("repeat-subjects", {"class": code, "minimum": "1"})
        assert [row.cells[1].value for row in table.rows] == expected, code


@pytest.mark.usefixtures("reclassed")
@pytest.mark.parametrize(
    ("key", "second", "third"),
    [
        ("cases-by-status", [1, 0, 1, 0, None, None], [2, 2, 0, 0, 15.5, 19.9]),
        ("discipline-by-action", [3, 1, 1], [2, 1, 2]),
    ],
)
def test_cases_and_actions_are_chosen_by_the_class_of_the_case(run, key, second, third):
    for code, expected in (("CBP-2", second), ("CBP-3", third)):
        table = run(key, {"class": code, "period": "all"})[-1]
        assert total(table) == expected, code


def test_stages_and_faults_are_chosen_by_the_class_of_the_case(run):
    for code, stages, bare in (("CBP-2", 0, [1, 1]), ("CBP-3", 2, [0, 0])):
        table, _clocks = run("timeliness", {"class": code, "period": "all"})
        assert len(table.rows) == stages, code
        rules = grid(run("data-quality", {"class": code})[0])
        assert rules["No investigator",] == bare, code
