"""No text that is saved later gives a protected reporter away without a word."""

import io
import re
from uuid import uuid4

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.cases import leaks, service
from jicms.cases.models import CaseStatus, IdentityMode, LogEntry, Party, PartyRole
from jicms.extensions import db
from jicms.files.models import StoredFile
from jicms.investigations.models import Report
from tests.factories import accounts, cases, complaints
from tests.factories.world import world

IDENTITY = {
    "name": "Odalys Brennek",
    "telephone": "(555) 014-2277",
    "email": "odalys@example.org",
    "address": "1420 Alder Street, Apt 7B, Brookfield 40123",
}
ASKED = "I checked: nothing in it identifies the reporter"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Seen by Ms. BRENNEK herself", "the name “brennek”"),
        ("Call 555.014.2277 after six", "the telephone number"),
        ("Mail to Odalys@Example.org", "the e-mail address"),
        ("She lives at 1420 Alder St.", "the address"),
        ("in apt 7b", "the address"),
        ("He is my brother", "“my brother”"),
    ],
)
def test_each_mark_of_an_identity_is_found(text, said):
    assert said in leaks.told_by(text, IDENTITY)


@pytest.mark.parametrize(
    "text", ["An officer took 1420 dollars", "Street in Brookfield", "Called at 7", ""]
)
def test_plain_words_are_left_alone(text):
    assert leaks.told_by(text, IDENTITY) == []


@pytest.fixture
def matter(acting):
    """A case of IA in the middle of everything, whose complainant is protected."""
    with acting() as session:
        made = world(session, n=3, office="IA")
        lead = accounts.actor_of("supervisor.ia")
        service.add_party(
            made.case,
            actor=lead,
            role=PartyRole.COMPLAINANT,
            identity_mode=IdentityMode.CONFIDENTIAL,
            identity=IDENTITY,
        )
        session.add(
            Report(
                case_id=made.case.id,
                investigation_id=made.investigation.id,
                n=4,
                type_code="INITIAL",
                title="Draft",
                author_id=made.report.author_id,
            )
        )
        return made.case.number


def version_in(page):
    return (re.findall(r'name="version" value="(\d*)"', page) or [""])[0]


def pages(number):
    """Every page that saves a text in a case: its address, the field, the other values."""
    at = f"/cases/{number}"
    return {
        "title": (f"{at}/edit", "title", {}),
        "log": (f"{at}/log/new", "text", {"kind": "NOTE"}),
        "party": (f"{at}/people/new", "who", {"role": "WITNESS", "identity_mode": "OPEN"}),
        "injury": (f"{at}/injuries/new", "description", {"party": "3"}),
        "arrest": (
            f"{at}/arrests/new",
            "charge",
            {"party": "3", "duty": "ON", "agency": "Police"},
        ),
        "allegation": (f"{at}/allegations/3/edit", "narrative", {}),
        "exhibit": (
            f"{at}/reports/4/exhibits/new",
            "description",
            {"source": "statement-3", "pages": "4"},
        ),
        "report": (f"{at}/reports/4/edit", "synopsis", {"type_code": "INITIAL", "title": "Report"}),
        "section": (f"{at}/reports/4/sections/predication", "text", {}),
    }


@pytest.mark.parametrize("channel", sorted(pages("")))
def test_every_page_warns_at_the_field_and_saves_what_was_confirmed(
    sign_in, matter, acting, channel
):
    writes = channel in {"exhibit", "report", "section"}
    client = sign_in("investigator.ia" if writes else "supervisor.ia")
    address, field, values = pages(matter)[channel]
    opened = client.get(address)
    assert opened.status_code == 200
    assert ASKED not in opened.text
    typed = {**values, "version": version_in(opened.text), field: "Told by Brennek herself"}
    answer = client.post(address, data=typed)
    assert answer.status_code == 422, answer.text
    assert "the name “brennek”" in answer.text
    assert "Told by Brennek herself" in answer.text, "what was typed is kept"
    assert ASKED in answer.text
    with acting() as session:
        rows = session.execute(
            select(AuditEvent.event, AuditEvent.detail).where(AuditEvent.event == "LEAK_WARNED")
        ).all()
        assert len(rows) == 1
        assert "rennek" not in str(rows[0])
    typed["version"] = version_in(answer.text)
    answer = client.post(address, data=typed | {"leak_checked": "1"})
    assert answer.status_code == 302, answer.text
    with acting() as session:
        events = session.scalars(select(AuditEvent.event)).all()
        assert "LEAK_CONFIRMED" in events


def test_a_text_that_was_warned_of_is_no_form_that_was_recorded(sign_in, matter, acting):
    client, path = sign_in("supervisor.ia"), f"/cases/{matter}/log/new"
    typed = {"kind": "NOTE", "text": "Told by Brennek herself", "page_key": "0123456789abcdef"}
    for _ in range(2):
        answer = client.post(path, data=typed)
        assert answer.status_code == 422
        assert "Told by Brennek herself" in answer.text
        assert ASKED in answer.text
    for _ in range(2):
        answer = client.post(path, data=typed | {"leak_checked": "1"})
        assert answer.status_code == 302
    with acting() as session:
        lines = session.scalars(select(LogEntry.text)).all()
        assert lines.count("Told by Brennek herself") == 1


def test_a_warning_saves_nothing(sign_in, matter, acting):
    client = sign_in("supervisor.ia")
    client.post(f"/cases/{matter}/log/new", data={"kind": "NOTE", "text": "Brennek called"})
    with acting() as session:
        assert not [row for row in session.scalars(select(LogEntry)) if "rennek" in row.text]


def test_a_page_with_its_token_is_read_like_any(app, sign_in, matter, monkeypatch):
    client = sign_in("supervisor.ia")
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    page = client.get(f"/cases/{matter}/log/new").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
    typed = {"kind": "NOTE", "text": "Brennek called", "csrf_token": token}
    answer = client.post(f"/cases/{matter}/log/new", data=typed)
    assert answer.status_code == 422
    assert "the name “brennek”" in answer.text
    answer = client.post(f"/cases/{matter}/log/new", data=typed | {"leak_checked": "1"})
    assert answer.status_code == 302


def test_names_of_files_are_read_however_they_are_written():
    for name in ("odalys_brennek-statement.pdf", "OdalysBrennek2026.pdf", "BRENNEK.ODALYS.docx"):
        assert leaks.told_by(name, IDENTITY), name
    assert not leaks.told_by("statement-2026.pdf", IDENTITY)


def test_an_uploaded_files_name_is_read(sign_in, matter, acting):
    client = sign_in("investigator.ia")
    at = f"/cases/{matter}/documents/new"

    def sent(**more):
        file = (io.BytesIO(b"Some words."), "odalys_brennek.txt")
        return client.post(at, data={"title": "A letter", "file": file, **more})

    answer = sent()
    assert answer.status_code == 422
    assert "the name “odalys”" in answer.text
    with acting() as session:
        names = session.scalars(select(StoredFile.original_name)).all()
        assert not [name for name in names if "rennek" in name]
    assert sent(leak_checked="1").status_code == 302


def test_a_case_without_a_protected_person_is_never_asked(sign_in, acting):
    with acting() as session:
        number = cases.case(session, office="IA", status=CaseStatus.OPEN).number
    answer = sign_in("supervisor.ia").post(
        f"/cases/{number}/log/new", data={"kind": "NOTE", "text": "My brother, Brennek, called"}
    )
    assert answer.status_code == 302


def test_the_names_of_a_person_of_the_directory_count_as_well(acting):
    with acting("intake.ia") as session:
        person = complaints.employee(session, "Wilmot Carrow", "4410-9003")
        case = cases.case(session, office="IA")
        service.add_party(
            case,
            actor=accounts.actor_of("intake.ia"),
            role=PartyRole.COMPLAINANT,
            person=person,
            identity_mode=IdentityMode.CONFIDENTIAL,
            identity={"name": "4410-9003"},
        )
        (kept,) = service.identities_of(case)
        assert leaks.told_by("Carrow saw it", kept) == ["the name “carrow”"]


def test_intake_reads_the_address_too_and_seals_it(sign_in, acting):
    typed = complaints.typed(
        record="1",
        key=uuid4().hex,
        identity="CONFIDENTIAL",
        reporter_address="1420 Alder Street",
        narrative="In my words.",
        summary="The caller at 1420 Alder saw it.",
        received_at="10:20 a.m.",
        received_on="01/05/2026",
    )
    client = sign_in("intake.ia")
    answer = client.post("/intake/new", data=typed)
    assert answer.status_code == 422
    assert "the address" in answer.text
    answer = client.post("/intake/new", data=typed | {"summary": "The caller saw it."})
    assert answer.status_code == 302
    with acting() as session:
        values = [
            str(value)
            for table in db.metadata.sorted_tables
            for row in session.connection().execute(table.select())
            for value in row
        ]
        assert not any("1420 Alder" in value for value in values)
        assert session.scalars(select(Party).where(Party.alias != "")).one()
