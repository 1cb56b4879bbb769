"""The Prosecution tab: forms, history, files, who sees it."""

import io

import pytest
from sqlalchemy import select

from jicms.cases.models import GrantKind, GrantLevel, Party
from jicms.prosecution.models import ProsecutionReferral, ProsecutionStatus
from tests.factories import allegations, cases


@pytest.fixture
def number(acting):
    with acting() as session:
        case, _one, _two = allegations.against_two(session, code="COR-01")
        cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        return case.number


@pytest.fixture
def subject(reading, number):
    with reading() as session:
        return session.scalar(select(Party.id).where(Party.n == 1))


def referral(subject, **values):
    return {
        "party": str(subject),
        "status": "REFERRED",
        "on": "11/05/2026",
        "level_code": "FEDERAL",
        "office": "U.S. Attorney’s Office",
        **values,
    }


def test_a_matter_is_referred_declined_and_its_history_kept(sign_in, reading, number, subject):
    client, tab = sign_in("investigator.ia"), f"/cases/{number}/prosecution"
    assert "Not open" in client.get(tab).text
    assert client.post(f"{tab}/new", data=referral(subject)).status_code == 302
    step = {
        "status": "DECLINED",
        "on": "11/09/2026",
        "declination_code": "ADMIN_REMEDY_ADEQUATE",
        "is_written": "written",
        "file": (io.BytesIO(b"We decline."), "letter.txt"),
    }
    assert client.post(f"{tab}/1/step", data=step).status_code == 302
    page = client.get(tab).text
    assert "Administrative remedy adequate, in writing" in page
    assert client.get(f"{tab}/1/events/2/file").data == b"We decline."
    for place in (0, 1, 3):
        assert client.get(f"{tab}/1/events/{place}/file").status_code == 404
    with reading() as session:
        assert session.scalar(select(ProsecutionReferral)).status is ProsecutionStatus.DECLINED
    assert "Prosecution: declined" in client.get(f"/cases/{number}/timeline").text
    assert "Declined Nov 9, 2026" in client.get(f"/cases/{number}").text


def test_wrong_entries_come_back_at_their_fields(sign_in, number, subject):
    client, tab = sign_in("investigator.ia"), f"/cases/{number}/prosecution"
    for data, words in (
        (referral(subject, party="99999"), "entries offered"),
        (referral(subject, status="CONVICTED"), "entries offered"),
        (referral(subject, on="11/05/2999"), "2026"),
        (referral(subject, office=""), "Enter the prosecuting office"),
        (referral(subject, charges=["99999"]), "entries offered"),
    ):
        answer = client.post(f"{tab}/new", data=data)
        assert answer.status_code == 422, data
        assert words in answer.text, data
    client.post(f"{tab}/new", data=referral(subject))
    for data, words in (
        ({"status": "SENTENCED", "on": "11/09/2026"}, "entries offered"),
        ({"status": "DECLINED", "on": "11/09/2026"}, "why the prosecutor declined"),
        ({"status": "UNDER_REVIEW", "on": "11/01/2026"}, "before the last step"),
    ):
        answer = client.post(f"{tab}/1/step", data=data)
        assert answer.status_code == 422, data
        assert words in answer.text, data


def test_an_authority_is_recorded_and_opens_the_gate(sign_in, number, subject):
    client, tab = sign_in("investigator.ia"), f"/cases/{number}/prosecution"
    client.post(f"{tab}/new", data=referral(subject))
    data = {"on": "11/09/2026", "note": "AUSA Hale, interview on 1.1"}
    assert client.post(f"{tab}/1/authority", data=data).status_code == 302
    page = client.get(tab).text
    assert "Authority to compel" in page
    assert "No criminal-capable allegation" in page


@pytest.mark.parametrize("name", ["investigator2.ia", "supervisor.opr", "specialist.ler"])
def test_it_does_not_exist_for_strangers(sign_in, number, name):
    client = sign_in(name)
    for path in ("", "/new", "/1/step"):
        assert client.get(f"/cases/{number}/prosecution{path}").status_code == 404


def test_labor_relations_see_the_referred_subjects_only_and_no_gate(
    sign_in, acting, number, subject
):
    client = sign_in("investigator.ia")
    with acting() as session:
        other = session.scalar(select(Party.id).where(Party.n == 2))
    client.post(f"/cases/{number}/prosecution/new", data=referral(subject))
    client.post(f"/cases/{number}/prosecution/new", data=referral(other, office="District Court"))
    with acting() as session:
        row = session.scalar(select(ProsecutionReferral).where(ProsecutionReferral.n == 1))
        grant = cases.grant(
            session, row.case, office="LER", kind=GrantKind.REFERRAL, level=GrantLevel.ITEMS
        )
        cases.name_item(session, grant, row)
        cases.name_item(session, grant, row.party)
    page = sign_in("supervisor.ler").get(f"/cases/{number}/prosecution")
    assert "First officer" in page.text
    assert "District Court" not in page.text
    assert "Interview gate" not in page.text
    assert "Refer a subject" not in page.text
