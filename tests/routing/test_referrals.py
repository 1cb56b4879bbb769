"""Referrals out: what is sent, the reply and the outcome by a date, and what is never forgotten."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from jicms.cases import service as cases
from jicms.cases.models import Case, CaseStatus, GrantKind, GrantLevel
from jicms.cases.notices import sweep_clocks
from jicms.cases.workflow import CASE
from jicms.core import clock
from jicms.core.errors import Denied, RuleBroken, TransitionRefused
from jicms.deadlines.models import CaseClock, ClockState
from jicms.intake import service as intake
from jicms.notices.models import Notice
from jicms.routing import referrals
from jicms.routing.models import OutsideReferral, ReplyState
from jicms.routing.referrals import Sending
from tests.factories import cases as made_cases
from tests.factories import complaints
from tests.routing.answering import answers
from tests.support.counting import statements
from tests.walls.late import case_of, whole

__all__ = ["statements"]

SENT_ON = date(2026, 11, 2)
LATER = datetime(2027, 1, 5, 15, 0, tzinfo=UTC)


@pytest.fixture
def number(acting):
    """A case that was referred out from triage."""
    with acting("supervisor.ia") as session:
        actor = session.info["actor"]
        case = complaints.recorded(actor)
        intake.begin_triage(case, actor=actor)
        what = Sending("STATE_LOCAL_LEA", SENT_ON, "The complaint", "Alder Bend police")
        intake.refer_out(
            case, actor=actor, target_code="STATE_LOCAL_LEA", reason="Theirs", sending=what
        )
        return case.number


def referral(session, number):
    case = case_of(session, number)
    return whole(session, select(OutsideReferral).where(OutsideReferral.case_id == case.id))


def running(session, number):
    case = case_of(session, number)
    found = session.scalars(
        select(CaseClock).where(CaseClock.case_id == case.id, CaseClock.state == ClockState.RUNNING)
    )
    return {row.rule_code: row.due_on for row in found}


def reply(session, number, state, on=SENT_ON, note="They said so"):
    return referrals.record_reply(
        referral(session, number),
        actor=session.info["actor"],
        state=state,
        replied_on=on,
        note=note,
    )


def test_referring_out_starts_the_reply_and_ends_the_other_clocks(acting, number):
    with acting() as session:
        case, row = case_of(session, number), referral(session, number)
        assert case.status is CaseStatus.REFERRED_OUT
        assert (row.n, row.ends_case, row.state) == (1, True, ReplyState.SENT)
        assert running(session, number) == {"REFERRAL_REPLY": date(2026, 12, 2)}


def test_an_acceptance_makes_the_outcome_due_and_the_outcome_ends_it(acting, number):
    with acting("supervisor.ia") as session:
        reply(session, number, ReplyState.ACCEPTED, note="")
        assert list(running(session, number)) == ["REFERRAL_OUTCOME"]
        with pytest.raises(RuleBroken, match="reason"):
            reply(session, number, ReplyState.OUTCOME, note=" ")
    with acting("supervisor.ia") as session:
        reply(session, number, ReplyState.OUTCOME)
        assert running(session, number) == {}
        assert case_of(session, number).status is CaseStatus.REFERRED_OUT
        with pytest.raises(TransitionRefused):
            reply(session, number, ReplyState.RETURNED)


def test_a_return_brings_the_case_back_to_triage(acting, number):
    with acting("supervisor.ia") as session:
        reply(session, number, ReplyState.RETURNED, note="No crime")
        assert case_of(session, number).status is CaseStatus.TRIAGE
        assert list(running(session, number)) == ["TRIAGE"]


def test_silence_counts_only_once_the_day_is_over_and_with_a_reason(acting, number):
    early = pytest.raises(RuleBroken, match="wait until that day is over")
    with acting("supervisor.ia") as session, early:
        reply(session, number, ReplyState.NO_REPLY)
    with clock.at(LATER), acting("supervisor.ia") as session:
        reply(session, number, ReplyState.NO_REPLY, on=date(2027, 1, 5), note="Asked three times")
        assert running(session, number) == {}


def test_a_case_without_reply_is_overdue_wherever_one_looks(acting, sign_in, number):
    with clock.at(LATER):
        with acting() as session:
            sweep_clocks()
            told = session.scalars(select(Notice).where(Notice.event == "REPLY_OVERDUE")).all()
            assert told
        client = sign_in("supervisor.ia")
        assert "Reply to a referral out: overdue since" in client.get(f"/cases/{number}").text
        assert number in client.get("/cases?outside=over").text
        assert number in client.get("/cases?outside=awaited").text
        home = client.get("/").text
        assert "Referral reply overdue" in home
        assert f"/cases/{number}/referrals" in home
        assert "A body outside has not replied in time" in client.get("/notices").text
        with acting("supervisor.ia") as session:
            reply(session, number, ReplyState.OUTCOME, on=date(2027, 1, 5))
        assert number not in client.get("/cases?outside=over").text
        assert number not in client.get("/cases?outside=awaited").text
        assert "overdue since" not in client.get(f"/cases/{number}").text
        assert number not in client.get("/notices").text


def quality(client):
    """What the data-quality report says in the row of missing replies."""
    page = client.get("/reports/data-quality").text
    return page.split("Referred out, reply or outcome overdue")[1].split("</tr>")[0]


def test_the_report_on_data_quality_counts_what_did_not_come(acting, sign_in, number):
    assert ">1<" not in quality(sign_in("supervisor.ia")), "it is not due yet"
    with clock.at(LATER):
        assert ">1<" in quality(sign_in("supervisor.ia"))
        assert ">1<" not in quality(sign_in("supervisor.opr"))
        with acting() as session:
            made_cases.case(session, status=CaseStatus.REFERRED_OUT)
        assert ">2<" in quality(sign_in("supervisor.ia")), "of which no referral was kept"
        with acting("supervisor.ia") as session:
            reply(session, number, ReplyState.OUTCOME, on=date(2027, 1, 5))
        assert ">1<" in quality(sign_in("supervisor.ia"))


def test_before_its_day_a_reply_is_awaited_and_not_overdue(sign_in, number):
    client = sign_in("supervisor.ia")
    assert number in client.get("/cases?outside=awaited").text
    assert number not in client.get("/cases?outside=over").text
    assert "Reply to a referral out: due Dec 2, 2026" in client.get(f"/cases/{number}").text


def test_reopening_the_case_withdraws_what_was_sent_with_it(acting, number):
    with acting("supervisor.ia") as session:
        case, actor = case_of(session, number), session.info["actor"]
        cases.reopen(case, actor=actor, reason="It is ours after all")
        assert referral(session, number).state is ReplyState.WITHDRAWN
        assert list(running(session, number)) == ["TRIAGE"]


def test_beside_a_case_that_goes_on_the_closing_waits_for_the_reply(acting):
    with acting("supervisor.ia") as session:
        actor = session.info["actor"]
        case = made_cases.case(session, status=CaseStatus.OPEN)
        awaited = referrals.refer(case, Sending("FBI", SENT_ON, "A copy"), actor=actor)
        told = referrals.refer(
            case, Sending("CRCL", SENT_ON, "A copy", needs_reply=False), actor=actor
        )
        assert (awaited.n, told.n, told.state) == (1, 2, ReplyState.INFORMED)
        assert any("reply to referral 1" in said for said in CASE.refusals(case, "close", actor))
        referrals.record_reply(
            awaited, actor=actor, state=ReplyState.OUTCOME, replied_on=SENT_ON, note="Done"
        )
        assert not any("referral" in said for said in CASE.refusals(case, "close", actor))


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (Sending("NOBODY", SENT_ON, "x"), "Choose where it goes"),
        (Sending("FBI", SENT_ON, "  "), "Write what was sent"),
        (Sending("FBI", SENT_ON + timedelta(1), "x"), "lies in the future"),
        (Sending("FBI", date(2026, 11, 1), "x"), "before the case was received"),
    ],
)
def test_what_cannot_be_is_refused(acting, what, said):
    with acting("supervisor.ia") as session:
        case = made_cases.case(session, status=CaseStatus.OPEN)
        with pytest.raises(RuleBroken, match=said):
            referrals.refer(case, what, actor=session.info["actor"])


def test_a_reply_does_not_come_before_what_it_answers(acting, number):
    with acting("supervisor.ia") as session:
        for day, said in (
            (date(2026, 11, 1), "before what it answers"),
            (date(2026, 11, 9), "fut"),
        ):
            with pytest.raises(RuleBroken, match=said):
                reply(session, number, ReplyState.ACCEPTED, on=day)
        with pytest.raises(RuleBroken, match="Choose the reply"):
            reply(session, number, ReplyState.WITHDRAWN)


def test_on_screen(acting, sign_in, number):
    client = sign_in("supervisor.ia")
    page = client.get(f"/cases/{number}/referrals").text
    for word in ("Alder Bend police", "Reply awaited", "Record reply", "The case went with it"):
        assert word in page, word
    assert "New referral" not in page, "the case has ended"
    address = f"/cases/{number}/referrals/1/reply"
    assert "Reply awaited" in client.get(address).text
    assert client.post(address, data={"version": "1"}).status_code == 422
    typed = {"version": "1", "state": "ACCEPTED", "replied_on": "11/02/2026"}
    assert client.post(address, data={**typed, "state": "WITHDRAWN"}).status_code == 422
    assert client.post(address, data={**typed, "version": "7"}).status_code in {409, 422}
    assert client.post(address, data=typed).status_code == 302
    assert "Accepted, outcome awaited" in client.get(f"/cases/{number}/referrals").text


def test_who_reads_a_summary_reads_of_no_reply_in_the_timeline(acting, sign_in, number):
    with acting("supervisor.ia") as session:
        reply(session, number, ReplyState.ACCEPTED)
        made_cases.grant(
            session,
            case_of(session, number),
            office="OPR",
            kind=GrantKind.SHARE,
            level=GrantLevel.SUMMARY,
        )
    for page in (f"/cases/{number}", f"/cases/{number}/timeline"):
        assert "Referral out: Accepted" in sign_in("supervisor.ia").get(page).text, page
        answer = sign_in("supervisor.opr").get(page)
        assert answer.status_code == 200, page
        assert "Referral out: Accepted" not in answer.text, page


@pytest.mark.parametrize(
    ("state", "asked"),
    [
        ("OUTCOME", "write what came of it"),
        ("RETURNED", "write why they returned it"),
        ("NO_REPLY", "write why no reply is expected"),
    ],
)
def test_a_reply_that_needs_words_asks_for_them_at_their_field(sign_in, number, state, asked):
    typed = {"version": "1", "state": state, "replied_on": "11/02/2026", "note": " "}
    answer = sign_in("supervisor.ia").post(f"/cases/{number}/referrals/1/reply", data=typed)
    assert answer.status_code == 422
    field = answer.text.partition('id="note-e"')[2]
    assert f"Outcome or reasons: {asked}" in field[:200]
    assert "Write the reason." not in answer.text


def test_the_reply_of_management_stands_on_the_case_beside_the_next_clock(
    acting, sign_in, statements
):
    with acting("supervisor.ia") as session:
        actor = session.info["actor"]
        case = complaints.recorded(actor)
        intake.begin_triage(case, actor=actor)
        number = case.number
    client = sign_in("supervisor.ia")
    before = statements(lambda: client.get(f"/cases/{number}"))
    with acting("supervisor.ia") as session:
        intake.route_to_management(
            case_of(session, number),
            actor=session.info["actor"],
            reason="A matter of leave",
            case_type_code="MANAGEMENT_REFERRAL_FOR_ACTION",
            sending=Sending("MANAGEMENT", SENT_ON, "The report", "The port director"),
        )
    with acting() as session:
        due = running(session, number)
    assert due["ASSIGNMENT"] < due["REFERRAL_REPLY"], "the next clock is another"
    page = client.get(f"/cases/{number}").text
    assert re.search(r"Reply[^<]*: due Dec [0-9]+, 2026", page)
    assert f"/cases/{number}/referrals" in page
    assert statements(lambda: client.get(f"/cases/{number}")) <= before
    with clock.at(LATER):
        assert re.search(
            r"Reply[^<]*: overdue since", sign_in("head.ia").get(f"/cases/{number}").text
        )


@pytest.mark.parametrize(
    ("name", "page", "write"),
    [
        ("supervisor.ia", 200, 200),
        ("head.ia", 200, 200),
        ("intake.ia", 403, 403),
        ("investigator.ia", 404, 404),
        ("supervisor.opr", 404, 404),
        ("supervisor.ler", 404, 404),
        ("auditor", 404, 404),
        ("admin", 404, 404),
    ],
)
def test_access_per_role(sign_in, number, name, page, write):
    client = sign_in(name)
    assert client.get(f"/cases/{number}/referrals").status_code == page
    answers(client, f"/cases/{number}/referrals/new", write)
    # To who does not read the case in full, its referrals are not there at all.
    answers(client, f"/cases/{number}/referrals/1/reply", 404 if write == 403 else write)


def test_only_a_supervisor_of_the_lead_office_refers(acting):
    with acting("intake.ia") as session:
        case = made_cases.case(session)
        with pytest.raises(Denied):
            referrals.refer(case, Sending("FBI", SENT_ON, "x"), actor=session.info["actor"])


def test_another_offices_referrals_are_neither_listed_nor_counted(acting, sign_in, number):
    with clock.at(LATER):
        client = sign_in("supervisor.opr")
        assert number not in client.get("/cases?outside=over").text
        assert number not in client.get("/").text
    with acting() as session:
        assert session.scalar(select(Case.id).where(Case.number == number))
