"""Keyset paging: every row once, in order, both ways; altered cursors lead to the first page."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from jicms.extensions import db
from jicms.web.counting import Count, capped_count, count_together
from jicms.web.cursors import decode, encode
from jicms.web.liststate import ListState, Sort
from jicms.web.paging import Key, Page, keyset, local_url
from tests.web.site import items

SORTS = {
    "id": [Key(items.c.id)],
    "id down": [Key(items.c.id, desc=True)],
    "due": [Key(items.c.due, nullable=True), Key(items.c.id)],
    "due down": [Key(items.c.due, desc=True, nullable=True), Key(items.c.id, desc=True)],
    "name and id": [Key(items.c.name, desc=True), Key(items.c.id)],
}
Turn = Callable[[str], Page]


def page_at(site: Flask, url: str, keys: list[Key], size: int = 5) -> Page:
    with site.test_request_context(url):
        from flask import request

        state = ListState(request.args, sorts=[Sort("s", "S", keys)])
        return keyset(select(items.c.id, items.c.due), state, size=size)


def walk(site: Flask, keys: list[Key], size: int) -> Iterator[Page]:
    page = page_at(site, "/list", keys, size)
    yield page
    while page.next:
        page = page_at(site, page.next, keys, size)
        yield page


@pytest.mark.parametrize("name", SORTS)
@pytest.mark.parametrize("size", [1, 4, 5, 23, 50])
def test_walking_on_shows_every_row_once_in_order(site: Flask, name: str, size: int) -> None:
    keys = SORTS[name]
    shown = [row.id for page in walk(site, keys, size) for row in page.items]
    whole = [row.id for row in page_at(site, "/list", keys, 200).items]
    assert shown == whole
    assert sorted(shown) == list(range(1, 24))


@pytest.mark.parametrize("name", SORTS)
def test_walking_back_shows_the_same_pages(site: Flask, name: str) -> None:
    keys = SORTS[name]
    forth = list(walk(site, keys, 5))
    page, back = forth[-1], [forth[-1].items]
    while page.previous:
        page = page_at(site, page.previous, keys)
        back.insert(0, page.items)
    assert [[row.id for row in rows] for rows in back] == [
        [row.id for row in page.items] for page in forth
    ]
    assert page.previous is None


def test_nulls_stand_last_either_way(site: Flask) -> None:
    for name in ("due", "due down"):
        due = [row.due for row in page_at(site, "/list", SORTS[name], 200).items]
        assert due[-7:] == [None] * 7
        assert None not in due[:-7]


def test_a_page_costs_one_statement(site: Flask) -> None:
    seen: list[str] = []
    with site.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    first = page_at(site, "/list", SORTS["due"])
    assert first.next
    page_at(site, first.next, SORTS["due"])
    assert len(seen) == 2


def cursor_of(url: str | None) -> str:
    return parse_qs(urlsplit(url or "").query)["after"][0]


@given(where=st.integers(min_value=0), char=st.characters(codec="ascii"))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_an_altered_cursor_gives_the_first_page(site: Flask, where: int, char: str) -> None:
    first = page_at(site, "/list", SORTS["id"])
    cursor = cursor_of(first.next)
    where %= len(cursor)
    forged = cursor[:where] + char + cursor[where + 1 :]
    assert decode(forged, "s", 1) in (None, [5])
    if decode(forged, "s", 1) is None:
        with site.test_request_context("/list", query_string={"after": forged}):
            from flask import request

            state = ListState(request.args, sorts=[Sort("s", "S", SORTS["id"])])
            again = keyset(select(items.c.id), state, size=5)
        assert list(again.items) == [1, 2, 3, 4, 5]


@given(text=st.text())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nonsense_is_no_cursor(site: Flask, text: str) -> None:
    assert decode(text, "s", 1) is None


def test_a_cursor_belongs_to_its_sort(site: Flask) -> None:
    cursor = encode([5], "received")
    assert decode(cursor, "received", 1) == [5]
    assert decode(cursor, "received-", 1) is None
    assert decode(cursor, "received", 2) is None


def test_cursors_keep_their_types(site: Flask) -> None:
    values = [
        datetime(2026, 11, 19, 15, 42, 1, 999, tzinfo=UTC),
        date(2026, 3, 4),
        None,
        7,
        "x'; --",
        Decimal("1.50"),
        True,
    ]
    assert decode(encode(values, "s"), "s", len(values)) == values


@given(values=st.lists(st.one_of(st.none(), st.integers(), st.text(max_size=40), st.dates())))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_values_survive_or_are_refused(site: Flask, values: list[object]) -> None:
    assert decode(encode(values, "s"), "s", len(values)) in (values, None)


def test_rows_that_left_lead_to_the_first_page(site: Flask) -> None:
    gone = encode([999], "s")
    assert page_at(site, f"/list?after={gone}", SORTS["id"]).items[0].id == 1
    short = encode([3], "s")
    page = page_at(site, f"/list?before={short}", SORTS["id"])
    assert [row.id for row in page.items] == [1, 2, 3, 4, 5]


def test_counts_stop_at_their_cap_and_go_out_together(site: Flask) -> None:
    seen: list[str] = []
    with site.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
        few = select(items.c.id).where(items.c.id < 4)
        found = count_together([few, None, select(items.c.id)], cap=20)
        assert len(seen) == 1
        assert capped_count(select(items.c.id)) == 23
    assert found == [Count(3), None, Count(20, more=True)]
    assert [str(count) for count in found] == ["3", "None", "20+"]
    assert str(Count(1000, more=True)) == "1,000+"


@pytest.mark.parametrize(
    "url",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil",
        "\\/evil",
        "/a\nb",
        "",
        None,
        "cases",
        "/a b",
    ],
)
def test_a_foreign_address_is_not_followed(url: str | None) -> None:
    assert local_url(url, "/") == "/"


def test_an_address_of_this_site_is_followed() -> None:
    assert local_url("/cases?status=OPEN&after=abc", "/") == "/cases?status=OPEN&after=abc"


def test_the_list_page_shows_rows_and_links(visitor: FlaskClient) -> None:
    page = visitor.get("/list").text
    assert "5 of 20+" in page
    assert 'aria-sort="ascending"' in page
    assert 'role="link" aria-disabled="true"' in page
