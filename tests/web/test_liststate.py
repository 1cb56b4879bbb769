"""Filters and sorts live in the URL; what makes no sense there is left out."""

from datetime import date

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from jicms.web.liststate import Filter, ListState, Sort
from jicms.web.paging import Key
from tests.web.site import items

FILTERS = [
    Filter("status", "Status", choices=[("OPEN", "Open"), ("CLOSED", "Closed")], many=True),
    Filter("office", "Office", choices=[(1, "CBP IA"), (2, "ICE OPR")]),
    Filter("from", "Received from", kind="date"),
    Filter("words", "Words", kind="text"),
]
SORTS = [
    Sort("received", "Received", [Key(items.c.due, desc=True, nullable=True), Key(items.c.id)]),
    Sort("number", "Number", [Key(items.c.id)]),
]


def state_of(site: Flask, url: str) -> ListState:
    with site.test_request_context(url):
        return ListState(request.args, filters=FILTERS, sorts=SORTS)


def test_only_values_that_make_sense_are_used(site: Flask) -> None:
    state = state_of(
        site,
        "/list?status=OPEN&status=NOPE&status=CLOSED&office=2&from=02/30/2026&words=+night+bridge+",
    )
    assert state.values == {"status": ["OPEN", "CLOSED"], "office": 2, "words": "night bridge"}


def test_chips_say_the_filter_and_take_away_just_that(site: Flask) -> None:
    with site.test_request_context("/list?status=OPEN&status=CLOSED&from=2026-03-04&sort=number"):
        state = ListState(request.args, filters=FILTERS, sorts=SORTS)
        chips = {chip.text: chip.url for chip in state.chips()}
        cleared = state.cleared
    assert chips == {
        "Status: Open": "/list?from=2026-03-04&sort=number&status=CLOSED",
        "Status: Closed": "/list?from=2026-03-04&sort=number&status=OPEN",
        "Received from: Mar 4, 2026": "/list?status=OPEN&status=CLOSED&sort=number",
    }
    assert cleared == "/list?sort=number"
    assert state.values["from"] == date(2026, 3, 4)


def test_a_heading_sorts_and_then_turns_round(site: Flask) -> None:
    with site.test_request_context("/list?status=OPEN"):
        state = ListState(request.args, filters=FILTERS, sorts=SORTS)
        assert state.sort_url("number") == "/list?status=OPEN&sort=number"
        assert state.sort_url("received") == "/list?status=OPEN&sort=received-"
        assert state.direction("received") == "descending"
        assert state.direction("number") == ""
    with site.test_request_context("/list?sort=number-"):
        turned = ListState(request.args, filters=FILTERS, sorts=SORTS)
        assert turned.sort_url("number") == "/list?sort=number"
        assert turned.sort_url("received") == "/list"
        assert turned.direction("number") == "descending"
        assert turned.keys[0].desc
        assert turned.order == "number-"


def test_a_change_of_filter_starts_at_page_one_and_here_keeps_the_page(site: Flask) -> None:
    with site.test_request_context("/list?status=OPEN&after=abc"):
        state = ListState(request.args, filters=FILTERS, sorts=SORTS)
        assert state.url(office=1) == "/list?status=OPEN&office=1"
        assert state.here == "/list?status=OPEN&after=abc"
        assert state.url_for("home.healthz", kind="csv") == "/healthz?kind=csv&status=OPEN"


@pytest.mark.parametrize("sort", ["", "nope", "number--", "received;drop"])
def test_an_unknown_sort_is_the_first_one(site: Flask, sort: str) -> None:
    assert state_of(site, f"/list?sort={sort}").order in {"received", "received-"}


@given(pairs=st.lists(st.tuples(st.sampled_from([*"abc", "status", "from", "words"]), st.text())))
def test_no_query_fails(pairs: list[tuple[str, str]]) -> None:
    state = ListState(MultiDict(pairs), filters=FILTERS, sorts=SORTS)
    assert set(state.values) <= {"status", "from", "words"}


def test_the_filter_form_shows_what_is_in_use(visitor: FlaskClient) -> None:
    page = visitor.get("/list?kind=a&from=03/04/2026&name=item+1&sort=due").text
    assert "Kind: Kind A" in page
    assert 'value="a" checked' in page
    assert 'name="from" autocomplete="off" inputmode="numeric" value="03/04/2026"' in page
    assert '<input type="hidden" name="sort" value="due">' in page
    assert "Clear all" in page


def test_an_empty_result_says_what_was_searched(visitor: FlaskClient) -> None:
    page = visitor.get("/list?name=nothing").text
    assert "Nothing found" in page
    assert "Clear the filters" in page
