"""Interim matters: labor relations acts while the investigation goes on, and learns no more."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from jicms.access.actor import current_actor
from jicms.allegations.models import Allegation, AllegationDetail
from jicms.cases.models import Case, CaseStatus, Party, PartyRole, SubjectStatus
from jicms.core.errors import Denied
from jicms.discipline import service
from jicms.discipline.kinds import InterimPurpose, ReferralKind
from jicms.discipline.models import ActionStatus, LrReferral, PenaltyStage
from jicms.evidence.models import Exhibit, Statement
from jicms.investigations.models import Report, ReportStatus
from jicms.prosecution.models_arrest import Arrest
from tests.factories import accounts, discipline

FACTS = "Arrested on March 1, 2024; indicted. Armed post; probation over."
AGAIN = (
    "INSERT INTO lr_referral (case_id, party_id, kind, purpose, from_office_id, to_office_id,"
    " note, status, return_reason, created_at, version)"
    " SELECT case_id, party_id, kind, purpose, from_office_id, to_office_id, note, status,"
    " return_reason, created_at, version FROM lr_referral"
)
SENT = {"party": "1", "purpose": "INDEFINITE_SUSPENSION", "facts": FACTS}


@pytest.fixture
def under_way(acting):
    """A case still investigated, its subject arrested: its number."""
    with acting() as session:
        made = discipline.investigated(session, approved=False)
        for n, party in enumerate((made.subject, made.other), start=1):
            session.add(
                Arrest(
                    case_id=made.case.id,
                    n=n,
                    party_id=party.id,
                    arrested_on=date(2024, 3, 1),
                    agency="County sheriff",
                    charge="Bribery",
                )
            )
        return made.case.number


@pytest.fixture
def sent(under_way, sign_in):
    """The interim matter is with labor relations."""
    client = sign_in("supervisor.ia")
    assert "Send an interim matter" in client.get(f"/cases/{under_way}/discipline").text
    answer = client.post(f"/cases/{under_way}/refer/interim", data=SENT)
    assert answer.status_code == 302, answer.text
    return under_way


def accepted(sign_in, reading, number):
    """Labor relations took it: the action's address."""
    with reading() as session:
        referral = session.scalars(select(LrReferral)).one()
        key, version = referral.id, referral.version
        who = discipline.user("specialist.ler", session).id
    client = sign_in("specialist.ler")
    took = client.post(
        f"/cases/{number}/referrals/{key}/accept", data={"version": version, "specialist": who}
    )
    assert took.status_code == 302, took.text
    return f"/cases/{number}/actions/1"


def test_labor_relations_sees_the_subject_the_categories_and_arrests_alone(sent, sign_in, reading):
    with reading() as session:
        referral = session.scalars(select(LrReferral)).one()
        assert referral.kind is ReferralKind.INTERIM
        assert session.get(Party, referral.party_id).subject_status is SubjectStatus.NOT_REFERRED
        assert session.scalars(select(Case)).one().status is CaseStatus.OPEN
    accepted(sign_in, reading, sent)
    for name in ("specialist.ler", "supervisor.ler"):
        with reading(name) as session:
            assert [row.n for row in session.scalars(select(Allegation)).all()] == [1, 2]
            subjects = session.scalars(select(Party).where(Party.role == PartyRole.SUBJECT)).all()
            assert [row.n for row in subjects] == [1]
            assert [row.n for row in session.scalars(select(Arrest)).all()] == [1]
            for closed in (AllegationDetail, Report, Exhibit, Statement):
                assert session.scalars(select(closed)).all() == [], closed.__name__
    page = sign_in("specialist.ler").get(f"/cases/{sent}/discipline").text
    assert "Interim matter: indefinite suspension" in page
    assert "Armed post" in page
    assert "Story 1" not in sign_in("specialist.ler").get(f"/cases/{sent}/allegations/1.1").text
    for stranger in ("specialist.elr", "supervisor.elr", "official.cbp"):
        assert sign_in(stranger).get(f"/cases/{sent}/discipline").status_code in {403, 404}


def test_an_indefinite_suspension_runs_beside_the_referral_of_the_report(
    sent, sign_in, reading, acting, action_of
):
    accepted(sign_in, reading, sent)
    with acting() as session:
        action = action_of(session)
        told = {"action_type_code": "INDEFINITE_SUSPENSION", "crime_provision": True}
        told["charges"] = [
            service.ChargeText(
                discipline.link_of(session, action), "Indictment", "Indicted on March 1, 2024."
            )
        ]
        discipline.proposed(session, action, **told)
        discipline.served(session, action)
        discipline.weighed(session, discipline.answered(session, action))
        discipline.decided(session, action, action_type_code="INDEFINITE_SUSPENSION")
        discipline.decision_served(session, action)
        service.make_effective(action, actor=current_actor())
        case = session.scalars(select(Case)).one()
        assert case.status is CaseStatus.OPEN, "the investigation goes on"
        party = session.get(Party, action.party_id)
        assert party.subject_status is SubjectStatus.NOT_REFERRED
        # The report is approved, and the subject referred with it.
        report = session.scalars(select(Report)).one()
        by = accounts.actor_of("supervisor.ia").user_id
        report.status, report.approved_at = ReportStatus.APPROVED, report.created_at
        report.approved_by_id = by
        session.flush()
        whole = service.refer_to_lr(case, actor=current_actor(), party=party, report=report)
        second = service.accept_referral(whole, actor=current_actor())
        assert (second.n, party.subject_status) == (2, SubjectStatus.IN_ADJUDICATION)
        service.make_final(action, actor=current_actor())
        assert action.status is ActionStatus.FINAL
        assert action.penalty(PenaltyStage.FINAL).action_type_code == "INDEFINITE_SUSPENSION"
        assert party.subject_status is SubjectStatus.IN_ADJUDICATION, "its own action runs"


def test_one_that_comes_back_leaves_the_office_nothing_of_the_case(sent, sign_in, reading):
    with reading() as session:
        referral = session.scalars(select(LrReferral)).one()
        key, version = referral.id, referral.version
    client = sign_in("supervisor.ler")
    data = {"reason": "No arrest report came.", "version": version}
    assert client.post(f"/cases/{sent}/referrals/{key}/return", data=data).status_code == 302
    with reading("supervisor.ler") as session:
        assert session.scalars(select(Allegation)).all() == []
        assert session.scalars(select(Arrest)).all() == []
    again = sign_in("supervisor.ia").post(f"/cases/{sent}/refer/interim", data=SENT)
    assert again.status_code == 302, "it may be sent again"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"facts": " "}, "Facts"),
        ({"purpose": "PIGEON"}, "Choose"),
        ({"party": "99"}, "Choose"),
        ({}, "has this matter already"),
    ],
    ids=["no facts", "no such purpose", "no such subject", "twice"],
)
def test_what_is_refused_is_said_at_the_field_and_keeps_what_was_typed(
    sent, sign_in, changed, said
):
    answer = sign_in("supervisor.ia").post(f"/cases/{sent}/refer/interim", data=SENT | changed)
    assert answer.status_code == 422
    assert said in answer.text
    assert "facts" in changed or "Armed post" in answer.text


def test_nobody_but_the_supervisor_sends_and_only_while_it_is_investigated(
    acting, sign_in, under_way
):
    path = f"/cases/{under_way}/refer/interim"
    for name in ("investigator.ia", "supervisor.opr", "specialist.ler", "auditor"):
        assert sign_in(name).post(path, data=SENT).status_code in {403, 404}, name
    with acting() as session:
        case = session.scalars(select(Case)).one()
        party = session.scalars(select(Party).where(Party.n == 1)).one()
        told = {"party": party, "purpose": InterimPurpose.LEAVE, "facts": FACTS}
        with pytest.raises(Denied):
            service.refer_interim(case, actor=accounts.actor_of("investigator.ia"), **told)
        case.status = CaseStatus.TRIAGE
        discipline.refused(
            lambda: service.refer_interim(case, actor=current_actor(), **told),
            "while the investigation is open",
        )


@pytest.mark.usefixtures("sent")
def test_the_database_keeps_purpose_and_kind_together_and_a_matter_once(acting):
    for wrong in (
        "UPDATE lr_referral SET purpose = NULL",
        "UPDATE lr_referral SET kind = 'REPORT'",
        AGAIN,
    ):
        with pytest.raises(IntegrityError), acting() as session:
            session.execute(text(wrong))
