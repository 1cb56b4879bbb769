"""What an upload may take and how long it waits: bounds, room, expiry, quarantine."""

import base64
import hashlib
import threading
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

import config
from jicms.core import clock, unit_of_work
from jicms.files import service as files
from jicms.files import settings
from jicms.files.models import ScanState, StoredFile
from jicms.files.tus import service
from jicms.files.tus.errors import TooMany
from jicms.files.tus.models import Upload
from tests.factories import accounts
from tests.files.sending import (
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
    whole_upload,
)

__all__ = ["ana", "bounded", "evidence_of"]


def test_one_account_has_so_many_and_so_much_open(ana, bounded, sign_in):
    bounded(max_resumable=1000, most_open=3, most_announced=2)
    assert create(ana, 1001).status_code == 413
    assert [create(ana, size).status_code for size in (900, 900, 300, 200, 1)] == [
        201, 201, 413, 201, 429,
    ]  # fmt: skip
    assert create(sign_in("investigator2.ia"), 900).status_code == 201


def test_two_at_once_do_not_pass_the_bound_together(app, ana, bounded):
    """The second counts when the first is committed, on either database."""
    bounded(max_resumable=1000, most_open=1, most_announced=2)
    with app.app_context():
        actor, answers = accounts.actor_of("investigator.ia"), []

    def begin(first, may_go):
        with app.app_context():
            try:
                with unit_of_work.write(actor):
                    service.begin(actor=actor, length=10, metadata="")
                    first.set()
                    may_go.wait(5)
                answers.append("begun")
            except TooMany as error:
                answers.append(str(error))

    begun, go, ignored = threading.Event(), threading.Event(), threading.Event()
    one = threading.Thread(target=begin, args=(begun, go))
    one.start()
    assert begun.wait(5)
    ignored.set()
    other = threading.Thread(target=begin, args=(threading.Event(), ignored))
    other.start()
    other.join(0.5)
    assert answers == [], "the second waits for the first"
    go.set()
    for thread in (one, other):
        thread.join(10)
    # Either thread may say first how it went.
    assert sorted(answer == "begun" for answer in answers) == [False, True]
    assert any("no form took yet" in answer for answer in answers)


def test_who_sends_sees_what_is_unfinished_and_goes_on_in_another_session(ana, sign_in, reading):
    mark = hashlib.sha256(b"memo.pdf/1/2").hexdigest()
    told = (
        named("memo.pdf")["Upload-Metadata"] + ",mark " + base64.b64encode(mark.encode()).decode()
    )
    where = create(ana, **{"Upload-Metadata": told}).location
    patch(ana, where, WHOLE[: len(WHOLE) // 2], 0)
    ana.post("/sign-out")
    again = sign_in("investigator.ia")
    page = again.get("/unfinished-uploads").text
    assert "memo.pdf" in page
    assert "50 %" in page or "49 %" in page
    assert "Unfinished uploads" in again.get("/").text
    assert "memo.pdf" in again.get("/").text
    found = again.get(f"/uploads?mark={mark}", headers=TUS)
    assert found.json == {"url": urlsplit(where).path, "size": len(WHOLE)}
    other = sign_in("investigator2.ia")
    assert other.get(f"/uploads?mark={mark}", headers=TUS).status_code == 204
    assert again.get(f"/uploads?mark={'0' * 64}", headers=TUS).status_code == 204
    assert "memo.pdf" not in other.get("/unfinished-uploads").text
    assert "memo.pdf" not in other.get("/").text
    key = where.rsplit("/", 1)[-1]
    assert other.post(f"/unfinished-uploads/{key}/remove").status_code == 404
    patch(again, where, WHOLE[len(WHOLE) // 2 :], len(WHOLE) // 2)
    assert "All of it" in again.get("/unfinished-uploads").text
    assert again.post(f"/unfinished-uploads/{key}/remove").status_code == 302
    assert "Nothing unfinished" in again.get("/unfinished-uploads").text
    with reading() as session:
        assert session.scalar(select(StoredFile)) is None
    assert sign_in("admin").get("/unfinished-uploads").status_code == 403


def test_a_full_disk_is_said_before_anything_is_sent(ana, monkeypatch):
    monkeypatch.setattr(service, "RESERVE", 1 << 62)
    assert create(ana).status_code == 507


def test_an_upload_expires_with_its_bytes_unless_a_form_took_it(
    app, ana, acting, reading, evidence_of
):
    number, form = evidence_of
    taken, waiting = whole_upload(ana), whole_upload(ana)
    open_one = create(ana).location
    patch(ana, open_one, b"x", 0)
    ana.post(f"/cases/{number}/evidence/items/new", data=form | {"file": taken})
    with acting() as session:
        for upload in session.scalars(select(Upload)):
            upload.expires_at = clock.now() - timedelta(seconds=1)
    assert offset(ana, open_one) is None
    assert (
        ana.post(f"/cases/{number}/evidence/items/new", data=form | {"file": waiting}).status_code
        == 422
    )
    with acting() as session:
        waits = session.scalar(select(Upload).where(Upload.key == open_one.rsplit("/", 1)[-1]))
        with service.parts_of(waits).locked():
            assert service.sweep() == 2, "a part is arriving for the third"
        assert service.sweep() == 1
    assert on_disk(open_one.rsplit("/", 1)[-1]) == []
    assert ana.get(f"/cases/{number}/evidence/items/1/file").data == WHOLE
    with reading() as session:
        assert session.scalar(select(Upload)) is None
        assert len(session.scalars(select(StoredFile)).all()) == 1


def test_a_path_in_the_name_is_a_label_and_no_path(ana, reading):
    key = whole_upload(ana, name="../../../etc/cron.d/\u202egpj.exe" + "n" * 300)
    with reading() as session:
        file = content(session, key)[0]
        assert "/" not in file.original_name
        assert "\u202e" not in file.original_name
        assert len(file.original_name) <= 255
        assert files.store().path(file.key).is_relative_to(settings.current().root)


def test_a_scanner_that_fails_or_finds_puts_it_in_quarantine(ana, bounded, reading, tmp_path):
    bounded(clamd=str(tmp_path / "nobody"))
    key = whole_upload(ana)
    with reading() as session:
        assert content(session, key)[0].scan_state is ScanState.QUARANTINED


@pytest.mark.parametrize("size", ["0", "-5", "2 GB", "1e3"])
def test_a_malformed_limit_stops_the_start(monkeypatch, size):
    monkeypatch.setenv("JICMS_MAX_FILE_MB", size)
    with pytest.raises(config.UnsafeSettings, match="JICMS_MAX_FILE_MB"):
        config.load()
