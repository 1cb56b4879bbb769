"""Error pages: plain words, what to do, a reference, and never a detail that was not meant."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm.exc import StaleDataError

from tests.web.conftest import MakeSite

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("path", "status", "heading"),
    [
        ("/no/such/page", 404, "Page not found"),
        ("/fail/missing", 404, "Page not found"),
        ("/fail/denied", 403, "Your role doesn’t allow this"),
        ("/fail/rule", 422, "This can’t be done"),
        ("/fail/stale", 409, "Somebody changed this record while you were writing"),
        ("/fail/fault", 500, "Something went wrong on our side"),
    ],
)
def test_pages(visitor: FlaskClient, path: str, status: int, heading: str) -> None:
    answer = visitor.get(path, headers=BROWSER)
    assert answer.status_code == status
    assert f"<h1>{heading}</h1>" in answer.text
    assert f"<title>{heading} | JICMS</title>" in answer.text
    assert "Reference <span" in answer.text
    assert "Nov 19, 2026, 10:42 a.m. EST" in answer.text


def test_a_hidden_record_and_a_missing_page_look_the_same(visitor: FlaskClient) -> None:
    def words(path: str) -> list[str]:
        lines = visitor.get(path, headers=BROWSER).text.splitlines()
        return [line for line in lines if "Reference" not in line and "usa-current" not in line]

    hidden, missing = words("/fail/missing"), words("/no/such/page")
    assert [line for line in hidden if "sidenav" not in line] == [
        line for line in missing if "sidenav" not in line
    ]


def test_a_fault_tells_nothing_of_itself(visitor: FlaskClient) -> None:
    answer = visitor.post("/fail/fault", data={"story": "My long text", "password": "hunter2"})
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "select" not in answer.text.lower().replace("selected", "")
    assert "My long text" in answer.text
    assert "hunter2" not in answer.text


def test_a_refusal_carries_its_own_sentence(visitor: FlaskClient) -> None:
    page = visitor.get("/fail/denied", headers=BROWSER).text
    assert "Closing a case is for an investigations supervisor of CBP IA." in page
    assert "The attempt is recorded." in page


def test_a_stale_form_shows_both_versions(visitor: FlaskClient) -> None:
    page = visitor.post("/fail/stale", data={"place": "x"}, headers=BROWSER).text
    assert "changed by N. Korvath while you were writing" in page
    assert "Port of Corvane" in page
    assert "Port of Alder Bend" in page


def test_two_saves_at_once_give_the_second_its_text_back(site: Flask) -> None:
    from jicms.web.errors import on_stale_row

    with site.test_request_context(
        "/x", method="POST", data={"story": "Kept <b>text</b>", "csrf_token": "secret-token"}
    ):
        answer = on_stale_row(StaleDataError("UPDATE statement on table 'case'"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Kept &lt;b&gt;text&lt;/b&gt;" in page
    assert "secret-token" not in page
    assert "UPDATE statement" not in page


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/api/v1/nothing", BROWSER),
        ("/no/such/page", {"Accept": "application/json"}),
        ("/fail/denied", {"Accept": "application/problem+json"}),
    ],
)
def test_programs_get_problem_json(
    visitor: FlaskClient, path: str, headers: dict[str, str]
) -> None:
    answer = visitor.get(path, headers=headers)
    assert answer.content_type == "application/problem+json"
    body = json.loads(answer.data)
    assert body["status"] == answer.status_code
    assert set(body) == {"type", "title", "status", "detail", "instance"}
    assert body["instance"].startswith("urn:jicms:R-")


def test_a_wrong_method_says_which_are_allowed(visitor: FlaskClient) -> None:
    answer = visitor.post("/components", headers=BROWSER)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert "doesn’t take that" in answer.text


def test_too_much_is_refused_before_it_is_read(make: MakeSite) -> None:
    client = make(MAX_CONTENT_LENGTH=1000).test_client()
    answer = client.post("/form", data={"story": "x" * 2000}, headers=BROWSER)
    assert answer.status_code == 413
    assert "Nothing was saved" in answer.text


def test_a_form_of_another_session_is_refused_and_gives_the_text_back(make: MakeSite) -> None:
    client = make(WTF_CSRF_ENABLED=True).test_client()
    answer = client.post("/form", data={"story": "Typed for an hour"}, headers=BROWSER)
    assert answer.status_code == 400
    assert "This form can’t be sent any more" in answer.text
    assert "Typed for an hour" in answer.text


def test_a_form_with_its_token_is_taken(make: MakeSite) -> None:
    client = make(WTF_CSRF_ENABLED=True).test_client()
    page = client.get("/form").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post("/form", data={"csrf_token": token, "place": "x" * 50})
    assert answer.status_code == 422


def test_nobody_signed_in_sees_the_plain_frame(make: MakeSite) -> None:
    answer = make(actor=None).test_client().get("/no/such/page", headers=BROWSER)
    assert answer.status_code == 404
    assert "app-nav" not in answer.text
    assert "Go to My work" not in answer.text


def test_an_error_page_needs_no_database(site: Flask, visitor: FlaskClient) -> None:
    from jicms.extensions import db

    with site.app_context():
        db.engine.dispose()
    page = visitor.get("/no/such/page", headers=BROWSER).text
    assert "Triage queue" in page
    assert '<span class="count' not in page
