"""Who sees what of a disciplinary action, at which stage."""

import pytest
from sqlalchemy import select

from jicms.access.actor import current_actor
from jicms.allegations.models import AllegationDetail, AllegationSubject, FindingDetail
from jicms.cases.models import FORUM, Case, GrantKind, LogEntry, Party, PartyRole
from jicms.deadlines.models import CaseClock, ClockSide
from jicms.discipline import service
from jicms.discipline.models import (
    ActionLetter,
    Answer,
    DisciplinaryAction,
    DouglasEntry,
    LrReferral,
    NoticeMaterial,
    Penalty,
)
from jicms.discipline.models_charges import Charge
from jicms.discipline.service.grants import of_exhibits
from jicms.evidence.models import Document, Exhibit, Statement
from jicms.investigations.models import Report
from tests.factories import cases, discipline

INSIDE = (Charge, Answer, DouglasEntry, NoticeMaterial, ActionLetter)


def count(session, model):
    return len(session.scalars(select(model)).all())


def assign(acting, action_of, by):
    """Give the action to specialist.ler, as the account named."""
    with acting(by) as session:
        user = discipline.user("specialist.ler", session)
        service.assign_specialist(action_of(session), actor=current_actor(), user=user)


def stages(session):
    return {str(stage) for stage in session.scalars(select(Penalty.stage))}


@pytest.mark.parametrize(
    ("step", "seen"),
    [
        ("REFERRED", (0, set())),
        ("DRAFT", (0, set())),
        ("PROPOSED", (1, set())),
        ("ANSWER", (1, set())),
        ("DECIDED", (1, set())),
        ("SERVED", (1, {"DECIDED"})),
        ("EFFECTIVE", (1, {"DECIDED"})),
    ],
)
def test_the_investigating_side_sees_the_outcome_after_service_and_no_draft(
    at, acting, reading, step, seen
):
    at(step)
    with acting() as session:
        case = session.scalar(select(Case))
        cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
    for name in ("supervisor.ia", "investigator.ia"):
        with reading(name) as session:
            assert (count(session, DisciplinaryAction), stages(session)) == seen, name
            for model in INSIDE:
                assert count(session, model) == 0, (name, model)
            sides = set(session.scalars(select(CaseClock.side)))
            assert ClockSide.DISCIPLINE not in sides, name


def test_the_other_agency_and_strangers_see_nothing(at, reading):
    at("SERVED")
    for name in ("supervisor.elr", "specialist.elr", "supervisor.opr", "auditor", "admin"):
        with reading(name) as session:
            for model in (Case, DisciplinaryAction, LrReferral, Penalty, *INSIDE):
                assert count(session, model) == 0, (name, model)


def test_labor_relations_reads_what_concerns_the_subject_and_nothing_else(at, reading):
    at("REFERRED")
    with reading("supervisor.ler") as session:
        names = sorted(p.role for p in session.scalars(select(Party)))
        assert names == ["SUBJECT", "WITNESS"], "the subject, and who gave the released statement"
        assert count(session, Report) == 1
        assert [e.n for e in session.scalars(select(Exhibit))] == [1]
        assert count(session, Statement) == 1
        assert count(session, Document) == 0, "exhibit 2 was not released"
        assert count(session, LogEntry) == 0
        subject = session.scalars(select(Party).where(Party.role == PartyRole.SUBJECT)).one()
        against = {link.party_id for link in session.scalars(select(AllegationSubject))}
        assert against == {subject.id}
        assert count(session, AllegationDetail) == 2
        assert count(session, FindingDetail) == 2


@pytest.mark.parametrize("role", FORUM)
def test_who_went_to_another_forum_goes_with_no_statement(at, acting, reading, role):
    at("REFERRED")
    with acting() as session:
        giver = session.scalars(select(Party).where(Party.role == PartyRole.WITNESS)).one()
        exhibits = session.scalars(select(Exhibit).where(Exhibit.statement_id.is_not(None))).all()
        assert giver in of_exhibits(exhibits)
        giver.role = role
        assert giver not in of_exhibits(exhibits)
    with reading("supervisor.ler") as session:
        assert [p.role for p in session.scalars(select(Party))] == [PartyRole.SUBJECT]
        assert session.scalars(select(Statement)).one().giver is None


def test_a_specialist_has_the_summary_until_the_action_is_his(at, acting, reading, action_of):
    at("DRAFT", specialist=None)
    with reading("specialist.ler") as session:
        assert count(session, Case) == 1
        assert count(session, DisciplinaryAction) == 1
        for model in (Party, Report, Exhibit, Statement, AllegationDetail, FindingDetail):
            assert count(session, model) == 0, model
    assign(acting, action_of, "specialist.ler")
    with reading("specialist.ler") as session:
        assert count(session, Party) == 2
        assert count(session, Report) == 1
        assert count(session, FindingDetail) == 2


def test_a_specialist_does_not_see_the_action_of_another(at, acting, reading, action_of):
    at("ANSWER", specialist="supervisor.ler")
    with reading("specialist.ler") as session:
        for model in (DisciplinaryAction, Penalty, *INSIDE, Party):
            assert count(session, model) == 0, model
    assign(acting, action_of, "supervisor.ler")
    with reading("specialist.ler") as session:
        assert count(session, DisciplinaryAction) == 1
        assert count(session, Charge) == 1
        assert count(session, Party) == 2


def test_the_proposing_official_reads_the_report_and_not_the_answer(at, reading):
    at("DECISION")
    with reading("official.cbp") as session:
        assert count(session, DisciplinaryAction) == 1
        assert count(session, Report) == 1
        assert [e.n for e in session.scalars(select(Exhibit))] == [1]
        assert count(session, Charge) == 1
        assert stages(session) == {"PROPOSED"}
        for model in (Answer, DouglasEntry, AllegationDetail, FindingDetail, LogEntry, LrReferral):
            assert count(session, model) == 0, model


def test_the_deciding_official_gets_the_notice_material_with_the_notice(at, acting, reading):
    at("PROPOSED", proposal={"material": []})
    with reading("official2.cbp") as session:
        assert count(session, Case) == 0, "nothing before the notice"
    with acting() as session:
        discipline.served(session, session.scalar(select(DisciplinaryAction)))
    with reading("official2.cbp") as session:
        assert count(session, DisciplinaryAction) == 1
        assert count(session, Charge) == 1
        for model in (Report, Exhibit, Statement, AllegationSubject, FindingDetail):
            assert count(session, model) == 0, f"{model}: the notice relied on nothing"
    with acting() as session:
        discipline.answered(session, session.scalar(select(DisciplinaryAction)))
    with reading("official2.cbp") as session:
        assert count(session, Answer) == 1


def test_the_package_ends_with_the_action_and_with_another_official(at, acting, reading, action_of):
    at("EFFECTIVE")
    with acting() as session:
        service.make_final(action_of(session), actor=current_actor())
    for name in ("official.cbp", "official2.cbp"):
        with reading(name) as session:
            assert count(session, Case) == 0, name


def test_a_replaced_official_loses_the_package(at, acting, reading, action_of):
    at("DRAFT")
    with acting() as session:
        action, me = action_of(session), current_actor()
        first, second = (discipline.user(f"official{n}.cbp", session) for n in ("", "2"))
        service.name_officials(action, actor=me, proposing=first)
        service.name_officials(action, actor=me, proposing=second)
    with reading("official.cbp") as session:
        assert count(session, Case) == 0
    with reading("official2.cbp") as session:
        assert count(session, Report) == 1


def test_a_person_named_in_the_case_sees_nothing_whatever_the_role(at, acting, reading):
    at("ANSWER")
    with acting() as session:
        case = session.scalar(select(Case))
        for name in ("supervisor.ler", "specialist.ler", "official2.cbp"):
            cases.party(session, case, role=PartyRole.WITNESS, account=name)
    for name in ("supervisor.ler", "specialist.ler", "official2.cbp"):
        with reading(name) as session:
            for model in (Case, DisciplinaryAction, Penalty, LrReferral, Answer, CaseClock):
                assert count(session, model) == 0, (name, model)


def test_a_restricted_case_is_closed_to_labor_relations_too(at, acting, reading):
    at("ANSWER")
    with acting() as session:
        session.scalar(select(Case)).restricted = True
    for name in ("supervisor.ler", "specialist.ler", "official2.cbp"):
        with reading(name) as session:
            assert count(session, Case) == 0, name
            assert count(session, DisciplinaryAction) == 0, name


def test_final_penalties_are_derived_and_seen_by_both_sides(at, acting, reading, action_of):
    at("EFFECTIVE")
    with acting() as session:
        service.make_final(action_of(session), actor=current_actor())
    with reading("supervisor.ia") as session:
        assert stages(session) == {"DECIDED", "FINAL"}
    with reading("supervisor.ler") as session:
        assert stages(session) == {"PROPOSED", "DECIDED", "FINAL"}
