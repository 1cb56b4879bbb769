"""A case about the desk's own people, and what else the routing rules do by themselves."""

import json
from datetime import date

import pytest
from sqlalchemy import event, select

from jicms.allegations import service as allegations
from jicms.allegations.models import Allegation
from jicms.audit.models import AuditEvent
from jicms.auth.models import Membership, User
from jicms.cases import service as cases
from jicms.cases.models import Case, CaseStatus, LogEntry, PartyRole
from jicms.core import clock
from jicms.deadlines.models import CaseClock, ClockState
from jicms.intake import gate, service
from jicms.intake.complaint import Alleged, Somebody
from jicms.intake.gate import GateState
from jicms.refdata import queries as lists
from jicms.refdata.models import RoutingRule, Way
from jicms.routing import byrule, matters
from tests.factories import accounts, complaints
from tests.factories import cases as made_cases
from tests.walls.late import case_of

STAFF = {"agency_code": "CBP", "is_internal_affairs": True}


def office_of(acting, number):
    with acting() as session:
        return case_of(session, number).lead_office.code


def routed(acting, number):
    """What the trail says of moves by rule: (rule, way, office)."""
    with acting() as session:
        case = case_of(session, number)
        rows = session.scalars(
            select(AuditEvent.detail).where(
                AuditEvent.case_id == case.id, AuditEvent.event == "CASE_ROUTED"
            )
        )
        found = [json.loads(row) for row in rows]
        return [(row["rule"], row["way"], row["after"]) for row in found]


def sees(reading, name, number):
    with reading(name) as session:
        return session.scalar(select(Case.id).where(Case.number == number)) is not None


def recorded(acting, person=None, by="intake.ia", **post):
    """The number of a case about somebody with that employment, or that account's person."""
    with acting(by) as session:
        if person:
            who = accounts.person_of(session, person)
        else:
            who = complaints.employee(session, "Garrick Dunmoor", "4410-2276", **post)
        return complaints.recorded(accounts.actor_of(by), about(who)).number


def about(person):
    return Somebody(key="a", person=person)


@pytest.mark.parametrize(
    ("person", "post"),
    [
        ("custodian.ia", {}),
        ("supervisor.ia", {}),
        ("intake.ia", {}),
        (None, STAFF),
        (None, {"program_office": "Internal Affairs"}),
    ],
    ids=["account", "supervisor", "author", "internal affairs", "program office"],
)
def test_a_case_about_the_desks_own_people_goes_to_the_other_agency(acting, reading, person, post):
    number = recorded(acting, person, **post)
    assert office_of(acting, number) == "OPR"
    assert routed(acting, number) == [("OWN_PEOPLE", "OTHER_AGENCY", "OPR")]
    for name in ("intake.ia", "supervisor.ia", "head.ia"):
        assert not sees(reading, name, number), name
    assert sees(reading, "supervisor.opr", number)
    with acting() as session:
        case = case_of(session, number)
        running = select(CaseClock.rule_code).where(
            CaseClock.case_id == case.id, CaseClock.state == ClockState.RUNNING
        )
        assert "TRIAGE" in set(session.scalars(running))
        assert (case.origin_office.code, case.agency.code) == ("IA", "CBP")
        texts = session.scalars(select(LogEntry.text).where(LogEntry.case_id == case.id)).all()
        assert any("By rule OWN_PEOPLE" in text for text in texts)


@pytest.mark.parametrize(
    "post",
    [
        {},
        {"agency_code": "ICE", "is_internal_affairs": True},
        {"agency_code": "CBP", "is_ses": True},
        {"agency_code": "ICE", "program_office": "Internal Affairs"},
    ],
    ids=["officer", "other internal affairs", "executive", "namesake office"],
)
def test_others_stay_and_internal_affairs_and_executives_go_to_the_inspector_general(acting, post):
    number = recorded(acting, **post)
    assert office_of(acting, number) == "IA"
    assert routed(acting, number) == []
    with acting() as session:
        (found,) = gate.gates_of(case_of(session, number))
        to_send = bool(post.get("is_ses") or post.get("is_internal_affairs"))
        assert (found.state is GateState.TO_SEND) == to_send


@pytest.mark.parametrize("acts_there", [True, False])
def test_an_account_makes_ones_own_as_long_as_it_acts_in_the_office(acting, acts_there):
    with acting() as session:
        person = accounts.person_of(session, "custodian.ia")
        for post in person.employments:
            post.is_internal_affairs, post.program_office = False, "Office of Field Operations"
        for row in _memberships(session, "custodian.ia"):
            row.revoked_at = None if acts_there else clock.now()
        session.flush()
        number = complaints.recorded(accounts.actor_of("intake.ia"), about(person)).number
        other = accounts.person_of(session, "specialist.ler")
        theirs = complaints.recorded(accounts.actor_of("intake.ia"), about(other)).number
    assert office_of(acting, number) == ("OPR" if acts_there else "IA")
    assert office_of(acting, theirs) == "IA"


def _memberships(session, username):
    return session.scalars(
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(User.username == username)
    )


def test_whoever_recorded_it_reads_saved_and_nothing_else(acting, sign_in):
    with acting() as session:
        who = complaints.employee(session, "Garrick Dunmoor", "4410-2276", **STAFF).id
    client = sign_in("intake.ia")
    typed = complaints.typed(
        **{"subjects-0-how": "person", "subjects-0-person": str(who), "record": "1"}
    )
    answer = client.post("/intake/new", data=typed)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/"), answer.text
    with acting() as session:
        number = session.scalars(select(Case.number)).one()
    page = client.get("/").text
    assert "Saved" in page
    for word in (number, "ICE OPR", "rule", "Dunmoor"):
        assert word not in page, word
    assert client.get(f"/cases/{number}").status_code == 404
    assert number not in client.get("/intake/drafts").text
    assert office_of(acting, number) == "OPR"


def test_recording_an_ordinary_case_asks_the_rules_without_a_statement(acting):
    with acting("intake.ia") as session:
        person = complaints.employee(session, "Garrick Dunmoor", "4410-2276")
        case = complaints.recorded(accounts.actor_of("intake.ia"), about(person))
        session.flush()
        seen = []
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", lambda *row: seen.append(row[2]))
        cases.settle()
        assert seen == []
        assert case.lead_office.code == "IA"


def late(acting, status=CaseStatus.OPEN):
    with acting() as session:
        return made_cases.case(session, status=status).number


@pytest.mark.parametrize("how", ["added", "identified"])
def test_a_subject_who_turns_out_to_be_ones_own_moves_the_case_late(acting, how):
    number = late(acting)
    with acting("supervisor.ia") as session:
        case, actor = case_of(session, number), session.info["actor"]
        who = complaints.employee(session, "Garrick Dunmoor", "4410-2276", **STAFF)
        if how == "added":
            cases.add_party(case, actor=actor, role=PartyRole.SUBJECT, person=who)
        else:
            party = cases.add_party(
                case, actor=actor, role=PartyRole.SUBJECT, description="The tall one"
            )
            cases.settle()
            assert case.lead_office.code == "IA"
            cases.identify_party(party, actor=actor, person=who)
    assert office_of(acting, number) == "OPR"
    assert routed(acting, number) == [("OWN_PEOPLE", "OTHER_AGENCY", "OPR")]


def test_a_witness_of_the_office_moves_nothing(acting):
    number = late(acting, CaseStatus.RECEIVED)
    with acting("supervisor.ia") as session:
        who = complaints.employee(session, "Garrick Dunmoor", "4410-2276", **STAFF)
        case, actor = case_of(session, number), session.info["actor"]
        cases.add_party(case, actor=actor, role=PartyRole.WITNESS, person=who)
    assert office_of(acting, number) == "IA"


@pytest.mark.parametrize("keep", [True, False])
def test_once_work_has_begun_a_supervisor_decides_before_a_colleague_moves_it(acting, keep):
    number = late(acting)
    with acting("supervisor.ia") as session:
        case, actor = case_of(session, number), session.info["actor"]
        head = accounts.person_of(session, "head.ia")
        party = cases.add_party(case, actor=actor, role=PartyRole.SUBJECT, person=head)
        party_n = party.n
    assert office_of(acting, number) == "IA"
    with acting("supervisor.ia") as session:
        case, actor = case_of(session, number), session.info["actor"]
        party = next(row for row in case.parties if row.n == party_n)
        cases.decide_wall(party, actor=actor, keep=keep, reason="Looked at")
    assert office_of(acting, number) == ("OPR" if keep else "IA")


def test_where_the_other_agency_is_in_it_too_the_inspector_general_comes_first(acting):
    with acting("intake.ia") as session:
        ours = complaints.employee(session, "Garrick Dunmoor", "4410-2276", **STAFF)
        theirs = complaints.employee(
            session,
            "Odo Fenner",
            "4410-2277",
            agency_code="ICE",
            program_office="Office of Professional Responsibility",
        )
        number = complaints.recorded(
            accounts.actor_of("intake.ia"), about(ours), Somebody(key="b", person=theirs)
        ).number
    assert office_of(acting, number) == "IA"
    assert routed(acting, number) == [("OWN_PEOPLE", "INSPECTOR_GENERAL", "IA")]
    with acting() as session:
        case = case_of(session, number)
        (found,) = gate.gates_of(case)
        assert found.state is GateState.TO_SEND
        assert "OWN_PEOPLE" in {rule.code for rule in found.grounds}
        running = select(CaseClock.rule_code).where(
            CaseClock.case_id == case.id, CaseClock.state == ClockState.RUNNING
        )
        assert "OIG_REFERRAL" in set(session.scalars(running))


def rule(session, code, way, *, mandatory=True, **asks):
    made = RoutingRule(
        **{
            "code": code,
            "label": code.title(),
            "sort_order": 1,
            "source": "test",
            "valid_from": date(2026, 1, 1),
            "way": way,
            "mandatory": mandatory,
            "item": "x",
            **asks,
        }
    )
    session.add(made)
    session.flush()
    lists.forget()
    return made


def test_a_rule_by_code_is_asked_again_when_the_code_changes(acting):
    with acting() as session:
        rule(session, "MONEY", Way.INSPECTOR_GENERAL, group_code="TNA")
        number = complaints.recorded(accounts.actor_of("supervisor.ia")).number
    with acting("supervisor.ia") as session:
        case = case_of(session, number)
        assert [row.state for row in gate.gates_of(case)] == [GateState.FREE]
        (alleged,) = _alleged(session, case)
        alleged.detail.system_code = None
        allegations.change_code(
            alleged, actor=session.info["actor"], category_code="TNA-04", reason="It is attendance"
        )
        (found,) = gate.gates_of(case)
        assert (found.state, [row.code for row in found.grounds]) == (GateState.TO_SEND, ["MONEY"])


def _alleged(session, case):
    return session.scalars(select(Allegation).where(Allegation.case_id == case.id)).all()


def test_rules_hold_by_the_day_of_receipt(acting):
    with acting() as session:
        rule(session, "LATER", Way.INSPECTOR_GENERAL, valid_from=date(2026, 11, 3))
        case = complaints.recorded(accounts.actor_of("supervisor.ia"))
        assert [row.state for row in gate.gates_of(case)] == [GateState.FREE]


def matter(n=1, **values):
    return matters.Matter(
        is_listed=False, rank=3, n=n, place=matters.Place("IA", "CBP", frozenset()), **values
    )


def test_a_case_goes_the_way_of_its_weightiest_allegation(acting):
    with acting() as session:
        rules = [
            rule(session, "A", Way.INFORMATION_ONLY, class_code="CBP-4"),
            rule(session, "B", Way.MANAGEMENT_INQUIRY, mandatory=False, class_code="CBP-3"),
            rule(session, "C", Way.MANAGEMENT_REFERRAL, category_code="TNA-04", sort_order=2),
            rule(session, "D", Way.OWN_OFFICE, office_code="OPR", sort_order=0),
        ]
        minor, middle = matter(class_code="CBP-4"), matter(2, class_code="CBP-3")
        assert byrule.advice([minor], rules).rule.code == "A"
        assert byrule.advice([minor, middle], rules).rule.code == "B"
        assert byrule.advice([minor, middle, matter(3)], rules) == byrule.Advice(Way.OWN_OFFICE)
        both = matter(class_code="CBP-3", category_code="TNA-04")
        assert byrule.advice([both], rules).rule.code == "C", "what binds goes before a suggestion"
        assert byrule.advice([], rules).way is Way.OWN_OFFICE


def test_triage_may_not_decide_otherwise_than_a_rule_that_binds(acting):
    with acting("supervisor.ia") as session:
        actor = session.info["actor"]
        rule(session, "FIELD", Way.MANAGEMENT_INQUIRY, category_code="IT-05")
        case = complaints.recorded(actor, allegations=(Alleged("IT-05"),))
        service.begin_triage(case, actor=actor)
        steps = (
            lambda: service.accept(case, actor=actor),
            lambda: service.information_only(case, actor=actor, reason="x"),
            lambda: service.refer_out(case, actor=actor, target_code="FBI", reason="x"),
        )
        for step in steps:
            with pytest.raises(Exception, match="By rule FIELD this goes: management inquiry"):
                step()
        service.route_to_management(case, actor=actor, reason="As the rule says")
        assert case.case_type_code == "MANAGEMENT_INQUIRY"
