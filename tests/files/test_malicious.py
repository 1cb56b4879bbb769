"""What somebody may send who means harm, through the real forms and in parts: it is stored so that
nothing of it runs, or refused with a sentence."""

import io
import re
import zipfile

import pytest

from jicms.cases.models import CaseStatus
from jicms.files import settings
from tests.evidence.test_pages import ITEM
from tests.factories import cases
from tests.factories.investigations import investigation
from tests.files.clamd import Clamd
from tests.files.helpers import PeakMemory
from tests.files.sending import TUS, create, patch

EICAR = b"".join(
    (rb"X5O!P%@AP[4\PZX54(P^)7CC)7}", b"$EICAR-STANDARD", b"-ANTIVIRUS-TEST-FILE!$H+H*")
)
SCRIPT = b"<script>fetch('/cases')</script>"


def bomb() -> bytes:
    """10 MB of nothing, packed a thousandfold, twice."""
    packed = bytes(10_000_000)
    for name in ("inner.zip", "deeper.zip"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, packed)
        packed = out.getvalue()
    return packed


PDF = b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF\n"
#: name as it is sent, content, and the ending that it is offered with
SAMPLES = {
    "html": ("statement.html", b"<!doctype html>" + SCRIPT, ".html"),
    "html named as a picture": ("photo.jpg", b"<html>" + SCRIPT, ".jpg"),
    "svg": ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>", ".svg"),
    "gif that is a script": ("x.gif", b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)//", ".gif"),
    "pdf that is a zip": ("x.pdf", PDF + bomb(), ".pdf"),
    "pdf with a script": ("form.pdf", PDF, ".pdf"),
    "zip bomb": ("all.zip", bomb(), ".zip"),
    "program": ("setup.exe", b"MZ" + bytes(200), ".exe"),
    "eicar": ("test.com", EICAR, ".com"),
    "path": ("../../../etc/cron.d/evil", b"* * * * * root true\n", ""),
    "path of Windows": (r"C:\Windows\system32\evil.dll", b"MZ" + bytes(9), ".dll"),
    "long name": ("n" * 300 + ".txt", b"text", ".txt"),
    "name with markup": ("<img src=x onerror=alert(1)>.txt", b"text", ".txt"),
    "name that is read backwards": ("invoice\u202efdp.exe", b"MZ" + bytes(9), ".exe"),
}


#: Their content runs nothing; whatever they are called, they are offered as what they are.
PASSIVE = {"gif that is a script", "path", "long name", "name with markup", "eicar"}


@pytest.fixture
def number(acting):
    with acting() as session:
        case = cases.case(session, status=CaseStatus.TRIAGE)
        investigation(session, case)
        return case.number


class Scanner(Clamd):
    """Finds the test signature and nothing else."""

    @property
    def answer(self):
        found = b"EICAR-STANDARD" in self.received[-1]
        return b"stream: Eicar-Signature FOUND\0" if found else b"stream: OK\0"

    @answer.setter
    def answer(self, _value):
        pass


def is_harmless(answer, offered):
    """Saved by the browser, as data, under our name, and powerless where it were shown."""
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{offered}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    kind = answer.headers["Content-Type"]
    assert not any(word in kind for word in ("html", "svg", "xml", "script")), kind


def test_it_is_stored_so_that_nothing_of_it_runs(sign_in, number):
    client, case, refused = sign_in("investigator.ia"), f"/cases/{number}", []
    n = 0
    for sample, (name, content, ending) in SAMPLES.items():
        sent = send(client, f"{case}/documents/new", {"title": "x"}, content, name)
        if sent.status_code == 422:
            assert "usa-error-message" in sent.text
            refused.append(sample)
            continue
        n += 1
        assert sent.status_code == 302, sample
        assert send(client, f"{case}/evidence/items/new", ITEM, content, name).status_code == 302
        for record, ours in (
            (f"{case}/evidence/items/{n}", f"{number}-E{n:04d}"),
            (f"{case}/documents/{n}", f"{number}-document-{n}"),
        ):
            answer = client.get(f"{record}/file")
            is_harmless(answer, ours + ending)
            assert answer.data == content
            page = client.get(record).text
            assert "<img src=x" not in page
            assert "\u202e" not in page
            assert ("it may run code" in page) is (sample not in PASSIVE), sample
    assert refused == []
    stored = [path.name for path in settings.current().root.glob("??/??/*")]
    assert len(stored) >= 2 * len(SAMPLES)
    assert all(re.fullmatch("[0-9a-f]{32}", name) for name in stored)


def send(client, form, fields, content, name):
    return client.post(form, data={**fields, "file": (io.BytesIO(content), name)})


def test_in_parts_it_fares_no_better(sign_in, number):
    client = sign_in("investigator.ia")
    for n, (name, content, ending) in enumerate(SAMPLES.values(), start=1):
        where = create(client, len(content), name).location
        assert patch(client, where, content, 0).status_code == 204
        form = f"/cases/{number}/evidence/items/new"
        key = where.rsplit("/", 1)[-1]
        assert client.post(form, data={**ITEM, "file": key}).status_code == 302, name
        answer = client.get(f"/cases/{number}/evidence/items/{n}/file")
        is_harmless(answer, f"{number}-E{n:04d}{ending}")
        assert client.head(where, headers=TUS).status_code == 404


def test_a_scanner_shuts_away_what_it_knows_and_what_it_cannot_look_through(
    sign_in, number, monkeypatch
):
    def scanned_by(clamd):
        now = settings.current()
        kept = {name: getattr(now, name) for name in now.__slots__} | {"clamd": clamd.address}
        monkeypatch.setattr(settings._Process, "settings", settings.Settings(**kept))

    client, n = sign_in("investigator.ia"), 0
    for clamd, content, status in (
        (Scanner(), EICAR, 403),
        (Scanner(), b"harmless", 200),
        (Scanner(limit=1000), b"more than it looks through " * 100, 403),
    ):
        with clamd.running():
            scanned_by(clamd)
            where = create(client, len(content)).location
            patch(client, where, content, 0)
            parts = {**ITEM, "file": where.rsplit("/", 1)[-1]}
            plain = {**ITEM, "file": (io.BytesIO(content), "memo.txt")}
            for data in (parts, plain):
                n += 1
                client.post(f"/cases/{number}/evidence/items/new", data=data)
                record = f"/cases/{number}/evidence/items/{n}"
                answer = client.get(f"{record}/file")
                assert answer.status_code == status
                if status == 403:
                    assert "in quarantine" in answer.text
                    assert "in quarantine" in client.get(record).text


def test_a_bomb_is_never_unpacked(sign_in, number):
    client = sign_in("investigator.ia")
    packed = bomb()
    client.get(f"/cases/{number}/evidence/items/new")
    with PeakMemory() as peak:
        data = {**ITEM, "file": (io.BytesIO(packed), "all.zip")}
        assert client.post(f"/cases/{number}/evidence/items/new", data=data).status_code == 302
    assert peak.bytes < 5_000_000
