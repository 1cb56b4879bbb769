"""The desk: reports become cases once, or are dismissed."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from jicms.audit.models import AuditEvent
from jicms.cases.models import Case, IdentityMode, Party, PartyRole, VaultIdentity
from jicms.core import clock
from jicms.core.errors import Denied, RuleBroken
from jicms.extensions import db
from jicms.files.models import StoredFile
from jicms.intake import service
from jicms.intake.models import IntakeDraft, IntakeFile, ReceiptCode
from jicms.intake.models_received import ReceivedReport, ReporterMessage, ReportState
from tests.factories import accounts, cases, complaints, received
from tests.support.desk import draft_of, record

OPEN, CONFIDENTIAL, ANONYMOUS = IdentityMode.OPEN, IdentityMode.CONFIDENTIAL, IdentityMode.ANONYMOUS


def test_the_list_shows_age_and_clock_and_opens_each(sign_in, report_id):
    client = sign_in("intake.ia")
    page = client.get("/intake/received").text
    assert f"Report {report_id}" in page
    assert "Anonymous" in page
    assert "cash" not in page
    page = client.get(f"/intake/received/{report_id}").text
    for word in ("He took cash from a driver.", "Port of Nogales", "badge 4471", "Oct 4, 2026"):
        assert word in page


def test_it_is_seen_by_the_desk_of_its_office_alone(acting, sign_in, report_id):
    with acting() as session:
        elsewhere = received.report(session, office="OPR").id
        number = cases.case(session).number
    for name in ("intake.ia", "supervisor.ia"):
        client = sign_in(name)
        assert client.get(f"/intake/received/{report_id}").status_code == 200
        assert f"Report {elsewhere}<" not in client.get("/intake/received").text
        for path, method in (
            ("", "GET"),
            ("/record", "POST"),
            ("/dismiss", "GET"),
            ("/dismiss", "POST"),
            ("/ask", "POST"),
            ("/files/1", "GET"),
        ):
            answer = client.open(f"/intake/received/{elsewhere}{path}", method=method)
            assert answer.status_code == 404, path
    for name in ("investigator.ia", "supervisor.ler", "auditor", "admin"):
        client = sign_in(name)
        assert client.get("/intake/received").status_code == 403
        assert client.get(f"/intake/received/{report_id}").status_code in {403, 404}
    assert sign_in("intake.ia").get(f"/cases/{number}/reporter").status_code == 200


def test_an_anonymous_report_becomes_a_case_that_keeps_its_receipt_code(
    acting, reading, sign_in, report_id
):
    client = sign_in("intake.ia")
    typed = draft_of(client, report_id)
    assert typed["method"] == "WEB_FORM"
    assert typed["identity"] == "ANONYMOUS"
    assert typed["incident_from"] == "10/04/2026"
    assert typed["place"] == "Port of Nogales"
    assert "He took cash" in typed["narrative"]
    answer = record(client, typed)
    assert answer.status_code == 302, answer.text
    assert "Receipt code" not in client.get(answer.headers["Location"]).text
    with reading() as session:
        report = session.get(ReceivedReport, report_id)
        case = session.get(Case, report.case_id)
        assert report.state is ReportState.RECORDED
        assert report.content_sealed == report.identity_sealed == ""
        codes = session.scalars(select(ReceiptCode).where(ReceiptCode.case_id == case.id)).all()
        assert [row.digest for row in codes] == [report.code_digest]
        assert abs(case.received_at - report.received_at) < timedelta(minutes=1)
        number = case.number
    assert f"/cases/{number}" in client.get("/intake/received?state=RECORDED").text
    page = client.get(f"/cases/{number}/reporter").text
    assert "He took cash from a driver." in page
    assert client.get(f"/intake/received/{report_id}").status_code == 404


def test_of_one_report_one_case_is_made_however_many_drafts(sign_in, reading, report_id):
    one, two = sign_in("intake.ia"), sign_in("supervisor.ia")
    first, second = draft_of(one, report_id), draft_of(two, report_id)
    assert draft_of(one, report_id)["key"] != second["key"]
    assert record(two, second).status_code == 302
    refused = record(one, first)
    assert refused.status_code == 422
    assert "already" in refused.text or "not at your desk" in refused.text
    with reading() as session:
        assert session.scalar(select(Case.id).order_by(Case.id.desc())) is not None
        assert len(session.scalars(select(Case)).all()) == 1


@pytest.mark.parametrize("is_dismissed", [False, True])
def test_whoever_decides_a_report_drops_every_draft_of_it(
    acting, sign_in, reading, report_id, is_dismissed
):
    with acting() as session:
        file = received.file(session, session.get(ReceivedReport, report_id)).file_id
        other = received.report(session).id
    one, two = sign_in("intake.ia"), sign_in("supervisor.ia")
    first, second = draft_of(one, report_id), draft_of(two, report_id)
    draft_of(one, other)
    assert one.post("/intake/autosave", data=first | {"key": "beside"}).status_code == 200
    with reading() as session:
        drafts = {row.id: row.key for row in session.scalars(select(IntakeDraft))}
    own = [number for number, key in drafts.items() if key in {first["key"], "beside"}]
    if is_dismissed:
        reason = {"reason_code": "NO_MISCONDUCT_ALLEGED"}
        done = two.post(f"/intake/received/{report_id}/dismiss", data=reason)
    else:
        done = record(two, second)
    assert done.status_code == 302
    assert [one.get(f"/intake/drafts/{number}").status_code for number in own] == [404, 404]
    late = one.post("/intake/autosave", data=first)
    assert late.status_code == 409
    assert "not at your desk" in late.text
    with reading() as session:
        kept = session.scalars(select(IntakeDraft).where(IntakeDraft.content_sealed != "")).all()
        assert len(kept) == 1, "the other report's"
        assert not session.scalars(select(IntakeFile)).all()
        assert session.get(StoredFile, file), "the report keeps what it brought"


def test_opening_it_twice_leads_to_the_same_draft(sign_in, reading, report_id):
    client = sign_in("intake.ia")
    assert draft_of(client, report_id)["key"] == draft_of(client, report_id)["key"]
    with reading() as session:
        assert len(session.scalars(select(IntakeDraft)).all()) == 1


def test_a_confidential_report_goes_to_the_vault_with_its_words(acting, reading, sign_in):
    with acting() as session:
        report_id = received.report(session, mode=CONFIDENTIAL).id
    client = sign_in("intake.ia")
    page = client.get(f"/intake/received/{report_id}").text
    assert "Wilma Quarrington" in page
    typed = draft_of(client, report_id)
    assert typed["reporter"] == "Wilma Quarrington"
    answer = record(client, typed, summary="Cash was taken at a gate.")
    assert answer.status_code == 302, answer.text
    with reading() as session:
        report = session.get(ReceivedReport, report_id)
        party = session.scalar(
            select(Party).where(
                Party.case_id == report.case_id, Party.identity_mode == CONFIDENTIAL
            )
        )
        assert session.scalar(select(VaultIdentity).where(VaultIdentity.party_id == party.id))
        number = session.get(Case, report.case_id).number
        letter = session.scalar(
            select(ReporterMessage.id).where(ReporterMessage.report_id == report_id)
        )
    page = client.get(f"/cases/{number}/reporter").text
    assert "it is in the vault" in page
    assert "cash from a driver" not in page
    assert "with a reason" not in page
    assert client.get(f"/cases/{number}/reporter/{letter}/reveal").status_code == 403
    supervisor = sign_in("supervisor.ia")
    assert "with a reason" in supervisor.get(f"/cases/{number}/reporter").text
    path = f"/cases/{number}/reporter/{letter}/reveal"
    assert supervisor.post(path, data={}).status_code == 422
    reasons = re.findall(r'option value="([A-Z_]+)"', supervisor.get(path).text)
    shown = supervisor.post(path, data={"reason_code": reasons[0]})
    assert "He took cash from a driver." in shown.text
    with reading() as session:
        row = session.scalar(select(AuditEvent).where(AuditEvent.event == "IDENTITY_REVEALED"))
        assert row.case_id is not None


def test_a_report_is_dismissed_with_a_coded_reason_and_not_twice(sign_in, reading, report_id):
    client = sign_in("intake.ia")
    path = f"/intake/received/{report_id}/dismiss"
    assert client.post(path, data={"reason_code": "COMPLETED"}).status_code == 422
    assert client.post(path, data={}).status_code == 422
    done = client.post(path, data={"reason_code": "NO_MISCONDUCT_ALLEGED", "note": "Spam"})
    assert done.status_code == 302
    again = client.post(path, data={"reason_code": "NO_MISCONDUCT_ALLEGED"})
    assert again.status_code == 422
    assert "dismissed already" in again.text
    page = client.get(f"/intake/received/{report_id}").text
    assert "No misconduct alleged" in page
    assert "Record as a case" not in page
    assert client.post(f"/intake/received/{report_id}/record").status_code == 422
    with reading() as session:
        event = session.scalar(select(AuditEvent).where(AuditEvent.event == "REPORT_DISMISSED"))
        assert "Spam" not in str(event.detail)


def test_the_desk_downloads_the_files_of_a_report_that_waits(acting, sign_in, report_id):
    with acting() as session:
        received.file(session, session.get(ReceivedReport, report_id))
    client = sign_in("intake.ia")
    assert "/files/1" in client.get(f"/intake/received/{report_id}").text
    answer = client.get(f"/intake/received/{report_id}/files/1")
    assert (answer.status_code, answer.data) == (200, b"Shown")
    assert client.get(f"/intake/received/{report_id}/files/2").status_code == 404
    assert sign_in("intake.opr").get(f"/intake/received/{report_id}/files/1").status_code == 404


def test_files_of_the_reporter_are_shown_cleaned_and_as_they_came_for_a_reason(acting, sign_in):
    with acting() as session:
        case = cases.case(session)
        report = received.report(session, mode=OPEN, case=case)
        file, number = received.file(session, report).id, case.number
        sealed = received.report(session, mode=CONFIDENTIAL, case=case)
        hidden = received.file(session, sealed)
        hidden.is_cleaned = False
        vault = hidden.id
    client = sign_in("supervisor.ia")
    shown = client.get(f"/cases/{number}/reporter/files/{file}")
    assert (shown.data, shown.status_code) == (b"Shown", 200)
    assert f"{number}-reporter-1" in shown.headers["Content-Disposition"]
    path = f"/cases/{number}/reporter/files/{file}/original"
    reason = re.findall(r'option value="([A-Z_]+)"', client.get(path).text)[0]
    assert client.post(path, data={}).status_code == 422
    assert client.post(path, data={"reason_code": reason}).data == b"As it came"
    assert client.get(f"/cases/{number}/reporter/files/{vault}").status_code == 403
    desk = sign_in("intake.ia")
    assert desk.get(f"/cases/{number}/reporter/files/{file}").status_code == 200
    assert desk.get(path).status_code == 403


@pytest.mark.parametrize("name", ["investigator.ia", "intake.opr"])
@pytest.mark.parametrize(
    ("call", "more"),
    [
        (service.open_as_draft, {}),
        (service.dismiss, {"reason_code": "INFORMATION_ONLY", "note": ""}),
        (service.ask, {"text": "x"}),
    ],
)
def test_services_ask_the_policy_again(acting, report_id, name, call, more):
    with acting() as session:
        report, actor = session.get(ReceivedReport, report_id), accounts.actor_of(name)
        with pytest.raises(Denied):
            call(report, actor=actor, **more)


def test_a_form_is_tied_to_a_report_of_the_desk_or_to_none(acting, report_id):
    with acting() as session:
        elsewhere = str(received.report(session, office="OPR").id)
    with acting("intake.ia") as session:
        actor, case = accounts.actor_of("intake.ia"), cases.case(session)
        for number in ("0", "x", "9" * 30, "²", elsewhere):
            with pytest.raises(RuleBroken):
                service.tie(number, case, actor=actor)
        assert not service.tie("", case, actor=actor)
        assert service.tie(str(report_id), case, actor=actor)
        with pytest.raises(RuleBroken):
            service.tie(str(report_id), case, actor=actor)


def test_an_anonymous_report_can_hold_no_identity_whoever_writes_it(app, report_id):
    statement = text("UPDATE received_report SET identity_sealed = 'x'")
    with app.app_context(), pytest.raises(IntegrityError), db.engine.begin() as connection:
        connection.execute(statement)


@pytest.mark.parametrize(
    ("said", "form"),
    [
        (
            {"kind": "DHS_EMPLOYEE", "duty": "YES", "whistleblower": "YES", "retaliation": "YES"},
            {"on_duty": "yes", "whistleblower": "1", "retaliation": "1"},
        ),
        (
            {"kind": "DHS_EMPLOYEE", "duty": "NO", "whistleblower": "NO", "retaliation": "UNSURE"},
            {"on_duty": "no"},
        ),
        ({"kind": "TRAVELER_PUBLIC", "duty": "YES"}, {}),
        ({"kind": "DHS_EMPLOYEE", "duty": "UNSURE"}, {}),
    ],
)
def test_the_form_of_the_desk_is_filled_with_what_was_said_of_the_reporter(
    acting, reading, sign_in, said, form
):
    with acting() as session:
        number = received.report(session, **said).id
    client = sign_in("intake.ia")
    typed = draft_of(client, number)
    asked = {name: typed.get(name) for name in ("on_duty", "whistleblower", "retaliation")}
    assert asked == dict.fromkeys(asked) | form
    page = client.get(f"/intake/received/{number}").text
    assert ("Alleges retaliation" in page) is ("retaliation" in said)
    if said["kind"] == "DHS_EMPLOYEE" and "on_duty" not in form:
        assert record(client, typed).status_code == 422, "the desk has to ask"
        return
    assert record(client, typed).status_code == 302
    with reading() as session:
        (party,) = session.scalars(select(Party).where(Party.complainant_kind_code.is_not(None)))
        is_official = party.role is PartyRole.REPORTING_OFFICIAL
        assert is_official is (form.get("on_duty") == "yes")
        assert party.is_whistleblower is ("whistleblower" in form)
        assert party.alleges_retaliation is ("retaliation" in form)


def test_day_and_time_stand_in_the_form_as_the_house_writes_them(acting, sign_in):
    with clock.at(complaints.RECEIVED), acting() as session:
        number = received.report(session).id
    client = sign_in("intake.ia")
    typed = draft_of(client, number)
    assert (typed["received_on"], typed["received_at"]) == ("11/01/2026", "10:22 a.m.")
    assert "When: Oct 4, 2026" in typed["narrative"]
    page = client.get(f"/intake/received/{number}").text
    assert "Received Nov 1, 2026, 10:22 a.m. EST" in page
    assert "2026-10-04" not in page
