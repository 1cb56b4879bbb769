"""Reports: who writes, submits, returns and approves, and what stands in the way."""

import pytest
from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.allegations import queries as allegation_queries
from jicms.allegations import service as allegation_service
from jicms.cases.models import Case, CaseStatus
from jicms.core import crypto
from jicms.core.errors import Denied, RuleBroken, TransitionRefused
from jicms.deadlines import queries as clocks
from jicms.investigations import service
from jicms.investigations.models import (
    Investigation,
    InvestigationStatus,
    InvestigationType,
    Report,
    ReportReview,
    ReportStatus,
)
from tests.factories import accounts, allegations
from tests.factories.investigations import investigation, report

SYSTEM = Actor.system("test")


@pytest.fixture
def number(acting):
    """An open case with two charges and an investigation of investigator.ia and investigator2."""
    with acting() as session:
        case, _one, _two = allegations.against_two(session, code="WRK-01", status=CaseStatus.TRIAGE)
        investigation(session, case, team=("investigator2.ia",))
        return case.number


def who(name):
    return accounts.actor_of(name)


def the_report(session, n=1):
    return session.scalar(select(Report).where(Report.n == n))


def the_investigation(session, n=1):
    return session.scalar(select(Investigation).where(Investigation.n == n))


def find(number, n=1, m=1, *, name="investigator.ia", code="UNFOUNDED", **more):
    allegation_service.record_finding(
        allegation_queries.charge_of(number, n, m),
        actor=who(name),
        code=code,
        reasons="The log shows it.",
        **more,
    )


@pytest.fixture
def submitted(acting, number):
    """A report with both findings, handed in."""
    with acting("investigator.ia") as session:
        find(number, 1, 1, code="SUBSTANTIATED")
        find(number, 1, 2)
        made = report(session, the_investigation(session))
        service.submit_report(made, actor=who("investigator.ia"))
    return number


def test_a_report_is_numbered_within_its_case_and_moves_the_investigation(acting, number):
    with acting("investigator2.ia") as session:
        made = report(session, the_investigation(session), author="investigator2.ia")
        assert (made.n, made.key, made.status) == (1, "R001", ReportStatus.DRAFT)
        assert made.investigation.status is InvestigationStatus.REPORT_DRAFT
        assert made.case.status is CaseStatus.OPEN


@pytest.mark.parametrize("name", ["supervisor.ia", "head.ia", "intake.ia", "custodian.ia"])
def test_only_the_team_writes(acting, number, name):
    with acting() as session, pytest.raises(Denied):
        report(session, the_investigation(session), author=name)


def test_the_lead_submits_what_the_team_wrote(acting, number):
    with acting("investigator2.ia") as session:
        made = report(session, the_investigation(session), author="investigator2.ia")
        with pytest.raises(RuleBroken, match="lead"):
            service.submit_report(made, actor=who("investigator2.ia"))
    with acting() as session:
        made = the_report(session)
        service.submit_report(made, actor=who("investigator.ia"))
        assert made.status is ReportStatus.SUBMITTED
        assert made.investigation.status is InvestigationStatus.REPORT_REVIEW
        assert made.case.status is CaseStatus.ROI_REVIEW
        assert "ROI_REVIEW" in {clock.rule_code for clock in clocks.open_clocks(made.case_id)}


def test_an_empty_report_is_not_submitted_and_both_reasons_are_named(acting, number):
    with acting("investigator.ia") as session:
        made = report(session, the_investigation(session), synopsis="", body="")
        with pytest.raises(RuleBroken) as refused:
            service.submit_report(made, actor=who("investigator.ia"))
        assert len(refused.value.sentences) == 2


def test_while_a_report_is_reviewed_neither_it_nor_a_finding_changes(acting, submitted):
    with acting("investigator.ia") as session:
        made = the_report(session)
        with pytest.raises(TransitionRefused):
            service.edit_report(made, actor=who("investigator.ia"), title="Other")
    with acting("investigator.ia"), pytest.raises((Denied, RuleBroken)):
        find(submitted, code="SUBSTANTIATED")


def test_a_second_report_of_the_investigation_waits_for_the_first(acting, number):
    with acting("investigator.ia") as session:
        report(session, the_investigation(session))
        with pytest.raises(RuleBroken, match="already"):
            report(session, the_investigation(session))


def test_the_reviewing_supervisor_returns_with_a_comment_that_is_kept(acting, submitted):
    with acting("supervisor.ia") as session:
        made = the_report(session)
        with pytest.raises(RuleBroken, match="what has to change"):
            service.return_report(made, actor=who("supervisor.ia"), comment=" ")
        service.return_report(made, actor=who("supervisor.ia"), comment="Say who saw it.")
        assert made.status is ReportStatus.RETURNED
        assert made.investigation.status is InvestigationStatus.REPORT_DRAFT
        assert made.case.status is CaseStatus.OPEN
        assert "ROI_REVIEW" not in {c.rule_code for c in clocks.open_clocks(made.case_id)}
    with acting("investigator.ia") as session:
        made = the_report(session)
        service.edit_report(
            made, actor=who("investigator.ia"), title=made.title, synopsis="Seen.", body="By two."
        )
        service.submit_report(made, actor=who("investigator.ia"))
    with acting("supervisor.ia") as session:
        service.return_report(the_report(session), actor=who("supervisor.ia"), comment="And when.")
        words = session.scalars(select(ReportReview.comment).order_by(ReportReview.id)).all()
        assert words == ["Say who saw it.", "And when."]


@pytest.mark.parametrize("name", ["investigator.ia", "head.ia", "supervisor.opr", "supervisor.ler"])
def test_nobody_else_reviews(acting, submitted, name):
    with acting() as session:
        made = the_report(session)
        for step in (service.approve_report, service.return_report):
            with pytest.raises(Denied):
                step(made, actor=who(name), comment="Fine.")


def test_approval_stores_the_hash_of_the_body_and_ends_the_investigation(acting, submitted):
    with acting("supervisor.ia") as session:
        made = service.approve_report(the_report(session), actor=who("supervisor.ia"))
        assert made.status is ReportStatus.APPROVED
        assert made.body_sha256 == crypto.digest(b"Predication. Details. Findings.")
        assert made.approved_by.username == "supervisor.ia"
        assert made.investigation.status is InvestigationStatus.DONE
        assert made.case.status is CaseStatus.OPEN
        rules = {clock.rule_code for clock in clocks.open_clocks(made.case_id)}
        assert not rules & {"ADMIN_INVESTIGATION", "ROI_REVIEW"}
        assert "REFERRAL_TO_LR" in rules, "a substantiated finding waits for its referral"


def test_a_report_with_an_open_charge_is_not_approved(acting, number):
    with acting() as session:
        find(number, 1, 1)
        made = report(session, the_investigation(session))
        service.submit_report(made, actor=who("investigator.ia"))
        with pytest.raises(RuleBroken, match=r"1\.2 has no finding"):
            service.approve_report(made, actor=who("supervisor.ia"))


def test_whoever_recorded_a_finding_does_not_approve_the_report_that_holds_it(acting, number):
    with acting() as session:
        find(number, 1, 1)
        find(
            number,
            1,
            2,
            name="supervisor.ia",
            code="ADMIN_CLOSED",
            admin_close_code="DUPLICATE",
        )
        # Superseding it does not make the supervisor a stranger to it.
        find(number, 1, 2)
        made = report(session, the_investigation(session))
        service.submit_report(made, actor=who("investigator.ia"))
        with pytest.raises(RuleBroken, match="another supervisor"):
            service.approve_report(made, actor=who("supervisor.ia"))


def test_whoever_was_on_the_team_does_not_approve(acting, submitted):
    from jicms.investigations.models import Assignment

    with acting() as session:
        made = the_report(session)
        session.add(
            Assignment(
                investigation=made.investigation,
                case_id=made.case_id,
                user_id=who("supervisor.ia").user_id,
            )
        )
        session.flush()
        with pytest.raises(RuleBroken, match="did not work on"):
            service.approve_report(made, actor=who("supervisor.ia"))


def test_a_second_account_of_its_author_does_not_approve(acting, submitted):
    with acting() as session:
        accounts.link_to_person_of(session, "supervisor.ia", "investigator.ia")
        with pytest.raises(RuleBroken, match="did not work on"):
            service.approve_report(the_report(session), actor=who("supervisor.ia"))


def test_an_approved_report_stays_as_it_is_and_a_supplement_corrects_it(acting, submitted):
    with acting("supervisor.ia") as session:
        service.approve_report(the_report(session), actor=who("supervisor.ia"))
    with acting("investigator.ia") as session:
        made = the_report(session)
        with pytest.raises(TransitionRefused):
            service.edit_report(made, actor=who("investigator.ia"), title="Other")
        made.title = "Behind the service's back"
        with pytest.raises(RuleBroken, match="supplement"):
            session.flush()
        session.rollback()
    with acting("investigator.ia"), pytest.raises(RuleBroken, match="supplement"):
        find(submitted)
    with acting("investigator.ia") as session:
        with pytest.raises(RuleBroken, match="supplement"):
            report(session, the_investigation(session))
        more = report(session, the_investigation(session), type_code="SUPPLEMENTAL")
        assert more.n == 2
        assert more.investigation.status is InvestigationStatus.REPORT_DRAFT
        assert more.case.status is CaseStatus.OPEN
        find(submitted)


def test_after_an_interim_report_the_work_goes_on_without_findings(acting, number):
    with acting() as session:
        made = report(session, the_investigation(session), type_code="INTERIM")
        service.submit_report(made, actor=who("investigator.ia"))
        service.approve_report(made, actor=who("supervisor.ia"))
        assert made.investigation.status is InvestigationStatus.OPEN
        with pytest.raises(RuleBroken, match="no approved report"):
            report(session, the_investigation(session), type_code="SUPPLEMENTAL")


def test_a_criminal_report_does_not_wait_for_findings_that_an_administrative_one_makes(
    acting, number
):
    with acting() as session:
        case = session.scalar(select(Case).where(Case.number == number))
        criminal = investigation(
            session,
            case,
            type=InvestigationType.CRIMINAL,
            lead="investigator2.ia",
            reviewer="head.ia",
        )
        made = report(session, criminal, author="investigator2.ia", type_code="CLOSING")
        service.submit_report(made, actor=who("investigator2.ia"))
        service.approve_report(made, actor=who("head.ia"))
        assert criminal.status is InvestigationStatus.DONE
        assert case.status is CaseStatus.OPEN


def test_a_report_is_written_or_uploaded_not_both(acting, number, upload):
    with acting("investigator.ia") as session:
        file = upload(b"%PDF-1.7 report")
        with pytest.raises(RuleBroken, match="not both"):
            report(session, the_investigation(session), file=file)
        made = report(session, the_investigation(session), file=file, body="")
        assert service.body_digest(made) == crypto.digest(b"%PDF-1.7 report")
