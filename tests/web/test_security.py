"""Headers of every kind of answer, hosts, and what the pages must not contain."""

import re

import pytest
from flask.testing import FlaskClient

import config
from tests.web.conftest import MakeSite

PATHS = ["/", "/components", "/form", "/list", "/healthz", "/no/such/page", "/fail/fault", "/help"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_headers(visitor: FlaskClient, path: str) -> None:
    headers = visitor.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


def test_production_insists_on_https(make: MakeSite) -> None:
    client = make(ENV_NAME="production").test_client()
    assert "max-age=63072000" in client.get("/help").headers["Strict-Transport-Security"]


@pytest.mark.parametrize("path", ["/", "/components", "/form", "/list", "/no/such/page"])
def test_pages_have_nothing_inline(visitor: FlaskClient, path: str) -> None:
    page = visitor.get(path).text
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
    assert all('src="/assets/' in tag for tag in re.findall(r"<script[^>]*>", page))
    assert not re.search(r"(src|href)=\"(https?:)?//", page)


def test_a_foreign_host_is_refused(make: MakeSite) -> None:
    client = make(TRUSTED_HOSTS=["jicms.example"]).test_client()
    assert client.get("/help", headers={"Host": "jicms.example"}).status_code == 200
    answer = client.get("/help", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.text


def test_typed_text_is_never_markup(visitor: FlaskClient) -> None:
    attack = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    for page in (
        visitor.get("/list", query_string={"name": attack}).text,
        visitor.post("/form", data={"place": attack, "story": attack, "method": attack}).text,
    ):
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_a_token_lives_as_long_as_its_session() -> None:
    assert config.load()["WTF_CSRF_TIME_LIMIT"] is None
