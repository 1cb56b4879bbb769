"""Dates, quantities and words as users read them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from types import SimpleNamespace

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from jicms.access.actor import Role, set_actor
from jicms.core import clock
from jicms.core.words import words
from jicms.web import dates, filters
from jicms.web.counting import Count
from tests.web.site import NOON, SUPERVISOR

TODAY = date(2026, 11, 19)


class Status(StrEnum):
    ROI_REVIEW = "ROI_REVIEW"


def test_dates_are_written_the_american_way() -> None:
    day = date(2026, 3, 4)
    assert dates.day(day) == "Mar 4, 2026"
    assert dates.weekday(day) == "Wed, Mar 4, 2026"
    assert dates.typed(day) == "03/04/2026"
    assert dates.moment(NOON) == "Nov 19, 2026, 10:42 a.m. EST"
    assert dates.clocktime(NOON) == "10:42 a.m. EST"
    assert dates.day(None) == dates.moment(None) == dates.typed(None) == dates.age(None) == ""


def test_moments_are_shown_in_the_viewers_zone(site: Flask) -> None:
    with site.app_context():
        set_actor(replace(SUPERVISOR, zone="America/Los_Angeles"))
        assert dates.moment(datetime(2026, 7, 1, 3, 5, tzinfo=UTC)) == "Jun 30, 2026, 8:05 p.m. PDT"
        assert dates.day(datetime(2026, 7, 1, 3, 5, tzinfo=UTC)) == "Jun 30, 2026"


@pytest.mark.parametrize(
    ("days", "css", "word"),
    [
        (-3, "over", "Overdue 3 days"),
        (-1, "over", "Overdue 1 day"),
        (0, "soon", "Today"),
        (1, "soon", "1 day"),
        (7, "soon", "7 days"),
        (8, "near", "8 days"),
        (30, "near", "30 days"),
        (31, "later", "31 days"),
    ],
)
def test_a_clocks_class_follows_from_its_date(days: int, css: str, word: str) -> None:
    with clock.at(NOON):
        mark = dates.clock_mark(TODAY + timedelta(days=days))
    assert mark is not None
    assert (mark.css, mark.word) == (css, word)


def test_clocks_that_do_not_count_down() -> None:
    with clock.at(NOON):
        floor = dates.clock_mark(TODAY, kind="floor")
        met = dates.clock_mark(TODAY, met=date(2026, 11, 3), word="Answered")
        paused = dates.clock_mark(TODAY, paused="since Mar 2, 2026, prosecution")
        workdays = dates.clock_mark(date(2026, 11, 30), workdays=6)
    assert floor is not None
    assert (floor.css, floor.word) == ("floor", "Not before")
    assert met is not None
    assert (met.css, met.word, met.date) == ("met", "Answered", "Nov 3, 2026")
    assert paused is not None
    assert (paused.css, paused.date) == ("paused", "since Mar 2, 2026, prosecution")
    assert workdays is not None
    assert (workdays.css, workdays.word) == ("near", "6 workdays")
    assert dates.clock_mark(None) is None


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_every_date_has_one_class(day: date) -> None:
    with clock.at(NOON):
        mark = dates.clock_mark(day)
    assert mark is not None
    assert mark.css in {"over", "soon", "near", "later"}


def test_age_and_quantities() -> None:
    with clock.at(NOON):
        assert dates.age(date(2026, 6, 8)) == "164 days"
        assert dates.age(date(2026, 11, 18)) == "1 day"
    assert filters.plural(1, "case") == "1 case"
    assert filters.plural(4118, "party", "parties") == "4,118 parties"
    assert filters.plural(Count(1000, more=True), "row") == "1,000+ rows"
    assert filters.size(999) == "999 bytes"
    assert filters.size(1_234_567) == "1.2 MB"
    assert filters.size(118_000_000_000) == "118 GB"
    assert filters.phrase(["a", "b", "c"]) == "a, b and c"


def test_codes_are_spelled_out() -> None:
    assert filters.label(Status.ROI_REVIEW) == "ROI review"
    assert filters.label(Role.LR_SPECIALIST) == "LR specialist"
    assert filters.label(SimpleNamespace(code="IT-02", label="Query")) == "Query"
    assert filters.FILTERS["within"]("OIG pending") == "OIG pending"
    assert filters.FILTERS["within"]("A Social Security number") == "a Social Security number"
    assert words("SUSPENDED_FOR_PROSECUTION") == "Suspended for prosecution"
    assert filters.tone(Status.ROI_REVIEW) == "review"
    assert filters.tone("NEVER_HEARD_OF") == "new"
    assert filters.finding_shape(None) == "none"
    assert filters.finding_shape(SimpleNamespace(code="UNFOUNDED")) == "not"
