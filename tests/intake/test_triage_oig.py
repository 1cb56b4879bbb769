"""The Inspector General on screen: referred, answered, an exigent start, and by whom."""

import pytest
from sqlalchemy import select

from jicms.cases.models import Case, CaseStatus, GrantLevel
from jicms.intake.complaint import Alleged
from jicms.intake.models import OigReferral, OigStatus
from tests.factories import accounts, cases, complaints
from tests.intake.decisions import DECISIONS, status_of

pytestmark = pytest.mark.usefixtures("moment")


def test_the_supervisor_refers_records_the_return_and_may_assign(acting, sign_in, number):
    client = sign_in("supervisor.ia")
    client.post(f"/cases/{number}/triage/begin")
    closing = f"/cases/{number}/triage/information"
    answer = client.post(closing, data=DECISIONS["information"])
    assert answer.status_code == 422
    assert "Refer allegation 1 to the Inspector General first" in answer.text
    offered = client.get(f"/cases/{number}/triage").text
    assert "Until then the case is neither referred out nor closed" in offered
    ending = [f'href="/cases/{number}/triage/{route}"' for route in ("refer-out", "information")]
    assert not any(link in offered for link in ending)
    assert f'href="/cases/{number}/triage/accept"' in offered
    page = client.get(f"/cases/{number}/oig/new").text
    assert "COR-01" in page
    sent = {"allegations": ["1"], "sent_on": "11/02/2026", "oig_number": "I27-0001"}
    assert client.post(f"/cases/{number}/oig/new", data=sent).status_code == 302
    assert status_of(acting, number) is CaseStatus.OIG_PENDING
    assert "OIG pending" in client.get(f"/cases/{number}").text
    with acting() as session:
        referral = session.scalars(select(OigReferral)).one().id
    address = f"/cases/{number}/oig/{referral}/answer"
    empty = {"status": "RETURNED_FOR_ACTION", "answered_on": "11/02/2026"}
    answer = client.post(address, data=empty)
    assert "Choose the allegations that are returned" in answer.text
    silent = client.post(address, data={**empty, "status": "NO_RESPONSE_DEFAULT"})
    assert "Note or reason: write why" in silent.text.partition('id="note-e"')[2][:200]
    early = client.post(address, data={**empty, "status": "NO_RESPONSE_DEFAULT", "note": "Silence"})
    assert early.status_code == 422
    assert "wait until that day is over" in early.text
    assert client.post(address, data={**empty, "returned": ["1"]}).status_code == 302
    assert status_of(acting, number) is CaseStatus.TRIAGE
    offered = client.get(f"/cases/{number}/triage").text
    assert all(link in offered for link in ending)
    assert "Until then" not in offered
    page = client.get(f"/cases/{number}/oig").text
    assert "Returned for action" in page
    assert "I27-0001" in page
    with acting() as session:
        case = session.scalar(select(Case).where(Case.number == number))
        cases.grant(session, case, office="OPR", level=GrantLevel.SUMMARY)
    said = "Inspector General: Returned for action"
    assert said in client.get(f"/cases/{number}/timeline").text
    summary = sign_in("supervisor.opr").get(f"/cases/{number}/timeline")
    assert (summary.status_code, said in summary.text) == (200, False)
    assert client.post(closing, data=DECISIONS["information"]).status_code == 302
    assert status_of(acting, number) is CaseStatus.CLOSED


def test_an_exigent_start_and_its_reason_show(acting, sign_in, number):
    client = sign_in("supervisor.ia")
    client.post(f"/cases/{number}/triage/begin")
    typed = {"allegations": ["1"], "reason": ""}
    assert client.post(f"/cases/{number}/oig/exigent", data=typed).status_code == 422
    typed["reason"] = "The shipment leaves tonight."
    assert client.post(f"/cases/{number}/oig/exigent", data=typed).status_code == 302
    assert "The shipment leaves tonight." in client.get(f"/cases/{number}/oig").text


def test_the_notice_is_recorded_only_where_one_is_due(sign_in, number):
    client = sign_in("supervisor.ia")
    answer = client.post(f"/cases/{number}/oig/notice", data={"on": "11/02/2026"})
    assert answer.status_code == 422
    assert "No notice" in answer.text


@pytest.mark.parametrize(
    ("name", "page", "write"),
    [
        ("intake.ia", 200, 403),
        ("supervisor.ia", 200, 200),
        ("head.ia", 200, 200),
        ("investigator.ia", 404, 404),
        ("custodian.ia", 403, 403),
        ("intake.opr", 404, 404),
        ("supervisor.opr", 404, 404),
        ("supervisor.ler", 404, 404),
        ("auditor", 404, 404),
        ("admin", 404, 404),
    ],
)
def test_access_per_role(sign_in, number, name, page, write):
    client = sign_in(name)
    assert client.get(f"/cases/{number}/oig").status_code == page
    assert client.get(f"/cases/{number}/oig/new").status_code == write
    assert client.get(f"/cases/{number}/oig/exigent").status_code == write
    assert client.get(f"/cases/{number}/oig/notice").status_code == write
    triage = client.get(f"/cases/{number}/triage").status_code
    assert triage == (200 if name.startswith(("intake.ia", "supervisor.ia", "head")) else page)


def test_a_referral_of_another_case_is_not_found_here(acting, sign_in, number):
    with acting() as session:
        other = complaints.recorded(
            accounts.actor_of("supervisor.ia"), allegations=(Alleged("COR-01"),)
        )
        referral = OigReferral(
            case_id=other.id, sent_on=other.received_on, status=OigStatus.PENDING
        )
        session.add(referral)
        session.flush()
        key, theirs = referral.id, other.number
    client = sign_in("supervisor.ia")
    assert client.get(f"/cases/{theirs}/oig/{key}/answer").status_code == 200
    assert client.get(f"/cases/{number}/oig/{key}/answer").status_code == 404
    assert client.post(f"/cases/{number}/oig/{key}/answer", data={}).status_code == 404
