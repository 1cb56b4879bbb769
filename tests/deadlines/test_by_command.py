"""The command, with the stored rules and holidays, against the walk along the calendar; and the
agency's own day of a moment, against the law of daylight saving."""

import json
import random
from datetime import UTC, date, datetime, timedelta

import pytest

from jicms.deadlines.engine import compute
from jicms.deadlines.terms import FirstDay, Roll, Unit
from tests.deadlines.test_properties import ZONE, nth, roll, walk

#: What a run of the command gets; the rest of the 10,000 random dates are in test_properties.
STARTS = 150
CODES = (
    *("TRIAGE", "FOIA_EXTENDED", "ANSWER_SUBPART_D", "EFFECTIVE_SUBPART_D", "MSPB_APPEAL"),
    *("USC3322_NOTATION", "PROBATION_CERTIFICATION", "CLOSURE_CODING", "MSPB_AFTER_OSC"),
)
#: Years in which the newest version of every rule is in force.
FIRST, LAST = date(2026, 1, 1), date(2039, 12, 31)


def run(app, *arguments):
    answer = app.test_cli_runner().invoke(args=["deadlines", "compute", *arguments])
    assert answer.exit_code == 0, answer.output
    return answer.output


@pytest.mark.parametrize("code", CODES)
def test_many_starts_of_a_rule_agree_with_the_walk(app, shipped, code):
    rng, rule = random.Random(code), shipped[code]
    days = [FIRST + timedelta(rng.randrange((LAST - FIRST).days)) for _ in range(STARTS)]
    # The last days of fiscal years, and those around holidays that are observed beside.
    days += [date(year, 9, 30) for year in range(2026, 2039)]
    days += [
        date(year, month, day) for year in range(2026, 2039) for month, day in ((7, 2), (12, 31))
    ]
    lines = run(app, code, *(day.isoformat() for day in days), "--json").splitlines()
    for day, line in zip(days, lines, strict=True):
        found = json.loads(line)
        assert (found["code"], found["start"]) == (code, day.isoformat())
        expected = max(walk(day, term.number, term.unit) for term in rule.terms)
        if rule.roll is Roll.FORWARD:
            expected = roll(expected)
        assert found["due"] == expected.isoformat(), day
        assert found["steps"][-1]["date"] == found["due"]
        assert all({"label", "detail", "date"} == set(step) for step in found["steps"])


def test_a_start_is_printed_as_a_date_however_it_was_typed(app):
    for typed in ("2024-03-01", "20240301", " 2024-03-01"):
        (line,) = run(app, "answer_subpart_d", typed, "--json").splitlines()
        assert json.loads(line)["start"] == "2024-03-01"
    (line,) = run(
        app, "MSPB_APPEAL", "effective=20240531, receipt=2024-05-28", "--json"
    ).splitlines()
    assert json.loads(line)["start"] == "effective=2024-05-31,receipt=2024-05-28"


def by_law(moment):
    """The day in New York, by 15 USC 260a: from 2 AM on the second Sunday of March, an hour less
    than standard time, to 2 AM on the first Sunday of November."""
    begins = nth(moment.year, 3, 6, 2)
    ends = nth(moment.year, 11, 6, 1)
    standard = moment - timedelta(hours=5)
    from_ = datetime(begins.year, begins.month, begins.day, 2, tzinfo=UTC)
    until = datetime(ends.year, ends.month, ends.day, 1, tzinfo=UTC)  # 2 AM of summer time
    return (standard + timedelta(hours=from_ <= standard < until)).date()


def test_moments_count_from_the_day_that_the_law_of_summer_time_gives(shipped, table):
    rng = random.Random(6)
    rules = [rule for rule in shipped.values() if rule.terms[0].unit is not Unit.HOURS]
    for round_ in range(10_000):
        year = rng.randrange(2008, 2055)
        change = rng.choice((nth(year, 3, 6, 2), nth(year, 11, 6, 1), date(year, 9, 30)))
        start = datetime(change.year, change.month, change.day, tzinfo=UTC)
        spread = 3_000 if round_ % 2 else 300_000
        start += timedelta(minutes=rng.randrange(-spread, spread))
        rule = rng.choice(rules)
        day = by_law(start)
        if rule.first_day is FirstDay.SAME:
            day -= timedelta(days=1)
        expected = max(walk(day, term.number, term.unit) for term in rule.terms)
        if rule.roll is Roll.FORWARD:
            expected = roll(expected)
        starts = dict.fromkeys(rule.start_names, start)
        assert compute(rule, starts, table, ZONE).due == expected, (rule.code, start)
