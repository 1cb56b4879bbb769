"""The Investigation tab, a report's way through its pages, the inbox, roles and stale edits."""

import io
import re

import pytest
from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.allegations import queries as allegation_queries
from jicms.allegations import service as allegation_service
from jicms.cases.models import Case, CaseStatus, PartyRole
from jicms.files.models import StoredFile
from jicms.investigations.models import (
    Investigation,
    InvestigationStatus,
    InvestigationType,
    Report,
    ReportStatus,
)
from tests.factories import accounts, allegations, cases
from tests.factories.investigations import investigation, report, user

SYSTEM = Actor.system("test")
DRAFT = {
    "type_code": "INVESTIGATIVE_FINDINGS",
    "title": "Queries of a neighbor",
    "synopsis": "Fourteen queries.",
}


@pytest.fixture
def triaged(acting):
    with acting() as session:
        case = cases.case(session, status=CaseStatus.TRIAGE)
        subject = cases.party(session, case, role=PartyRole.SUBJECT, description="First officer")
        allegations.allegation(session, case, subject, code="WRK-01")
        return case.number


@pytest.fixture
def number(acting, triaged):
    """An open administrative investigation of investigator.ia, reviewed by supervisor.ia."""
    with acting() as session:
        investigation(session, session.scalar(select(Case)))
    return triaged


@pytest.fixture
def ids(reading, triaged):
    with reading() as session:
        names = ("investigator.ia", "investigator2.ia", "supervisor.ia", "head.ia")
        return {name: str(user(session, name).id) for name in names}


def version_on(page):
    return re.search(r'name="version" value="(\d+)"', page).group(1)


def stored_version(reading):
    with reading() as session:
        return str(session.scalar(select(Report.version)))


def found_with(acting, number):
    with acting("investigator.ia"):
        allegation_service.record_finding(
            allegation_queries.charge_of(number, 1, 1),
            actor=accounts.actor_of("investigator.ia"),
            code="UNFOUNDED",
            reasons="The log shows it.",
        )


def test_a_supervisor_assigns_and_the_lead_opens(sign_in, reading, triaged, ids):
    boss, tab = sign_in("supervisor.ia"), f"/cases/{triaged}/investigation"
    assert "Assign" in boss.get(f"/cases/{triaged}").text
    form = boss.get(f"{tab}/assign").text
    assert "Tobias Renquist" in form
    assert "Nils Quayle-Ortiz" not in form, "another office's investigator is not offered"
    data = {
        "type": "ADMINISTRATIVE",
        "lead": ids["investigator.ia"],
        "team": [ids["investigator2.ia"]],
        "reviewer": ids["supervisor.ia"],
    }
    for wrong in ({"lead": ids["head.ia"]}, {"type": "NONSENSE"}, {"reviewer": ""}):
        assert boss.post(f"{tab}/assign", data={**data, **wrong}).status_code == 422
    assert boss.post(f"{tab}/assign", data=data).status_code == 302
    lead = sign_in("investigator.ia")
    assert ">Open<" in lead.get(tab).text
    assert ">Open<" not in sign_in("investigator2.ia").get(tab).text
    answer = lead.post(f"/cases/{triaged}/investigations/1/open", follow_redirects=True)
    assert "investigation 1 is open" in answer.text
    with reading() as session:
        assert session.scalar(select(Case)).status is CaseStatus.OPEN


def test_the_work_rests_and_goes_on(sign_in, reading, number):
    lead, base = sign_in("investigator.ia"), f"/cases/{number}/investigations/1"
    assert lead.post(f"{base}/suspend", data={}).status_code == 422
    assert lead.post(f"{base}/suspend", data={"reason": "MEDICAL"}).status_code == 302
    page = lead.get(f"/cases/{number}/investigation").text
    assert "medical" in page
    assert "Resume" in page
    assert lead.post(f"{base}/suspend", data={"reason": "MEDICAL"}).status_code == 409
    assert lead.post(f"{base}/resume").status_code == 302
    with reading() as session:
        assert session.scalar(select(Investigation)).status is InvestigationStatus.OPEN


def test_the_team_is_changed_on_its_page(sign_in, number, ids):
    boss = sign_in("supervisor.ia")
    page = f"/cases/{number}/investigations/1/team"
    assert f'value="{ids["investigator.ia"]}" selected' in boss.get(page).text
    data = {"lead": ids["investigator2.ia"], "reviewer": ids["supervisor.ia"]}
    assert boss.post(page, data=data).status_code == 302
    assert sign_in("investigator.ia").get(f"/cases/{number}").status_code == 404
    assert sign_in("investigator2.ia").get(f"/cases/{number}/investigation").status_code == 200


def test_a_report_goes_from_draft_over_return_to_approval(sign_in, acting, reading, number):
    lead, boss = sign_in("investigator.ia"), sign_in("supervisor.ia")
    page = f"/cases/{number}/reports/1"
    start = f"/cases/{number}/investigations/1/report"
    assert lead.post(start, data=DRAFT).status_code == 302
    for section in ("predication", "narrative-1"):
        data = {"text": f"Of {section}.", "version": "0"}
        assert lead.post(f"{page}/sections/{section}", data=data).status_code == 302
    assert boss.get(f"{page}/edit").status_code == 403
    assert boss.get(f"{page}/approve").status_code == 200
    draft = {"version": stored_version(reading)}
    assert boss.post(f"{page}/approve", data=draft).status_code == 409, "a draft is not approved"
    assert lead.post(f"{page}/submit").status_code == 302
    assert "R001" in boss.get("/review").text
    assert "R001 waits for your review" in boss.get(f"/cases/{number}").text
    assert "Awaiting my review" in boss.get("/").text

    unmet = boss.get(f"{page}/approve").text
    assert "1.1 has no finding yet" in unmet
    assert "Approve the report" not in unmet
    assert boss.post(f"{page}/approve", data=draft).status_code == 409, "not what was read"
    now = {"version": stored_version(reading)}
    assert boss.post(f"{page}/approve", data=now).status_code == 422
    assert boss.post(f"{page}/return", data={"comment": ""}).status_code == 422
    assert boss.post(f"{page}/return", data={"comment": "Find on 1.1."}).status_code == 302

    assert "Find on 1.1." in lead.get("/review").text
    assert "Find on 1.1." in lead.get(page).text
    found_with(acting, number)
    assert lead.post(f"{page}/submit").status_code == 302
    assert lead.post(f"{page}/approve").status_code == 403
    word = {"comment": "Good.", "version": version_on(boss.get(f"{page}/approve").text)}
    assert boss.post(f"{page}/approve", data=word).status_code == 302
    assert boss.post(f"{page}/approve", data=word).status_code == 409, "approved once"
    shown = boss.get(page).text
    assert "SHA-256" in shown
    assert "Good." in shown
    assert ">Edit<" not in lead.get(page).text
    printed = lead.get(f"{page}/print").text
    assert "CUI//PRVCY" in printed
    assert "Tobias Renquist" in printed
    with reading() as session:
        row = session.scalar(select(Report))
        assert row.status is ReportStatus.APPROVED
        assert row.body_sha256 == session.scalar(select(StoredFile.sha256))
    assert "Write a supplement" in lead.get(f"/cases/{number}/investigation").text


def test_a_stale_edit_shows_both_texts_and_saves_nothing(sign_in, acting, reading, number):
    with acting() as session:
        report(session, session.scalar(select(Investigation)))
    lead, page = sign_in("investigator.ia"), f"/cases/{number}/reports/1/edit"
    version = re.search(r'name="version" value="(\d+)"', lead.get(page).text).group(1)
    data = {"title": "First", "synopsis": "S", "body": "B", "version": version}
    assert lead.post(page, data=data).status_code == 302
    answer = lead.post(page, data={**data, "title": "Second"})
    assert answer.status_code == 409
    assert "First" in answer.text
    assert "Second" in answer.text
    with reading() as session:
        assert session.scalar(select(Report)).title == "First"


def test_a_report_may_be_one_uploaded_file(sign_in, number):
    lead = sign_in("investigator.ia")
    start = f"/cases/{number}/investigations/1/report"
    upload = (io.BytesIO(b"%PDF-1.7 report"), "roi.pdf")
    assert lead.post(start, data={**DRAFT, "file": upload}).status_code == 302
    answer = lead.get(f"/cases/{number}/reports/1/file")
    assert answer.data == b"%PDF-1.7 report"
    assert f"{number}-R001.pdf" in answer.headers["Content-Disposition"]
    edit = lead.get(f"/cases/{number}/reports/1/edit").text
    assert "Remove the uploaded file" in edit
    version = re.search(r'name="version" value="(\d+)"', edit).group(1)
    assert lead.get(f"/cases/{number}/reports/1/sections/predication").status_code == 404
    assert lead.get(f"/cases/{number}/reports/1/pdf").status_code == 404
    data = {"title": "T", "synopsis": "S", "version": version, "remove_file": "1"}
    assert lead.post(f"/cases/{number}/reports/1/edit", data=data).status_code == 302
    assert lead.get(f"/cases/{number}/reports/1/file").status_code == 404


def test_buttons_show_only_what_may_be_done(sign_in, acting, number):
    with acting() as session:
        report(session, session.scalar(select(Investigation)))
    page, tab = f"/cases/{number}/reports/1", f"/cases/{number}/investigation"
    assert "Submit for review" in sign_in("investigator.ia").get(page).text
    for name in ("supervisor.ia", "head.ia"):
        shown = sign_in(name).get(page).text
        for word in ("Submit for review", ">Edit<", ">Approve<", ">Return<"):
            assert word not in shown, (name, word)
    assert "Change team" not in sign_in("investigator.ia").get(tab).text
    assert "Change team" in sign_in("supervisor.ia").get(tab).text


@pytest.mark.parametrize("name", ["investigator2.ia", "supervisor.opr", "specialist.ler", "admin"])
def test_it_does_not_exist_for_strangers(sign_in, acting, number, name):
    with acting() as session:
        report(session, session.scalar(select(Investigation)))
    client = sign_in(name)
    for path in ("/investigation", "/reports/1", "/reports/1/print", "/investigations/1/team"):
        assert client.get(f"/cases/{number}{path}").status_code == 404, path


def test_the_inbox_is_for_those_who_write_and_review(sign_in, number):
    for name, status in (
        ("supervisor.ia", 200),
        ("investigator.ia", 200),
        ("custodian.ia", 403),
        ("specialist.ler", 403),
        ("auditor", 403),
    ):
        assert sign_in(name).get("/review").status_code == status, name


def test_a_planned_investigation_is_dropped_on_its_page(sign_in, acting, reading, number, ids):
    with acting() as session:
        investigation(
            session,
            session.scalar(select(Case)),
            type=InvestigationType.INSPECTION,
            lead="investigator2.ia",
            is_open=False,
        )
    boss, page = sign_in("supervisor.ia"), f"/cases/{number}/investigations/2/drop"
    assert sign_in("investigator2.ia").get(page).status_code == 403
    assert boss.post(page, data={}).status_code == 422
    assert boss.post(page, data={"reason": "Recorded twice"}).status_code == 302
    with reading() as session:
        rows = session.scalars(select(Investigation.status).order_by(Investigation.n)).all()
        assert rows == [InvestigationStatus.OPEN, InvestigationStatus.DONE]
