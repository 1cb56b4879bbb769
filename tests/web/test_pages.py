"""The frame: valid HTML, one h1 that is the title, unique ids and labels; whether all is well."""

import re
from collections import Counter

import html5lib
import pytest
from flask.testing import FlaskClient

from tests.web.conftest import MakeSite

PATHS = ["/", "/components", "/form", "/list", "/list?kind=a&name=x", "/help", "/no/such/page"]


@pytest.mark.parametrize("path", PATHS)
def test_pages_are_valid_html(visitor: FlaskClient, path: str) -> None:
    page = visitor.get(path).text
    html5lib.HTMLParser(strict=True).parse(page)
    ids = Counter(re.findall(r'\sid="([^"]+)"', page))
    assert [name for name, times in ids.items() if times > 1] == []
    for reference in re.findall(r'(?:aria-labelledby|for|aria-describedby)="([^"]+)"', page):
        assert set(reference.split()) <= set(ids), reference


@pytest.mark.parametrize("path", ["/", "/form", "/list", "/help", "/no/such/page"])
def test_the_title_is_the_one_heading(visitor: FlaskClient, path: str) -> None:
    page = visitor.get(path).text
    title = page.split("<title>")[1].split(" | JICMS</title>")[0]
    assert page.count("<h1") == 1
    assert f"<h1>{title}</h1>" in page


def test_a_form_with_errors_is_valid_html(visitor: FlaskClient) -> None:
    page = visitor.post("/form", data={"received": "x", "allegations-add": ""}).text
    html5lib.HTMLParser(strict=True).parse(page)
    html5lib.HTMLParser(strict=True).parse(visitor.post("/form").text)


def test_the_frame_says_who_and_where(visitor: FlaskClient) -> None:
    page = visitor.get("/components").text
    assert "Ingrid Vasterling" in page
    assert "Investigations supervisor, CBP IA" in page
    assert '<form method="post" action="/form">' in page
    assert "CUI//PRVCY" in page
    assert "Ingrid Vasterling, Thu, Nov 19, 2026, 10:42 a.m. EST" in page
    assert 'href="#main">Skip to main content' in page


def test_the_official_banner_is_a_setting_and_the_demo_strip_is_not(make: MakeSite) -> None:
    demo = make().test_client().get("/help").text
    assert "Enter nothing real" in demo
    assert "official website" not in demo
    federal = make(ENV_NAME="production", OFFICIAL_BANNER=True).test_client().get("/help").text
    assert "An official website of the United States government" in federal
    assert "Demonstration" not in federal
    plain = make(ENV_NAME="production").test_client().get("/help").text
    assert "official website" not in plain


def test_notices_are_open_to_everybody(make: MakeSite) -> None:
    client = make(actor=None).test_client()
    for path in ("/help", "/accessibility", "/privacy-act-notice"):
        assert client.get(path).status_code == 200
    assert client.get("/").status_code == 401


def test_health_and_readiness(make: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    client = make(actor=None).test_client()
    assert client.get("/healthz").get_json() == {"status": "up"}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.get_json()["checks"] == {"database": True, "migrations": True, "master_key": True}
    monkeypatch.setattr("jicms.web.home._wanted_heads", lambda: {"0099"})
    behind = client.get("/readyz")
    assert behind.status_code == 503
    assert behind.get_json()["checks"]["migrations"] is False


def test_a_dead_database_is_not_ready_but_the_process_is_up(make: MakeSite) -> None:
    client = make(actor=None).test_client()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jicms.web.home._database", lambda: {"database": False, "migrations": False})
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200
