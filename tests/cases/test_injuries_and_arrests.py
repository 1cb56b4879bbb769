"""Injuries and arrests recorded after intake: who may, what is refused, what stays hidden."""

import re

import pytest
from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.cases import service
from jicms.cases.models import CaseStatus, GrantKind, GrantLevel, PartyRole
from jicms.cases.models_injury import Injury
from jicms.core.errors import Denied, RuleBroken
from jicms.prosecution import arrests
from jicms.prosecution.models_arrest import Arrest, Duty
from tests.factories import accounts, cases


@pytest.fixture
def number(acting):
    """An open case of IA with one subject, and one of OPR with an injury and an arrest."""
    with acting() as session:
        case = cases.case(session, office="IA", status=CaseStatus.OPEN)
        cases.party(session, case, role=PartyRole.SUBJECT, description="First officer")
        cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        other = cases.case(session, office="OPR", status=CaseStatus.OPEN)
        party = cases.party(session, other, role=PartyRole.VICTIM, description="A victim")
        session.add(Injury(case_id=other.id, n=1, party_id=party.id, description="Burn"))
        session.add(
            Arrest(case_id=other.id, n=1, party_id=party.id, agency="Police", charge="Theft")
        )
        return case.number


INJURY = {"party": "1", "description": "Broken finger", "care": "no"}
ARREST = {
    "party": "1",
    "duty": "ON",
    "agency": "Alder Bend Police",
    "charge": "Assault",
    "arrested_on": "01/05/2026",
}


def version_in(page):
    return re.search(r'name="version" value="(\d*)"', page).group(1)


def test_an_injury_is_recorded_shown_and_corrected(sign_in, number):
    client = sign_in("investigator.ia")
    answer = client.post(f"/cases/{number}/injuries/new", data=INJURY)
    assert answer.status_code == 302
    page = client.get(f"/cases/{number}/people").text
    assert "Broken finger" in page
    address = f"/cases/{number}/injuries/1/edit"
    version = version_in(client.get(address).text)
    changed = {"description": "Sprained finger", "care": "yes", "version": version}
    assert client.post(address, data=changed).status_code == 302
    assert "Sprained finger" in client.get(f"/cases/{number}/people").text
    again = client.post(address, data=changed | {"description": "Mine"})
    assert again.status_code == 409
    assert "Mine" in again.text


def test_an_arrest_is_recorded_shown_and_gets_its_disposition(sign_in, number):
    client = sign_in("investigator.ia")
    assert client.post(f"/cases/{number}/arrests/new", data=ARREST).status_code == 302
    page = client.get(f"/cases/{number}/prosecution").text
    assert "Alder Bend Police" in page
    assert "On duty" in page
    address = f"/cases/{number}/arrests/1/edit"
    version = version_in(client.get(address).text)
    changed = ARREST | {"disposition": "Charge dismissed", "version": version}
    assert client.post(address, data=changed).status_code == 302
    assert "Charge dismissed" in client.get(f"/cases/{number}/prosecution").text
    assert client.post(address, data=changed | {"charge": "Mine"}).status_code == 409


@pytest.mark.parametrize(
    "asked",
    [
        ("injuries", INJURY | {"description": ""}, "Write what the injury is"),
        ("injuries", INJURY | {"description": "x" * 2001}, "too long"),
        ("injuries", INJURY | {"party": "77"}, "Choose one of the entries"),
        ("injuries", INJURY | {"party": "²"}, "Choose one of the entries"),
        ("injuries", INJURY | {"care": "maybe"}, "Choose one of the entries"),
        ("arrests", ARREST | {"agency": ""}, "Arresting agency"),
        ("arrests", ARREST | {"charge": "x" * 2001}, "too long"),
        ("arrests", ARREST | {"arrested_on": "12/31/2030"}, "or earlier"),
        ("arrests", ARREST | {"arrested_on": "13/45/2026"}, "check the month"),
        ("arrests", ARREST | {"party": "9" * 30}, "Choose one of the entries"),
    ],
)
def test_what_does_not_fit_is_refused_at_the_field(sign_in, number, acting, asked):
    address, typed, sentence = asked
    answer = sign_in("investigator.ia").post(f"/cases/{number}/{address}/new", data=typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    kept = typed.get("agency") or typed.get("description", "")
    assert kept[:50] in answer.text
    with acting() as session:
        assert len(session.scalars(select(Injury)).all()) == 1
        assert len(session.scalars(select(Arrest)).all()) == 1


def test_another_offices_case_has_none(sign_in, number, acting):
    client = sign_in("investigator.ia")
    with acting() as session:
        hidden = session.scalars(select(Injury)).one().case.number
    for path in ("injuries/new", "injuries/1/edit", "arrests/new", "arrests/1/edit"):
        assert client.get(f"/cases/{hidden}/{path}").status_code == 404
        assert client.post(f"/cases/{hidden}/{path}", data=ARREST | INJURY).status_code == 404
    for path in ("injuries/1/edit", "arrests/1/edit", f"arrests/{'9' * 30}/edit"):
        assert client.get(f"/cases/{number}/{path}").status_code == 404


def test_whoever_reads_the_summary_sees_neither(acting, number):
    with acting() as session:
        other = session.scalars(select(Injury)).one().case
        cases.grant(
            session, other, user="investigator.ia", kind=GrantKind.SHARE, level=GrantLevel.SUMMARY
        )
    with acting("investigator.ia") as session:
        assert session.scalars(select(Injury)).all() == []
        assert session.scalars(select(Arrest)).all() == []


def test_the_services_ask_again(acting, number):
    with acting() as session:
        injury = session.scalars(select(Injury)).one()
        arrest = session.scalars(select(Arrest)).one()
        stranger = accounts.actor_of("investigator.ia")
        for call in (
            lambda: service.add_injury(injury.party, actor=stranger, description="x"),
            lambda: service.edit_injury(injury, actor=stranger, description="x"),
            lambda: arrests.add_arrest(arrest.party, actor=stranger, agency="x", charge="x"),
            lambda: arrests.edit_arrest(arrest, actor=stranger, agency="x", charge="x"),
        ):
            with pytest.raises(Denied):
                call()
        mine = accounts.actor_of("supervisor.opr")
        assert policy.allows(mine, Action.PARTY_EDIT, injury.case)
        service.edit_injury(injury, actor=mine, description="Burn, healed", medical_care=True)
        arrests.edit_arrest(arrest, actor=mine, agency="Sheriff", charge="Theft", duty=Duty.ON)
        with pytest.raises(RuleBroken):
            service.edit_injury(injury, actor=mine, description=" ")
