"""A case sent to another office by hand: who sees what, who may do what, and the ways back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jicms.allegations.models import Allegation, AllegationDetail
from jicms.auth.models import Office, User
from jicms.cases import service as cases
from jicms.cases.models import Case, CaseGrant, CaseStatus, GrantKind, LogEntry, PartyRole
from jicms.cases.notices import sweep_clocks
from jicms.cases.workflow import CASE
from jicms.core import clock
from jicms.core.errors import Denied, RuleBroken
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import CaseClock, ClockSide, ClockState
from jicms.intake import service as intake
from jicms.notices.models import Notice
from jicms.routing import transfers
from jicms.routing.models import CaseTransfer, TransferState
from tests.factories import accounts, complaints
from tests.factories import cases as made_cases
from tests.routing.answering import answers
from tests.walls.late import case_of, whole

SECRET = "Caller says that an officer used a colleague's password."


@pytest.fixture
def number(acting):
    """A case in triage at IA that was sent to OPR."""
    with acting("supervisor.ia") as session:
        actor = session.info["actor"]
        case = complaints.recorded(actor, narrative=SECRET)
        intake.begin_triage(case, actor=actor)
        made_cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        sent(session, case)
        return case.number


def sent(session, case, code="OPR", reason="Their officers too"):
    office = session.scalar(select(Office).where(Office.code == code))
    return transfers.send(case, actor=session.info["actor"], office=office, reason=reason)


def transfer_of(session, number):
    case = case_of(session, number)
    return whole(session, select(CaseTransfer).where(CaseTransfer.case_id == case.id))


def clocks(session, number):
    case = case_of(session, number)
    found = select(CaseClock.rule_code).where(
        CaseClock.case_id == case.id, CaseClock.state == ClockState.RUNNING
    )
    return set(session.scalars(found))


def narratives(reading, name):
    with reading(name) as session:
        return session.scalars(select(AllegationDetail.narrative)).all()


def test_the_receiver_leads_it_and_the_sender_keeps_the_summary(acting, reading, sign_in, number):
    with acting() as session:
        case = case_of(session, number)
        assert (case.lead_office.code, case.origin_office.code) == ("OPR", "IA")
        assert case.status is CaseStatus.TRIAGE
        assert {"TRIAGE", "TRANSFER_ANSWER"} <= clocks(session, number)
    for name in ("supervisor.ia", "intake.ia"):
        page = sign_in(name).get(f"/cases/{number}")
        assert page.status_code == 200, name
        assert SECRET not in page.text
        assert narratives(reading, name) == []
        assert sign_in(name).get(f"/cases/{number}/log").status_code == 403
    assert narratives(reading, "supervisor.opr") == [SECRET]
    assert narratives(reading, "investigator.ia") == [SECRET], "grants stay"
    sender = sign_in("supervisor.ia")
    assert "Sent to ICE OPR" in sender.get(f"/cases/{number}").text
    receiver = sign_in("supervisor.opr")
    assert "Accept or return it" in receiver.get(f"/cases/{number}").text
    assert "Another office sent a case to yours" in receiver.get("/notices").text


def test_nothing_is_decided_before_it_is_accepted(acting, number):
    with acting("supervisor.opr") as session:
        case, actor = case_of(session, number), session.info["actor"]
        for step in ("assign", "refer_out", "information_only", "merge"):
            with pytest.raises(RuleBroken, match="Accept the case that CBP IA sent"):
                CASE.apply(case, step, actor=actor, reason="x")
        with pytest.raises(RuleBroken, match="Accept the case"):
            intake.accept(case, actor=actor)
        with pytest.raises(RuleBroken, match="Accept or return"):
            sent(session, case, "IA")


def test_accepting_ends_the_wait_and_tells_the_sender(acting, reading, sign_in, number):
    client = sign_in("supervisor.opr")
    assert client.get(f"/cases/{number}/transfer/accept").status_code == 200
    answer = client.post(f"/cases/{number}/transfer/accept", data={"version": "1"})
    assert answer.status_code == 302
    with acting("supervisor.opr") as session:
        assert transfer_of(session, number).state is TransferState.ACCEPTED
        assert "TRANSFER_ANSWER" not in clocks(session, number)
        intake.accept(case_of(session, number), actor=session.info["actor"])
    assert client.get(f"/cases/{number}/transfer/accept").status_code == 404
    sender = sign_in("supervisor.ia")
    assert "A case that your office sent was answered" in sender.get("/notices").text
    assert sender.get(f"/cases/{number}").status_code == 200
    assert sender.get(f"/cases/{number}/transfer/recall").status_code == 404
    with acting() as session:
        told = session.scalars(select(Notice).where(Notice.event == "TRANSFER_WAITS")).all()
        assert told
        assert all(row.cleared_at is not None for row in told)


def told(session, number):
    """(account, event) of what stands of the dates of a case."""
    case = case_of(session, number)
    rows = session.execute(
        select(User.username, Notice.event)
        .join(User, User.id == Notice.user_id)
        .where(
            Notice.case_id == case.id,
            Notice.entity_type == "case_clock",
            Notice.cleared_at.is_(None),
        )
    )
    return {(row.username, row.event) for row in rows}


@pytest.mark.parametrize("days", [0, 9])
def test_its_dates_are_told_of_where_it_is_led_from_the_moment_it_moves(acting, sign_in, days):
    event = "CLOCK_OVERDUE" if days else "CLOCK_SOON"
    with clock.at(complaints.RECEIVED + timedelta(days)):
        with acting("supervisor.ia") as session:
            actor = session.info["actor"]
            case = complaints.recorded(actor)
            intake.begin_triage(case, actor=actor)
            number = case.number
        with acting():
            sweep_clocks()
        with acting() as session:
            assert ("supervisor.ia", event) in told(session, number)
        with acting("supervisor.ia") as session:
            sent(session, case_of(session, number))
        with acting() as session:
            there = told(session, number)
        assert ("supervisor.opr", event) in there
        assert not [name for name, _event in there if name.endswith(".ia")]
        typed = {"version": "1", "reason": "Not ours"}
        client = sign_in("supervisor.opr")
        assert client.post(f"/cases/{number}/transfer/return", data=typed).status_code == 302
        with acting() as session:
            back = told(session, number)
        assert ("supervisor.ia", event) in back
        assert not [name for name, _event in back if name.endswith(".opr")]


def test_a_lead_of_the_office_that_sent_it_works_by_its_dates_no_longer(acting):
    with acting("supervisor.ia") as session:
        case = made_cases.case(session, status=CaseStatus.OPEN)
        made_cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        case.lead_user_id = accounts.actor_of("investigator.ia").user_id
        deadlines.start_clock(
            case,
            code="ROI_REVIEW",
            starts={"submission": clock.now() - timedelta(60)},
            side=ClockSide.INVESTIGATION,
            zone=case.agency.zone,
        )
        number = case.number
    with acting():
        sweep_clocks()
    with acting() as session:
        assert ("investigator.ia", "CLOCK_OVERDUE") in told(session, number)
    with acting("supervisor.ia") as session:
        sent(session, case_of(session, number))
    with acting("supervisor.opr") as session:
        transfers.accept(transfer_of(session, number), actor=session.info["actor"])
    with acting() as session:
        assert told(session, number) == {("supervisor.opr", "CLOCK_OVERDUE")}
    with acting() as session:
        lead = accounts.actor_of("investigator.opr").user_id
        case_of(session, number).lead_user_id = lead
    with acting() as session:
        assert ("investigator.opr", "CLOCK_OVERDUE") in told(session, number)


def test_until_it_is_accepted_no_step_of_triage_is_taken_or_offered(acting, sign_in):
    with acting("supervisor.ia") as session:
        actor = session.info["actor"]
        case = complaints.recorded(actor)
        number = case.number
        sent(session, case)
    with acting("supervisor.opr") as session:
        case, actor = case_of(session, number), session.info["actor"]
        rows = session.scalars(select(Allegation).where(Allegation.case_id == case.id)).all()
        day = clock.today("UTC")
        for refused in (
            lambda: intake.begin_triage(case, actor=actor),
            lambda: intake.refer_to_oig(case, actor=actor, allegations=rows, sent_on=day),
            lambda: intake.start_exigently(case, actor=actor, allegations=rows, reason="x"),
            lambda: cases.enter_in_error(case, actor=actor, reason="x"),
        ):
            with pytest.raises(RuleBroken, match="Accept the case that CBP IA sent"):
                refused()
    client = sign_in("supervisor.opr")
    page = client.get(f"/cases/{number}").text
    assert "Accept or return it" in page
    for label in ("Triage</a>", "Mark as a duplicate", "Entered in error", ">Assign<"):
        assert label not in page, label
    assert "Begin triage" not in client.get(f"/cases/{number}/triage").text
    assert "Refer to the OIG" not in client.get(f"/cases/{number}/oig").text
    queue = client.get("/intake/triage").text
    assert "Sent here, not accepted yet" in queue
    assert f"/cases/{number}/transfer/accept" in queue
    assert f"/cases/{number}/triage/begin" not in queue
    assert "/transfer/accept" not in sign_in("intake.opr").get("/intake/triage").text
    client.post(f"/cases/{number}/transfer/accept", data={"version": "1"})
    assert "Begin triage" in client.get(f"/cases/{number}/triage").text
    assert "Mark as a duplicate" in client.get(f"/cases/{number}").text


def test_a_sent_case_in_triage_is_neither_returned_to_the_desk_nor_taken_back(acting, number):
    with acting("supervisor.opr") as session:
        case, actor = case_of(session, number), session.info["actor"]
        for refused in (
            lambda: intake.return_to_desk(case, actor=actor, missing="x"),
            lambda: intake.take_back_acceptance(case, actor=actor, reason="x"),
        ):
            with pytest.raises(RuleBroken, match="Accept the case that CBP IA sent"):
                refused()


def test_what_was_sent_stands_on_my_work_of_who_sent_it_until_it_is_answered(
    acting, sign_in, number
):
    boss = sign_in("supervisor.ia")
    panel = boss.get("/").text.partition('id="sent-cases"')[2].partition("</section>")[0]
    assert f'href="/cases/{number}"' in panel
    for name in ("supervisor.opr", "investigator.ia", "intake.ia"):
        assert 'id="sent-cases"' not in sign_in(name).get("/").text, name
    opr = sign_in("supervisor.opr")
    assert opr.post(f"/cases/{number}/transfer/accept", data={"version": "1"}).status_code == 302
    assert 'id="sent-cases"' not in boss.get("/").text


def test_a_return_gives_everything_back_and_leaves_the_receiver_nothing(
    acting, reading, sign_in, number
):
    client = sign_in("supervisor.opr")
    empty = {"version": "1", "reason": " "}
    answer = client.post(f"/cases/{number}/transfer/return", data=empty)
    assert (answer.status_code, "Write the reason" in answer.text) == (422, True)
    typed = {"version": "1", "reason": "None of ours was there"}
    answer = client.post(f"/cases/{number}/transfer/return", data=typed)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get(f"/cases/{number}").status_code == 404
    assert narratives(reading, "supervisor.opr") == []
    assert narratives(reading, "supervisor.ia") == [SECRET]
    with acting() as session:
        case = case_of(session, number)
        assert case.lead_office.code == "IA"
        shares = session.scalars(
            select(CaseGrant).where(CaseGrant.case_id == case.id, CaseGrant.kind == GrantKind.SHARE)
        )
        assert all(row.revoked_at is not None for row in shares)
        texts = session.scalars(select(LogEntry.text).where(LogEntry.case_id == case.id)).all()
        assert texts[-1] == "Moved from ICE OPR to CBP IA. Returned: None of ours was there"
        assert "TRIAGE" in clocks(session, number)
        assert "TRANSFER_ANSWER" not in clocks(session, number)
    assert "The case was moved to your office" in sign_in("supervisor.ia").get("/notices").text


def test_the_sender_calls_it_back_until_it_is_accepted(acting, sign_in, number):
    client = sign_in("supervisor.ia")
    typed = {"version": "1", "reason": "Sent by mistake"}
    assert client.post(f"/cases/{number}/transfer/recall", data=typed).status_code == 302
    with acting() as session:
        assert case_of(session, number).lead_office.code == "IA"
        assert transfer_of(session, number).state is TransferState.RECALLED


@pytest.mark.parametrize(
    ("name", "receives", "recalls"),
    [
        ("supervisor.opr", 200, 403),
        ("intake.opr", 403, 403),
        ("investigator.opr", 404, 404),
        ("supervisor.ia", 403, 200),
        ("intake.ia", 403, 403),
        ("investigator.ia", 403, 403),
        ("supervisor.ler", 404, 404),
        ("auditor", 404, 404),
    ],
)
def test_access_per_role(sign_in, number, name, receives, recalls):
    client, blind = sign_in(name), {"version": "1", "reason": "x"}
    for page, expected in (("accept", receives), ("return", receives), ("recall", recalls)):
        answers(client, f"/cases/{number}/transfer/{page}", expected, blind)


def test_a_stale_answer_and_a_second_one_are_refused(acting, sign_in, number):
    client = sign_in("supervisor.opr")
    stale = {"version": "9", "reason": "x"}
    assert client.post(f"/cases/{number}/transfer/return", data=stale).status_code in {409, 422}
    with acting("supervisor.opr") as session:
        row, actor = transfer_of(session, number), session.info["actor"]
        transfers.accept(row, actor=actor)
        with pytest.raises(RuleBroken, match="answered already"):
            transfers.accept(row, actor=actor)
        with pytest.raises(RuleBroken, match="answered already"):
            transfers.give_back(row, actor=actor, reason="x")


def test_on_screen_a_supervisor_sends_it_with_a_reason(acting, sign_in):
    with acting("supervisor.ia") as session:
        number = complaints.recorded(session.info["actor"]).number
        opr = session.scalar(select(Office.id).where(Office.code == "OPR"))
        ler = session.scalar(select(Office.id).where(Office.code == "LER"))
    client = sign_in("supervisor.ia")
    assert "Send to another office" in client.get(f"/cases/{number}").text
    page = client.get(f"/cases/{number}/transfer").text
    assert "ICE OPR" in page
    assert "LER" not in page
    for data in ({"office": opr, "reason": ""}, {"office": ler, "reason": "x"}, {"office": "x"}):
        assert client.post(f"/cases/{number}/transfer", data=data).status_code == 422
    huge = {"office": opr, "reason": "x" * 9000}
    assert client.post(f"/cases/{number}/transfer", data=huge).status_code == 422
    good = {"office": opr, "reason": "Their officers"}
    assert client.post(f"/cases/{number}/transfer", data=good).status_code == 302
    assert "Send to another office" not in client.get(f"/cases/{number}").text
    for name in ("intake.ia", "investigator.ia", "supervisor.opr"):
        answer = sign_in(name).post(f"/cases/{number}/transfer", data=good)
        assert answer.status_code in {403, 404, 422}, name


def test_no_case_goes_to_an_office_whose_people_it_is_about(acting):
    with acting("supervisor.ia") as session:
        actor = session.info["actor"]
        theirs = complaints.employee(
            session, "Odo Fenner", "4410-2277", agency_code="ICE", is_internal_affairs=True
        )
        case = complaints.recorded(actor, complaints.Somebody(key="a", person=theirs))
        with pytest.raises(RuleBroken, match="By rule OWN_PEOPLE this case may not go to ICE OPR"):
            sent(session, case)


def test_no_return_to_an_office_whose_people_turned_out_to_be_subjects(acting, number):
    with acting("supervisor.opr") as session:
        case, actor = case_of(session, number), session.info["actor"]
        ours = complaints.employee(
            session, "Odo Fenner", "4410-2277", agency_code="CBP", is_internal_affairs=True
        )
        cases.add_party(case, actor=actor, role=PartyRole.SUBJECT, person=ours)
        with pytest.raises(RuleBroken, match="may not go to CBP IA"):
            transfers.give_back(transfer_of(session, number), actor=actor, reason="Yours")


def test_only_a_supervisor_of_the_lead_office_sends(acting):
    with acting("intake.ia") as session:
        case = complaints.recorded(session.info["actor"])
        with pytest.raises(Denied):
            sent(session, case)


def test_an_unanswered_transfer_is_overdue(acting, number):
    with acting() as session:
        case = case_of(session, number)
        row = session.scalars(
            select(CaseClock).where(
                CaseClock.case_id == case.id, CaseClock.rule_code == "TRANSFER_ANSWER"
            )
        ).one()
        assert row.due_on - complaints.RECEIVED.date() == timedelta(2)
        assert session.scalar(select(Case.id).where(Case.number == number)) == case.id
