"""The Interviews tab: its forms at work, wrong entries at their fields, who gets which button."""

import io
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.auth.models import User
from jicms.cases.models import GrantKind
from jicms.core import clock
from jicms.interviews.models import Interview, InterviewStatus
from jicms.notices.models import Notice
from tests.factories import cases
from tests.factories.evidence import party, the_case, the_investigation
from tests.factories.interviews import planned

ZONE = "America/New_York"


def day(**more):
    return f"{clock.today(ZONE) + timedelta(**more):%m/%d/%Y}"


@pytest.fixture
def lead(reading, number):
    with reading() as session:
        return session.scalar(select(User.id).where(User.username == "investigator.ia"))


def plan(lead, **values):
    return {
        "investigation": "1",
        "party": "1",
        "warning_code": "KALKINES",
        "on": day(days=3),
        "at": "2:05 p.m.",
        "interviewer": str(lead),
        **values,
    }


def test_an_interview_goes_its_way_from_plan_to_statement(sign_in, reading, number, lead):
    client, tab = sign_in("investigator.ia"), f"/cases/{number}/interviews"
    assert "Plan an interview" in client.get(tab).text
    answer = client.post(f"{tab}/new", data=plan(lead, representative="R. Castellan"))
    assert answer.status_code == 302, answer.text
    page = client.get(f"{tab}/1").text
    assert "R. Castellan" in page
    assert "Compelled" in page
    assert f"{tab}/1/hold" in page
    yesterday = {"given_on": day(days=-1), "given_time": "9:00 a.m.", "read_by": "N. Ostrow"}
    paper = {"form_code": "KALKINES_1", "signed": "yes"}
    signed = {"file": (io.BytesIO(b"Signed."), "signed.txt")}
    assert client.post(f"{tab}/1/warning", data=yesterday | paper | signed).status_code == 302
    assert client.get(f"{tab}/1/warning/1/file").data == b"Signed."
    assert client.get(f"{tab}/1/warning/2/file").status_code == 404
    said = {"unit_status": "IN_UNIT", "advised_under": "LAW", "requested": "yes"}
    told = said | {"representative": "R. Castellan", "was_present": "yes", "version": "0"}
    assert client.post(f"{tab}/1/representation", data=told).status_code == 302
    with reading() as session:
        version = session.scalar(select(Interview.version))
    held = {
        "on": day(days=-1),
        "began": "9:05 a.m.",
        "ended": "10:00 a.m.",
        "recording": "VIDEO",
        "recording_where": "E0001",
        "interviewer": str(lead),
    }
    stale = client.post(f"{tab}/1/hold", data=held | {"version": str(version + 9)})
    assert stale.status_code == 409
    assert client.post(f"{tab}/1/hold", data=held | {"version": str(version)}).status_code == 302
    page = client.get(f"{tab}/1").text
    assert "Record the statement" in page
    assert f"{tab}/1/hold" not in page
    form = client.get(f"/cases/{number}/evidence/statements/new?interview=1").text
    assert 'value="9:05 a.m."' in form
    assert '<option value="KALKINES" selected>' in form
    assert "Interview I01 planned" in client.get(f"/cases/{number}/timeline").text
    with reading() as session:
        trail = session.scalars(select(AuditEvent.event)).all()
        assert {"INTERVIEW_SCHEDULED", "WARNING_GIVEN", "INTERVIEW_HELD"} <= set(trail)


def test_an_interview_held_without_a_plan_is_entered_and_a_late_warning_shows(
    sign_in, reading, number, lead
):
    client, tab = sign_in("investigator.ia"), f"/cases/{number}/interviews"
    form = client.get(f"{tab}/new").text
    assert "before it could be planned" in form
    assert "Prosecution says what it waits for" in form
    was = {"warning_code": "GARRITY_BECKWITH", "on": day(days=-1), "at": "9:05 a.m."}
    assert client.post(f"{tab}/new", data=plan(lead, **was)).status_code == 302
    read = {"form_code": "GARRITY_BECKWITH_1", "read_by": "N. Ostrow", "signed": "no"}
    when = {"given_on": day(days=-1), "refusal_witness": "B. Witness"}
    for at in ("9:00 a.m.", "9:20 a.m."):
        answer = client.post(f"{tab}/1/warning", data=read | when | {"given_time": at})
        assert answer.status_code == 302, answer.text
    with reading() as session:
        version = str(session.scalar(select(Interview.version)))
    facts = {"on": day(days=-1), "began": "9:05 a.m.", "recording": "NONE", "version": version}
    answer = client.post(f"{tab}/1/hold", data=facts | {"interviewer": str(lead)})
    assert answer.status_code == 302, answer.text
    page = client.get(f"{tab}/1").text
    assert page.count("After the interview began") == 1
    refused = client.post(f"{tab}/new", data=plan(lead, **was | {"warning_code": "KALKINES"}))
    assert refused.status_code == 422
    assert "planned first" in refused.text


def test_wrong_entries_come_back_at_their_fields(sign_in, crime, lead):
    client, tab = sign_in("investigator.ia"), f"/cases/{crime}/interviews"
    for data, words in (
        (plan(lead), "Not open for this subject. Ask the reviewing supervisor."),
        (plan(lead, warning_code="NONE_WITNESS", on="11/05/2001"), "or later"),
        (plan(lead, warning_code="WEINGARTEN"), "entries offered"),
        (plan("99999"), "entries offered"),
        (plan(lead, party="99"), "entries offered"),
        (plan(lead, at="25:70"), "10:22"),
        (plan(lead, place="x" * 4000), "Shorten"),
        ({}, "Choose the investigation"),
    ):
        answer = client.post(f"{tab}/new", data=data)
        assert answer.status_code == 422, data
        assert words in answer.text, words


@pytest.mark.parametrize(
    ("name", "status", "edits"),
    [
        ("investigator.ia", 200, True),
        ("supervisor.ia", 200, True),
        ("investigator2.ia", 200, True),
        ("supervisor.opr", 404, False),
        ("auditor", 404, False),
        ("custodian.ia", 403, False),
    ],
)
def test_who_opens_the_tab_and_gets_its_button(sign_in, number, name, status, edits):
    client, tab = sign_in(name), f"/cases/{number}/interviews"
    page = client.get(tab)
    assert page.status_code == status
    assert ("Plan an interview" in page.text) == edits
    if not edits:
        assert client.post(f"{tab}/new", data={}).status_code in {403, 404}


def test_an_evening_interview_is_due_on_its_day_at_the_agency(acting, reading, number):
    with acting("supervisor.ia") as session:
        assert the_case(session, number).agency.zone == ZONE
        on = clock.today(ZONE) + timedelta(days=2)
        at = datetime.combine(on, time(21, 30), ZoneInfo(ZONE)).astimezone(UTC)
        assert at.date() == on + timedelta(days=1), "it is the next day elsewhere"
        planned(the_investigation(session), party(session), name="supervisor.ia", at=at)
    with reading() as session:
        due = session.scalars(select(Notice.due_on).where(Notice.event == "INTERVIEW_SET"))
        assert due.all() == [on]


def test_those_who_take_part_see_the_date_and_are_told(acting, sign_in, number, reading):
    at = clock.now() + timedelta(days=2)
    with acting("supervisor.ia") as session:
        planned(the_investigation(session), party(session), name="supervisor.ia", at=at)
    # In the last hours of its agency UTC is a day ahead.
    month = f"/calendar?month={clock.local_date(at, ZONE):%Y-%m}"
    client = sign_in("investigator.ia")
    assert "Interview I01" in client.get(month).text
    assert f"Interview {number}" in client.get("/calendar.ics").text
    for name in ("investigator2.ia", "head.ia", "supervisor.opr"):
        page = sign_in(name).get(f"{month}&who=all").text
        assert "Interview I01" not in page, name
    with reading() as session:
        told = session.scalars(
            select(User.username)
            .join(Notice, Notice.user_id == User.id)
            .where(Notice.event == "INTERVIEW_SET", Notice.cleared_at.is_(None))
        ).all()
        assert told == ["investigator.ia"]
    with acting() as session:
        session.scalar(select(Interview)).status = InterviewStatus.CANCELLED
    assert "Interview I01" not in client.get(month).text
    with reading() as session:
        standing = select(Notice.id).where(
            Notice.event == "INTERVIEW_SET", Notice.cleared_at.is_(None)
        )
        assert session.scalars(standing).all() == []


def test_counsel_asks_and_a_second_person_decides_on_the_page(sign_in, acting, crime):
    with acting() as session:
        case = the_case(session, crime)
        cases.grant(session, case, user="counsel.cbp", kind=GrantKind.SHARE)
        the_investigation(session, 2).reviewer_id = None
        for row in the_investigation(session, 2).assignments:
            if row.is_reviewer:
                session.delete(row)
    tab = f"/cases/{crime}/interviews"
    counsel, head = sign_in("counsel.cbp"), sign_in("head.ia")
    told = {"party": "1", "expires_on": day(days=5), "reason": "Answered orally"}
    assert counsel.post(f"{tab}/override", data=told).status_code == 302
    assert f"{tab}/override/1" not in counsel.get(tab).text
    assert counsel.get(f"{tab}/override/1").status_code == 403
    agent = sign_in("investigator.ia")
    assert agent.get(f"{tab}/override").status_code == 403
    assert f"{tab}/override/1" not in agent.get(tab).text
    assert f"{tab}/override/1" in head.get(tab).text
    decided = {"decision": "confirm", "reason": "Checked"}
    assert head.post(f"{tab}/override/1", data=decided).status_code == 302
    assert head.post(f"{tab}/override/1", data=decided).status_code == 409
    assert "Confirmed" in agent.get(tab).text


def test_the_tab_costs_a_constant_number_of_statements(acting, sign_in, statements, number):
    client, counts = sign_in("investigator.ia"), []
    for more in (1, 3):
        with acting() as session:
            for _ in range(more):
                planned(the_investigation(session), party(session), warning="MIRANDA")
                planned(the_investigation(session), party(session))
        client.get(f"/cases/{number}/interviews")
        counts.append(statements(lambda: client.get(f"/cases/{number}/interviews")))
    assert counts[0] == counts[1]


def test_an_agency_adds_a_wording_of_its_own(sign_in):
    client = sign_in("admin")
    row = {
        "code": "KALKINES_2",
        "label": "Warning for a compelled interview (Kalkines)",
        "warning_code": "KALKINES",
        "edition": "2",
        "body": "You have a duty.\n\n" + "It is explained. " * 60,
        "valid_from": "01/01/2026",
        "sort_order": "41",
    }
    answer = client.post("/admin/code-lists/warning-form/new", data=row)
    assert answer.status_code == 302, answer.text
    assert "KALKINES_2" in client.get("/admin/code-lists/warning-form").text


def test_the_form_of_the_warning_is_a_pdf_filled_from_the_case(acting, sign_in, number):
    with acting() as session:
        planned(the_investigation(session), party(session))
    client, page = sign_in("investigator.ia"), f"/cases/{number}/interviews/1"
    assert f"{page}/form?code=KALKINES_1" in client.get(page).text
    for code in ("KALKINES_1", "WEINGARTEN_1"):
        answer = client.get(f"{page}/form?code={code}")
        assert answer.status_code == 200, answer.text
        with pikepdf.open(io.BytesIO(answer.data)) as pdf:
            assert pdf.Root.MarkInfo.Marked
            assert len(pdf.pages) == 1
    for code in ("MIRANDA_1", "NOTHING", ""):
        assert client.get(f"{page}/form?code={code}").status_code == 404
    assert sign_in("investigator2.ia").get(f"{page}/form?code=KALKINES_1").status_code == 404
