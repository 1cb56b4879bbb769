"""What is learnt late, as the services see it: names, identities, links; the decision's clock."""

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.cases import service
from jicms.cases.models import IdentityMode, PartyRole, VaultIdentity, Wall
from jicms.cases.service import walls
from jicms.core.errors import RuleBroken
from jicms.deadlines.models import CaseClock, ClockState
from jicms.people import service as people
from tests.cases.conftest import found, numbers
from tests.factories import accounts, cases
from tests.walls.late import (
    CHANGES,
    OTHER_NAME,
    alias_added,
    case_of,
    first_party,
    link_of,
    party_identified,
    prepared,
    user_id,
    user_linked,
)

WHO, BY = "investigator.ia", "supervisor.ia"


def decide(acting, number, *, keep, by=BY):
    with acting(by) as session:
        party = first_party(session, number)
        service.decide_wall(party, actor=session.info["actor"], keep=keep, reason="Looked at")


def clock_of(session, number):
    case = case_of(session, number)
    return session.scalars(
        select(CaseClock).where(CaseClock.case_id == case.id, CaseClock.rule_code == walls.RULE)
    ).all()


@pytest.mark.parametrize("change", CHANGES)
def test_a_decision_is_asked_for_within_a_workday_and_ends_the_clock(change, acting):
    number = prepared(acting, WHO, change)
    CHANGES[change](acting, WHO, number, BY)
    with acting() as session:
        (running,) = clock_of(session, number)
        assert (running.state, running.entity_type) == (ClockState.RUNNING, "party")
        assert running.due_on > running.start_on
    decide(acting, number, keep=True)
    with acting() as session:
        assert [clock.state for clock in clock_of(session, number)] == [ClockState.MET]


@pytest.mark.parametrize("change", CHANGES)
def test_lifting_gives_the_lead_back(change, acting, reading):
    number = prepared(acting, WHO, change)
    CHANGES[change](acting, WHO, number, BY)
    with reading(WHO) as session:
        assert numbers(session) == set()
    decide(acting, number, keep=False)
    with reading(WHO) as session:
        assert numbers(session) == {number}
        assert case_of(session, number).lead_user_id == user_id(session, WHO)


def test_withdrawing_cancels_the_clock(acting, reading):
    number = prepared(acting, WHO, "alias added")
    alias_added(acting, WHO, number, BY)
    with acting(BY) as session:
        party = first_party(session, number)
        service.withdraw_party(party, actor=session.info["actor"], reason="Named wrongly")
        assert [clock.state for clock in clock_of(session, number)] == [ClockState.CANCELLED]
    with reading(WHO) as session:
        assert numbers(session) == {number}


def test_somebody_found_not_to_be_meant_stays_clear_of_the_description(acting, reading):
    number = prepared(acting, WHO, "alias added")
    alias_added(acting, WHO, number, BY)
    decide(acting, number, keep=False)
    with acting(BY) as session:
        person = accounts.person_of(session, WHO)
        people.add_alias(person, actor=session.info["actor"], name="Falko Ostrander")
        assert first_party(session, number).wall is Wall.LIFTED
    with reading(WHO) as session:
        assert numbers(session) == {number}


def test_a_second_bearer_of_the_name_is_suspended_too(acting, reading):
    number = prepared(acting, WHO, "alias added")
    alias_added(acting, WHO, number, BY)
    with acting() as session:
        cases.grant(session, case_of(session, number), user="investigator2.ia", kind="assignment")
    decide(acting, number, keep=False)
    alias_added(acting, "investigator2.ia", number, BY)
    with reading(WHO) as session:
        assert numbers(session) == {number}
    with reading("investigator2.ia") as session:
        assert numbers(session) == set()
    with acting() as session:
        rows = session.scalars(select(VaultIdentity).order_by(VaultIdentity.id)).all()
        assert [bool(row.person_id) for row in rows] == [False, True]


def test_two_bearers_of_a_name_are_both_suspended_when_it_is_written(acting, reading):
    with acting(BY) as session:
        for who in (WHO, "investigator2.ia"):
            person = accounts.person_of(session, who)
            people.add_alias(person, actor=session.info["actor"], name=OTHER_NAME)
    number = prepared(acting, WHO, "alias added")
    with acting() as session:
        cases.grant(session, case_of(session, number), user="investigator2.ia", kind="assignment")
        assert first_party(session, number).wall is Wall.SUSPENDED
    for who in (WHO, "investigator2.ia"):
        with reading(who) as session:
            assert numbers(session) == set()


def test_a_confirmed_conflict_is_not_asked_again(acting):
    number = prepared(acting, WHO, "user linked")
    user_linked(acting, WHO, number, BY)
    decide(acting, number, keep=True)
    with acting() as session:
        service.rejudge(accounts.person_of(session, WHO).id, session.info["actor"])
        assert first_party(session, number).wall is Wall.CONFIRMED
        assert len(clock_of(session, number)) == 1


def test_judging_again_without_news_changes_nothing(acting):
    number = prepared(acting, WHO, "user linked")
    user_linked(acting, WHO, number, BY)
    with acting() as session:
        triggered = select(AuditEvent.id).where(AuditEvent.event == "CONFLICT_TRIGGERED")
        before = len(session.scalars(triggered).all())
        service.rejudge(accounts.person_of(session, WHO).id, session.info["actor"])
    with acting() as session:
        assert len(session.scalars(triggered).all()) == before
        assert case_of(session, number).lead_user_id is None
        assert first_party(session, number).displaced_lead_id == user_id(session, WHO)


def test_a_confidential_reporter_who_is_linked_late_is_shut_out_without_a_name(acting, reading):
    with acting() as session:
        case = cases.case(session, status="OPEN")
        person, actor = accounts.person_of(session, WHO), session.info["actor"]
        link_of(session, WHO).confirmed_at = None
        session.flush()
        service.add_party(
            case,
            actor=actor,
            role=PartyRole.COMPLAINANT,
            person=person,
            identity_mode=IdentityMode.CONFIDENTIAL,
        )
        cases.grant(session, case, user=WHO, kind="assignment")
        case.lead_user_id = user_id(session, WHO)
        number = case.number
    user_linked(acting, WHO, number, BY)
    with reading(WHO) as session:
        assert numbers(session) == set()
    with acting() as session:
        rows = session.scalars(select(AuditEvent).where(AuditEvent.event == "CONFLICT_TRIGGERED"))
        assert {row.person_id for row in rows if row.case_id} == {None}
        assert first_party(session, number).wall is Wall.SUSPENDED


def test_a_confidential_name_that_is_only_typed_suspends_its_bearer(acting, reading):
    number = prepared(acting, WHO, "party added")
    with acting(BY) as session:
        service.add_party(
            found(session, number),
            actor=session.info["actor"],
            role=PartyRole.WITNESS,
            identity_mode=IdentityMode.CONFIDENTIAL,
            identity={"name": "Tobias Renquist"},
        )
    with reading(WHO) as session:
        assert numbers(session) == set()
    decide(acting, number, keep=False)
    with reading(WHO) as session:
        assert numbers(session) == {number}


def test_only_a_party_without_a_person_is_identified(acting):
    number = prepared(acting, WHO, "party identified")
    with acting(BY) as session:
        actor, party = session.info["actor"], first_party(session, number)
        person = accounts.person_of(session, "investigator2.ia")
        service.identify_party(party, actor=actor, person=person)
        assert (party.person_id, party.wall) == (person.id, Wall.CONFIRMED)
        assert party.description
        with pytest.raises(RuleBroken, match="without a person"):
            service.identify_party(party, actor=actor, person=person)
        other = service.add_party(case_of(session, number), actor=actor, role=party.role)
        with pytest.raises(RuleBroken, match="already a witness"):
            service.identify_party(other, actor=actor, person=person)


def test_whom_a_supervisor_is_asked_about_is_not_replaced_by_identifying_another(acting):
    number = prepared(acting, WHO, "alias added")
    alias_added(acting, WHO, number, BY)
    with acting(BY) as session:
        actor, party = session.info["actor"], first_party(session, number)
        with pytest.raises(RuleBroken, match="has to decide"):
            service.identify_party(
                party, actor=actor, person=accounts.person_of(session, "investigator2.ia")
            )
        service.identify_party(party, actor=actor, person=accounts.person_of(session, WHO))
        assert party.wall is Wall.SUSPENDED


def test_a_person_whom_the_case_protects_is_identified_under_the_alias(acting):
    number = prepared(acting, WHO, "party identified")
    with acting(BY) as session:
        actor, case = session.info["actor"], case_of(session, number)
        person = accounts.person_of(session, "investigator2.ia")
        alias = service.add_party(
            case,
            actor=actor,
            role=PartyRole.COMPLAINANT,
            person=person,
            identity_mode=IdentityMode.CONFIDENTIAL,
        ).alias
        party = service.identify_party(first_party(session, number), actor=actor, person=person)
        assert (party.name, party.person_id, party.description) == (alias, None, "")


def test_the_page_identifies_and_says_what_is_wrong_by_the_field(acting, sign_in):
    number = prepared(acting, WHO, "party identified")
    client = sign_in(BY)
    assert "Identify" in client.get(f"/cases/{number}/people").text
    path = f"/cases/{number}/people/1/identify"
    page = client.get(path)
    assert "Falk Ostrander" in page.text
    version = page.text.split('name="version"')[1].split('value="')[1].split('"')[0]
    for who in ("Nobody at all", "9" * 5_000, "\x00"):
        answer = client.post(path, data={"who": who, "version": version})
        assert answer.status_code == 422, who[:9]
    wrong = client.post(path, data={"who": "", "person_id": "99999999999999", "version": version})
    assert wrong.status_code == 422
    assert client.post(path, data={"who": "9000-0001"}).status_code == 409
    answer = client.post(path, data={"who": "9000-0001", "version": version})
    assert answer.status_code == 302
    assert "Tobias Renquist" in client.get(f"/cases/{number}/people").text
    assert sign_in(WHO).get(f"/cases/{number}").status_code == 404
    assert sign_in("supervisor.opr").get(path).status_code == 404


def test_nobody_identifies_a_party_as_himself(acting, sign_in):
    number = prepared(acting, WHO, "party identified")
    client, path = sign_in(BY), f"/cases/{number}/people/1/identify"
    version = client.get(path).text.split('name="version"')[1].split('value="')[1].split('"')[0]
    assert client.post(path, data={"who": "9000-0003", "version": version}).status_code == 422


def test_identifying_through_a_service_tells_the_hooks(acting, monkeypatch):
    told = []
    monkeypatch.setattr(walls, "when_suspended", [lambda *rest: told.append(rest[1])])
    number = prepared(acting, WHO, "party identified")
    party_identified(acting, WHO, number, BY)
    with acting() as session:
        assert told == [{user_id(session, WHO)}]
