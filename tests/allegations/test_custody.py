"""Abuse in custody and the person looked up, on the allegation's own pages."""

import re

import pytest
from sqlalchemy import select

from jicms.allegations import service
from jicms.allegations.kinds import Care, FacilityKind, PerpetratorKind
from jicms.allegations.models import Allegation, AllegationDetail, AllegationPrea
from jicms.allegations.service import Facts, Prea
from jicms.audit.models import AuditEvent
from jicms.cases.handling import Handling
from jicms.cases.models import CaseStatus, GrantKind, GrantLevel, PartyRole
from jicms.core.errors import RuleBroken
from tests.factories import accounts, allegations, cases, complaints

PEOPLE = {
    "prea_victim_citizenship": "Honduras",
    "prea_victim_age": "34",
    "prea_victim_gender": "FEMALE",
    "prea_victim_lgbti": "yes",
    "prea_perpetrator_citizenship": "United States",
    "prea_perpetrator_age": "41",
    "prea_perpetrator_gender": "MALE",
    "prea_perpetrator_lgbti": "no",
    "prea_reported_by": "DETAINEE",
    "prea_reported_on": "10/30/2026",
    "prea_housing": "Moved to unit 4",
    "prea_medical": "GIVEN",
    "prea_counselling": "REFUSED",
}
FULL = Prea("Hold room 2", FacilityKind.HOLDING, "", "", PerpetratorKind.STAFF, "STAFF_8", True)


@pytest.fixture
def number(acting):
    """A case of IA under a code about custody, worked by investigator.ia."""
    with acting() as session:
        case, *_two = allegations.against_two(session, code="SEX-02")
        cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        return case.number


def typed(page, **values):
    version = re.search(r'name="version" value="(\d*)"', page).group(1)
    return {"narrative": "He looked in.", "version": version, **values}


CUSTODY = {
    "prea_facility": "Hold room 2",
    "prea_facility_kind": "HOLDING",
    "prea_perpetrator": "STAFF",
    "prea_abuse_type": "STAFF_8",
}


def test_the_facts_are_added_later_and_corrected(sign_in, number, acting):
    client, address = sign_in("investigator.ia"), f"/cases/{number}/allegations/1/edit"
    page = client.get(address).text
    answer = client.post(address, data=typed(page, **CUSTODY))
    assert answer.status_code == 302
    page = client.get(answer.location).text
    assert "Hold room 2" in page
    assert "Staff (8): voyeurism" in page
    page = client.get(address).text
    assert 'value="Hold room 2"' in page
    other = CUSTODY | {"prea_facility": "Hold room 3", "prea_attempt": "1"}
    old = typed(page, **other)
    assert client.post(address, data=old).status_code == 302
    with acting() as session:
        row = session.scalars(select(AllegationPrea)).one()
        assert (row.facility, row.is_attempt) == ("Hold room 3", True)
    stale = client.post(address, data=old | {"prea_facility": "Hold room 4"})
    assert stale.status_code == 409
    assert "Hold room 4" in stale.text


def test_the_background_of_both_and_the_responses_are_kept(sign_in, number, acting):
    client, address = sign_in("investigator.ia"), f"/cases/{number}/allegations/1/edit"
    answer = client.post(address, data=typed(client.get(address).text, **CUSTODY, **PEOPLE))
    assert answer.status_code == 302
    page = client.get(answer.location).text
    for said in (
        "Female, age 34, Honduras",
        "Male, age 41, United States",
        "Self-identified as LGBTI",
        "Said not to be LGBTI",
        "Another detainee, Oct 30, 2026",
        "Moved to unit 4",
        "Given",
        "Offered and refused",
    ):
        assert said in page, said
    page = client.get(address).text
    for value in ("Honduras", "34", "10/30/2026", "Moved to unit 4"):
        assert f'value="{value}"' in page
    assert page.count("selected") >= 8
    with acting() as session:
        row = session.scalars(select(AllegationPrea)).one()
        assert (row.victim_lgbti, row.perpetrator_lgbti) == (True, False)
        assert (row.medical_exam, row.mental_health) == (Care.GIVEN, Care.REFUSED)
        assert row.handling == Handling.PREA_SENSITIVE


def test_the_trail_says_that_it_changed_and_not_what(sign_in, number, acting):
    client, address = sign_in("investigator.ia"), f"/cases/{number}/allegations/1/edit"
    client.post(address, data=typed(client.get(address).text, **CUSTODY, **PEOPLE))
    more = PEOPLE | {"prea_victim_age": "35", "prea_victim_lgbti": "no"}
    client.post(address, data=typed(client.get(address).text, **CUSTODY, **more))
    with acting() as session:
        rows = session.scalars(
            select(AuditEvent.detail).where(AuditEvent.entity == "allegation_prea")
        ).all()
    assert rows
    told = " ".join(rows)
    for word in ("34", "35", "FEMALE", "Honduras", "REFUSED"):
        assert word not in told, word


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"prea_victim_age": "121"}, "from 0 to 120"),
        ({"prea_victim_age": "old"}, "whole number"),
        ({"prea_victim_gender": "X"}, "Choose one of the entries"),
        ({"prea_reported_on": "13/45/2026"}, "prea_reported_on-e"),
        ({"prea_housing": "x" * 201}, "too long"),
        ({"prea_perpetrator": "DETAINEE"}, "fits who is said"),
        ({"prea_contract": "x" * 61}, "too long"),
        ({"prea_facility_kind": "JAIL"}, "Choose one of the entries"),
    ],
)
def test_what_does_not_fit_is_refused_at_the_field(sign_in, number, values, sentence):
    client, address = sign_in("investigator.ia"), f"/cases/{number}/allegations/1/edit"
    answer = client.post(address, data=typed(client.get(address).text, **CUSTODY | values))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Hold room 2" in answer.text


def test_another_code_takes_no_such_facts(acting):
    with acting() as session:
        case, *_two = allegations.against_two(session, code="TNA-04")
        row = session.scalars(select(Allegation).where(Allegation.case_id == case.id)).first()
        lead = accounts.actor_of("supervisor.ia")
        with pytest.raises(RuleBroken, match="custody"):
            service.edit_allegation(row, Facts(narrative="x", prea=FULL), actor=lead)
        service.change_code(row, actor=lead, category_code="SEX-02", reason="It was abuse")
        service.edit_allegation(row, Facts(narrative="x", prea=FULL), actor=lead)
        with pytest.raises(RuleBroken, match="custody"):
            service.change_code(row, actor=lead, category_code="TNA-04", reason="It was not")
        service.edit_allegation(row, Facts(narrative="x", prea=Prea()), actor=lead)
        service.change_code(row, actor=lead, category_code="TNA-04", reason="It was not")


def test_whoever_reads_the_summary_sees_none(acting):
    with acting() as session:
        case = cases.case(session, office="OPR", status=CaseStatus.OPEN)
        officer = cases.party(session, case, role=PartyRole.SUBJECT, description="An officer")
        row = allegations.allegation(session, case, officer, code="SEX-02")
        service.edit_allegation(
            row, Facts(narrative="x", prea=FULL), actor=accounts.actor_of("supervisor.opr")
        )
        cases.grant(
            session, case, user="investigator.ia", kind=GrantKind.SHARE, level=GrantLevel.SUMMARY
        )
    with acting("investigator.ia") as session:
        assert session.scalars(select(Allegation)).all()
        assert session.scalars(select(AllegationPrea)).all() == []


def test_the_person_looked_up_is_kept_where_the_editor_cannot_see_them(acting):
    with acting() as session:
        case, *_two = allegations.against_two(session, code="IT-05")
        row = session.scalars(select(Allegation).where(Allegation.case_id == case.id)).first()
        person = complaints.employee(session, "Wilmot Carrow", "4410-9001", agency_id=2)
        lead = accounts.actor_of("supervisor.ia")
        service.edit_allegation(row, Facts(narrative="x", query_person=person), actor=lead)
        key, known = row.id, person.id
    with acting("supervisor.ia") as session:
        row = session.get(Allegation, key)
        assert row.detail.query_person is None, "another agency's directory"
        facts = Facts(narrative="y", query_subject="Wilmot Carrow")
        service.edit_allegation(row, facts, actor=lead)
    with acting() as session:
        detail = session.get(AllegationDetail, key)
        assert (detail.query_person_id, detail.narrative) == (known, "y")
