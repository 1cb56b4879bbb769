"""What may be sent to labor relations, and how it is answered."""

import pytest
from sqlalchemy import select

from jicms.access.actor import current_actor
from jicms.allegations.models import AllegationSubject
from jicms.cases.handling import Handling
from jicms.cases.models import (
    Case,
    CaseGrant,
    CaseGrantItem,
    CaseStatus,
    GrantLevel,
    Party,
    PartyRole,
    SubjectStatus,
)
from jicms.core.errors import TransitionRefused
from jicms.discipline import service
from jicms.discipline.kinds import ReferralKind
from jicms.discipline.models import ActionStatus, LrReferral
from jicms.evidence.models import Document, Exhibit
from jicms.investigations.models import Report, ReportStatus
from jicms.investigations.workflow import TO_PROSECUTOR
from tests.factories import cases, discipline
from tests.factories.discipline import refused


def test_a_referral_needs_an_approved_report(acting):
    with acting() as session:
        made = discipline.investigated(session)
        refused(
            lambda: discipline.refer(session, made, report=None, exhibits=[]), "approved report"
        )
        draft = Report(
            case_id=made.case.id,
            investigation_id=made.investigation.id,
            n=2,
            type_code="SUPPLEMENTAL",
            status=ReportStatus.SUBMITTED,
            title="Supplement",
        )
        session.add(draft)
        session.flush()
        refused(lambda: discipline.refer(session, made, report=draft), "not approved")


def written_for_a_prosecutor(made):
    made.report.type_code = TO_PROSECUTOR


def test_a_report_for_a_prosecutor_goes_to_no_labor_relations(acting, sign_in):
    with acting() as session:
        made = discipline.investigated(session, before_approval=written_for_a_prosecutor)
        page, report = f"/cases/{made.case.number}", made.report
        refused(
            lambda: discipline.refer(session, made, report=report, exhibits=[]),
            "written for a prosecutor",
        )
    assert "Refer to labor relations" not in sign_in("supervisor.ia").get(page).text


def test_a_referral_needs_a_finding_on_every_allegation_of_the_subject(acting):
    with acting() as session:
        made = discipline.investigated(session)
        made.weak_link.finding_code = None
        refused(lambda: discipline.refer(session, made), "no finding yet")


@pytest.mark.parametrize(
    "mark", [Handling.GRAND_JURY, Handling.PROSECUTOR_ONLY, Handling.SAR, Handling.INFORMANT]
)
def test_what_never_goes_is_refused_by_its_own_mark_or_its_target_s(acting, mark):
    with acting() as session:
        made = discipline.investigated(session)
        made.exhibits[0].handling = int(mark)
        refused(lambda: discipline.refer(session, made), "Exhibit 1 never goes")
        made.exhibits[0].handling, made.statement.handling = 0, int(mark)
        refused(lambda: discipline.refer(session, made), "Exhibit 1 never goes")


@pytest.mark.parametrize("mark", [Handling.GRAND_JURY, Handling.PROSECUTOR_ONLY, Handling.SAR])
def test_what_never_goes_is_not_offered_and_no_raw_choice_sends_it(acting, sign_in, reading, mark):
    """The supervisor is on its list, and sees it."""
    with acting() as session:
        made = discipline.investigated(session)
        number, first = made.case.number, made.exhibits[0]
        first.handling = made.statement.handling = int(mark)
        named = cases.grant(session, made.case, user="supervisor.ia", level=GrantLevel.ITEMS)
        for row in (first, made.statement):
            session.add(
                CaseGrantItem(grant_id=named.id, entity=row.__tablename__, entity_id=row.id)
            )
        keys = [first.id, made.exhibits[1].id]
    with reading("supervisor.ia") as session:
        assert session.get(Exhibit, keys[0]) is not None, "it is seen"
    client, page = sign_in("supervisor.ia"), f"/cases/{number}/refer"
    form = client.get(page).text
    assert f'value="{keys[1]}"' in form
    assert "Affidavit of the witness" not in form
    sent = {"party": "1", "report": "1", "exhibits": [str(key) for key in keys]}
    assert client.post(page, data=sent).status_code == 422
    with reading() as session:
        assert session.scalar(select(LrReferral)) is None


def test_an_exhibit_that_the_supervisor_may_not_read_is_not_released(acting):
    with acting() as session:
        made = discipline.investigated(session)
        made.statement.handling = int(Handling.GARRITY_COMPELLED)
        ids = made.case.id, made.subject.id, made.report.id, made.exhibits[0].id
    with acting("supervisor.ia") as session:
        case, party = session.get(Case, ids[0]), session.get(Party, ids[1])
        report = session.get(type(made.report), ids[2])
        exhibit = session.get(type(made.exhibits[0]), ids[3])
        refused(
            lambda: service.refer_to_lr(
                case, actor=current_actor(), party=party, report=report, exhibits=[exhibit]
            ),
            "may not read",
        )


def test_only_a_subject_of_the_case_with_exhibits_of_that_report(acting):
    with acting() as session:
        made, other = discipline.investigated(session), discipline.investigated(session)
        refused(
            lambda: discipline.refer(session, made, party=other.subject), "subject of this case"
        )
        refused(lambda: discipline.refer(session, made, party=made.witness), "subject of this case")
        refused(lambda: discipline.refer(session, made, report=other.report), "report of this case")
        refused(
            lambda: discipline.refer(session, made, exhibits=other.exhibits), "exhibits of report"
        )


def test_a_management_matter_goes_from_triage_with_its_fact_finding_file(acting):
    with acting() as session:
        case = cases.case(
            session, status=CaseStatus.TRIAGE, case_type_code="IMMEDIATE_MANAGEMENT_ACTION"
        )
        party = cases.party(session, case, role=PartyRole.SUBJECT, description="Late again")
        me = current_actor()
        refused(lambda: service.refer_to_lr(case, actor=me, party=party), "fact-finding file")
        paper = Document(
            case_id=case.id, n=1, title="Memo", file_id=discipline.stored_file(session).id
        )
        session.add(paper)
        session.flush()
        paper.handling = int(Handling.GRAND_JURY)
        refused(
            lambda: service.refer_to_lr(case, actor=me, party=party, documents=[paper]),
            "Document 1 never goes",
        )
        paper.handling = 0
        referral = service.refer_to_lr(case, actor=me, party=party, documents=[paper])
        assert referral.kind is ReferralKind.FACT_FINDING
        assert case.status is CaseStatus.IN_ADJUDICATION
        action = service.accept_referral(referral, actor=me)
        assert [row.id for row in service.referred_material(action)] == [paper.id]


def test_an_investigation_s_case_never_goes_without_a_report(acting):
    with acting() as session:
        case = cases.case(session, status=CaseStatus.TRIAGE)
        party = cases.party(session, case, role=PartyRole.SUBJECT)
        refused(
            lambda: service.refer_to_lr(case, actor=current_actor(), party=party), "approved report"
        )


def test_a_coding_needs_a_reason_and_does_not_contradict_a_finding(acting):
    with acting() as session:
        made, me = discipline.investigated(session), current_actor()

        def code(code="SEPARATED", reason="Left."):
            return service.code_subject(made.subject, actor=me, outcome_code=code, reason=reason)

        refused(lambda: code(reason=" "), "reason")
        refused(lambda: code("NO_SUCH_CODE"), "list")
        refused(lambda: code("NOT_RECORDED"), "list")
        refused(lambda: code("UNSUBSTANTIATED"), "contradicts")
        code()
        assert made.subject.subject_status is SubjectStatus.CODED
        service.uncode_subject(made.subject, actor=me, reason="Came back.")
        assert made.subject.subject_status is SubjectStatus.NOT_REFERRED
        assert made.subject.outcome_code is None


def test_a_return_needs_a_reason_and_leaves_the_office_the_summary(acting, reading):
    with acting() as session:
        made = discipline.investigated(session)
        discipline.refer(session, made)
    with acting("supervisor.ler") as session:
        referral, me = session.scalar(select(LrReferral)), current_actor()
        assert referral.report is not None
        refused(lambda: service.return_referral(referral, actor=me, reason=""), "missing")
        service.return_referral(referral, actor=me, reason="The affidavit is not signed.")
    with reading("supervisor.ler") as session:
        assert session.scalars(select(Case)).one().status is CaseStatus.OPEN
        assert session.scalars(select(Party)).all() == []
        assert session.scalars(select(AllegationSubject)).all() != []
        assert session.scalars(select(LrReferral.return_reason)).one().startswith("The affidavit")
    with acting() as session:
        levels = [g.level for g in session.scalars(select(CaseGrant)) if g.revoked_at is None]
        assert levels == [GrantLevel.SUMMARY]
        with pytest.raises(TransitionRefused):
            service.accept_referral(session.scalar(select(LrReferral)), actor=current_actor())


def test_a_specialist_takes_a_referral_for_himself_only(acting, at):
    at("REFERRED")
    with acting("specialist.ler") as session:
        referral, boss = (
            session.scalar(select(LrReferral)),
            discipline.user("supervisor.ler", session),
        )
        refused(
            lambda: service.accept_referral(referral, actor=current_actor(), specialist=boss),
            "supervisor assigns",
        )


def test_an_action_is_given_to_the_office_only_and_never_to_a_party(acting, at, action_of):
    at("DRAFT", specialist=None)
    with acting() as session:
        action, me = action_of(session), current_actor()
        foreign = discipline.user("specialist.elr", session)
        refused(lambda: service.assign_specialist(action, actor=me, user=foreign), "can’t act")
        cases.party(session, action.case, role=PartyRole.WITNESS, account="specialist.ler")
        own = discipline.user("specialist.ler", session)
        refused(lambda: service.assign_specialist(action, actor=me, user=own), "can’t act")


def test_one_action_about_a_subject_at_a_time(acting, at, action_of):
    at("DRAFT")
    with acting() as session:
        action, me = action_of(session), current_actor()
        refused(lambda: service.start_action(action.referral, actor=me), "under way")
        service.withdraw(action, actor=me, reason="Wrong charge")
        assert action.party.subject_status is SubjectStatus.IN_ADJUDICATION
        second = service.start_action(action.referral, actor=me)
        assert (second.n, second.status) == (2, ActionStatus.DRAFT)
