"""10,000 random sequences of service, agreement, notice and extensions, against the walk along the
calendar of `test_properties`, which shares nothing with the engine."""

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from jicms.deadlines.engine import Bound, compute, later_of
from jicms.deadlines.terms import Roll, Rule, Term, Unit
from tests.deadlines.test_properties import DAY, ZONE, nth, roll, walk

SEQUENCES = 10_000
FIRST, LAST = date(2008, 1, 1), date(2054, 12, 31)
ANSWERS = ("ANSWER_SUBPART_B", "ANSWER_SUBPART_D", "ANSWER_SUBPART_F", "ANSWER_USC_7515")
FLOORS = ("NOTICE_SUBPART_D", "EFFECTIVE_SUBPART_D", "NOTICE_SUBPART_F", "EFFECTIVE_SUBPART_F")
WORDS = {"days": Unit.CALENDAR_DAYS, "workdays": Unit.WORKDAYS, "hours": Unit.HOURS}


def a_day(rng):
    """A random day; each third one beside a change of the clocks, a month's end or a leap day."""
    year = rng.randrange(FIRST.year, LAST.year)
    odd = rng.choice(
        (
            *(nth(year, 3, 6, 2), nth(year, 11, 6, 1), date(year, 2, 28), date(year, 12, 31)),
            *(date(year, 7, 3), date(year - year % 4, 2, 28)),
        )
    )
    if rng.randrange(3):
        return FIRST + timedelta(days=rng.randrange((LAST - FIRST).days))
    return odd + timedelta(days=rng.randrange(-2, 3))


def served(rng, shipped, table):
    """Receipt by the engine and by the walk: by hand, refused on a day, or mailed."""
    day = a_day(rng)
    how = rng.choice(("hand", "attempt", "mail"))
    if how == "hand":
        at = datetime.combine(day, time(rng.randrange(3, 24), rng.randrange(60)), ZoneInfo(ZONE))
        return at, at, day
    if how == "attempt":
        at = datetime.combine(day, time(23, 59), ZoneInfo(ZONE))
        return at, at, day
    presumed = compute(shipped["PRESUMED_RECEIPT"], {"sent": day}, table, ZONE).due
    at = datetime.combine(presumed, time(23, 59), ZoneInfo(ZONE))
    counted = walk(day, 5, Unit.CALENDAR_DAYS)
    return at, datetime.combine(counted, time(23, 59), ZoneInfo(ZONE)), counted


def of_agreement(rng, at, day, table):
    """What an agreement gives, by the engine and by the walk."""
    word = rng.choice(tuple(WORDS))
    number = rng.randrange(1, 72 if word == "hours" else 22)
    rule = Rule("AGREEMENT", (Term("receipt", number, WORDS[word]),))
    start = at if word == "hours" else day
    found = compute(rule, {"receipt": start}, table, ZONE).due
    if word == "hours":
        return found, at.astimezone(UTC) + timedelta(minutes=60 * number)
    return found, walk(day, number, WORDS[word])


def ends(when):
    """The moment at which a date is over, in universal time: a day lasts to its end."""
    if isinstance(when, datetime):
        return when.astimezone(UTC)
    midnight = datetime.combine(when + DAY, time(), ZoneInfo(ZONE))
    return midnight.astimezone(UTC)


def by_walk(rule, at, day):
    (term,) = rule.terms
    if term.unit is Unit.HOURS:
        return at.astimezone(UTC) + timedelta(minutes=60 * term.number)
    counted = walk(day, term.number, term.unit)
    return roll(counted) if rule.roll is Roll.FORWARD else counted


def test_sequences_of_service_agreement_notice_and_extensions_agree(shipped, table):
    rng = random.Random(51)
    made = dict.fromkeys(("bounded", "extended", "in hours"), 0)
    for _ in range(SEQUENCES):
        at, counted_at, day = served(rng, shipped, table)
        rule = shipped[rng.choice(ANSWERS)]
        result = compute(rule, {"receipt": at}, table, ZONE)
        told = [by_walk(rule, counted_at, day)]
        bounds = []
        if rng.randrange(2):
            found, walked = of_agreement(rng, counted_at, day, table)
            bounds.append(Bound("Agreement", found))
            told.append(walked)
        if rng.randrange(2):
            notice = day + timedelta(days=rng.randrange(1, 30))
            bounds.append(Bound("Date in the notice", notice))
            told.append(notice)
        for _ in range(rng.choice((0, 0, 0, 0, 1, 2, 3))):
            until = later_of(result, bounds, ZONE).due_on + timedelta(days=rng.randrange(1, 15))
            bounds.append(Bound("Extension granted", until))
            told.append(until)
            made["extended"] += 1
        due = later_of(result, bounds, ZONE).due
        assert ends(due) == max(ends(each) for each in told), (rule.code, at, bounds)
        assert ends(due) >= ends(result.due), "never less than the law gives"
        made["bounded"] += bool(bounds)
        made["in hours"] += isinstance(due, datetime)
        floor = shipped[rng.choice(FLOORS)]
        assert compute(floor, {"receipt": at}, table, ZONE).due == by_walk(floor, at, day)
    assert min(made.values()) > 300, made
