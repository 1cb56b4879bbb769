"""Assigning: who may, to whom, what it opens; several investigations with teams of their own."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.cases import service as case_service
from jicms.cases.models import (
    Case,
    CaseGrant,
    CaseStatus,
    GrantKind,
    GrantLevel,
    Party,
    PartyRole,
)
from jicms.core import clock, unit_of_work
from jicms.core.errors import Denied, RuleBroken, TransitionRefused
from jicms.investigations import guards, service
from jicms.investigations.models import Assignment, Investigation, InvestigationStatus
from jicms.investigations.models import InvestigationType as Type
from tests.factories import accounts, cases
from tests.factories.investigations import investigation, user

SYSTEM = Actor.system("test")


@pytest.fixture
def number(acting):
    with acting() as session:
        return cases.case(session, status=CaseStatus.TRIAGE).number


def the_case(session, number):
    return session.scalar(select(Case).where(Case.number == number))


def the_investigation(session, n=1):
    return session.scalar(select(Investigation).where(Investigation.n == n))


def test_the_first_assignment_takes_the_case_from_triage_and_opens_it_to_the_team(
    acting, reading, number
):
    with acting("supervisor.ia") as session:
        made = service.assign(
            the_case(session, number),
            actor=accounts.actor_of("supervisor.ia"),
            type=Type.ADMINISTRATIVE,
            lead=user(session, "investigator.ia"),
            team=[user(session, "investigator2.ia")],
        )
        assert made.status is InvestigationStatus.PLANNED
        assert made.reviewer.username == "supervisor.ia"
        assert made.case.status is CaseStatus.ASSIGNED
        assert made.case.lead.username == "investigator.ia"
        grants = session.scalars(select(CaseGrant)).all()
        assert {(g.kind, g.level, g.office_id) for g in grants} == {
            (GrantKind.ASSIGNMENT, GrantLevel.FULL, made.case.lead_office_id)
        }
        assert len(grants) == 2
    for name in ("investigator.ia", "investigator2.ia"):
        with reading(name) as session:
            assert the_case(session, number) is not None, name


def test_only_the_lead_offices_supervisor_assigns(acting, number):
    for name in ("investigator.ia", "supervisor.opr", "intake.ia", "custodian.ia"):
        with acting() as session, pytest.raises(Denied):
            service.assign(
                the_case(session, number),
                actor=accounts.actor_of(name),
                type=Type.ADMINISTRATIVE,
                lead=user(session, "investigator.ia"),
            )


@pytest.mark.parametrize("status", [CaseStatus.RECEIVED, CaseStatus.OIG_PENDING])
def test_a_case_that_waits_is_not_assigned(acting, number, status):
    with acting() as session:
        the_case(session, number).status = status
    with acting() as session, pytest.raises(TransitionRefused):
        investigation(session, the_case(session, number))


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("lead", "supervisor.ia"),
        ("lead", "investigator.opr"),
        ("lead", "specialist.ler"),
        ("reviewer", "investigator2.ia"),
        ("reviewer", "supervisor.opr"),
    ],
)
def test_team_and_reviewer_are_of_the_lead_office_and_of_their_role(acting, number, role, name):
    with acting() as session, pytest.raises(RuleBroken, match="is no"):
        investigation(session, the_case(session, number), **{role: name})


def test_nobody_named_in_the_case_or_recused_is_assigned_and_the_sentence_says_no_more(
    acting, number
):
    with acting() as session:
        case = the_case(session, number)
        cases.party(session, case, role=PartyRole.WITNESS, account="investigator.ia")
    with acting("head.ia") as session, pytest.raises(RuleBroken) as refused:
        service.assign(
            the_case(session, number),
            actor=accounts.actor_of("head.ia"),
            type=Type.ADMINISTRATIVE,
            lead=user(session, "investigator.ia"),
        )
    assert str(refused.value) == "Tobias Renquist can’t work on this case. Name somebody else."


def test_on_a_restricted_case_only_the_named_are_assigned(acting, number):
    with acting() as session:
        case = the_case(session, number)
        case.restricted = True
        cases.grant(session, case, user="supervisor.ia", kind=GrantKind.NAMED)
    with acting() as session, pytest.raises(RuleBroken, match="restricted"):
        investigation(session, the_case(session, number))


def test_several_investigations_have_teams_reviewers_and_statuses_of_their_own(acting, number):
    with acting() as session:
        case = the_case(session, number)
        one = investigation(session, case)
        two = investigation(
            session,
            case,
            type=Type.CRIMINAL,
            lead="investigator2.ia",
            reviewer="head.ia",
            is_open=False,
        )
        assert (one.n, two.n) == (1, 2)
        assert case.lead.username == "investigator.ia"
        assert guards.states_of(case) == ["OPEN", "PLANNED"]
        assert case.status is CaseStatus.OPEN
        assert guards.workers_of(case) == {
            user(session, name).id
            for name in ("investigator.ia", "investigator2.ia", "supervisor.ia", "head.ia")
        }


def test_criminal_and_other_investigations_of_a_case_have_different_reviewers(acting, number):
    with acting() as session:
        investigation(session, the_case(session, number))
    with acting() as session, pytest.raises(RuleBroken, match="different supervisors"):
        investigation(
            session, the_case(session, number), type=Type.CRIMINAL, lead="investigator2.ia"
        )


def test_who_leaves_the_team_loses_the_case(acting, reading, number):
    with acting() as session:
        investigation(session, the_case(session, number))
    with acting("supervisor.ia") as session:
        service.change_team(
            the_investigation(session),
            actor=accounts.actor_of("supervisor.ia"),
            lead=user(session, "investigator2.ia"),
        )
        rows = session.scalars(
            select(Assignment).where(Assignment.is_reviewer.is_(False)).order_by(Assignment.id)
        ).all()
        assert [(row.user.username, row.until is None) for row in rows] == [
            ("investigator.ia", False),
            ("investigator2.ia", True),
        ]
        assert the_case(session, number).lead.username == "investigator2.ia"
    with reading("investigator.ia") as session:
        assert the_case(session, number) is None
    with reading("investigator2.ia") as session:
        assert the_case(session, number) is not None


def test_who_worked_on_it_does_not_review_it(acting, number):
    with acting() as session:
        made = investigation(session, the_case(session, number), lead="investigator2.ia")
        made.assignments.append(
            Assignment(case_id=made.case_id, user_id=user(session, "head.ia").id, until=clock.now())
        )
        session.flush()
        with pytest.raises(RuleBroken, match="review"):
            service.change_team(
                made,
                actor=SYSTEM,
                lead=user(session, "investigator.ia"),
                reviewer=user(session, "head.ia"),
            )


def test_naming_the_lead_suspends_and_a_confirmed_conflict_ends_the_assignment(acting, number):
    with acting() as session:
        investigation(session, the_case(session, number))
    with acting("supervisor.ia") as session:
        case = the_case(session, number)
        actor = accounts.actor_of("supervisor.ia")
        party = case_service.add_party(
            case,
            actor=actor,
            role=PartyRole.WITNESS,
            person=accounts.person_of(session, "investigator.ia"),
        )
        assert party.wall.value == "SUSPENDED"
        case_service.decide_wall(
            session.get(Party, party.id), actor=actor, keep=True, reason="He saw it."
        )
        row = session.scalar(select(Assignment).where(Assignment.is_lead))
        assert row.until is not None
        assert the_investigation(session).reviewer_id is not None


def test_an_investigation_opens_suspends_and_resumes_with_its_case_and_clock(acting, number):
    from jicms.deadlines import queries as clocks
    from jicms.deadlines.models import PauseReason

    with acting() as session:
        made = investigation(session, the_case(session, number), is_open=False)
        case = made.case
        now = clock.now()
        with clock.at(now):
            service.open_investigation(made, actor=accounts.actor_of("investigator.ia"))
        assert case.status is CaseStatus.OPEN
        (target,) = [c for c in clocks.open_clocks(case.id) if c.rule_code == "ADMIN_INVESTIGATION"]
        assert (target.entity_type, target.entity_id) == ("investigation", made.id)
        due = target.due_on
        with clock.at(now + timedelta(days=10)):
            service.suspend(made, actor=SYSTEM, reason=PauseReason.PROSECUTION)
            assert case.status is CaseStatus.SUSPENDED_FOR_PROSECUTION
        with clock.at(now + timedelta(days=40)):
            service.resume(made, actor=accounts.actor_of("investigator.ia"))
            unit_of_work.session().refresh(target)
            assert case.status is CaseStatus.OPEN
            assert 27 <= (target.due_on - due).days <= 33, "30 days, rolled to workdays"


def test_a_planned_investigation_is_dropped_with_a_reason_and_then_counts_as_done(acting, number):
    with acting("supervisor.ia") as session:
        made = investigation(session, the_case(session, number), is_open=False)
        actor = accounts.actor_of("supervisor.ia")
        with pytest.raises(RuleBroken, match="reason"):
            service.drop(made, actor=actor, reason=" ")
    with acting("supervisor.ia") as session:
        made = the_investigation(session) or investigation(
            session, the_case(session, number), is_open=False
        )
        service.drop(made, actor=actor, reason="Recorded twice")
        assert made.status is InvestigationStatus.DONE


def test_the_form_posted_twice_plans_one_investigation(acting, number):
    def plan(session, type_, lead):
        return service.assign(
            the_case(session, number),
            actor=accounts.actor_of("supervisor.ia"),
            type=type_,
            lead=user(session, lead),
        )

    with acting("supervisor.ia") as session:
        plan(session, Type.ADMINISTRATIVE, "investigator.ia")
    with acting("supervisor.ia") as session, pytest.raises(RuleBroken, match="planned already"):
        plan(session, Type.ADMINISTRATIVE, "investigator.ia")
    with acting("supervisor.ia") as session:
        assert plan(session, Type.ADMINISTRATIVE, "investigator2.ia").n == 2, "another team may"
    with acting() as session:
        assert len(session.scalars(select(Investigation)).all()) == 2
