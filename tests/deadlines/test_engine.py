"""The arithmetic of the engine: hours and clock changes, rolling, first days, limits, ledgers."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from jicms.deadlines.calendar import CannotCount, Holidays, in_words, workdays_between
from jicms.deadlines.engine import Bound, at_offset, compute, later_of
from jicms.deadlines.terms import Combine, FirstDay, Roll, Rule, Term, Unit

ZONE = "America/New_York"
HERE = ZoneInfo(ZONE)


def rule(number, unit=Unit.CALENDAR_DAYS, **more):
    return Rule("X", (Term("receipt", number, unit),), **more)


def apply(of, start, holidays=None, zone=ZONE, **more):
    return compute(of, {"receipt": start}, holidays or Holidays(), zone, **more)


def at(text):
    return datetime.fromisoformat(text)


# Hours


@pytest.mark.parametrize(
    ("received", "over"),
    [
        ("2024-03-01T14:30-05:00", "2024-03-02T14:30-05:00"),
        ("2024-03-09T14:30-05:00", "2024-03-10T15:30-04:00"),  # clocks go forward in between
        ("2024-03-09T01:59-05:00", "2024-03-10T01:59-05:00"),  # one minute before they do
        ("2024-03-09T02:30-05:00", "2024-03-10T03:30-04:00"),  # 2:30 never was that night
        ("2024-11-02T14:30-04:00", "2024-11-03T13:30-05:00"),  # clocks go back in between
        ("2024-11-02T01:30-04:00", "2024-11-03T01:30-04:00"),  # the first 1:30
        ("2024-11-02T02:30-04:00", "2024-11-03T01:30-05:00"),  # the second 1:30
        ("2024-02-28T23:59-05:00", "2024-02-29T23:59-05:00"),
        ("2024-03-02T02:00+00:00", "2024-03-02T21:00-05:00"),  # received in another zone
    ],
)
def test_hours_are_elapsed_time(shipped, received, over):
    result = apply(shipped["ANSWER_SUBPART_B"], at(received))
    assert result.due == at(over)
    assert result.due.utcoffset() == at(over).utcoffset()
    assert result.due_at == result.due
    assert result.due_on == at(over).date()


def test_hours_from_a_bare_date_end_with_the_next_day(shipped):
    result = apply(shipped["ANSWER_SUBPART_B"], date(2024, 3, 9))
    assert result.due == date(2024, 3, 10)
    assert result.due_at is None
    assert "no time given" in result.steps[1].detail
    assert apply(rule(36, Unit.HOURS), date(2024, 3, 1)).due == date(2024, 3, 3)


def test_hours_do_not_roll(table):
    friday = at("2024-03-01T14:30-05:00")
    assert apply(rule(24, Unit.HOURS), friday, table).due == at("2024-03-02T14:30-05:00")


# Moments become days of the agency's zone


def test_a_moment_counts_from_the_agencys_own_day():
    late = at("2024-03-02T03:30+00:00")  # 10:30 PM on Mar 1 in New York
    assert apply(rule(7), late).due == date(2024, 3, 8)
    assert apply(rule(7), late, zone="America/Los_Angeles").due == date(2024, 3, 8)
    assert apply(rule(7), late, zone="Asia/Tokyo").due == date(2024, 3, 9)


def test_days_are_not_shortened_by_a_clock_change():
    assert apply(rule(1), at("2024-03-09T23:30-05:00")).due == date(2024, 3, 10)
    assert apply(rule(1), at("2024-11-02T23:30-04:00")).due == date(2024, 11, 3)


def test_a_fiscal_year_end_is_a_day_like_others(table):
    assert apply(rule(1, Unit.WORKDAYS), date(2026, 9, 30), table).due == date(2026, 10, 1)
    assert apply(rule(30), at("2026-10-01T03:59+00:00"), table).due == date(2026, 10, 30)


# First day, counting back, zero


def test_the_first_day_may_count():
    leave = rule(10, Unit.WORKDAYS, first_day=FirstDay.SAME)
    assert apply(leave, date(2024, 3, 4)).due == date(2024, 3, 15)
    assert apply(leave, date(2024, 3, 2)).due == date(2024, 3, 15)  # a Saturday start
    assert apply(rule(30, first_day=FirstDay.SAME), date(2024, 3, 1)).due == date(2024, 3, 30)
    assert apply(rule(1, first_day=FirstDay.SAME), date(2024, 3, 1)).due == date(2024, 3, 1)


def test_a_negative_number_counts_back(table):
    assert apply(rule(-30), date(2024, 3, 1)).due == date(2024, 1, 31)
    back = apply(rule(-2, Unit.WORKDAYS), date(2024, 5, 29), table)
    assert back.due == date(2024, 5, 24)
    assert back.holidays_skipped == ((date(2024, 5, 27), "Memorial Day"),)


def test_zero_is_the_day_itself_rolled_where_the_rule_rolls(table):
    assert apply(rule(0), date(2024, 3, 2)).due == date(2024, 3, 2)
    assert apply(rule(0, roll=Roll.FORWARD), date(2024, 3, 2), table).due == date(2024, 3, 4)


# Combining


def test_the_earliest_of_two_days():
    both = Rule(
        "X",
        (Term("first", 10, Unit.CALENDAR_DAYS), Term("second", 3, Unit.CALENDAR_DAYS)),
        Combine.EARLIEST,
    )
    starts = {"first": date(2024, 3, 1), "second": date(2024, 3, 5)}
    assert compute(both, starts, Holidays(), ZONE).due == date(2024, 3, 8)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2024-03-01T09:00-05:00", "2024-03-02"),  # a day lasts to its end
        ("2024-03-02T00:00-05:00", "2024-03-02"),  # and ends when the hours do: the first named
        ("2024-03-02T09:00-05:00", "2024-03-03T09:00:00-05:00"),
    ],
)
def test_a_day_is_over_when_the_next_begins(received, expected):
    mixed = Rule(
        "X",
        (Term("notice", 1, Unit.CALENDAR_DAYS), Term("receipt", 24, Unit.HOURS)),
        Combine.LATEST,
    )
    starts = {"notice": date(2024, 3, 1), "receipt": at(received)}
    due = compute(mixed, starts, Holidays(), ZONE).due
    assert due.isoformat() == expected


def test_an_answer_is_due_at_the_latest_of_floor_contract_notice_and_extension(due, shipped, table):
    floor = apply(shipped["ANSWER_SUBPART_D"], date(2026, 10, 20), table)
    extended = Bound("Extension granted Oct 26, 2026", date(2026, 11, 3))
    notice = Bound("Date in the notice", date(2026, 10, 26))
    result = later_of(floor, [notice, extended], ZONE)
    assert result.due == date(2026, 11, 3)
    assert result.steps[-1].date == date(2026, 11, 3)
    assert [step.label for step in result.steps[-3:-1]] == [notice.label, extended.label]
    assert later_of(floor, [notice], ZONE).due == floor.due
    assert later_of(floor, [], ZONE) is floor


def test_a_bound_may_be_later_than_hours(shipped):
    floor = apply(shipped["ANSWER_SUBPART_B"], at("2024-03-01T14:30-05:00"))
    assert later_of(floor, [Bound("Contract", date(2024, 3, 2))], ZONE).due == date(2024, 3, 2)
    assert later_of(floor, [Bound("Contract", date(2024, 3, 1))], ZONE).due == floor.due


# Holidays and closings


def test_closings_count_only_for_rules_that_say_so(table):
    closed = Holidays(table.statutory, {date(2024, 12, 24): "Closing by E.O."}, table.years)
    monday = date(2024, 12, 23)
    assert apply(rule(1, Unit.WORKDAYS), monday, closed).due == date(2024, 12, 24)
    counting = apply(rule(1, Unit.WORKDAYS, closings_count=True), monday, closed)
    assert counting.due == date(2024, 12, 26)
    assert [name for _, name in counting.holidays_skipped] == ["Closing by E.O.", "Christmas Day"]


def test_a_year_without_holidays_is_refused_where_workdays_matter(table):
    with pytest.raises(CannotCount, match="does not cover 2061"):
        apply(rule(5, Unit.WORKDAYS), date(2060, 12, 30), table)
    with pytest.raises(CannotCount, match="does not cover 2100"):
        apply(rule(0, roll=Roll.FORWARD), date(2100, 1, 1), table)
    assert apply(rule(5), date(2100, 1, 1), table).due == date(2100, 1, 6)


def test_workdays_between_two_days(table):
    assert workdays_between(date(2026, 11, 19), date(2026, 11, 30), table) == 6
    assert workdays_between(date(2026, 11, 30), date(2026, 11, 19), table) == -6
    assert workdays_between(date(2026, 11, 19), date(2026, 11, 19), table) == 0


# Refusals


def test_a_count_beyond_the_calendar_is_refused_with_a_sentence(table):
    for of in (rule(7), rule(24, Unit.HOURS), rule(1, Unit.WORKDAYS)):
        with pytest.raises(CannotCount, match="years 1 to 9999"):
            apply(of, date(9999, 12, 31))
    with pytest.raises(CannotCount, match="years 1 to 9999"):
        apply(rule(24, Unit.HOURS), datetime(9999, 12, 31, 12, tzinfo=UTC))
    with pytest.raises(CannotCount, match="years 1 to 9999"):
        apply(rule(0, roll=Roll.FORWARD), date(9999, 12, 31), Holidays({date(9999, 12, 31): "X"}))
    with pytest.raises(CannotCount, match="years 1 to 9999"):
        apply(rule(-30), date(1, 1, 5))
    with pytest.raises(CannotCount, match="years 1 to 9999"):
        apply(rule(1, first_day=FirstDay.SAME), date(1, 1, 1))
    with pytest.raises(CannotCount, match="years 1 to 9999"):
        apply(rule(7), datetime.min.replace(tzinfo=UTC))
    assert apply(rule(7), date(9999, 12, 24)).due == date(9999, 12, 31)


def test_each_start_must_be_given_and_no_other(shipped, table):
    appeal = shipped["MSPB_APPEAL"]
    with pytest.raises(CannotCount, match="counts from effective and receipt"):
        compute(appeal, {"receipt": date(2024, 1, 1)}, table, ZONE)
    with pytest.raises(CannotCount, match="does not know served"):
        compute(
            appeal,
            dict.fromkeys(("effective", "receipt", "served"), date(2024, 1, 1)),
            table,
            ZONE,
        )


def test_a_time_without_zone_and_an_unknown_zone_are_refused():
    with pytest.raises(CannotCount, match="needs a zone"):
        apply(rule(7), datetime(2024, 3, 1, 9))  # noqa: DTZ001 - naive on purpose
    for name in ("Mars/Olympus", "../etc/passwd", ""):
        with pytest.raises(CannotCount, match="not a time zone"):
            apply(rule(7), date(2024, 3, 1), zone=name)


# Ledgers


def test_every_step_can_be_checked_by_hand(due, shipped, table):
    starts = {"effective": date(2024, 5, 31), "receipt": date(2024, 5, 28)}
    steps = compute(shipped["MSPB_APPEAL"], starts, table, ZONE).steps
    assert [(step.label, step.detail, step.date.isoformat()) for step in steps] == [
        ("Effective date: day 0", "", "2024-05-31"),
        ("+ 30 calendar days", "first day counted Sat, Jun 1, 2024", "2024-06-30"),
        ("Receipt: day 0", "", "2024-05-28"),
        ("+ 30 calendar days", "first day counted Wed, May 29, 2024", "2024-06-27"),
        ("Later of these", "Effective date + 30 calendar days", "2024-06-30"),
        (
            "Not a workday",
            "Sun, Jun 30, 2024 is a Sunday: moves to the next workday",
            "2024-07-01",
        ),
        ("Due", "Appeal to the Merit Systems Protection Board", "2024-07-01"),
    ]


def test_holidays_skipped_are_named(shipped, table):
    result = apply(shipped["FOIA_EXTENDED"], date(2022, 9, 6), table)
    assert result.holidays_skipped == ((date(2022, 10, 10), "Columbus Day"),)
    assert "Columbus Day, Mon, Oct 10, 2022" in result.steps[1].detail
    rolled = apply(shipped["ANSWER_SUBPART_D"], date(2021, 6, 27), table)
    assert rolled.unrolled == date(2021, 7, 4)
    assert [day for day, _ in rolled.holidays_skipped] == [date(2021, 7, 5)]


def test_the_kind_of_a_date_is_named(shipped, table):
    last = {
        code: apply(shipped[code], date(2024, 3, 1), table).steps[-1].label
        for code in ("ANSWER_SUBPART_D", "EFFECTIVE_SUBPART_D", "TRIAGE")
    }
    assert list(last.values()) == ["At least until", "Not before", "Due"]


def test_dates_in_words():
    assert in_words(date(2024, 6, 3)) == "Mon, Jun 3, 2024"
    first, second = at("2024-11-03T01:05-04:00"), at("2024-11-03T01:05-05:00")
    assert in_words(at_offset(first, HERE)) == "Sun, Nov 3, 2024, 1:05 AM EDT"
    assert in_words(at_offset(second, HERE)) == "Sun, Nov 3, 2024, 1:05 AM EST"
    assert in_words(second.astimezone(HERE)) == "Sun, Nov 3, 2024, 1:05 AM EST"
    assert in_words(at("2024-11-03T12:05-05:00").astimezone(HERE)).endswith("12:05 PM EST")
