"""The package of an official in the browser: this package, and nothing else of the case."""

import io

import pytest
from sqlalchemy import select

from jicms.access.actor import current_actor
from jicms.audit.models import AuditEvent
from jicms.discipline import service
from jicms.discipline.models import DisciplinaryAction
from jicms.evidence.models import Exhibit
from jicms.files.service import ingest
from tests.factories import discipline


@pytest.fixture
def decided_by(acting):
    """A case whose notice relied on the report and both exhibits; the query log is a real file."""
    with acting() as session:
        log = ingest(io.BytesIO(b"10:02 query\n"), name="log.csv", by=None)
        made = discipline.investigated(session, log=log)
        referral = discipline.refer(session, made, exhibits=made.exhibits)
        action = service.accept_referral(
            referral,
            actor=current_actor(),
            specialist=discipline.user("specialist.ler", session),
        )
        letter = ingest(io.BytesIO(b"%PDF-1.4 notice"), name="notice.pdf", by=None)
        discipline.proposed(session, action)
        discipline.served(session, action, signed=letter)
        paper = ingest(io.BytesIO(b"I am sorry."), name="answer.txt", by=None)
        discipline.answered(session, action, file=paper)
        return made.case.number


def test_the_deciding_official_reads_material_and_answer(decided_by, sign_in, acting):
    client, root = sign_in("official2.cbp"), f"/packages/{decided_by}/1"
    assert "Packages" in client.get("/").text
    assert f"{decided_by}-D01" in client.get("/packages").text
    page = client.get(root)
    assert page.status_code == 200
    for words in ("Report 001", "Exhibit 2", "Admits the searches", "Apr 1, 2024", "Removal"):
        assert words in page.text, words
    assert "The whole body of the report." in client.get(f"{root}/report/1").text
    assert "I saw it." in client.get(f"{root}/exhibits/1").text
    log = client.get(f"{root}/exhibits/2/file")
    assert log.data == b"10:02 query\n"
    assert log.headers["Content-Disposition"].startswith("attachment")
    assert client.get(f"{root}/notice-letter").data == b"%PDF-1.4 notice"
    assert client.get(f"{root}/answers/1").data == b"I am sorry."
    with acting() as session:
        seen = session.execute(
            select(AuditEvent.event, AuditEvent.entity).where(
                AuditEvent.username == "official2.cbp", AuditEvent.case_id.is_not(None)
            )
        ).all()
    assert ("PACKAGE_VIEWED", "disciplinary_action") in seen
    assert ("PACKAGE_VIEWED", "exhibit") in seen
    assert ("FILE_DOWNLOADED", "exhibit") in seen


def test_the_proposing_official_gets_no_letter_and_no_answer(decided_by, sign_in):
    client, root = sign_in("official.cbp"), f"/packages/{decided_by}/1"
    page = client.get(root)
    assert "Report 001" in page.text
    assert "Admits the searches" not in page.text
    for path in ("notice-letter", "answers/1", "documents/2", "exhibits/9", "report/2"):
        assert client.get(f"{root}/{path}").status_code == 404, path


@pytest.mark.parametrize("name", ["official.cbp", "official2.cbp"])
def test_an_official_opens_no_page_of_the_case(decided_by, sign_in, name):
    client, case = sign_in(name), f"/cases/{decided_by}"
    for path in (
        case,
        f"{case}/discipline",
        f"{case}/actions/1",
        f"{case}/actions/1/notice-letter",
        f"{case}/allegations",
        f"{case}/people",
        f"{case}/log",
        f"{case}/evidence",
        f"{case}/reports/1",
        "/cases",
        "/discipline",
    ):
        assert client.get(path).status_code in {403, 404}, path


def test_nobody_else_opens_a_package(decided_by, sign_in):
    for name in ("supervisor.ia", "specialist.ler", "supervisor.elr", "auditor"):
        assert sign_in(name).get(f"/packages/{decided_by}/1").status_code in {403, 404}, name


def test_what_was_not_put_into_the_notice_stays_closed(acting, sign_in):
    with acting() as session:
        made = discipline.investigated(session)
        referral = discipline.refer(session, made, exhibits=made.exhibits)
        action = service.accept_referral(referral, actor=current_actor())
        discipline.proposed(session, action, material=[made.exhibits[1]])
        discipline.served(session, action)
        number = made.case.number
    client, root = sign_in("official2.cbp"), f"/packages/{number}/1"
    assert client.get(f"{root}/exhibits/2").status_code == 200
    assert client.get(f"{root}/exhibits/1").status_code == 404
    assert client.get(f"{root}/report/1").status_code == 404
    with acting() as session:
        assert session.scalar(select(DisciplinaryAction.id)) is not None
        assert len(session.scalars(select(Exhibit)).all()) == 2
