"""Files of a complaint that nobody should trust: refused, or stored and never shown."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from jicms.evidence.models import EvidenceItem
from jicms.files import settings
from jicms.intake.service import files as kept_files
from tests.factories import pictures
from tests.intake.uploads import ANONYMOUS, CONFIDENTIAL, entries, post

pytestmark = pytest.mark.usefixtures("moment", "own_store")

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def test_a_note_that_names_the_reporter_is_refused(desk):
    key = uuid4().hex
    page = post(desk, (b"x", "x.txt"), press="attach", key=key, **CONFIDENTIAL).text
    note = {"files-0-note": "From Odalys"}
    answer = post(desk, key=key, **entries(page), **note, **CONFIDENTIAL)
    assert answer.status_code == 422
    assert "may identify the reporter" in answer.text


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"<!doctype html><script>alert(1)</script>", "page.html", "text/html"),
        (SVG, "picture.svg", "image/svg+xml"),
        (pictures.picture(tail=b"<script>alert(1)</script>"), "both.html", "image/jpeg"),
        (b"text", "x" * 296 + ".txt", "text/plain"),
        (b"text", "../../../etc/passwd", "text/plain"),
        (b"text", "C:\\Users\\me\\\u202egpj.exe", "text/plain"),
        (pictures.bomb(), "bomb.png", "image/png"),
    ],
)
def test_malicious_files_are_stored_and_never_shown_by_the_browser(
    desk, acting, content, name, kind
):
    answer = post(desk, (content, name))
    assert answer.status_code == 302
    with acting() as session:
        file = session.scalars(select(EvidenceItem)).one().file
        assert file.content_type == kind
        assert len(file.original_name) <= 255
        assert not set("/\\\u202e") & set(file.original_name)
    got = desk.get(f"{answer.location}/evidence/items/1/file")
    assert got.data == content
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    if kind in {"text/html", "image/svg+xml"}:
        assert got.content_type == "application/octet-stream"


@pytest.mark.parametrize(
    ("content", "name"),
    [(pictures.bomb(), "bomb.png"), (pictures.picture()[:150], "half.jpg")],
)
def test_a_picture_that_cannot_be_cleaned_is_refused_to_the_anonymous(desk, acting, content, name):
    answer = post(desk, (content, name), (b"kept", "kept.txt"), **ANONYMOUS)
    assert answer.status_code == 422
    assert f"{name}: This picture can’t be cleaned" in answer.text
    assert len(entries(answer.text)) == 1, "the other one is kept"
    key = uuid4().hex
    page = post(desk, (content, name), press="attach", key=key).text
    answer = post(desk, key=key, **entries(page), **ANONYMOUS)
    assert answer.status_code == 422
    assert "can’t be cleaned" in answer.text


def test_empty_too_large_and_too_many_are_refused_one_by_one(desk, monkeypatch):
    monkeypatch.setattr(
        settings._Process, "settings", settings.Settings(settings.current().root, max_bytes=1000)
    )
    answer = post(desk, (b"", "empty.txt"), (b"x" * 1001, "large.txt"), (b"good", "good.txt"))
    assert answer.status_code == 422
    assert "empty.txt: The file is empty" in answer.text
    assert "large.txt: The file is larger than" in answer.text
    assert len(entries(answer.text)) == 1
    many = [(b"x", f"{n}.txt") for n in range(kept_files.AT_MOST + 1)]
    page = post(desk, *many, press="attach")
    assert page.status_code == 422
    assert "takes 20 files" in page.text
    assert len(entries(page.text)) == kept_files.AT_MOST


def test_invented_entries_are_refused(desk):
    bogus = {f"files-{n}-key": "f" * 32 for n in range(30)}
    answer = post(desk, (b"x", "x.txt"), **bogus)
    assert answer.status_code == 422
    assert "Choose it again" in answer.text
    assert len(entries(answer.text)) == 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"allegations-0-code": "TNA-04"}, "No allegation here is about a system"),
        ({"files-1-extract": "1"}, "Mark one file as the extract"),
        (CONFIDENTIAL, "goes to the vault and can’t be the extract"),
    ],
)
def test_an_extract_that_shows_nothing_is_refused_at_its_field(desk, values, sentence):
    key = uuid4().hex
    page = post(desk, (b"a", "a.txt"), (b"b", "b.txt"), press="attach", key=key).text
    answer = post(desk, key=key, **{**entries(page), "files-0-extract": "1", **values})
    assert answer.status_code == 422
    assert sentence in answer.text
