"""The pages of evidence and documents: forms, files, walls, roles."""

import io
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.audit.models import AuditEvent
from jicms.cases.handling import Handling
from jicms.cases.models import Case, CaseStatus, GrantKind, GrantLevel, Party
from jicms.evidence import service
from jicms.evidence.models import Document, EvidenceItem, Exhibit, Statement
from jicms.investigations.models import Investigation
from tests.factories import accounts, allegations, cases, interviews
from tests.factories.files import upload
from tests.factories.investigations import report

SYSTEM = Actor.system("test")
TAKEN = datetime(2026, 11, 6, 15, 5, tzinfo=UTC)
ITEM = {
    "kind_code": "DIGITAL_DEVICE",
    "description": "Agency smartphone, asset 77120",
    "collected_on": "11/06/2026",
    "collected_time": "2:05 p.m.",
    "seal_number": "S-448377",
    "location": "Evidence room, C-14",
}
#: Daylight saving time began: there was no such time.
SKIPPED = {"collected_on": "03/08/2026", "collected_time": "2:30 a.m."}


@pytest.fixture
def giver(reading, number):
    with reading() as session:
        return {row.n: row.id for row in session.scalars(select(Party))}


def the_case(session, number):
    return session.scalar(select(Case).where(Case.number == number))


def statement_data(giver, **values):
    return {
        "kind_code": "AFFIDAVIT",
        "giver": str(giver),
        "taken_on": "11/06/2026",
        "began": "10:05 a.m.",
        "ended": "11:52 a.m.",
        "oath_administrator": "T. Renquist",
        "text": "He saw it.",
        **values,
    }


def test_an_item_is_recorded_shown_and_corrected(sign_in, reading, number):
    client = sign_in("investigator.ia")
    tab = f"/cases/{number}/evidence"
    answer = client.post(f"{tab}/items/new", data=ITEM, follow_redirects=True)
    assert answer.status_code == 200
    assert "E0001" in answer.text
    assert "Agency smartphone" in client.get(f"{tab}/items/1").text
    form = client.get(f"{tab}/items/new?corrects=1").text
    assert '<option value="1" selected>E0001' in form
    client.post(f"{tab}/items/new", data={**ITEM, "corrects": "1"})
    assert "Corrected by" in client.get(f"{tab}/items/1").text
    with reading() as session:
        assert session.scalar(select(EvidenceItem).where(EvidenceItem.n == 2)).corrects_id


def test_bad_input_comes_back_with_errors_and_what_was_typed(sign_in, number, giver):
    client = sign_in("investigator.ia")
    tab = f"/cases/{number}/evidence"
    for path, data, words in (
        ("items/new", {**ITEM, "kind_code": "NONSENSE"}, "Choose one of the entries offered"),
        ("items/new", {**ITEM, "collected_on": "13/45/2026"}, "Agency smartphone"),
        ("items/new", {**ITEM, **SKIPPED}, "clocks skipped"),
        ("statements/new", statement_data(giver[2], ended="9:00 a.m."), "before the beginning"),
        ("statements/new", statement_data(999999), "entries offered"),
        ("statements/new", statement_data(giver[2], oath_administrator=""), "oath"),
        ("statements/new", statement_data(giver[2], handling=["GRAND"]), "entries offered"),
        ("statements/new", statement_data(giver[2], named=["999"]), "entries offered"),
    ):
        answer = client.post(f"{tab}/{path}", data=data)
        assert answer.status_code == 422, (path, data)
        assert words in answer.text, (path, data)


def test_an_affidavit_with_its_file_is_downloaded_as_an_attachment_under_our_name(
    sign_in, reading, number, giver
):
    client = sign_in("investigator.ia")
    data = statement_data(
        giver[2], file=(io.BytesIO(b"%PDF-1.7 affidavit"), "../../etc/Clerk, Anna.PDF"), text=""
    )
    answer = client.post(f"/cases/{number}/evidence/statements/new", data=data)
    assert answer.status_code == 302, answer.text
    page = client.get(f"/cases/{number}/evidence/statements/1").text
    assert "Clerk, Anna.PDF" in page
    assert "etc/" not in page
    answer = client.get(f"/cases/{number}/evidence/statements/1/file")
    assert answer.data == b"%PDF-1.7 affidavit"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{number}-S01.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with reading() as session:
        (row,) = session.scalars(
            select(AuditEvent).where(AuditEvent.event == "FILE_DOWNLOADED")
        ).all()
        assert row.username == "investigator.ia"
        assert (row.entity, row.case_id) == ("statement", the_case(session, number).id)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<!doctype html><script>alert(1)</script>", "page.html"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image.svg"),
    ],
)
def test_active_content_is_kept_but_never_shown(sign_in, number, content, name):
    client = sign_in("investigator.ia")
    data = {"title": "Found on the device", "file": (io.BytesIO(content), name)}
    assert client.post(f"/cases/{number}/documents/new", data=data).status_code == 302
    assert "it may run code" in client.get(f"/cases/{number}/documents").text
    answer = client.get(f"/cases/{number}/documents/1/file")
    assert answer.data == content
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_file_that_is_too_large_or_empty_is_refused_with_the_form(app, sign_in, number):
    from jicms.files import settings

    client, before = sign_in("investigator.ia"), settings.current()
    settings.configure(settings.Settings(root=before.root, max_bytes=1000, clamd=None))
    try:
        for content, words in ((b"x" * 2000, "larger than"), (b"", "empty")):
            data = {"title": "Big", "file": (io.BytesIO(content), "big.bin")}
            answer = client.post(f"/cases/{number}/documents/new", data=data)
            assert answer.status_code == 422
            assert words in answer.text
            assert 'value="Big"' in answer.text
    finally:
        settings.configure(before)


def test_a_compelled_statement_is_refused_with_one_sentence(sign_in, acting, number, giver):
    with acting() as session:
        subject = session.scalar(select(Party).where(Party.n == 1))
        allegations.allegation(session, the_case(session, number), subject, code="COR-01")
    answer = sign_in("investigator.ia").post(
        f"/cases/{number}/evidence/statements/new",
        data=statement_data(giver[1], warning_code="KALKINES"),
    )
    assert answer.status_code == 422
    assert "Not open for this subject. Ask the reviewing supervisor." in answer.text


@pytest.fixture
def compelled(acting, number):
    """A compelled statement with a file, an exhibit, and the report that draws on it."""
    with acting() as session:
        actor = accounts.actor_of("investigator.ia")
        giver = session.scalar(select(Party).where(Party.n == 1))
        made = service.record_statement(
            the_case(session, number),
            actor=actor,
            kind_code="TRANSCRIPT",
            giver=giver,
            interview=interviews.held(session, the_case(session, number), giver),
            warning_code="KALKINES",
            taken_at=TAKEN,
            file=upload(b"Compelled words"),
        )
        of = report(session, session.scalar(select(Investigation).where(Investigation.n == 1)))
        service.add_exhibit(of, actor=actor, description="Interview transcript", statement=made)
    return number


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("investigator.ia", True),
        ("supervisor.ia", True),
        ("investigator2.ia", False),
        ("head.ia", False),
    ],
)
def test_the_compelled_wall_stands_in_page_list_count_timeline_and_download(
    sign_in, compelled, name, sees
):
    client = sign_in(name)
    case = f"/cases/{compelled}"
    expected = 200 if sees else 404
    for path in (
        "/evidence/statements/1",
        "/evidence/statements/1/file",
        "/reports/1",
        "/reports/1/print",
    ):
        assert client.get(case + path).status_code == expected, path
    for path, word in (
        ("/evidence", "Interview transcript"),
        ("/evidence", "statements/1"),
        ("/timeline", "Statement S01"),
        ("/investigation", "R001"),
        ("", "Statement S01"),
    ):
        assert (word in client.get(case + path).text) is sees, (path, word)


def test_grand_jury_material_exists_for_its_list_only(sign_in, reading, number, giver):
    client = sign_in("investigator2.ia")
    with reading():
        head = accounts.actor_of("head.ia").user_id
    data = statement_data(
        giver[2],
        handling=["GRAND_JURY"],
        named=[str(head)],
        file=(io.BytesIO(b"Before the jury"), "gj.txt"),
    )
    answer = client.post(f"/cases/{number}/evidence/statements/new", data=data)
    assert answer.status_code == 302, answer.text
    for name, status in (
        ("investigator2.ia", 200),
        ("head.ia", 200),
        ("investigator.ia", 404),
        ("supervisor.ia", 404),
    ):
        viewer = sign_in(name)
        for path in ("", "/file"):
            page = viewer.get(f"/cases/{number}/evidence/statements/1{path}")
            assert page.status_code == status, (name, path)
        seen = "statements/1" in viewer.get(f"/cases/{number}/evidence").text
        assert seen is (status == 200), name
    assert "Access list" in client.get(f"/cases/{number}/evidence/statements/1").text


def test_the_custodian_gets_items_and_nothing_else(sign_in, compelled):
    sign_in("investigator.ia").post(f"/cases/{compelled}/evidence/items/new", data=ITEM)
    client, case = sign_in("custodian.ia"), f"/cases/{compelled}"
    tab = client.get(f"{case}/evidence")
    assert "Agency smartphone" in tab.text
    assert "Affidavits" not in tab.text
    assert "Interview transcript" not in tab.text
    assert client.get(f"{case}/evidence/items/1").status_code == 200
    assert client.post(f"{case}/evidence/items/new", data=ITEM).status_code == 302
    for path, status in (
        ("/evidence/statements/1", 404),
        ("/evidence/statements/new", 403),
        ("/documents", 403),
        ("/investigation", 403),
        ("/prosecution", 403),
        ("/reports/1", 404),
    ):
        assert client.get(case + path).status_code == status, path


def test_labor_relations_see_what_a_referral_names_and_record_nothing(sign_in, acting, compelled):
    with acting() as session:
        case = the_case(session, compelled)
        grant = cases.grant(
            session, case, office="LER", kind=GrantKind.REFERRAL, level=GrantLevel.ITEMS
        )
        for model in (Statement, Exhibit):
            cases.name_item(session, grant, session.scalar(select(model)))
    client, case = sign_in("supervisor.ler"), f"/cases/{compelled}"
    assert client.get(f"{case}/evidence").status_code == 200
    assert client.get(f"{case}/evidence/statements/1/file").data == b"Compelled words"
    for path in ("/evidence/items/new", "/evidence/statements/new", "/documents/new"):
        assert client.get(case + path).status_code == 403, path
    assert "Add statement" not in client.get(f"{case}/evidence").text


@pytest.mark.parametrize("name", ["investigator.opr", "specialist.ler", "auditor", "admin"])
def test_nobody_else_knows_of_it(sign_in, compelled, name):
    client = sign_in(name)
    for path in ("/evidence", "/evidence/statements/1", "/documents", "/evidence/items/new"):
        answer = client.get(f"/cases/{compelled}{path}")
        assert answer.status_code == 404, path


def test_exhibits_are_added_and_taken_out_while_the_report_is_written(
    sign_in, acting, reading, compelled
):
    client, of = sign_in("investigator.ia"), f"/cases/{compelled}/reports/1"
    client.post(f"/cases/{compelled}/evidence/items/new", data=ITEM)
    data = {"source": "item-1", "description": "The telephone", "pages": "1"}
    assert client.post(f"{of}/exhibits/new", data=data).status_code == 302
    assert "The telephone" in client.get(of).text
    wrong = {"source": "item-99", "description": "x"}
    assert client.post(f"{of}/exhibits/new", data=wrong).status_code == 422
    assert client.post(f"{of}/exhibits/1/remove").status_code == 302
    with reading() as session:
        rows = session.scalars(select(Exhibit)).all()
        assert [(row.n, row.description) for row in rows] == [(1, "The telephone")]
    assert sign_in("supervisor.ia").post(f"{of}/exhibits/1/remove").status_code == 403


def test_handling_is_changed_on_its_page(sign_in, reading, number):
    client = sign_in("investigator.ia")
    tab = f"/cases/{number}/evidence/items"
    client.post(f"{tab}/new", data=ITEM)
    assert client.get(f"{tab}/1/handling").status_code == 200
    assert client.post(f"{tab}/1/handling", data={"handling": ["MEDICAL"]}).status_code == 302
    assert "Medical" in client.get(f"{tab}/1").text
    with reading() as session:
        assert session.scalar(select(EvidenceItem)).handling == Handling.MEDICAL


def test_intake_adds_documents_until_triage_ends(sign_in, acting, number):
    with acting() as session:
        early = cases.case(session, status=CaseStatus.RECEIVED).number
    client = sign_in("intake.ia")
    data = {"title": "Letter", "file": (io.BytesIO(b"Dear sir"), "letter.txt")}
    assert client.post(f"/cases/{early}/documents/new", data=data).status_code == 302
    assert client.get(f"/cases/{number}/documents").status_code == 403


def test_a_document_needs_its_file(sign_in, reading, number):
    answer = sign_in("investigator.ia").post(
        f"/cases/{number}/documents/new", data={"title": "Letter"}
    )
    assert answer.status_code == 422
    with reading() as session:
        assert session.scalars(select(Document)).all() == []
