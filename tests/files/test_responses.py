"""A stored file leaves as an attachment, under a safe name, whole or visibly broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.http import parse_options_header

from jicms.access.actor import Actor, set_actor
from jicms.audit.models import AuditEvent
from jicms.core import unit_of_work
from jicms.files import names, responses, service
from jicms.files.errors import FileDamaged
from jicms.files.models import ScanState, StoredFile
from tests.files.helpers import SYSTEM, take_in


@pytest.fixture
def stored(store_app):
    """Store content and give its id."""

    def store(data: bytes = b"plain content", **columns) -> int:
        with store_app.app_context():
            return take_in(data, "original.txt", **columns).id

    return store


@pytest.fixture
def get(store_app):
    def fetch(number: int, **query):
        return store_app.test_client().get(f"/file/{number}", query_string=query)

    return fetch


def test_the_content_arrives_as_an_attachment_that_runs_nothing(stored, get):
    answer = get(stored())
    assert answer.data == b"plain content"
    assert answer.headers["Content-Length"] == "13"
    assert answer.headers["Content-Type"] == "text/plain"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="original.txt"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("data", [b"<html><script>alert(1)</script>", b"<svg onload='x'/>"])
@pytest.mark.parametrize("name", ["page.html", "photo.png"])
def test_markup_is_never_sent_as_markup(stored, get, data, name):
    answer = get(stored(data), name=name)
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.pdf", 'attachment; filename="a.pdf"'),
        ("../../x.pdf", 'attachment; filename="x.pdf"'),
        ('a"; filename="b.exe', 'attachment; filename="a_; filename=_b.exe"'),
        ("a\r\nSet-Cookie: x=1", 'attachment; filename="aSet-Cookie_ x=1"'),
        ("", 'attachment; filename="unnamed"'),
        ("100%41.txt", "attachment; filename=\"100_41.txt\"; filename*=UTF-8''100%2541.txt"),
        ("Zeuge Müller.pdf", None),
    ],
)
def test_the_name_is_quoted(stored, get, name, said):
    found = get(stored(), name=name).headers["Content-Disposition"]
    assert found == (said or responses.disposition(name))


def test_other_scripts_arrive_whole_with_a_plain_fallback():
    found = responses.disposition("Zeuge Müller €.pdf")
    assert found == (
        'attachment; filename="Zeuge M_ller _.pdf"; '
        "filename*=UTF-8''Zeuge%20M%C3%BCller%20%E2%82%AC.pdf"
    )


@given(st.text(st.characters()))
def test_no_name_breaks_the_header(name):
    found = responses.disposition(name)
    assert found.isascii()
    assert found.isprintable()
    kind, options = parse_options_header(found)
    assert kind == "attachment"
    assert options == {"filename": names.download_name(name)}


def test_head_says_the_same_without_content(stored, store_app):
    answer = store_app.test_client().head(f"/file/{stored()}")
    assert answer.data == b""
    assert answer.headers["Content-Length"] == "13"


@pytest.mark.parametrize("state", list(ScanState))
def test_quarantine_refuses(stored, get, state):
    answer = get(stored(scan_state=state))
    if state is ScanState.QUARANTINED:
        assert answer.status_code == 403
        assert "quarantine" in answer.text
        assert b"plain content" not in answer.data
    else:
        assert answer.status_code == 200


def test_a_damaged_start_or_end_is_an_error_page_and_an_alarm(stored, get, trail, store_app):
    number = stored()
    with store_app.app_context(), unit_of_work.read(SYSTEM) as session:
        path = service.store().path(session.get_one(StoredFile, number).key)
    path.write_bytes(path.read_bytes()[:-1])
    answer = get(number)
    assert answer.status_code == 500
    assert "integrity check" in answer.text
    assert str(path.name) not in answer.text
    assert trail()[-1][:2] == ("FILE_ALARM", number)


def test_damage_on_the_way_breaks_the_answer_and_sounds_the_alarm(
    stored, store_app, trail, configured
):
    configured(max_bytes=1 << 20)
    data = bytes(range(256)) * 2000
    number = stored(data)
    with store_app.app_context(), unit_of_work.read(SYSTEM) as session:
        path = service.store().path(session.get_one(StoredFile, number).key)
    sealed = bytearray(path.read_bytes())
    sealed[250_000] ^= 1
    path.write_bytes(sealed)
    got = []
    answer = store_app.test_client().get(f"/file/{number}")
    assert answer.status_code == 200
    with pytest.raises(FileDamaged):
        got.extend(answer.iter_encoded())
    assert data.startswith(b"".join(got))
    assert 0 < len(b"".join(got)) < len(data)
    assert trail()[-1][:2] == ("FILE_ALARM", number)


def test_the_alarm_on_the_way_names_who_was_reading(store_app, trail):
    with store_app.app_context():
        file = take_in(sha256="0" * 64)
        with store_app.test_request_context():
            set_actor(Actor.system("reader"))
            answer = responses.send(file, download_name="x")
    with pytest.raises(FileDamaged):
        list(answer.response)
    with store_app.app_context(), unit_of_work.read(SYSTEM) as session:
        last = session.query(AuditEvent).order_by(AuditEvent.id.desc()).first()
        assert (last.event, last.username) == ("FILE_ALARM", "system:reader")
