"""Sending files in parts, as the tests of the upload protocol do it."""

import base64

import pytest
from sqlalchemy import select

from jicms.cases.models import CaseStatus
from jicms.files import service as files
from jicms.files import settings
from jicms.files.tus import parts as folders
from jicms.files.tus import service
from jicms.files.tus.models import Upload
from tests.evidence.test_pages import ITEM
from tests.factories import cases
from tests.factories.investigations import investigation

TUS = {"Tus-Resumable": "1.0.0"}
PART = "application/offset+octet-stream"
WHOLE = b"%PDF-1.7\n" + bytes(range(256)) * 900


@pytest.fixture
def small_parts(monkeypatch):
    """Parts of 64 KiB, so that a small file comes in several."""
    monkeypatch.setattr(folders, "LARGEST", 64 * 1024)
    monkeypatch.setattr(service, "LARGEST", 64 * 1024)


@pytest.fixture
def bounded(app, monkeypatch):
    """Change settings of the store for one test."""

    def change(**changed):
        now = settings.current()
        kept = {name: getattr(now, name) for name in now.__slots__}
        monkeypatch.setattr(settings._Process, "settings", settings.Settings(**kept | changed))

    return change


@pytest.fixture
def ana(sign_in):
    return sign_in("investigator.ia")


@pytest.fixture
def evidence_of(acting):
    """A case of the investigator's, and a form of an item."""
    with acting() as session:
        case = cases.case(session, status=CaseStatus.TRIAGE)
        investigation(session, case)
        return case.number, ITEM


def named(name):
    return {"Upload-Metadata": f"filename {base64.b64encode(name.encode()).decode()}"}


def create(client, length=0, name="memo.pdf", **headers):
    length = length or len(WHOLE)
    sent = {**TUS, **named(name), "Upload-Length": str(length), **headers}
    return client.post("/uploads", headers=sent)


def patch(client, where, data, offset, **headers):
    sent = {**TUS, "Upload-Offset": str(offset), **headers}
    return client.patch(where, data=data, headers=sent, content_type=PART)


def offset(client, where):
    answer = client.head(where, headers=TUS)
    return int(answer.headers["Upload-Offset"]) if answer.status_code == 200 else None


def whole_upload(client, data=WHOLE, name="memo.pdf"):
    where = create(client, len(data), name).location
    answer = patch(client, where, data, 0)
    assert answer.status_code == 204, answer.text
    return where.rsplit("/", 1)[-1]


def on_disk(key):
    folder = settings.current().root / "uploads" / key
    return [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []


def content(session, key):
    file = session.scalar(select(Upload).where(Upload.key == key)).file
    with files.open_stream(file) as stream:
        return file, b"".join(stream)
