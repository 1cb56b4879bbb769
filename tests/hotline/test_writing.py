"""The desk and whoever works the case write to the reporter; answers are told and shown."""

import pytest
from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.audit.models import AuditEvent
from jicms.cases.models import CaseStatus
from jicms.core import clock
from jicms.dropbox import envelope
from jicms.intake import service
from jicms.intake.models_received import ReceivedReport, ReporterMessage
from jicms.notices.models import Notice
from tests.factories import accounts, cases, received


def test_a_question_from_the_desk_waits_for_the_box_and_is_recorded(sign_in, reading, report_id):
    client = sign_in("intake.ia")
    path = f"/intake/received/{report_id}/ask"
    assert client.post(path, data={"text": ""}).status_code == 422
    assert client.post(path, data={"text": "Which gate was it?"}).status_code == 302
    page = client.get(f"/intake/received/{report_id}").text
    assert "Which gate was it?" in page
    assert "on its way" in page
    with reading() as session:
        row = session.scalar(
            select(ReporterMessage).where(ReporterMessage.is_from_reporter.is_(False))
        )
        assert row.posted_at is None
        assert "gate" not in row.body_sealed
        event = session.scalar(select(AuditEvent).where(AuditEvent.event == "REPORTER_ASKED"))
        assert "gate" not in str(event.detail)


@pytest.fixture
def worked(acting):
    """A case in work that was reported by the page, and who leads it."""
    with acting() as session:
        case = cases.case(session, status=CaseStatus.OPEN)
        cases.grant(session, case, user="investigator.ia", kind="assignment")
        case.lead_user_id = accounts.actor_of("investigator.ia").user_id
        report = received.report(session, case=case)
        return case.number, report.id


def test_whoever_works_the_case_writes_to_the_reporter(sign_in, worked):
    number, _report = worked
    for name in ("investigator.ia", "supervisor.ia"):
        client = sign_in(name)
        page = client.get(f"/cases/{number}/reporter").text
        assert "Write to the reporter" in page
        sent = client.post(f"/cases/{number}/reporter/ask", data={"text": f"Asked by {name}"})
        assert sent.status_code == 302
        assert f"Asked by {name}" in client.get(f"/cases/{number}/reporter").text
    desk = sign_in("intake.ia")
    assert desk.get(f"/cases/{number}/reporter").status_code == 403
    assert desk.post(f"/cases/{number}/reporter/ask", data={"text": "x"}).status_code == 403
    for name in ("intake.opr", "specialist.ler", "auditor"):
        assert sign_in(name).get(f"/cases/{number}/reporter").status_code in {403, 404}


def test_a_case_of_another_kind_has_no_mailbox(acting, sign_in):
    with acting() as session:
        number = cases.case(session).number
    client = sign_in("supervisor.ia")
    page = client.get(f"/cases/{number}/reporter").text
    assert "not reported by the public page" in page
    assert "Write to the reporter" not in page
    assert client.get(f"/cases/{number}/reporter/ask").status_code == 404


def test_an_answer_tells_the_lead_by_number_and_link_alone(app, acting, reading, sign_in, worked):
    number, report_id = worked
    with reading() as session:
        digest = session.get(ReceivedReport, report_id).code_digest
    item = envelope.Item(
        "e" * 32,
        envelope.MESSAGE,
        {"text": "It was gate 4.", "at": clock.now().isoformat(), "mailbox": digest},
    )
    with acting():
        assert service.take_in(item, actor=Actor.system("public"))
        assert service.take_in(item, actor=Actor.system("public"))
    with reading() as session:
        told = session.scalars(select(Notice).where(Notice.event == "REPORTER_WROTE")).all()
        assert [row.user_id for row in told] == [accounts.actor_of("investigator.ia").user_id]
    page = sign_in("investigator.ia").get("/notices").text
    assert number in page
    assert "gate" not in page
    assert "It was gate 4." in sign_in("investigator.ia").get(f"/cases/{number}/reporter").text


def test_the_list_shows_whose_reporter_has_written_since(acting, sign_in, report_id):
    with acting() as session:
        quiet = received.report(session).id
        received.message(session, session.get(ReceivedReport, report_id), "It was a Monday.")
    client = sign_in("intake.ia")
    assert client.get("/intake/received").text.count("The reporter wrote") == 1
    assert client.post(f"/intake/received/{report_id}/ask", data={"text": "Which?"}).location
    assert "The reporter wrote" not in client.get("/intake/received").text
    assert f"Report {quiet}" in client.get("/intake/received").text
