"""Rules that do not fit are refused when they are made."""

from datetime import date

import pytest

from jicms.core.errors import RuleBroken
from jicms.deadlines.calendar import CannotCount
from jicms.deadlines.pauses import Pause, elapsed, merged
from jicms.deadlines.terms import (
    Combine,
    FirstDay,
    Roll,
    Rule,
    Term,
    Unit,
    start_label,
    terms_from_json,
    terms_to_json,
)

ONE = Term("receipt", 7, Unit.CALENDAR_DAYS)
HOURS = Term("receipt", 24, Unit.HOURS)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"terms": ()}, "at least one term"),
        ({"terms": (ONE, ONE)}, "latest or earliest"),
        ({"terms": (ONE,), "combine": Combine.LATEST}, "one term stands alone"),
        ({"terms": (HOURS,), "roll": Roll.FORWARD}, "hours are elapsed time"),
        ({"terms": (HOURS,), "first_day": FirstDay.SAME}, "hours are elapsed time"),
        ({"terms": (Term("receipt", 0, Unit.WORKDAYS),), "first_day": FirstDay.SAME}, "at least 1"),
        ({"terms": (Term("Receipt!", 7, Unit.WORKDAYS),)}, "small letters"),
        ({"terms": (Term("receipt", 100_001, Unit.WORKDAYS),)}, "more than 100,000"),
    ],
)
def test_parts_that_do_not_fit_are_refused(parts, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        Rule("X", **parts)


def test_terms_survive_storage_and_bad_ones_are_refused():
    assert terms_from_json(terms_to_json([ONE, HOURS])) == (ONE, HOURS)
    for bad in ([{"start": "receipt"}], [{"start": "a", "number": "x", "unit": "hours"}], [7]):
        with pytest.raises(RuleBroken, match="A term is"):
            terms_from_json(bad)


def test_a_rule_reads_as_a_line(shipped):
    assert shipped["MSPB_APPEAL"].summary == (
        "latest of effective + 30 calendar days, receipt + 30 calendar days; rolls forward"
    )
    assert shipped["OIG_REFERRAL"].summary == "receipt + 1 workday; rolls forward"
    assert start_label("some_event") == "Some event"


def test_every_start_of_a_shipped_rule_has_a_name_for_readers(shipped):
    from jicms.deadlines.terms import START_LABELS

    used = {name for rule in shipped.values() for name in rule.start_names}
    assert used == set(START_LABELS)


def test_pauses_are_joined_and_counted_once():
    both = merged(
        [
            Pause(date(2024, 3, 5), date(2024, 3, 15), "OIG"),
            Pause(date(2024, 3, 10), date(2024, 3, 12), "medical"),
            Pause(date(2024, 3, 20), date(2024, 3, 20), "medical"),
        ]
    )
    assert both == (Pause(date(2024, 3, 5), date(2024, 3, 15), "OIG, medical"),)
    days = elapsed(date(2024, 3, 1), date(2024, 3, 31), both)
    assert (days.gross, days.paused, days.net) == (30, 10, 20)
    early = elapsed(date(2024, 3, 1), date(2024, 3, 7), both)
    assert (early.gross, early.paused, early.net) == (6, 2, 4)
    assert elapsed(date(2024, 3, 7), date(2024, 3, 1), both).net == 0


def test_a_pause_cannot_end_before_it_begins():
    with pytest.raises(CannotCount, match="before it begins"):
        Pause(date(2024, 3, 5), date(2024, 3, 4))
