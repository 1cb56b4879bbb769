"""Start events as they are typed."""

from datetime import UTC, date, datetime

import pytest

from jicms.deadlines.calendar import CannotCount
from jicms.deadlines.starts import parse_starts, starts_from_json, starts_to_json

ZONE = "America/New_York"


def test_one_date_sets_every_start(shipped):
    starts = parse_starts("2024-03-01", shipped["MSPB_APPEAL"], ZONE)
    assert starts == {"effective": date(2024, 3, 1), "receipt": date(2024, 3, 1)}


def test_names_set_each_start(shipped):
    typed = "effective=2024-05-31, receipt=2024-05-28"
    starts = parse_starts(typed, shipped["MSPB_APPEAL"], ZONE)
    assert starts == {"effective": date(2024, 5, 31), "receipt": date(2024, 5, 28)}


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2024-03-01T14:30", "2024-03-01T19:30"),
        ("2024-07-01T14:30", "2024-07-01T18:30"),
        ("2024-07-01 14:30", "2024-07-01T18:30"),
        ("2024-03-01T14:30-08:00", "2024-03-01T22:30"),
        ("2024-03-01T14:30Z", "2024-03-01T14:30"),
        ("2024-11-03T01:30-05:00", "2024-11-03T06:30"),
    ],
)
def test_a_time_is_the_agencys_unless_it_carries_an_offset(shipped, typed, moment):
    starts = parse_starts(typed, shipped["ANSWER_SUBPART_B"], ZONE)
    assert starts["receipt"] == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("03/01/2024", "is not a date"),
        ("2023-02-29", "is not a date"),
        ("2024-03-01T25:00", "is not a date"),
        ("", "is not a date"),
        ("receipt=", "is not a name and a date"),
        ("receipt=2024-03-01,2024-03-02", "is not a name and a date"),
        ("receipt=2024-03-01,receipt=2024-03-02", "given twice"),
        ("2024-03-10T02:30", "clocks skipped"),
        ("2024-11-03T01:30", "was twice in America/New_York: write 2024-11-03T01:30-04:00 or"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(shipped, typed, sentence):
    with pytest.raises(CannotCount, match=sentence):
        parse_starts(typed, shipped["ANSWER_SUBPART_B"], ZONE)


def test_stored_starts_come_back_the_same():
    starts = {"receipt": date(2024, 3, 1), "notice": datetime(2024, 3, 1, 9, tzinfo=UTC)}
    assert starts_from_json(starts_to_json(starts)) == starts
