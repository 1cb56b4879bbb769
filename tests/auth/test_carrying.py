"""A session that is lost while somebody types costs no text, and opens no door."""

import re

import pytest
from sqlalchemy import select, text, update

from jicms.auth import carrying
from jicms.auth.models import UserSession
from jicms.cases.models import Case
from jicms.core import clock, crypto
from tests.factories import accounts
from tests.factories.complaints import typed

TOLD = 'He used a colleague\'s <password> & "more".'
OWNERLESS = (
    '{"to": "/intake/new", "by": null, "until": "2099-01-01T00:00:00+00:00", "typed": [],'
    ' "files": false}'
)
FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture
def guarded(app, monkeypatch):
    """Form tokens as in service."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


def unescaped(value):
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&#39;", "'")):
        value = value.replace(entity, char)
    return value.replace("&amp;", "&")


def hidden(page):
    return [(name, unescaped(value)) for name, value in FIELD.findall(page)]


def sign_in_again(client, page, username="intake.ia", password=accounts.PASSWORD):
    data = dict(hidden(page)) | {"username": username, "password": password}
    return client.post("/sign-in", data=data)


def end_sessions(acting):
    with acting() as session:
        session.execute(update(UserSession).values(ended_at=clock.now()))


def signed_in(app, username="intake.ia"):
    client = app.test_client()
    page = client.get("/sign-in").text
    assert sign_in_again(client, page, username).status_code == 302
    return client


def token_of(client):
    return dict(hidden(client.get("/intake/new").text))["csrf_token"]


def lose(client, acting, **values):
    """Post the page of intake after its session ended."""
    data = typed(record="1", narrative=TOLD, csrf_token=token_of(client), **values)
    end_sessions(acting)
    return client.post("/intake/new", data=data)


def test_what_was_typed_comes_along(app, guarded, acting):
    client = signed_in(app)
    answer = lose(client, acting)
    assert answer.status_code == 401
    assert "nothing is lost" in answer.text
    assert "colleague" not in answer.text, "sealed on a page that nobody is signed in to see"
    wrong = sign_in_again(client, answer.text, password="no")
    assert "You are not signed in" in wrong.text
    page = sign_in_again(client, wrong.text)
    assert page.status_code == 200
    fields = dict(hidden(page.text))
    assert fields["narrative"] == TOLD
    assert "record" not in fields, "nothing is recorded by signing in"
    form = client.post("/intake/new", data=fields)
    assert form.status_code == 200
    assert "colleague&#39;s &lt;password&gt;" in form.text
    assert 'value="Odalys Brennek"' in form.text
    with acting() as session:
        assert session.scalars(select(Case)).all() == []
        assert session.execute(text("select count(*) from intake_draft")).scalar() == 0
    fields = dict(hidden(form.text)) | typed(record="1", narrative=TOLD, key=fields["key"])
    assert client.post("/intake/new", data=fields).status_code == 302


def written(client):
    return typed(record="1", narrative=TOLD, csrf_token=token_of(client))


def sign_out(client):
    data = dict(hidden(client.get("/intake/new").text))
    assert client.post("/sign-out", data={"csrf_token": data["csrf_token"]}).status_code == 302


def test_it_comes_along_to_its_author_after_a_signing_out(app, guarded, acting):
    client = signed_in(app)
    data = written(client)
    sign_out(client)
    answer = client.post("/intake/new", data=data)
    assert answer.status_code == 401
    other = sign_in_again(client, answer.text, username="supervisor.ia")
    assert other.status_code == 302
    assert "colleague" not in other.text
    client = signed_in(app)
    data = written(client)
    sign_out(client)
    page = sign_in_again(client, client.post("/intake/new", data=data).text)
    assert dict(hidden(page.text))["narrative"] == TOLD


def test_whose_text_nobody_knows_is_not_carried(app, guarded, acting):
    """A form of another site would write into the complaint of whoever signs in."""
    client = signed_in(app)
    data = written(client)
    client.delete_cookie("jicms_session")
    for forged in (data, data | {"csrf_token": ""}):
        answer = client.post("/intake/new", data=forged)
        assert answer.status_code == 401
        assert "Sign in and accept the terms" in answer.text
        assert "carried" not in answer.text
    sealed = crypto.seal_text("carried", carrying._CONTEXT, OWNERLESS)
    fields = dict(hidden(client.get("/sign-in").text)) | {"carried": sealed}
    data = fields | {"username": "intake.ia", "password": accounts.PASSWORD}
    assert client.post("/sign-in", data=data).status_code == 302


def test_what_stood_on_a_page_before_somebody_else_signed_in_is_not_carried(app, guarded, acting):
    client = signed_in(app)
    data = written(client)
    sign_out(client)
    sign_in_again(client, client.get("/sign-in").text, "supervisor.ia")
    answer = client.post("/intake/new", data=data)
    assert answer.status_code == 400
    assert "Go on with what you typed" not in answer.text
    sign_out_of = dict(hidden(client.get("/account/password").text))["csrf_token"]
    client.post("/sign-out", data={"csrf_token": sign_out_of})
    answer = client.post("/intake/new", data=data)
    assert answer.status_code == 401
    assert "carried" not in answer.text


def test_it_comes_along_where_another_window_signed_in_again(app, guarded, acting):
    client = signed_in(app)
    data = written(client)
    end_sessions(acting)
    sign_in_again(client, client.get("/sign-in").text)
    page = client.post("/intake/new", data=data)
    assert page.status_code == 200
    assert "Go on with what you typed" in page.text
    assert dict(hidden(page.text))["narrative"] == TOLD


def test_somebody_else_does_not_get_it(app, guarded, acting):
    client = signed_in(app)
    answer = lose(client, acting)
    other = sign_in_again(client, answer.text, username="supervisor.ia")
    assert other.status_code == 302
    assert "colleague" not in other.text


@pytest.mark.parametrize("sealed", ["", "x", "v1.test.AAAA", "v1." + "A" * 5000])
def test_what_is_not_ours_is_left(app, guarded, sealed):
    client = app.test_client()
    fields = dict(hidden(client.get("/sign-in").text)) | {"carried": sealed}
    data = fields | {"username": "intake.ia", "password": accounts.PASSWORD}
    assert client.post("/sign-in", data=data).status_code == 302


def test_it_is_good_for_an_hour(app, guarded, acting):
    client = signed_in(app)
    answer = lose(client, acting)
    with clock.at(clock.now() + carrying.LASTS * 2):
        assert sign_in_again(client, answer.text).status_code == 302


def test_chosen_files_do_not_come_along_and_the_page_says_so(app, guarded, acting):
    import io

    client = signed_in(app)
    data = typed(record="1", csrf_token=token_of(client))
    data["attached"] = [(io.BytesIO(b"x"), "x.txt")]
    end_sessions(acting)
    answer = client.post("/intake/new", data=data, content_type="multipart/form-data")
    assert "Choose them again" in sign_in_again(client, answer.text).text


def test_other_pages_carry_nothing(app, guarded, acting):
    """A page that saves when it is posted must not be posted by whoever signs in next."""
    client = signed_in(app)
    token = token_of(client)
    end_sessions(acting)
    answer = client.post("/intake/receipt", data={"code": "K7QF", "csrf_token": token})
    assert answer.status_code == 302
    forged = app.test_client().post("/account/password", data={"password": "mine"})
    assert forged.status_code == 400
    assert "carried" not in forged.text


def test_far_too_much_is_not_carried(app, guarded, acting, monkeypatch):
    monkeypatch.setattr(carrying, "LIMIT", 100)
    assert lose(signed_in(app), acting).status_code == 302


def test_a_browser_without_a_session_is_told_so_and_signs_in_at_once(app, guarded):
    client = app.test_client()
    page = client.post("/intake/new", data=typed(record="1", csrf_token="of another browser"))
    assert page.status_code == 401
    assert "did not come along" in page.text
    (door,) = re.findall(r'<form method="post" action="([^"]*)"', page.text)
    assert door == "/sign-in"
    assert sign_in_again(client, page.text).location == "/"
    asked = app.test_client().get("/sign-in?next=/cases").text
    assert '<form method="post" action=""' in asked, "where one goes on after it stays"
