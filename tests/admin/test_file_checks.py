"""The integrity of files: who sees it, what it says of whose, and who is told of damage."""

import pytest
from sqlalchemy import select

from jicms.cases.models import CaseStatus
from jicms.core import clock
from jicms.evidence.models import EvidenceItem
from jicms.files import service as files
from jicms.files.models import StoredFile
from jicms.notices.models import Notice
from tests.factories import accounts, cases, evidence
from tests.factories.files import upload
from tests.factories.investigations import investigation


@pytest.fixture
def damaged(app, acting):
    """A damaged file of an item: (its id, the item's key, its path)."""
    with acting() as session:
        case = cases.case(session, status=CaseStatus.TRIAGE)
        investigation(session, case)
        file = upload(b"a recording", name="Mrs. Weller on the telephone.wav")
        item = evidence.item(session, case.number, file=file)
        found = file.id, f"{case.number}-{item.key}", files.store().path(file.key)
    whole = found[2].read_bytes()
    found[2].write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    return *found, whole


def verify(app):
    return app.test_cli_runner().invoke(args=["files", "verify"])


def told(reading):
    with reading() as session:
        rows = session.scalars(select(Notice).where(Notice.event == "FILE_DAMAGED"))
        return {row.user_id for row in rows if row.cleared_at is None}


def test_damage_reaches_custodians_and_administrators_without_content(
    app, damaged, reading, sign_in
):
    number, key, path, whole = damaged
    assert verify(app).exit_code == 1
    with app.app_context():
        ids = [accounts.actor_of(name).user_id for name in ("custodian.ia", "admin")]
        investigator = accounts.actor_of("investigator.ia").user_id
    assert set(ids) <= told(reading)
    assert investigator not in told(reading)
    for name, sees_record in (("custodian.ia", True), ("admin", False), ("auditor", False)):
        client = sign_in(name)
        page = client.get("/admin/files")
        assert page.status_code == 200
        assert f"{number}<span" in page.text
        assert (key in page.text) is sees_record
        assert "Weller" not in page.text
        if name != "auditor":
            assert "A stored file failed its integrity check" in client.get("/notices").text
    path.write_bytes(whole)
    assert verify(app).exit_code == 0
    assert told(reading) == set()
    assert "No file is damaged" in sign_in("admin").get("/admin/files").text


@pytest.mark.parametrize("name", ["investigator.ia", "supervisor.ia", "security", "official.cbp"])
def test_nobody_else_opens_the_page_or_sees_its_link(sign_in, name):
    client = sign_in(name)
    assert client.get("/admin/files").status_code == 403
    assert "Integrity of files" not in client.get("/").text


def test_a_record_says_when_its_file_was_verified(damaged, acting, sign_in, reading):
    number, _key, path, whole = damaged
    with reading() as session:
        item = session.scalar(select(EvidenceItem).where(EvidenceItem.file_id == number))
        where = f"/cases/{item.case.number}/evidence/items/{item.n}"
    client = sign_in("supervisor.ia")
    assert "Verified " in client.get(where).text
    assert client.get(f"{where}/file").status_code == 500
    assert "Failed its integrity check" in client.get(where).text
    path.write_bytes(whole)
    with acting() as session:
        file = session.get_one(StoredFile, number)
        file.damaged_at, file.checked_at = None, clock.now()
    assert client.get(f"{where}/file").data == b"a recording"
