"""10,000 random dates for every shape of rule, against an independent computation.

The oracle shares nothing with the engine: it walks the calendar day by day, knows holidays from the
text of 5 USC 6103 (weekday of month, Saturday to Friday, Sunday to Monday) and not from a library,
and turns hours into days by counting minutes of universal time.
"""

import random
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from jicms.deadlines.engine import compute
from jicms.deadlines.pauses import Pause, elapsed
from jicms.deadlines.terms import Combine, FirstDay, Roll, Rule, Term, Unit

ZONE = "America/New_York"
ROUNDS = 10_000
FIRST, LAST = date(1991, 1, 1), date(2057, 12, 31)
DAY = timedelta(days=1)


def nth(year, month, weekday, n):
    """The n-th such weekday of the month; -1 is the last one."""
    days = [
        date(year, month, d)
        for d in range(1, monthrange(year, month)[1] + 1)
        if date(year, month, d).weekday() == weekday
    ]
    return days[n - 1] if n > 0 else days[n]


@cache
def federal_holidays(year):
    """5 USC 6103(a), with the observed days of (b) and E.O. 11582."""
    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    if year >= 2021:  # Pub. L. 117-17
        fixed.append(date(year, 6, 19))
    days = {
        nth(year, 1, 0, 3),
        nth(year, 2, 0, 3),
        nth(year, 5, 0, -1),
        nth(year, 9, 0, 1),
        nth(year, 10, 0, 2),
        nth(year, 11, 3, 4),
    }
    for day in fixed:
        days.add(day)
        if day.weekday() == 5:
            days.add(day - DAY)
        if day.weekday() == 6:
            days.add(day + DAY)
    return frozenset(days)


@cache
def is_workday(day):
    # New Year's Day on a Saturday is observed in the year before.
    observed = federal_holidays(day.year) | federal_holidays(day.year + 1)
    return day.weekday() < 5 and day not in observed


def walk(start, number, unit, *, same=False, paused=frozenset()):
    """Day by day from the event until `number` days were counted."""
    day = start
    left = abs(number)
    step = DAY if number > 0 else -DAY
    if same:
        day -= DAY
    while left:
        day += step
        if day in paused:
            continue
        if unit is Unit.CALENDAR_DAYS or is_workday(day):
            left -= 1
    return day


def roll(day):
    while not is_workday(day):
        day += DAY
    return day


def random_day(rng):
    return FIRST + timedelta(days=rng.randrange((LAST - FIRST).days))


def test_oracle_and_library_agree_on_every_holiday(table):
    for year in range(1991, 2060):
        listed = {day for day in table.statutory if day.year == year and day.weekday() < 5}
        day, computed = date(year, 1, 1), set()
        while day.year == year:
            if day.weekday() < 5 and not is_workday(day):
                computed.add(day)
            day += DAY
        assert listed == computed, year


def test_shipped_rules_agree_with_the_walk(shipped, table):
    rng = random.Random(1)
    rules = [rule for rule in shipped.values() if rule.terms[0].unit is not Unit.HOURS]
    for _ in range(ROUNDS):
        rule = rng.choice(rules)
        starts = {name: random_day(rng) for name in rule.start_names}
        if rng.random() < 0.5 and len(starts) > 1:
            first, *others = starts
            for name in others:
                starts[name] = starts[first] + timedelta(days=rng.randrange(-10, 40))
        eve = DAY if rule.first_day is FirstDay.SAME else 0 * DAY
        expected = max(walk(starts[t.start] - eve, t.number, t.unit) for t in rule.terms)
        if rule.roll is Roll.FORWARD:
            expected = roll(expected)
        assert compute(rule, starts, table, ZONE).due == expected, (rule.code, starts)


def random_rule(rng):
    terms = []
    same = rng.random() < 0.3
    for n in range(rng.choice((1, 1, 2, 3))):
        unit = rng.choice((Unit.CALENDAR_DAYS, Unit.WORKDAYS))
        low = 1 if same else rng.choice((0, 1, -60))
        terms.append(Term(f"start_{'abc'[n]}", rng.randrange(low, 130), unit))
    combine = Combine.SINGLE if len(terms) == 1 else rng.choice((Combine.LATEST, Combine.EARLIEST))
    return Rule(
        "X",
        tuple(terms),
        combine,
        first_day=FirstDay.SAME if same else FirstDay.NEXT,
        roll=rng.choice((Roll.NONE, Roll.FORWARD)),
    )


def test_any_rule_agrees_with_the_walk(table):
    rng = random.Random(2)
    for _ in range(ROUNDS):
        rule = random_rule(rng)
        starts = {name: random_day(rng) for name in rule.start_names}
        same = rule.first_day is FirstDay.SAME
        found = [walk(starts[t.start], t.number, t.unit, same=same) for t in rule.terms]
        expected = min(found) if rule.combine is Combine.EARLIEST else max(found)
        if rule.roll is Roll.FORWARD:
            expected = roll(expected)
        assert compute(rule, starts, table, ZONE).due == expected, (rule, starts)


def test_pauses_agree_with_the_walk(table):
    rng = random.Random(3)
    for _ in range(ROUNDS):
        unit = rng.choice((Unit.CALENDAR_DAYS, Unit.WORKDAYS))
        start, number = random_day(rng), rng.randrange(1, 130)
        same = rng.random() < 0.3
        pauses, paused = [], set()
        for _ in range(rng.randrange(4)):
            begins = start + timedelta(days=rng.randrange(-20, 200))
            until = begins + timedelta(days=rng.randrange(60))
            pauses.append(Pause(begins, until))
            paused |= {begins + DAY * n for n in range(1, (until - begins).days + 1)}
        rule = Rule(
            "X",
            (Term("receipt", number, unit),),
            first_day=FirstDay.SAME if same else FirstDay.NEXT,
        )
        expected = walk(start, number, unit, same=same, paused=paused)
        result = compute(rule, {"receipt": start}, table, ZONE, pauses=pauses)
        assert result.due == expected, (rule, start, pauses)
        net = elapsed(start, result.due, pauses).net
        if unit is Unit.CALENDAR_DAYS and not same:
            assert net == number


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Guam", "America/Phoenix"])
def test_hours_agree_with_counted_minutes(shipped, table, zone):
    rng = random.Random(4)
    rule = shipped["ANSWER_SUBPART_B"]
    for _ in range(ROUNDS):
        start = datetime(1991, 1, 1, tzinfo=UTC) + timedelta(
            minutes=rng.randrange(60 * 24 * 24_000)
        )
        if rng.random() < 0.3:  # around the changes of the clocks
            month, sunday = rng.choice(((3, 2), (11, 1)))
            change = nth(rng.randrange(2007, 2055), month, 6, sunday)
            start = datetime(change.year, change.month, change.day, tzinfo=UTC)
            start += timedelta(minutes=rng.randrange(-2000, 2000))
        local = start.astimezone(ZoneInfo(zone))
        due = compute(rule, {"receipt": local}, table, zone).due
        assert (due.astimezone(UTC) - start) == timedelta(minutes=24 * 60)
        assert due.utcoffset() == due.astimezone(UTC).astimezone(ZoneInfo(zone)).utcoffset()


def test_a_later_start_never_gives_an_earlier_date(shipped, table):
    rng = random.Random(5)
    rules = [rule for rule in shipped.values() if rule.terms[0].unit is not Unit.HOURS]
    for _ in range(2_000):
        rule, day = rng.choice(rules), random_day(rng)
        earlier, later = (
            compute(rule, dict.fromkeys(rule.start_names, day + DAY * n), table, ZONE).due
            for n in (0, 1)
        )
        assert earlier <= later
