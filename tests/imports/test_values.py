"""How cells are read."""

from datetime import date, datetime

import pytest

from jicms.imports.mapping import Codes, Numbers
from jicms.imports.reading import translate
from jicms.imports.values import Unreadable, read_code, read_date, read_moment, read_text

PENALTIES = Codes(
    table={"0": "NOTED", "600": "NONE"},
    numbers=(Numbers(1, 30, "DAYS"), Numbers(31, 730, "DAYS", note="read as days")),
    other="UNREAD",
    blank=None,
)


@pytest.mark.parametrize(
    ("raw", "width", "text"),
    [
        ("600.0", 0, "600"),
        ("1.00", 0, "1"),
        ("18.0", 3, "018"),
        ("018", 3, "018"),
        ("AB1", 3, "AB1"),
        (" 5 ", 0, "5"),
        ("1.5", 0, "1.5"),
        ("-4.0", 3, "-4"),
    ],
)
def test_codes_survive_a_spreadsheet(raw, width, text):
    assert read_code(raw, width=width)[0] == text


def test_a_midnight_after_a_date_means_nothing():
    assert read_date("2001-01-26 00:00:00") == ("2001-01-26", date(2001, 1, 26))
    assert read_date("2001-01-26") == ("2001-01-26", date(2001, 1, 26))


def test_a_moment_keeps_its_time_and_a_day_alone_stays_a_day():
    moment = datetime(2001, 1, 26, 13, 5)  # noqa: DTZ001 - the source's own clock
    assert read_moment("2001-01-26 13:05:00") == ("2001-01-26T13:05:00", moment)
    assert read_moment("2001-01-26") == ("2001-01-26", date(2001, 1, 26))


@pytest.mark.parametrize(
    "raw", ["26.01.2001", "2001-02-30", "2001-13-01 00:00:00", "x", "20010126"]
)
def test_what_is_no_date_is_refused(raw):
    for read in (read_date, read_moment):
        with pytest.raises(Unreadable):
            read(raw)


def test_text_loses_only_the_blanks_around_it():
    assert read_text("  a  b ") == ("a  b", "a  b")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", (None, None, None)),
        ("0", ("NOTED", None, None)),
        ("600", ("NONE", None, None)),
        ("7", ("DAYS", 7, None)),
        ("45", ("DAYS", 45, ("ALTERED", "read as days"))),
        ("731", ("UNREAD", None, ("ALTERED", "in no list of the source"))),
        ("XX", ("UNREAD", None, ("ALTERED", "in no list of the source"))),
    ],
)
def test_penalties_are_looked_up_before_they_are_read_as_days(source, expected):
    assert translate(PENALTIES, source) == expected


def test_a_code_without_a_place_is_refused_where_the_mapping_names_none():
    with pytest.raises(Unreadable):
        translate(Codes(table={"A": "B"}), "C")
