"""Workdays of an employee's own tour; every count is written out."""

from datetime import date

import pytest

from jicms.core.errors import RuleBroken
from jicms.deadlines.calendar import Holidays, workdays_between
from jicms.deadlines.engine import compute
from jicms.deadlines.pauses import Pause
from jicms.deadlines.terms import FirstDay, Rule, Term, Unit
from jicms.deadlines.tours import SOME_SUNDAY, STANDARD, Roster, Tour

ZONE = "America/New_York"
FOUR_TENS = Tour("01111000111100")
WEEKEND = Tour("10000111000011")
#: 5-4/9: every second Friday off.
NINES = Tour("01111100111100", date(2024, 3, 3))
HOLIDAYS = {
    date(2024, 2, 19): "Washington’s Birthday",
    date(2024, 5, 27): "Memorial Day",
    date(2024, 6, 19): "Juneteenth",
    date(2024, 7, 4): "Independence Day",
}


def last_day(number, begins, tour, pauses=()):
    rule = Rule("X", (Term("leave", number, Unit.WORKDAYS),), first_day=FirstDay.SAME)
    holidays = Holidays(HOLIDAYS, tour=tour)
    return compute(rule, {"leave": begins}, holidays, ZONE, pauses=pauses)


@pytest.mark.parametrize(
    ("number", "begins", "tour", "last"),
    [
        # Monday to Friday: Mar 4 is day 1; six weeks of 5 are 30, the sixth Friday is Apr 12.
        (30, date(2024, 3, 4), Tour(), date(2024, 4, 12)),
        # Begun on a Saturday: day 1 is Mon Mar 4 all the same.
        (30, date(2024, 3, 2), Tour(), date(2024, 4, 12)),
        # Twelve weeks of 5 are 60: Fri May 24. Day 61 would be Tue May 28, after Memorial Day.
        (60, date(2024, 3, 4), Tour(), date(2024, 5, 24)),
        (61, date(2024, 3, 4), Tour(), date(2024, 5, 28)),
        # 60 to May 24; May 28-31 are 61-64, Jun 3-7 65-69, Mon Jun 10 is 70.
        (70, date(2024, 3, 4), Tour(), date(2024, 6, 10)),
        # 70 on Jun 10; 74 on Fri 14; Jun 17, 18, 20, 21 (19 is Juneteenth) 78; 83 on Jun 28;
        # Jul 1, 2, 3, 5 (4 is the holiday) 87; Jul 8, 9, 10 are 88, 89, 90.
        (90, date(2024, 3, 4), Tour(), date(2024, 7, 10)),
        # 92 on Fri Jul 12; then 97, 102, 107, 112, 117 on Jul 19, 26, Aug 2, 9, 16; Wed 21 is 120.
        (120, date(2024, 3, 4), Tour(), date(2024, 8, 21)),
        # Four days of ten hours: seven weeks of 4 are 28 (Thu Apr 18), Mon 29, Tue Apr 23 is 30.
        (30, date(2024, 3, 4), FOUR_TENS, date(2024, 4, 23)),
        # Friday, Saturday, Sunday, begun on Fri Mar 1: ten times 3, the tenth Sunday is May 5.
        (30, date(2024, 3, 1), WEEKEND, date(2024, 5, 5)),
        # A fortnight of nine: Mar 4-15 are 9, 27 on Apr 12, Apr 15, 16, 17 are 28-30.
        (30, date(2024, 3, 4), NINES, date(2024, 4, 17)),
        # The same from its short week: Mar 11-14 are 4, then nine a fortnight: 13 on Mar 28, 22 on
        # Apr 11, then Apr 15-19 are 23-27, Apr 22, 23, 24 are 28-30.
        (30, date(2024, 3, 11), NINES, date(2024, 4, 24)),
        # Ten workdays with a holiday on a day of the tour: Feb 12-16 are 5, Feb 20-23 are 9.
        (10, date(2024, 2, 12), Tour(), date(2024, 2, 26)),
        # Memorial Day is a Monday and no day of a weekend tour: it costs nothing. May 24, 25, 26,
        # 31, Jun 1, 2, 7, 8, 9, 14.
        (10, date(2024, 5, 24), WEEKEND, date(2024, 6, 14)),
        # A leap day counts: Mon Feb 26, 27, 28, 29, Mar 1.
        (5, date(2024, 2, 26), Tour(), date(2024, 3, 1)),
    ],
)
def test_leave_counts_its_first_day_on_the_employees_own_tour(number, begins, tour, last):
    result = last_day(number, begins, tour)
    assert result.due == last
    # The other way round: so many workdays lie in it.
    first = date.fromordinal(begins.toordinal() - 1)
    assert workdays_between(first, last, Holidays(HOLIDAYS, tour=tour)) == number


def test_days_between_two_periods_do_not_count_and_a_tour_may_change():
    # Mon-Fri Mar 4-15 are 10; Mar 16 to Apr 7 is duty; from Mon Apr 8 four a week: 26 on May 2,
    # May 6-9 are 27-30.
    roster = Roster(((date(2024, 3, 4), Tour()), (date(2024, 4, 8), FOUR_TENS)))
    duty = Pause(date(2024, 3, 15), date(2024, 4, 7), "duty")
    result = last_day(30, date(2024, 3, 4), roster, [duty])
    assert result.due == date(2024, 5, 9)
    assert roster.spread(30) == 52, "30 workdays of the thinner tour: 30 / 8 fortnights"


def test_the_ledger_names_what_is_not_counted():
    detail = last_day(10, date(2024, 2, 12), Tour()).steps[1].detail
    off = "Days off the tour of duty not counted"
    assert detail == f"{off}, nor Washington’s Birthday, Mon, Feb 19, 2024"
    assert not last_day(10, date(2024, 5, 24), WEEKEND).holidays_skipped
    plain = compute(
        Rule("X", (Term("a", 1, Unit.WORKDAYS),)), {"a": date(2024, 3, 1)}, Holidays(), ZONE
    )
    assert plain.steps[1].detail == "Saturdays and Sundays not counted"


@pytest.mark.parametrize(
    ("days", "anchor"),
    [
        ("0" * 14, SOME_SUNDAY),
        ("0111110", SOME_SUNDAY),
        ("0111110011111x", SOME_SUNDAY),
        (STANDARD, date(2024, 1, 8)),
    ],
)
def test_a_tour_has_two_weeks_from_a_sunday_and_a_day_of_work(days, anchor):
    with pytest.raises(RuleBroken):
        Tour(days, anchor)
