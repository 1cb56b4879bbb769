"""One removal from the referral to the final outcome, by the accounts who do it."""

from datetime import date

import pytest
from sqlalchemy import select

from jicms.cases.models import Case, CaseStatus, Party, SubjectStatus
from jicms.deadlines.models import CaseClock, ClockState
from jicms.discipline import service
from jicms.discipline.models import ActionStatus, DisciplinaryAction, LrReferral, PenaltyStage
from tests.factories import accounts, discipline


def the(session, model, **values):
    return session.scalar(select(model).filter_by(**values))


def test_a_removal_from_referral_to_final(acting):
    with acting() as session:
        made = discipline.investigated(session)
        ids = made.subject.id, made.other.id, made.report.id, made.exhibits[0].id
    with acting("supervisor.ia") as session:
        actor = accounts.actor_of("supervisor.ia")
        case = the(session, Case)
        party = session.get(Party, ids[0])
        report = case and session.get(type(made.report), ids[2])
        exhibit = session.get(type(made.exhibits[0]), ids[3])
        service.refer_to_lr(
            case, actor=actor, party=party, report=report, exhibits=[exhibit], note="Please."
        )
        assert case.status is CaseStatus.IN_ADJUDICATION
        assert exhibit.released_at is not None
        other = session.get(Party, ids[1])
        service.code_subject(
            other, actor=actor, outcome_code="SEPARATED", reason="Left in January."
        )
    with acting("specialist.ler") as session:
        actor = accounts.actor_of("specialist.ler")
        referral = the(session, LrReferral)
        assert session.scalars(select(Party)).all() == []
        service.accept_referral(
            referral, actor=actor, specialist=discipline.user("specialist.ler", session)
        )
    with acting("specialist.ler") as session:
        action = the(session, DisciplinaryAction)
        assert action.party.name.startswith("Garrick Dunmoor")
        discipline.proposed(session, action)
        assert action.status is ActionStatus.PROPOSED
        discipline.served(session, action)
        assert action.answer_due_on == date(2024, 3, 8)
        assert action.earliest_effective_on == date(2024, 4, 1)
        discipline.answered(session, action)
        discipline.weighed(session, action)
        discipline.decided(session, action)
        discipline.decision_served(session, action)
        service.make_effective(action, actor=actor)
        service.make_final(action, actor=actor)
        assert action.status is ActionStatus.FINAL
        assert action.penalty(PenaltyStage.FINAL).action_type_code == "REMOVAL"
        assert action.party.subject_status is SubjectStatus.FINAL
    with acting() as session:
        case = the(session, Case)
        assert case.status is CaseStatus.IN_ADJUDICATION
        states = {c.rule_code: c.state for c in session.scalars(select(CaseClock))}
        assert states["MSPB_APPEAL"] is ClockState.RUNNING
        assert states["ANSWER_SUBPART_D"] is ClockState.MET
        assert states["EFFECTIVE_SUBPART_D"] is ClockState.MET
        due = the(session, CaseClock, rule_code="MSPB_APPEAL").due_on
        assert due == date(2024, 5, 1)


@pytest.mark.parametrize("name", ["supervisor.ler", "specialist.ler"])
def test_nobody_of_labor_relations_sees_a_case_before_its_referral(acting, reading, name):
    with acting() as session:
        discipline.investigated(session)
    with reading(name) as session:
        assert session.scalars(select(Case)).all() == []
