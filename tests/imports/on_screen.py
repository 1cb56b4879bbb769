"""The reference figures as a supervisor of the imported office reads them in the reports.

Imported cases stand under the office LEGACY-IA: who supervises another office sees none of them.
So the reader here acts under a membership in that office.
"""

import csv
import io
from datetime import date

from sqlalchemy import select

from jicms.access.actor import Actor, Role
from jicms.auth import service
from jicms.auth.models import Office
from jicms.core import unit_of_work
from tests.factories import accounts

READER = "reader.legacy"
FINDINGS = {
    "Substantiated": "SU",
    "Not sustained (legacy)": "NS",
    "Unfounded": "UN",
    "Exonerated": "EX",
    "No affidavit (legacy)": "NAF",
    "NC (legacy, meaning not published)": "NC",
    "DIS (legacy, meaning not published)": "DIS",
    "No finding": None,
}
QUALITY = {
    "No closing date": 1949,
    "Closed before received": 23,
    "Received before the incident": 8,
    "No status in the source": 387,
    "No identified accused": 41_893,
    "No investigator": 656,
    "Finding of unpublished meaning": 59,
    "Investigator is also a subject": 124,
    "Investigator is also a witness": 134,
}


class Reader:
    """A supervisor of LEGACY-IA who is signed in."""

    def __init__(self, app):
        with app.app_context(), unit_of_work.write(Actor.system("test")) as session:
            office = session.scalar(select(Office).where(Office.code == "LEGACY-IA"))
            user = service.create_user(
                session,
                username=READER,
                name="Reader of imports",
                password=accounts.PASSWORD,
                must_change_password=False,
            )
            service.add_membership(
                session,
                user=user,
                office=office,
                role=Role.INVESTIGATIONS_SUPERVISOR,
                valid_from=date(2020, 1, 1),
                is_confirmed=True,
            )
        self.client = app.test_client()
        signed_in = {"username": READER, "password": accounts.PASSWORD}
        assert self.client.post("/sign-in", data=signed_in).status_code == 302

    def table(self, key, **settings):
        """The rows of a report's file, by their first cell; the page must open too."""
        settings = {"period": "all", "year": "calendar", **settings}
        page = {name: value for name, value in settings.items() if name != "table"}
        assert self.client.get(f"/reports/{key}", query_string=page).status_code == 200
        answer = self.client.get(f"/reports/{key}.csv", query_string=settings)
        assert answer.status_code == 200
        rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
        return {next(iter(row.values())): row for row in rows}


def compare(app, reference, comparison):
    """Add every figure that a report shows."""
    reader = Reader(app)
    _received(reader, reference, comparison)
    _findings(reader, reference, comparison)
    _penalties(reader, reference, comparison)
    _people(reader, reference, comparison)
    rules = reader.table("data-quality", table="rules")
    for label, expected in QUALITY.items():
        comparison.add(f"on screen.{label}", expected, int(rules[label]["Records"]))
    either = reader.table("data-quality", table="conflicts")["Cases with either"]
    comparison.add("on screen.cases in conflict", 258, int(either["Cases"]))


def _received(reader, reference, comparison):
    rows = reader.table("cases-by-status", table="received")
    days, known = reference["days_received_to_closed"], reference["cases"]
    total = rows.pop("All years")
    comparison.add("on screen.cases", known["distinct_cases"], int(total["Cases"]))
    comparison.add(
        "on screen.received per year",
        known["by_year_received"],
        {year: int(row["Cases"]) for year, row in rows.items()},
    )
    comparison.add(
        "on screen.missing closed date by year",
        known["missing_closed_date_by_year_received"],
        {year: int(row["Without a closing date"]) for year, row in rows.items()},
    )
    comparison.add(
        "on screen.negative", days["negative_count"], int(total["Closed before received"])
    )
    expected = {"all": days["all"], **days["by_year_received"]}
    shown = {"all": total, **rows}
    stages = reader.table("timeliness", stage="closed")
    comparison.add(
        "on screen.n of timeliness", days["all"]["n"], int(stages["Received to closed"]["n"])
    )
    for place, (ours, theirs) in {
        "median": ("Median days", "median"),
        "90th percentile": ("90th pct", "p90_cont"),
        "n": ("With a closing date", "n"),
    }.items():
        comparison.add(
            f"on screen.days to close, {place}",
            {year: row[theirs] for year, row in expected.items()},
            {year: float(row[ours]) for year, row in shown.items()},
        )


def _findings(reader, reference, comparison):
    total = reader.table("findings")["All categories"]
    comparison.add(
        "on screen.by final finding",
        dict(map(tuple, reference["allegations"]["by_final_finding"])),
        {theirs: int(total[ours]) for ours, theirs in FINDINGS.items()},
    )
    rows = reader.table("allegations-by-category", measure="charges", level="group")
    total = next(row for label, row in rows.items() if label == "All categories")
    comparison.add(
        "on screen.allegations per year",
        reference["allegations"]["rows_by_year_received"],
        {year: int(n) for year, n in total.items() if year.isdecimal()},
    )


def _penalties(reader, reference, comparison):
    rows = reader.table("discipline-by-action", table="outcomes", detail="source", group="none")
    rows.pop("All penalties")
    comparison.add(
        "on screen.by final discipline",
        dict(map(tuple, reference["allegations"]["by_final_discipline"])),
        {
            None if code == "None recorded" else code: int(row["Allegation × subject"])
            for code, row in rows.items()
        },
    )


def _people(reader, reference, comparison):
    known = reference["employees"]
    rows = reader.table("repeat-subjects", minimum="10")
    comparison.add(
        "on screen.employees with ten or more",
        known["employees_with_10_or_more_allegation_rows"],
        len(rows),
    )
    comparison.add(
        "on screen.most allegations",
        known["top20_by_allegation_rows"],
        _first(rows, "Allegation × subject"),
    )
    ranked = reader.table("repeat-subjects", minimum="1", rank="substantiated")
    comparison.add(
        "on screen.most sustained",
        known["top20_by_sustained_rows"],
        _first(ranked, "Substantiated"),
    )


def _first(rows, column):
    found = list(rows.items())[:20]
    return [[key, int(row[column])] for key, row in found]
