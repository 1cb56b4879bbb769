"""Employees delivered again and again: when, who, and what came of it."""

import csv
from datetime import date

FIRST, SECOND, THIRD = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)
NUMBER = "7000-0001"
OTHERS = tuple(
    {"employee_number": f"7000-01{n:02d}", "family_name": f"Staff{chr(97 + n)}", "birth_date": ""}
    for n in range(25)
)


def jobs(person, _session):
    return [(row.valid_from, row.valid_until, row.title, row.grade) for row in person.employments]


def kind(person, _session):
    return person.kind_code


def outcomes(result):
    return {name: count for name, count in result.accounts[0].outcomes.items() if count}


def lines(result):
    with result.report.open(newline="") as stream:
        return list(csv.DictReader(stream))


def reasons(result):
    return [line["reason"] for line in lines(result)]
