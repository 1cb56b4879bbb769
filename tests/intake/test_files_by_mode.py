"""What is kept of a complaint's files, by the mode in which its reporter is known."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text

from jicms.cases.handling import Handling
from jicms.cases.models import Case, GrantKind
from jicms.cases.models_vault_files import VaultFile
from jicms.evidence.models import EvidenceItem
from jicms.files.models import StoredFile
from jicms.intake.models import IntakeFile
from jicms.refdata.models import RevealReason
from tests.factories import cases, complaints, pictures
from tests.factories.complaints import typed
from tests.files.sending import create, patch
from tests.intake.uploads import ANONYMOUS, CONFIDENTIAL, NAME, content_of, entries, on_disk, post

pytestmark = pytest.mark.usefixtures("moment", "own_store")

TABLES = {
    "sqlite": "select name from sqlite_master where type = 'table'",
    "postgresql": "select tablename from pg_tables where schemaname = 'public'",
}


def everything(session):
    """Every text of every table, and every byte on disk as the store would show it."""
    told = []
    for table in session.execute(text(TABLES[session.get_bind().dialect.name])).scalars().all():
        rows = session.execute(text(f'select * from "{table}"')).all()
        told += [repr(row) for row in rows]
    return "\n".join(told)


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


def test_what_arrived_in_parts_is_kept_alike_and_what_it_was_called_stays_nowhere(desk, acting):
    """A film of an anonymous reporter, sent by the script: without its name; a picture is drawn
    anew. Of an open reporter the form alone tells the name."""
    film, photo = b"\x00\x00\x00\x18ftypmp42" + bytes(90_000), pictures.picture()

    def arrived(content, name):
        where = create(desk, len(content), **{"Upload-Metadata": ""}).location
        assert patch(desk, where, content, 0).status_code == 204
        return f"{where.rsplit('/', 1)[-1]}/{name}"

    sent = [arrived(film, "Brennek.mp4"), arrived(photo, NAME)]
    answer = desk.post(
        "/intake/new", data=typed(record="1", attached=sent, key=uuid4().hex, **ANONYMOUS)
    )
    assert answer.status_code == 302, answer.text
    with acting() as session:
        one, two = session.scalars(select(EvidenceItem).order_by(EvidenceItem.n))
        assert content_of(one.file) == film
        assert b"Odalys" not in content_of(two.file)
        assert len(on_disk()) == 2, "neither parts nor the picture as it came"
        told = everything(session)
    assert "Brennek" not in told
    assert "Odalys" not in told
    again = desk.post("/intake/new", data=typed(record="1", attached=sent[:1], key=uuid4().hex))
    assert again.status_code == 422, "it was taken"
    assert "Choose the file again" in again.text
    named = typed(record="1", attached=[arrived(film, "gate.mp4")], key=uuid4().hex)
    assert desk.post("/intake/new", data=named).status_code == 302
    with acting() as session:
        last = session.scalars(select(EvidenceItem).order_by(EvidenceItem.id.desc())).first()
        assert last.file.original_name == "gate.mp4"


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


def test_original_and_copy_lead_to_each_other_where_both_may_be_seen(desk, acting, sign_in):
    answer = post(desk, (pictures.picture(), NAME), (b"My letter", "letter.txt"), **CONFIDENTIAL)
    number = answer.location.rpartition("/")[2]
    with acting() as session:
        item, case = (
            session.scalars(select(EvidenceItem)).one(),
            session.scalars(select(Case)).one(),
        )
        rows = session.scalars(select(VaultFile).order_by(VaultFile.n)).all()
        assert [row.copy_id for row in rows] == [item.file_id, None]
        cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        n = rows[0].party.n
        reason = {"reason_code": session.scalars(select(RevealReason.code)).first()}
    boss = sign_in("supervisor.ia")
    page, vault = f"/cases/{number}/evidence/items/1", f"/cases/{number}/vault/1"
    listed = f"/cases/{number}/people/{n}/vault"
    assert vault in boss.get(page).text
    for name in ("intake.ia", "investigator.ia"):
        shown = sign_in(name).get(page)
        assert (shown.status_code, "vault/1" in shown.text) == (200, False), name
    assert page in boss.get(listed).text
    assert boss.post(vault, data=reason).status_code == 200
    with acting() as session:
        item = session.scalars(select(EvidenceItem)).one()
        item.handling = int(Handling.GRAND_JURY)
        session.flush()
    assert boss.get(page).status_code == 404
    shown = boss.get(listed).text
    assert "A copy that you may not see" in shown
    assert (page in shown, f'"{vault}"' in shown) == (False, False)
    assert f"/cases/{number}/vault/2" in shown, "what has no copy is opened as before"
    refused = boss.post(vault, data=reason)
    assert refused.status_code == 403
    assert "where you may not see it" in refused.text
    assert boss.post(f"/cases/{number}/vault/2", data=reason).data == b"My letter"
