"""`flask deadlines`: rules, compute, holidays, closing."""

import json
import re

import pytest


@pytest.fixture
def run(app):
    def invoke(*args):
        return app.test_cli_runner().invoke(args=["deadlines", *args])

    return invoke


def test_compute_prints_one_object_a_line(run):
    answer = run("compute", "MSPB_APPEAL", "effective=2024-05-31,receipt=2024-05-28", "--json")
    assert answer.exit_code == 0, answer.output
    row = json.loads(answer.stdout)
    assert row["code"] == "MSPB_APPEAL"
    assert row["start"] == "effective=2024-05-31,receipt=2024-05-28"
    assert row["due"] == "2024-07-01"
    assert row["version"] == 1
    assert row["verified"] is True
    assert row["steps"][-1] == {
        "label": "Due",
        "detail": "Appeal to the Merit Systems Protection Board",
        "date": "2024-07-01",
    }


def test_compute_takes_several_starts(run):
    answer = run("compute", "foia_initial", "2022-09-06", "2024-12-02", "2001-01-02", "--json")
    rows = [json.loads(line) for line in answer.stdout.splitlines()]
    assert [row["start"] for row in rows] == ["2022-09-06", "2024-12-02", "2001-01-02"]
    assert [row["due"] for row in rows] == ["2022-10-04", "2024-12-31", "2001-01-31"]
    assert rows[0]["holidays_skipped"] == []


def test_compute_shows_the_ledger(run):
    answer = run("compute", "EFFECTIVE_SUBPART_D", "2024-03-01")
    assert answer.exit_code == 0
    first, *rest = answer.stdout.splitlines()
    assert first == "EFFECTIVE_SUBPART_D v1, 2024-03-01: Mon, Apr 1, 2024"
    assert any("+ 31 calendar days" in line and "first day counted" in line for line in rest)
    assert rest[-1].strip().startswith("5 USC 7513(b)(1)")
    assert "Not verified." in run("compute", "FEDERAL_CIRCUIT", "2024-03-01").stdout


def test_compute_counts_hours_in_the_zone(run):
    answer = run("compute", "ANSWER_SUBPART_B", "2024-03-09T14:30", "2024-03-09", "--json")
    due = [json.loads(line)["due"] for line in answer.stdout.splitlines()]
    assert due == ["2024-03-10T15:30:00-04:00", "2024-03-10"]
    west = run(
        "compute", "ANSWER_SUBPART_B", "2024-03-01T14:30", "--json", "--zone", "Pacific/Guam"
    )
    assert json.loads(west.stdout)["due"] == "2024-03-02T14:30:00+10:00"


def test_compute_picks_the_version_in_force(run):
    answer = run("compute", "PROBATION_CERTIFICATION", "2025-01-31", "2026-03-30", "--json")
    rows = [json.loads(line) for line in answer.stdout.splitlines()]
    assert [(row["version"], row["due"]) for row in rows] == [(1, "2025-01-31"), (2, "2026-02-28")]


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("NONSENSE", "2024-03-01"), "There is no rule NONSENSE"),
        (("TRIAGE", "03/01/2024"), "is not a date"),
        (("TRIAGE", "served=2024-03-01"), "does not know served"),
        (("MSPB_APPEAL", "receipt=2024-03-01"), "counts from effective and receipt"),
        (("CRIMINAL_INVESTIGATION", "9999-12-01"), "holidays does not cover|years 1 to 9999"),
        (("EFFECTIVE_SUBPART_D", "9999-12-31"), "years 1 to 9999"),
        (("TRIAGE", "2024-03-01", "--zone", "Mars"), "not a time zone"),
    ],
)
def test_what_cannot_be_computed_is_refused_with_a_sentence(run, args, sentence):
    answer = run("compute", *args)
    assert answer.exit_code == 1
    assert re.search(sentence, answer.output)
    assert "Traceback" not in answer.output


def test_every_rule_is_computable_with_one_date(run):
    codes = {json.loads(line)["code"] for line in run("rules", "--json").stdout.splitlines()}
    assert len(codes) == 72
    for code in codes:
        answer = run("compute", code, "2026-03-02", "--json")
        assert answer.exit_code == 0, answer.output
        row = json.loads(answer.stdout)
        assert {"code", "start", "due", "steps"} <= set(row)
        assert all(set(step) == {"label", "detail", "date"} for step in row["steps"])


def test_rules_are_listed_with_law_and_doubt(run):
    text = run("rules").stdout
    assert "MSPB_APPEAL v1: Appeal to the Merit Systems Protection Board" in text
    assert "latest of effective + 30 calendar days, receipt + 30 calendar days" in text
    assert "5 CFR 1201.22(b)(1)" in text
    assert "not verified" in text
    assert "until 2025-07-22" in text


def test_holidays_and_closings_are_added_by_command(run):
    known = run("holidays", "--from", "2000", "--to", "2040")
    assert known.output == "0 holidays added for 2000 to 2040.\n"
    assert run("holidays", "--from", "2061", "--to", "2061").output.startswith("13 holidays")
    assert run("holidays", "--from", "2040", "--to", "2000").exit_code == 1
    closing = ("closing", "2026-12-24", "Christmas Eve closing", "--source", "E.O. 14999")
    assert run(*closing).exit_code == 0
    assert "recorded already" in run(*closing).output
    triage, foia = (
        json.loads(run("compute", code, day, "--json").stdout)["due"]
        for code, day in (("TRIAGE", "2026-12-22"), ("FOIA_INITIAL", "2026-12-01"))
    )
    assert triage == "2026-12-28", "an office's own period: the closing and Christmas are skipped"
    assert foia == "2026-12-30", "the statute names legal public holidays only"
