"""Everybody who could decide is in conflict: the case goes to the counterpart office."""

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.auth.models import Office
from jicms.cases import service
from jicms.cases.models import CaseGrant, GrantKind, LogEntry, PartyRole, Wall
from jicms.core.errors import Denied, RuleBroken
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import CaseClock, ClockSide, ClockState
from tests.cases.conftest import create, numbers
from tests.factories import accounts, cases
from tests.walls.late import case_of, first_party

IA, OPR = ("supervisor.ia", "head.ia"), ("supervisor.opr",)


def prepared(acting, **values):
    with acting() as session:
        case = cases.case(session, **values)
        deadlines.start_clock(
            case,
            code="TRIAGE",
            starts={"receipt": case.received_at},
            side=ClockSide.INVESTIGATION,
            zone=case.agency.zone,
        )
        cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        return case.number


def name_all(acting, number, who, by=None):
    """As witnesses: a subject of the office sends the case away by rule, however many are left."""
    with acting(by) as session:
        for username in who:
            service.add_party(
                case_of(session, number),
                actor=session.info["actor"],
                role=PartyRole.WITNESS,
                person=accounts.person_of(session, username),
            )


def office_of(acting, number):
    with acting() as session:
        return case_of(session, number).lead_office.code


def events(acting, number):
    with acting() as session:
        case = case_of(session, number)
        return set(session.scalars(select(AuditEvent.event).where(AuditEvent.case_id == case.id)))


def test_a_supervisor_who_is_left_keeps_the_case(acting):
    number = prepared(acting)
    name_all(acting, number, IA[:1])
    assert office_of(acting, number) == "IA"


def test_the_last_one_named_moves_the_case_with_its_clocks_and_grants(acting, reading, sign_in):
    number = prepared(acting)
    name_all(acting, number, IA)
    assert office_of(acting, number) == "OPR"
    assert "CASE_TRANSFERRED" in events(acting, number)
    with acting() as session:
        case = case_of(session, number)
        running = select(CaseClock.rule_code).where(
            CaseClock.case_id == case.id, CaseClock.state == ClockState.RUNNING
        )
        assert "TRIAGE" in set(session.scalars(running))
        assert session.scalar(select(CaseGrant.revoked_at)) is None
        assert case.origin_office.code == "IA"
    for username in (*IA, "intake.ia"):
        with reading(username) as session:
            assert numbers(session) == set(), username
        assert number not in sign_in(username).get("/cases").text
    with reading("investigator.ia") as session:
        assert numbers(session) == {number}
    client = sign_in("supervisor.opr")
    assert "until you decide" in client.get(f"/cases/{number}").text
    assert "Moved from CBP IA to ICE OPR" in client.get(f"/cases/{number}/log").text
    with acting("supervisor.opr") as session:
        party = first_party(session, number)
        service.decide_wall(party, actor=session.info["actor"], keep=True, reason="Named")
        assert party.wall is Wall.CONFIRMED


def test_recusing_the_last_supervisor_moves_the_case(acting):
    number = prepared(acting)
    for username in IA:
        with acting(username) as session:
            service.recuse(
                case_of(session, number), actor=session.info["actor"], reason="I know him"
            )
    assert office_of(acting, number) == "OPR"


def test_where_no_office_is_left_the_trail_says_so(acting):
    number = prepared(acting)
    name_all(acting, number, (*IA, *OPR))
    assert office_of(acting, number) in {"IA", "OPR"}
    assert "CASE_UNDECIDABLE" in events(acting, number)


def test_a_restricted_case_is_opened_to_the_supervisors_of_the_new_office(acting, reading):
    number = prepared(acting, restricted=True)
    with acting() as session:
        for username in IA:
            cases.grant(session, case_of(session, number), user=username, kind=GrantKind.NAMED)
    name_all(acting, number, IA)
    assert office_of(acting, number) == "OPR"
    with reading("supervisor.opr") as session:
        assert numbers(session) == {number}
    with reading("intake.opr") as session:
        assert numbers(session) == set()


def test_recording_against_the_whole_office_tells_the_author_nothing(acting, sign_in):
    with acting("intake.ia") as session:
        case = create(session)
        for username in IA:
            service.add_party(
                case,
                actor=session.info["actor"],
                role=PartyRole.SUBJECT,
                person=accounts.person_of(session, username),
            )
        service.add_party(case, actor=session.info["actor"], role=PartyRole.WITNESS)
        number = case.number
    assert office_of(acting, number) == "OPR"
    client = sign_in("intake.ia")
    assert client.get(f"/cases/{number}").status_code == 404


def test_a_save_that_moves_the_case_away_answers_saved(acting, sign_in):
    number = prepared(acting)
    name_all(acting, number, IA[:1])
    client = sign_in("head.ia")
    data = {"role": "WITNESS", "who": "Roswitha Kallmeyer", "identity_mode": "OPEN"}
    answer = client.post(f"/cases/{number}/people/new", data=data)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert number not in client.get("/").text
    assert office_of(acting, number) == "OPR"


def test_by_hand_a_supervisor_moves_a_case_with_a_reason(acting):
    number = prepared(acting)
    with acting("supervisor.ia") as session:
        actor, case = session.info["actor"], case_of(session, number)
        offices = {office.code: office for office in session.scalars(select(Office))}
        for office, reason, said in (
            (offices["IA"], "Why", "already"),
            (offices["LER"], "Why", "investigations office"),
            (offices["OPR"], "  ", "reason"),
        ):
            with pytest.raises(RuleBroken, match=said):
                service.transfer(case, actor=actor, office=office, reason=reason)
        service.transfer(case, actor=actor, office=offices["OPR"], reason="Their employee")
        with pytest.raises(Denied):
            service.transfer(case, actor=actor, office=offices["IA"], reason="Back")
        lines = session.scalars(select(LogEntry.text).execution_options(unscoped="test")).all()
        assert lines == ["Moved from CBP IA to ICE OPR. Their employee"]
