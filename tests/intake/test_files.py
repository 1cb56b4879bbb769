"""Files that come with a complaint: kept with the page, handed over by the reporter's mode."""

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event, func, select, text

from jicms.allegations.models import AllegationDetail
from jicms.audit.models import AuditEvent
from jicms.cases.models import Case
from jicms.cases.models_vault_files import VaultFile
from jicms.core import clock
from jicms.core.errors import RuleBroken
from jicms.evidence.models import EvidenceItem
from jicms.extensions import db
from jicms.files import settings
from jicms.files.models import StoredFile
from jicms.files.reading import open_stream
from jicms.intake.models import IntakeDraft, IntakeFile
from jicms.intake.service import drafts, recording
from jicms.intake.service import files as kept_files
from tests.factories import complaints, pictures
from tests.factories.complaints import typed

NAME = "Odalys Brennek at home.jpg"
CONFIDENTIAL = {"identity": "CONFIDENTIAL", "summary": "A vehicle was looked up."}
ANONYMOUS = {"identity": "ANONYMOUS", "reporter": ""}


@pytest.fixture(autouse=True)
def _moment():
    with clock.at(complaints.RECEIVED):
        yield


@pytest.fixture(autouse=True)
def _own_store(app, tmp_path, monkeypatch):
    """A store of its own, so that what lies on disk is this test's."""
    monkeypatch.setattr(settings._Process, "settings", settings.Settings(tmp_path))


@pytest.fixture
def desk(sign_in):
    return sign_in("intake.ia")


def sent(*uploads):
    return [(io.BytesIO(content), name) for content, name in uploads]


def post(client, *uploads, press="record", **values):
    """Post the page as a browser does; `uploads` are (content, name)."""
    values.setdefault("key", uuid4().hex)
    data = typed(**{press: "1"}, **values)
    if uploads:
        data["attached"] = sent(*uploads)
    return client.post("/intake/new", data=data, content_type="multipart/form-data")


def entries(page):
    """The entries of kept files, as the page would post them."""
    return dict(re.findall(r'name="(files-\d+-key)" value="([0-9a-f]+)"', page))


def on_disk():
    root = settings.current().root
    return sorted(path.name for path in root.rglob("*") if path.is_file())


def content_of(file):
    with open_stream(file) as stream:
        return b"".join(stream)


def test_the_original_of_an_open_reporter_is_evidence(desk, acting):
    photo = pictures.picture()
    answer = post(desk, (photo, NAME), (b"To whom it may concern", "letter.txt"))
    assert answer.status_code == 302
    page = desk.get(f"{answer.location}/evidence").text
    assert "E0001" in page
    assert "E0002" in page
    with acting() as session:
        one, two = session.scalars(select(EvidenceItem).order_by(EvidenceItem.n))
        assert (one.kind_code, two.kind_code) == ("PHOTOGRAPH", "DIGITAL_FILE")
        assert one.file.original_name == NAME
        assert content_of(one.file) == photo
        assert one.collected_at == complaints.RECEIVED - timedelta(minutes=2)
        assert session.scalars(select(IntakeFile)).all() == []
        assert on_disk() == sorted(row.key for row in session.scalars(select(StoredFile)))
    assert desk.get(f"{answer.location}/evidence/items/1/file").data == photo


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


def everything(session):
    """Every text of every table, and every byte on disk as the store would show it."""
    told = []
    for table in session.execute(text(TABLES[session.get_bind().dialect.name])).scalars().all():
        rows = session.execute(text(f'select * from "{table}"')).all()
        told += [repr(row) for row in rows]
    return "\n".join(told)


TABLES = {
    "sqlite": "select name from sqlite_master where type = 'table'",
    "postgresql": "select tablename from pg_tables where schemaname = 'public'",
}


def test_of_an_anonymous_reporter_a_cleaned_copy_and_no_name(desk, acting):
    answer = post(desk, (pictures.picture(), NAME), (b"Typed", "Brennek.txt"), **ANONYMOUS)
    assert answer.status_code == 302
    page = desk.get(f"{answer.location}/evidence/items/1").text
    assert "The original was not kept" in page
    assert "attachment-1.jpg" in page
    with acting() as session:
        one, two = session.scalars(select(EvidenceItem).order_by(EvidenceItem.n))
        assert b"Odalys" not in content_of(one.file)
        assert "may hold what its maker wrote" in two.description
        assert content_of(two.file) == b"Typed"
        assert len(on_disk()) == 2
        told = everything(session)
    assert "Brennek" not in told
    assert "Odalys" not in told


def test_choosing_anonymous_later_forgets_names_and_originals(desk, acting):
    key = uuid4().hex
    page = post(desk, (pictures.picture(), NAME), press="attach", key=key).text
    assert NAME in page
    with acting() as session:
        first = session.scalars(select(StoredFile.key)).one()
    answer = desk.post("/intake/autosave", data=typed(key=key, **entries(page), **ANONYMOUS))
    assert answer.status_code == 200
    with acting() as session:
        row = session.scalars(select(IntakeFile)).one()
        assert (row.name_sealed, row.is_cleaned) == ("", True)
        assert b"Odalys" not in content_of(row.file)
        assert on_disk() == [row.file.key]
        assert row.file.key != first
        number = row.draft_id
    page = desk.get(f"/intake/drafts/{number}").text
    assert NAME not in page
    assert "drawn anew" in page


def test_what_an_anonymous_reporter_sent_before_choosing_is_cleaned_at_recording(desk, acting):
    key = uuid4().hex
    page = post(desk, (pictures.picture(), NAME), press="attach", key=key).text
    assert post(desk, key=key, **entries(page), **ANONYMOUS).status_code == 302
    with acting() as session:
        item = session.scalars(select(EvidenceItem)).one()
        assert b"Odalys" not in content_of(item.file)
        assert on_disk() == [item.file.key]
        assert "Odalys" not in everything(session)


def test_the_warning_stands_before_a_file_is_chosen(desk):
    assert "with whatever its maker wrote into it" in desk.get("/intake/new").text
    page = post(desk, (b"%PDF-1.7 x", "a.pdf"), press="attach", **ANONYMOUS).text
    assert "look into it before you record" in page


def test_of_a_confidential_reporter_the_original_goes_to_the_vault(desk, acting):
    photo = pictures.picture()
    answer = post(desk, (photo, NAME), (b"My letter", "letter.txt"), **CONFIDENTIAL)
    assert answer.status_code == 302
    with acting() as session:
        one, two = session.scalars(select(VaultFile).order_by(VaultFile.n))
        assert content_of(one.file) == photo
        assert content_of(two.file) == b"My letter"
        item = session.scalars(select(EvidenceItem)).one()
        assert b"Odalys" not in content_of(item.file)
        assert "The original is in the vault" in item.description
        assert item.file.original_name == "attachment-1.jpg"
        told = everything(session)
    assert "Brennek" not in told
    assert "at home" not in told


def test_a_picture_of_the_reporter_is_kept_back(desk, acting):
    key = uuid4().hex
    page = post(desk, (pictures.picture(), NAME), press="attach", key=key, **CONFIDENTIAL).text
    assert "shows who reports" in page
    back = {"files-0-keep_back": "1"}
    assert post(desk, key=key, **entries(page), **back, **CONFIDENTIAL).status_code == 302
    with acting() as session:
        assert session.scalars(select(EvidenceItem)).all() == []
        assert session.scalar(select(func.count(VaultFile.id))) == 1


def test_a_note_that_names_the_reporter_is_refused(desk):
    key = uuid4().hex
    page = post(desk, (b"x", "x.txt"), press="attach", key=key, **CONFIDENTIAL).text
    note = {"files-0-note": "From Odalys"}
    answer = post(desk, key=key, **entries(page), **note, **CONFIDENTIAL)
    assert answer.status_code == 422
    assert "may identify the reporter" in answer.text


SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


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
