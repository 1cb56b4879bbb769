"""Notices: who is told of what, when it clears, and who never sees it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from jicms.access.actor import Actor
from jicms.cases import service
from jicms.cases.models import CaseStatus, GrantKind, PartyRole
from jicms.core import clock
from jicms.core.errors import RuleBroken
from jicms.deadlines import queries as deadline_queries
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import ClockSide
from jicms.intake.models import IntakeDraft
from jicms.intake.models_candidates import CandidateState, DuplicateCandidate, RoutedTo
from jicms.investigations import service as investigations
from jicms.investigations.models import InvestigationType, Report
from jicms.notices import kinds
from jicms.notices import service as notices
from jicms.notices.models import Notice
from tests.cases.conftest import found
from tests.factories import accounts, allegations, cases
from tests.factories.investigations import investigation, report


def user_id(username):
    return accounts.actor_of(username).user_id


def led(session, **values):
    """An open case of IA that investigator.ia leads."""
    case = cases.case(session, status=CaseStatus.OPEN, **values)
    cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
    case.lead_user_id = user_id("investigator.ia")
    session.flush()
    return case


def tell(session, case, username="investigator.ia", event="CLASS_CHANGED"):
    about = notices.About("case_file", case.id)
    notices.tell(event, users=[user_id(username)], about=about, case_id=case.id)


def test_a_notice_shows_number_and_link_and_nothing_of_the_case(acting, sign_in):
    with acting() as session:
        case = led(session, title="Cash count at dock 2")
        tell(session, case)
        number = case.number
    page = sign_in("investigator.ia").get("/notices").text
    assert number in page
    assert "Cash count" not in page
    assert f"/cases/{number}/classes" in page


def test_reading_clears_nothing_and_the_reader_clears_what_asks_for_no_step(
    acting, sign_in, standing
):
    with acting() as session:
        tell(session, led(session))
        notice = session.scalar(select(Notice.id))
    client = sign_in("investigator.ia")
    client.get("/notices")
    assert standing("investigator.ia") == ["CLASS_CHANGED"]
    assert client.post(f"/notices/{notice}/noted").status_code == 302
    assert standing("investigator.ia") == []
    assert client.post(f"/notices/{notice}/noted").status_code == 302, "twice is once"


def test_what_asks_for_a_step_is_not_waved_away(acting, sign_in, standing):
    with acting() as session:
        tell(session, led(session), event="CASE_ASSIGNED")
        notice = session.scalar(select(Notice.id))
    sign_in("investigator.ia").post(f"/notices/{notice}/noted")
    assert standing("investigator.ia") == ["CASE_ASSIGNED"]


def test_nobody_reads_or_clears_the_notice_of_another(acting, sign_in, standing):
    with acting() as session:
        case = led(session)
        tell(session, case)
        notice, number = session.scalar(select(Notice.id)), case.number
    client = sign_in("supervisor.ia")
    assert number not in client.get("/notices").text
    assert client.post(f"/notices/{notice}/noted").status_code == 404
    assert standing("investigator.ia") == ["CLASS_CHANGED"]


@pytest.mark.parametrize("how", ["walled", "restricted", "grant ended"])
def test_a_notice_of_a_hidden_case_does_not_exist_and_does_not_count(acting, sign_in, how):
    with acting() as session:
        case = led(session)
        tell(session, case)
        number, notice = case.number, session.scalar(select(Notice.id))
    client = sign_in("investigator.ia")
    assert ">1<" in client.get("/notices").text.replace(" ", "")
    with acting() as session:
        case = found(session, number)
        if how == "walled":
            cases.party(session, case, role=PartyRole.WITNESS, account="investigator.ia")
        elif how == "restricted":
            case.restricted = True
        else:
            service.revoke_grant(
                cases_grant(session, case), actor=Actor.system("test"), reason="Over."
            )
    page = client.get("/notices").text
    assert number not in page
    assert "No notices" in page
    assert 'class="count' not in page.split("Notices</a>")[0]
    assert client.post(f"/notices/{notice}/noted").status_code == 404


def cases_grant(session, case):
    from jicms.cases.models import CaseGrant

    return session.scalar(select(CaseGrant).where(CaseGrant.case_id == case.id))


def test_told_twice_there_is_one_and_after_the_step_a_new_one(acting):
    with acting() as session:
        case = led(session)
        tell(session, case)
        tell(session, case)
        assert session.scalar(select(func.count(Notice.id))) == 1
        notices.clear(notices.About("case_file", case.id))
        tell(session, case)
        assert session.scalar(select(func.count(Notice.id))) == 2


def test_a_kind_that_nobody_knows_is_refused(acting):
    with acting() as session, pytest.raises(ValueError, match="no kind"):
        tell(session, led(session), event="SOMETHING")


def test_a_team_is_told_and_the_opening_clears_it(acting, standing):
    with acting() as session:
        case, *_ = allegations.against_two(session, code="WRK-01", status=CaseStatus.TRIAGE)
        number = case.number
    with acting("supervisor.ia") as session:
        case = found(session, number)
        investigations.assign(
            case,
            actor=session.info["actor"],
            type=InvestigationType.ADMINISTRATIVE,
            lead=user(session, "investigator.ia"),
            team=[user(session, "investigator2.ia")],
        )
    assert standing("investigator.ia") == standing("investigator2.ia") == ["CASE_ASSIGNED"]
    assert standing("supervisor.ia") == []
    with acting("supervisor.ia") as session:
        made = session.scalars(select_investigation()).one()
        investigations.change_team(
            made, actor=session.info["actor"], lead=user(session, "investigator.ia")
        )
    assert standing("investigator2.ia") == [], "who leaves the team has nothing to do"
    with acting("investigator.ia") as session:
        made = session.scalars(select_investigation()).one()
        investigations.open_investigation(made, actor=session.info["actor"])
    assert standing("investigator.ia") == []


def select_investigation():
    from jicms.investigations.models import Investigation

    return select(Investigation)


def user(session, username):
    from jicms.auth.models import User

    return session.scalar(select(User).where(User.username == username))


def test_a_report_on_its_way(acting, standing):
    with acting() as session:
        case, *_ = allegations.against_two(session, code="WRK-01", status=CaseStatus.TRIAGE)
        report(session, investigation(session, case))
    with acting("investigator.ia") as session:
        investigations.submit_report(
            session.scalars(select(Report)).one(), actor=session.info["actor"]
        )
    assert "REPORT_SUBMITTED" in standing("supervisor.ia")
    with acting("supervisor.ia") as session:
        made = session.scalars(select(Report)).one()
        investigations.return_report(made, actor=session.info["actor"], comment="More.")
    assert "REPORT_SUBMITTED" not in standing("supervisor.ia")
    assert "REPORT_RETURNED" in standing("investigator.ia")
    with acting("investigator.ia") as session:
        investigations.submit_report(
            session.scalars(select(Report)).one(), actor=session.info["actor"]
        )
    assert "REPORT_RETURNED" not in standing("investigator.ia")


def test_a_suspended_access_is_told_to_those_who_decide_and_cleared_by_the_decision(
    acting, standing
):
    with acting() as session:
        number = led(session).number
    with acting("supervisor.ia") as session:
        party = service.add_party(
            found(session, number),
            actor=session.info["actor"],
            role=PartyRole.WITNESS,
            person=accounts.person_of(session, "investigator.ia"),
        )
        key = party.n
    assert "WALL_SUSPENDED" in standing("supervisor.ia")
    with acting("supervisor.ia") as session:
        from jicms.cases.queries import party_of

        service.decide_wall(
            party_of(number, key), actor=session.info["actor"], keep=False, reason="Another one."
        )
    assert "WALL_SUSPENDED" not in standing("supervisor.ia")


def test_a_clock_is_told_when_it_comes_near_and_when_it_has_passed(app, acting, standing, sign_in):
    with acting() as session:
        case = led(session)
        deadlines.start_clock(
            case,
            code="ROI_REVIEW",
            starts={"submission": clock.now()},
            side=ClockSide.INVESTIGATION,
            zone=case.agency.zone,
        )
        number, day = case.number, clock.now()
    sweep = app.test_cli_runner()
    assert sweep.invoke(args=["notices", "sweep"]).exit_code == 0
    assert standing("investigator.ia") == []
    with clock.at(day + timedelta(days=13)):
        for _ in range(2):
            assert sweep.invoke(args=["notices", "sweep"]).exit_code == 0
    assert standing("investigator.ia") == ["CLOCK_SOON"]
    assert standing("supervisor.ia") == []
    with app.app_context():
        rule = deadline_queries.labels()["ROI_REVIEW"]
    page = sign_in("investigator.ia").get("/notices").text
    assert f"A date comes near: {rule}" in page
    with clock.at(day + timedelta(days=20)):
        sweep.invoke(args=["notices", "sweep"])
    assert standing("investigator.ia") == ["CLOCK_OVERDUE"]
    assert standing("supervisor.ia") == ["CLOCK_OVERDUE"]
    with acting("supervisor.ia") as session:
        deadlines.meet(found(session, number), code="ROI_REVIEW")
    assert standing("investigator.ia") == standing("supervisor.ia") == []


def test_a_draft_that_ends_soon_is_told_to_its_author_alone(app, acting, standing, sign_in):
    client = sign_in("intake.ia")
    client.post("/intake/draft", data={"key": "k" * 20, "title": "x"})
    with acting() as session:
        ends = clock.now() + timedelta(days=30)
        session.add(
            IntakeDraft(
                author_id=user_id("intake.ia"),
                office_id=accounts.actor_of("intake.ia").office_id,
                key="k2",
                content_sealed="x",
                expires_at=ends,
            )
        )
    run = app.test_cli_runner()
    with clock.at(ends - timedelta(days=6)):
        run.invoke(args=["notices", "sweep"])
        assert standing("intake.ia") == ["DRAFT_EXPIRES"]
        assert standing("supervisor.ia") == []
    with clock.at(ends + timedelta(days=1)):
        run.invoke(args=["intake", "drop-expired"])
        run.invoke(args=["notices", "sweep"])
    assert standing("intake.ia") == []


def test_an_account_chooses_what_it_is_told_of_but_not_what_law_asks_for(acting, sign_in):
    with acting() as session:
        case = led(session)
        tell(session, case)
        tell(session, case, event="CLOCK_OVERDUE")
    client = sign_in("investigator.ia")
    kept = [kind.code for kind in kinds.every() if kind.code != "CLASS_CHANGED"]
    kept.remove("CLOCK_OVERDUE")
    refused = client.post("/notices/preferences", data={"in_app": ["CLOCK_OVERDUE"]})
    assert refused.status_code == 422, "what is always shown is not among the choices"
    optional = [code for code in kept if not kinds.find(code).legal]
    data = {"in_app": optional, "by_email": kept}
    assert client.post("/notices/preferences", data=data).status_code == 302
    page = client.get("/notices").text
    assert "A date has passed" in page
    assert "The class or type" not in page
    again = client.get("/notices/preferences").text
    assert 'value="CLASS_CHANGED"' in again
    assert "the Inspector General has not answered in time" in again, "names keep their capitals"
    refused = client.post("/notices/preferences", data={"in_app": ["NOTHING"]})
    assert refused.status_code == 422


def test_the_count_costs_no_statement_of_its_own(acting, sign_in, statements):
    with acting() as session:
        for _ in range(30):
            tell(session, led(session))
    client = sign_in("supervisor.ia")
    few = statements(lambda: client.get("/notices"))
    many = statements(lambda: sign_in("investigator.ia").get("/notices"))
    assert few <= 8
    assert many <= 16, "sign-in included"


def test_what_asks_for_a_step_names_it(acting):
    with acting() as session:
        case = led(session)
        tell(session, case, event="CASE_ASSIGNED")
        notice = session.scalars(select(Notice)).one()
        with pytest.raises(RuleBroken, match="opened"):
            notices.take_note(notice, actor=accounts.actor_of("investigator.ia"))


@pytest.mark.parametrize(
    ("routed", "told", "untold"),
    [("SUPERVISOR", "supervisor.opr", "supervisor.ia"), ("DESK", "intake.ia", "supervisor.opr")],
)
def test_a_possible_duplicate_is_told_to_whoever_is_asked(acting, standing, routed, told, untold):
    with acting() as session:
        case = cases.case(session, recorded_by_id=user_id("intake.ia"))
        other = cases.case(session, office="OPR")
        row = DuplicateCandidate(
            case_id=case.id, other_id=other.id, score=80, reasons=[], routed_to=RoutedTo(routed)
        )
        session.add(row)
        session.flush()
        key = row.id
    assert standing(told) == ["DUPLICATE_SUSPECTED"]
    assert standing(untold) == []
    with acting() as session:
        session.get(DuplicateCandidate, key).state = CandidateState.SETTLED
    assert standing(told) == []
