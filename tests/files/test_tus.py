"""Uploads in parts: the protocol as its specification has it, and as an attacker would bend it."""

import base64
import hashlib
import io
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from jicms.files import service as files
from jicms.files import settings
from jicms.files.models import StoredFile
from jicms.files.tus import service
from jicms.files.tus.models import Upload
from tests.factories import accounts
from tests.files.sending import (
    PART,
    TUS,
    WHOLE,
    ana,
    bounded,
    content,
    create,
    evidence_of,
    named,
    offset,
    on_disk,
    patch,
    small_parts,
    whole_upload,
)

__all__ = ["ana", "bounded", "evidence_of", "small_parts"]


def test_it_says_what_it_speaks(client):
    answer = client.options("/uploads")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert set(answer.headers["Tus-Extension"].split(",")) == {
        "creation", "creation-with-upload", "termination", "checksum", "expiration",
    }  # fmt: skip
    assert "sha1" in answer.headers["Tus-Checksum-Algorithm"].split(",")
    assert int(answer.headers["Tus-Max-Size"]) == settings.current().max_resumable


def test_parts_make_a_whole_that_is_on_disk_sealed_only(ana, reading, small_parts):
    made = create(ana)
    assert made.status_code == 201
    assert made.headers["Upload-Offset"] == "0"
    where, at = made.location, 0
    assert urlsplit(where).path.startswith("/uploads/")
    for end in (1, 70_000, 70_000, 200_000, len(WHOLE)):
        answer = patch(ana, where, WHOLE[at:end], at)
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(end))
        assert answer.headers["Tus-Resumable"] == "1.0.0"
        assert b"PDF-1.7" not in b"".join(p.read_bytes() for p in on_disk(where.rsplit("/")[-1]))
        at = end
        told = ana.head(where, headers=TUS)
        assert told.headers["Upload-Offset"] == str(end)
        assert told.headers["Upload-Length"] == str(len(WHOLE))
        assert told.headers["Upload-Metadata"] == named("memo.pdf")["Upload-Metadata"]
        assert told.headers["Cache-Control"] == "no-store"
        assert "GMT" in told.headers["Upload-Expires"]
    key = where.rsplit("/", 1)[-1]
    assert on_disk(key) == []
    with reading() as session:
        file, stored = content(session, key)
        assert stored == WHOLE
        assert file.sha256 == hashlib.sha256(WHOLE).hexdigest()
        assert (file.original_name, file.content_type) == ("memo.pdf", "application/pdf")
        assert file.created_by_id == accounts.actor_of("investigator.ia").user_id


def test_an_item_takes_the_finished_upload_once(ana, reading, evidence_of):
    number, form = evidence_of
    key = whole_upload(ana)
    answer = ana.post(f"/cases/{number}/evidence/items/new", data=form | {"file": key})
    assert answer.status_code == 302
    assert ana.get(f"/cases/{number}/evidence/items/1/file").data == WHOLE
    again = ana.post(f"/cases/{number}/evidence/items/new", data=form | {"file": key})
    assert again.status_code == 422
    assert "Choose the file again" in again.text
    for answer in (ana.head(f"/uploads/{key}", headers=TUS), give_up(ana, key)):
        assert answer.status_code == 404
    assert ana.get(f"/cases/{number}/evidence/items/1/file").data == WHOLE


def give_up(client, key):
    return client.delete(f"/uploads/{key}", headers=TUS)


def test_a_document_takes_one_too(ana, evidence_of):
    number, _form = evidence_of
    answer = ana.post(
        f"/cases/{number}/documents/new", data={"title": "Roster", "file": whole_upload(ana)}
    )
    assert answer.status_code == 302
    assert ana.get(f"/cases/{number}/documents/1/file").data == WHOLE


def test_a_refused_form_keeps_what_arrived_and_another_file_takes_its_place(ana, evidence_of):
    number, form = evidence_of
    page = f"/cases/{number}/evidence/items/new"
    key = whole_upload(ana, name="interview.mp4")
    back = ana.post(page, data={**form, "file": key, "collected_on": "13/45/2026"})
    assert back.status_code == 422
    assert f'name="file" value="{key}"' in back.text
    assert "interview.mp4 has arrived" in back.text
    small = (io.BytesIO(b"a note"), "note.txt")
    assert ana.post(page, data=form | {"file": [key, small]}).status_code == 302
    assert ana.get(f"/cases/{number}/evidence/items/1/file").data == b"a note"


def test_somebody_elses_upload_is_not_there(ana, sign_in, reading, evidence_of):
    number, form = evidence_of
    where = create(ana).location
    finished = whole_upload(ana)
    for name in ("investigator2.ia", "supervisor.ia", "custodian.ia"):
        other = sign_in(name)
        assert offset(other, where) is None
        assert patch(other, where, b"x", 0).status_code == 404
        assert other.delete(where, headers=TUS).status_code == 404
        assert other.head(f"/uploads/{finished}", headers=TUS).status_code == 404
    page = f"/cases/{number}/evidence/items/new"
    taken = sign_in("supervisor.ia").post(page, data=form | {"file": finished})
    assert taken.status_code == 422
    assert offset(ana, where) == 0
    for key in ("0" * 32, "../../../etc/passwd", "%2e%2e%2f", "a" * 300):
        assert ana.head(f"/uploads/{key}", headers=TUS).status_code == 404
        assert ana.post(page, data=form | {"file": key}).status_code == 422
    unfinished = where.rsplit("/", 1)[-1]
    assert ana.post(page, data=form | {"file": unfinished}).status_code == 422


def test_roles_without_cases_and_people_without_a_session_upload_nothing(client, sign_in, reading):
    assert create(client).status_code == 401
    for name in ("auditor", "admin", "security"):
        assert create(sign_in(name)).status_code == 403
    with reading() as session:
        assert session.scalar(select(Upload)) is None


def test_another_site_can_send_nothing(app, ana, monkeypatch):
    where = create(ana).location
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    assert create(ana).status_code == 400
    assert patch(ana, where, b"x", 0).status_code == 400
    assert ana.delete(where, headers=TUS).status_code == 400
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    assert offset(ana, where) == 0
    assert "Access-Control-Allow-Origin" not in ana.options("/uploads").headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": "-1"}, 400),
        ({"Upload-Length": "1e3"}, 400),
        ({"Upload-Length": "٣"}, 400),
        ({"Upload-Length": "9" * 19}, 400),
        ({"Upload-Length": "9" * 18}, 413),
        ({"Upload-Length": ""}, 400),
        ({"Upload-Length": "0"}, 422),
        ({"Upload-Defer-Length": "1"}, 400),
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Upload-Metadata": "filename !!!"}, 400),
        ({"Upload-Metadata": "filename YQ==,filename Yg=="}, 400),
        ({"Upload-Metadata": "filename " + "A" * 5000}, 400),
        ({"Upload-Metadata": ",,"}, 400),
    ],
)
def test_creating_with_nonsense_creates_nothing(ana, reading, headers, status):
    sent = {**TUS, "Upload-Length": "10", **headers}
    sent = {name: value.encode().decode("latin-1") for name, value in sent.items()}
    answer = ana.post("/uploads", headers=sent)
    assert answer.status_code == status
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert (answer.headers.get("Tus-Version") == "1.0.0") == (status == 412)
    with reading() as session:
        assert session.scalar(select(Upload)) is None


@pytest.mark.parametrize(
    ("headers", "data", "status"),
    [
        ({"Upload-Offset": "5"}, b"x", 409),
        ({"Upload-Offset": "-1"}, b"x", 400),
        ({"Upload-Offset": "9" * 40}, b"x", 400),
        ({"Upload-Offset": "3 "}, b"x", 400),
        ({"Tus-Resumable": "2"}, b"x", 412),
        ({"Content-Type": "application/octet-stream"}, b"x", 415),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"x", 415),
        ({}, b"12345678", 413),
        ({"Upload-Offset": "11"}, b"x", 413),
        ({"Upload-Checksum": "md5 AAAA"}, b"x", 400),
        ({"Upload-Checksum": "sha1 ***"}, b"x", 400),
        ({"Upload-Checksum": "sha1 AAAA"}, b"x", 460),
        ({"Upload-Checksum": "sha256 AAAA"}, b"1234567", 460),
    ],
)
def test_a_part_that_is_not_right_leaves_the_upload_as_it_was(ana, headers, data, status):
    where = create(ana, 10).location
    patch(ana, where, b"abc", 0)
    sent = {**TUS, "Upload-Offset": "3", "Content-Type": PART, **headers}
    answer = ana.patch(where, data=data, headers=sent)
    assert answer.status_code == status
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert offset(ana, where) == 3
    assert patch(ana, where, b"defghij", 3).headers["Upload-Offset"] == "10"
    assert patch(ana, where, b"", 10).status_code == 204
    assert patch(ana, where, b"more", 10).status_code == 413


def test_a_part_with_the_right_sum_is_kept(ana, small_parts, reading):
    where, half = create(ana).location, 150_000
    for start, end in ((0, half), (half, len(WHOLE))):
        summed = hashlib.sha1(WHOLE[start:end], usedforsecurity=False).digest()
        total = base64.b64encode(summed).decode()
        answer = patch(ana, where, WHOLE[start:end], start, **{"Upload-Checksum": f"sha1 {total}"})
        assert answer.status_code == 204
    with reading() as session:
        assert content(session, where.rsplit("/", 1)[-1])[1] == WHOLE


def test_creation_brings_the_first_part_and_post_stands_in_for_patch(ana, reading):
    sent = {**TUS, "Upload-Length": "6"}
    made = ana.post("/uploads", data=b"abc", headers=sent, content_type=PART)
    assert (made.status_code, made.headers["Upload-Offset"]) == (201, "3")
    assert ana.post("/uploads", data=b"abcdefg", headers=sent, content_type=PART).status_code == 413
    sent = {**TUS, "Upload-Offset": "3", "X-HTTP-Method-Override": "PATCH"}
    again = ana.post(made.location, data=b"def", headers=sent, content_type=PART)
    assert (again.status_code, again.headers["Upload-Offset"]) == (204, "6")
    sent["X-HTTP-Method-Override"] = "GET"
    assert ana.post(made.location, headers=sent).status_code == 405
    with reading() as session:
        file, stored = content(session, made.location.rsplit("/", 1)[-1])
        assert (file.original_name, stored) == ("unnamed", b"abcdef")


def test_only_one_writes_at_a_time(ana, app, reading):
    where = create(ana).location
    patch(ana, where, WHOLE[:100], 0)
    with reading() as session:
        upload = session.scalar(select(Upload))
        held = service.parts_of(upload)
    with held.locked():
        assert patch(ana, where, WHOLE[100:], 100).status_code == 423
        assert ana.delete(where, headers=TUS).status_code == 423
        assert offset(ana, where) == 100
    assert patch(ana, where, WHOLE[100:], 100).status_code == 204


def test_what_was_given_up_is_gone(ana, reading):
    where = create(ana).location
    patch(ana, where, WHOLE[:100], 0)
    key = whole_upload(ana)
    with reading() as session:
        stored = files.store().path(content(session, key)[0].key)
    assert ana.delete(where, headers=TUS).status_code == 204
    assert give_up(ana, key).status_code == 204
    assert not stored.exists()
    assert on_disk(where.rsplit("/", 1)[-1]) == []
    assert patch(ana, where, b"x", 100).status_code == 404
    with reading() as session:
        assert session.scalar(select(Upload)) is None
        assert session.scalar(select(StoredFile)) is None
