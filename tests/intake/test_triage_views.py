"""Triage and the Inspector General on screen: who is offered what, and what comes of it."""

import pytest
from sqlalchemy import select

from jicms.cases.models import Case, CaseStatus, PartyRole
from jicms.core import clock
from jicms.intake.complaint import Alleged, Somebody
from jicms.intake.models import OigReferral, OigStatus
from tests.factories import accounts, allegations, cases, complaints


@pytest.fixture(autouse=True)
def _moment():
    """Nov 2, 2026, 10:22 a.m. in Washington."""
    with clock.at(complaints.RECEIVED):
        yield


@pytest.fixture
def number(acting):
    """A received case with one allegation that goes to the OIG and one that need not."""
    with acting() as session:
        officer = complaints.employee(session, "Garrick Dunmoor", "4410-2276")
        return complaints.recorded(
            accounts.actor_of("intake.ia"),
            Somebody(key="a", person=officer),
            allegations=(Alleged("COR-01"), Alleged("TNA-04")),
        ).number


def status_of(acting, number):
    with acting() as session:
        return session.scalar(select(Case.status).where(Case.number == number))


def test_the_desk_begins_and_hands_over_and_is_offered_nothing_else(acting, sign_in, number):
    client = sign_in("intake.ia")
    assert number in client.get("/intake/triage").text
    assert client.post(f"/cases/{number}/triage/begin").status_code == 302
    page = client.get(f"/cases/{number}/triage").text
    assert "Hand it to the investigations supervisor" in page
    for hidden in ("Refer out", "Close at triage", "Refer to the OIG"):
        assert hidden not in page
    for route in ("out", "close", "management"):
        sent = client.post(f"/cases/{number}/triage", data={"route": route, "reason": "x"})
        assert sent.status_code == 422, route
    typed = {"route": "accept", "case_type": "ADMIN_INVESTIGATION", "reason": "Clear."}
    assert client.post(f"/cases/{number}/triage", data=typed).status_code == 302
    assert "Accepted, to be assigned" in client.get("/intake/triage").text
    assert status_of(acting, number) is CaseStatus.TRIAGE


def test_the_supervisor_refers_records_the_return_and_may_assign(acting, sign_in, number):
    client = sign_in("supervisor.ia")
    client.post(f"/cases/{number}/triage/begin")
    closing = {"route": "close", "closure_code": "INFORMATION_ONLY", "reason": "Nothing in it."}
    closing["case_type"] = "ADMIN_INVESTIGATION"
    answer = client.post(f"/cases/{number}/triage", data=closing)
    assert answer.status_code == 422
    assert "Refer allegation 1 to the Inspector General first" in answer.text
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
    early = client.post(address, data={**empty, "status": "NO_RESPONSE_DEFAULT", "note": "Silence"})
    assert early.status_code == 422
    assert "wait until that day is over" in early.text
    assert client.post(address, data={**empty, "returned": ["1"]}).status_code == 302
    assert status_of(acting, number) is CaseStatus.TRIAGE
    page = client.get(f"/cases/{number}/oig").text
    assert "Returned for action" in page
    assert "I27-0001" in page
    assert client.post(f"/cases/{number}/triage", data=closing).status_code == 302
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


def test_a_hidden_case_is_no_duplicate_and_not_even_named(acting, sign_in, number):
    with acting() as session:
        hidden = cases.case(session, office="OPR", title="Hidden title").number
    client = sign_in("supervisor.ia")
    sent = {"other": hidden, "is_same": "1"}
    assert client.post(f"/cases/{number}/triage/duplicate", data=sent).status_code == 404
    sent["other"] = "209912345"
    assert client.post(f"/cases/{number}/triage/duplicate", data=sent).status_code == 404


def test_a_likeness_outside_ones_sight_is_not_told_to_who_decides_here(acting, sign_in, number):
    words = "Possible related case; ask the duty supervisor."
    assert words not in sign_in("supervisor.ia").get(f"/cases/{number}/triage").text
    with acting() as session:
        hidden = cases.case(session, office="OPR", title="Hidden title")
        party = cases.party(session, hidden, role=PartyRole.SUBJECT, description="x")
        mine = session.scalar(select(Case).where(Case.number == number))
        party.person_id = next(row.person_id for row in mine.parties if row.person_id)
        session.flush()
        allegations.allegation(session, hidden, party)
        theirs = hidden.number
    for name in ("supervisor.ia", "intake.ia"):
        page = sign_in(name).get(f"/cases/{number}/triage").text
        for hidden_words in (words, theirs, "Hidden title"):
            assert hidden_words not in page, name


def test_duplicates_in_sight_are_decided_in_triage(acting, sign_in, number):
    client = sign_in("supervisor.ia")
    with acting() as session:
        officer = session.scalar(select(Case).where(Case.number == number)).parties[-1].person
        other = complaints.recorded(
            accounts.actor_of("supervisor.ia"), Somebody(key="a", person=officer)
        ).number
    page = client.get(f"/cases/{number}/triage").text
    assert other in page
    sent = {"other": other, "is_same": "1"}
    assert client.post(f"/cases/{number}/triage/duplicate", data=sent).status_code == 302
    assert "Same matter" in client.get(f"/cases/{number}/triage").text


def test_the_queue_filters_and_sorts_and_my_work_shows_it(sign_in, number):
    client = sign_in("supervisor.ia")
    assert number in client.get("/intake/triage?status=RECEIVED").text
    assert number not in client.get("/intake/triage?status=OIG_PENDING").text
    assert number in client.get("/intake/triage?status=NONSENSE&sort=received").text
    assert number in client.get("/").text
    assert number not in sign_in("supervisor.opr").get("/intake/triage").text
