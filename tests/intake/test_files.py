"""Files that come with a complaint: kept with the page until it is recorded."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event, func, select, text

from jicms.allegations.models import AllegationDetail
from jicms.audit.models import AuditEvent
from jicms.cases.models import Case
from jicms.core import clock
from jicms.core.errors import RuleBroken
from jicms.evidence.models import EvidenceItem
from jicms.extensions import db
from jicms.files.models import StoredFile
from jicms.intake.models import IntakeDraft, IntakeFile
from jicms.intake.service import drafts, recording
from tests.factories.complaints import typed
from tests.intake.uploads import CONFIDENTIAL, NAME, entries, on_disk, post

pytestmark = pytest.mark.usefixtures("moment", "own_store")


def test_a_refused_page_keeps_the_files(desk, acting):
    key = uuid4().hex
    answer = post(desk, (b"A log", "log.txt"), key=key, place="")
    assert answer.status_code == 422
    assert "log.txt" in answer.text
    assert "Enter the place" in answer.text
    listed = entries(answer.text)
    assert len(listed) == 1
    version = re.search(r'name="version" value="(\d+)"', answer.text).group(1)
    answer = post(desk, key=key, version=version, **listed)
    assert answer.status_code == 302, "chosen once"
    with acting() as session:
        assert session.scalars(select(EvidenceItem)).one().file.original_name == "log.txt"


def test_a_refusal_of_the_service_keeps_them_too(desk, acting, monkeypatch):
    def broken(*_args, **_more):
        raise RuleBroken("Not now.", field="place")

    key = uuid4().hex
    with monkeypatch.context() as patched:
        patched.setattr(recording, "_start_clocks", broken)
        answer = post(desk, (b"A log", "log.txt"), key=key)
    assert answer.status_code == 422
    assert "Not now." in answer.text
    assert post(desk, key=key, **entries(answer.text)).status_code == 302
    with acting() as session:
        assert session.scalar(select(func.count(Case.id))) == 1
        assert session.scalar(select(func.count(StoredFile.id))) == 1
        assert len(on_disk()) == 1


def test_every_button_keeps_what_was_chosen(desk):
    key, kept = uuid4().hex, {}
    for n, press in enumerate(("attach", "check", "unlisted", "others-add"), 1):
        page = post(desk, (b"Page %d" % n, f"{n}.txt"), press=press, key=key, **kept).text
        kept = entries(page)
        assert len(entries(page)) == n, press
    first = next(iter(entries(page).values()))
    page = desk.post("/intake/new", data=typed(detach=first, key=key, **entries(page))).text
    assert len(entries(page)) == 3
    assert "1.txt" not in page


def test_drafts_keep_files_and_take_them_along(desk, acting):
    answer = post(desk, (b"A log", "log.txt"), press="draft", **CONFIDENTIAL)
    page = desk.get(answer.location).text
    assert "log.txt" in page
    with acting() as session:
        row = session.scalars(select(IntakeFile)).one()
        assert row.file.original_name == "unnamed"
        assert "log" not in row.name_sealed
        number = session.scalars(select(IntakeDraft.id)).one()
    desk.post(f"/intake/drafts/{number}/discard", data={})
    with acting() as session:
        assert session.scalar(select(func.count(StoredFile.id))) == 0
    assert on_disk() == []


def test_nobody_else_reaches_the_files_of_a_draft(desk, sign_in, acting, reading):
    key = uuid4().hex
    page = post(desk, (b"A log", "log.txt"), press="attach", key=key).text
    other = sign_in("supervisor.ia")
    theirs = post(other, key=key, **entries(page))
    assert theirs.status_code == 422
    assert "Choose it again" in theirs.text
    other.post("/intake/new", data=typed(detach=next(iter(entries(page).values())), key=key))
    with reading("supervisor.ia") as session:
        assert session.scalars(select(IntakeFile)).all() == []
    with acting() as session:
        assert session.scalar(select(func.count(IntakeFile.id))) == 1


def test_the_files_of_an_ended_draft_go(desk, sign_in, acting):
    post(desk, (b"A log", "log.txt"), press="attach")
    with clock.at(clock.now() + drafts.KEPT_FOR + timedelta(1)), acting("supervisor.ia"):
        drafts.drop_expired()
    with acting() as session:
        for table in ("intake_draft", "intake_file", "stored_file"):
            assert session.execute(text(f"select count(*) from {table}")).scalar() == 0
    assert on_disk() == []


def test_a_page_posted_twice_makes_one_case(desk, acting):
    key = uuid4().hex
    upload = (b"A log", "log.txt")
    assert post(desk, upload, key=key).status_code == 302
    again = post(desk, upload, key=key)
    assert again.status_code == 302
    assert again.location.endswith("/cases/202700001")
    with acting() as session:
        assert session.scalar(select(func.count(Case.id))) == 1
        assert session.scalar(select(func.count(StoredFile.id))) == 1


def test_a_marked_file_is_the_extract_of_the_allegations_about_a_system(desk, acting):
    key = uuid4().hex
    page = post(desk, (b"10:22 query", "log.csv"), press="attach", key=key).text
    marked = {**entries(page), "files-0-extract": "1", "allegations-1-code": "TNA-04"}
    answer = post(desk, key=key, **marked)
    assert answer.status_code == 302
    with acting() as session:
        item = session.scalars(select(EvidenceItem)).one()
        assert item.kind_code == "LOG_EXTRACT"
        found = session.scalars(select(AllegationDetail).order_by(AllegationDetail.allegation_id))
        assert [row.query_extract_id for row in found] == [item.id, None]
    page = desk.get(f"{answer.location}/allegations").text
    assert "Log extract" in page
    assert "/evidence/items/1" in page


def test_recording_without_files_asks_nothing_of_them(app, desk):
    seen = []

    def note(_link, _cursor, statement, *_rest):
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert post(desk).status_code == 302
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert seen
    assert not [sql for sql in seen if re.search("intake_file|vault_file|stored_file", sql)]


def test_the_trail_holds_no_name(desk, acting):
    post(desk, (b"x", NAME))
    with acting() as session:
        assert "Odalys" not in " ".join(session.scalars(select(AuditEvent.detail)).all())
