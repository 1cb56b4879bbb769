"""The decisions of triage on screen: who is offered what, and what comes of it."""

from datetime import date

import pytest
from sqlalchemy import select

from jicms.allegations.models import Allegation, AllegationSubject
from jicms.auth.models import Office
from jicms.cases import service as case_service
from jicms.cases.models import Case, CaseStatus, PartyRole
from jicms.core.errors import RuleBroken
from jicms.deadlines.models import CaseClock, ClockState
from jicms.intake import service
from jicms.intake.complaint import Alleged, Somebody
from jicms.routing import transfers
from tests.factories import accounts, allegations, cases, complaints
from tests.intake.decisions import DECISIONS, status_of
from tests.support.counting import statements

__all__ = ["statements"]

pytestmark = pytest.mark.usefixtures("moment")


def test_the_desk_begins_and_hands_over_and_is_offered_nothing_else(acting, sign_in, number):
    client = sign_in("intake.ia")
    assert number in client.get("/intake/triage").text
    assert client.post(f"/cases/{number}/triage/begin").status_code == 302
    page = client.get(f"/cases/{number}/triage").text
    assert f"/cases/{number}/triage/accept" in page
    for route in ("management", "refer-out", "information", "return"):
        address = f"/cases/{number}/triage/{route}"
        assert address not in page
        assert client.get(address).status_code == 403
        assert client.post(address, data=DECISIONS[route]).status_code == 403, route
    for hidden in ("Refer to the OIG", "Send to another office"):
        assert hidden not in page
    accept = f"/cases/{number}/triage/accept"
    assert "Case type" not in client.get(accept).text
    forged = {"case_type": "CRIMINAL_INVESTIGATION", "reason": "x"}
    assert client.post(accept, data=forged).status_code in {302, 422}
    with acting() as session:
        kind = session.scalar(select(Case.case_type_code).where(Case.number == number))
        assert kind == "ADMIN_INVESTIGATION"
    client.post(accept, data={"reason": "Clear."})
    assert "Accepted, to be assigned" in client.get("/intake/triage").text
    assert status_of(acting, number) is CaseStatus.TRIAGE


def test_each_decision_says_what_follows_and_keeps_what_was_typed(sign_in, free):
    client = sign_in("supervisor.ia")
    for route, typed in DECISIONS.items():
        address = f"/cases/{free}/triage/{route}"
        assert "What follows" in client.get(address).text, route
        huge = {
            name: "x" * 9000 if name in {"reason", "missing"} else v for name, v in typed.items()
        }
        answer = client.post(address, data=huge)
        assert answer.status_code == 422, route
        assert "x" * 100 in answer.text, route
        if route != "accept":
            assert client.post(address, data={}).status_code == 422, route


@pytest.fixture
def free(acting):
    """A case in triage that need not go to the OIG."""
    with acting("supervisor.ia") as session:
        actor = session.info["actor"]
        case = complaints.recorded(actor, allegations=(Alleged("TNA-04"),))
        service.begin_triage(case, actor=actor)
        return case.number


@pytest.mark.parametrize(
    ("route", "status"),
    [
        ("accept", CaseStatus.TRIAGE),
        ("management", CaseStatus.TRIAGE),
        ("refer-out", CaseStatus.REFERRED_OUT),
        ("information", CaseStatus.CLOSED),
        ("return", CaseStatus.TRIAGE),
    ],
)
def test_each_decision_is_taken_on_its_page(acting, sign_in, free, route, status):
    client = sign_in("supervisor.ia")
    answer = client.post(f"/cases/{free}/triage/{route}", data=DECISIONS[route])
    assert answer.status_code == 302, answer.text
    assert status_of(acting, free) is status


def test_what_goes_to_a_manager_for_action_needs_a_recipient_and_waits_for_a_reply(
    acting, sign_in, free
):
    client = sign_in("supervisor.ia")
    address = f"/cases/{free}/triage/management"
    typed = {"case_type": "MANAGEMENT_REFERRAL_FOR_ACTION", "reason": "Theirs to act on"}
    answer = client.post(address, data=typed)
    assert (answer.status_code, "Say who receives it" in answer.text) == (422, True)
    typed |= {"recipient": "Port director", "sent_what": "The complaint", "sent_on": "11/02/2026"}
    assert client.post(address, data=typed).status_code == 302
    page = client.get(f"/cases/{free}/referrals").text
    assert "Port director" in page
    assert "Reply awaited" in page
    assert status_of(acting, free) is CaseStatus.TRIAGE


def test_an_acceptance_is_taken_back_until_somebody_is_assigned(acting, sign_in, free):
    client = sign_in("supervisor.ia")
    undo = f"/cases/{free}/triage/undo"
    answer = client.post(undo, data={"reason": "Too early"})
    assert (answer.status_code, "was not accepted" in answer.text) == (422, True)
    client.post(f"/cases/{free}/triage/accept", data=DECISIONS["accept"])
    assert undo in client.get(f"/cases/{free}/triage").text
    assert client.post(undo, data={"reason": ""}).status_code == 422
    assert client.post(undo, data={"reason": "Too early"}).status_code == 302
    with acting() as session:
        case = session.scalar(select(Case).where(Case.number == free))
        running = {
            row.rule_code: row.due_on
            for row in session.scalars(select(CaseClock).where(CaseClock.case_id == case.id))
            if row.state is ClockState.RUNNING
        }
        assert "ASSIGNMENT" not in running
        assert running["TRIAGE"] == date(2026, 11, 4), "it counts from the receipt, as before"
    assert undo not in client.get(f"/cases/{free}/triage").text


def test_back_at_the_desk_nothing_is_decided_until_it_is_completed(acting, sign_in, free):
    boss, desk = sign_in("supervisor.ia"), sign_in("intake.ia")
    boss.post(f"/cases/{free}/triage/return", data=DECISIONS["return"])
    assert "Back at the desk" in desk.get("/intake/triage?stage=returned").text
    assert free in desk.get("/intake/triage?stage=returned").text
    assert free not in desk.get("/intake/triage?stage=open").text
    assert "came back to the desk" in desk.get("/notices").text
    assert "Which shift it was" in desk.get(f"/cases/{free}/triage").text
    again = boss.post(f"/cases/{free}/triage/return", data=DECISIONS["return"])
    assert (again.status_code, "at the desk already" in again.text) == (422, True)
    for route in ("accept", "information", "refer-out"):
        answer = boss.post(f"/cases/{free}/triage/{route}", data=DECISIONS[route])
        assert (answer.status_code, "That comes first" in answer.text) == (422, True), route
    address = f"/cases/{free}/triage/complete"
    assert desk.post(address, data={"version": "1", "answer": " "}).status_code == 422
    stale = {"version": "5", "answer": "Late shift"}
    assert desk.post(address, data=stale).status_code in {409, 422}
    assert desk.post(address, data={"version": "1", "answer": "Late shift"}).status_code == 302
    assert desk.get(address).status_code == 404
    assert "completed a case that you returned" in boss.get("/notices").text
    assert boss.post(f"/cases/{free}/triage/accept", data=DECISIONS["accept"]).status_code == 302


def test_a_case_back_at_the_desk_says_so_and_offers_no_decision(acting, sign_in, free, statements):
    boss, desk = sign_in("supervisor.ia"), sign_in("intake.ia")

    def cost(client):
        return statements(lambda: client.get(f"/cases/{free}"))

    before = {client: cost(client) for client in (boss, desk)}
    assert "Back at the desk" not in desk.get("/").text
    boss.post(f"/cases/{free}/triage/return", data=DECISIONS["return"])
    complete = f"/cases/{free}/triage/complete"
    for client in (boss, desk):
        page = client.get(f"/cases/{free}").text
        strip = page.partition("Back at the desk, asked for by ")[2].partition("</div>")[0]
        for said in ("on Nov 2, 2026", "Which shift it was", complete):
            assert said in strip, said
        assert cost(client) <= before[client]
    assert 'class="usa-button" href="' + complete in desk.get(f"/cases/{free}").text
    for label in ("Send to another office", "Mark as a duplicate", ">Assign<"):
        assert label not in boss.get(f"/cases/{free}").text, label
    panel = desk.get("/").text.partition('id="returned"')[2].partition("</section>")[0]
    assert all(said in panel for said in (free, "Which shift it was", complete))
    assert 'id="returned"' not in boss.get("/").text
    assert free not in sign_in("intake.opr").get("/").text
    page = boss.get(f"/cases/{free}/triage").text
    assert "That comes first" in page
    for route in DECISIONS:
        assert f'href="/cases/{free}/triage/{route}"' not in page, route
    desk.post(complete, data={"version": "1", "answer": "Late shift"})
    assert "Back at the desk" not in boss.get(f"/cases/{free}").text
    assert f'href="/cases/{free}/triage/accept"' in boss.get(f"/cases/{free}/triage").text
    assert "Mark as a duplicate" in boss.get(f"/cases/{free}").text
    told = boss.get(f"/cases/{free}/timeline").text
    assert "Completed by the desk" in told
    assert "Returned to the desk to be completed" in told


def test_back_at_the_desk_a_case_is_neither_sent_away_nor_merged_but_still_goes_to_the_oig(
    acting, number
):
    with acting("supervisor.ia") as session:
        actor = session.info["actor"]
        case = session.scalar(select(Case).where(Case.number == number))
        other = complaints.recorded(actor)
        service.begin_triage(case, actor=actor)
        service.return_to_desk(case, actor=actor, missing="Which shift it was")
        opr = session.scalar(select(Office).where(Office.code == "OPR"))
        for refused in (
            lambda: transfers.send(case, actor=actor, office=opr, reason="Theirs"),
            lambda: case_service.merge_into(case, actor=actor, other=other, reason="The same"),
            lambda: service.route_to_management(case, actor=actor, reason="Theirs"),
        ):
            with pytest.raises(RuleBroken, match="back at the desk to be completed"):
                refused()
        rows = session.scalars(select(Allegation).where(Allegation.case_id == case.id)).all()
        day = date(2026, 11, 2)
        service.refer_to_oig(case, actor=actor, allegations=rows[:1], sent_on=day)
        assert case.status is CaseStatus.OIG_PENDING


def test_what_the_desk_has_to_complete_goes_with_the_case_that_a_rule_moves(acting, sign_in, free):
    with acting("supervisor.ia") as session:
        actor = session.info["actor"]
        case = session.scalar(select(Case).where(Case.number == free))
        service.return_to_desk(case, actor=actor, missing="Which shift it was")
        ours = complaints.employee(
            session, "Odo Fenner", "4410-2277", agency_code="CBP", is_internal_affairs=True
        )
        subject = case_service.add_party(case, actor=actor, role=PartyRole.SUBJECT, person=ours)
        assert subject.case_id == case.id
    with acting() as session:
        case = session.scalar(select(Case).where(Case.number == free))
        assert case.lead_office.code == "OPR"
    told = "came back to the desk"
    assert told in sign_in("intake.opr").get("/notices").text
    assert free in sign_in("intake.opr").get("/").text.partition('id="returned"')[2]
    assert told not in sign_in("intake.ia").get("/notices").text


def test_what_was_entered_in_error_waits_for_the_desk_no_longer(acting, sign_in, free):
    with acting("supervisor.ia") as session:
        actor = session.info["actor"]
        case = session.scalar(select(Case).where(Case.number == free))
        row = service.return_to_desk(case, actor=actor, missing="Which shift it was")
        case_service.enter_in_error(case, actor=actor, reason="Twice")
        assert row.completed_at is not None
    assert "came back to the desk" not in sign_in("intake.ia").get("/notices").text


def test_the_way_that_a_rule_suggests_is_said_with_its_rule(acting, sign_in):
    with acting("supervisor.ia") as session:
        actor = session.info["actor"]
        case = complaints.recorded(actor, allegations=(Alleged("TNA-04"),))
        service.begin_triage(case, actor=actor)
        number, severity = case.number, case.class_code
    page = sign_in("supervisor.ia").get(f"/cases/{number}/triage").text
    ways = {"CBP-3": "Management inquiry", "CBP-4": "Information only"}
    assert f"Suggested: {ways[severity]}." in page
    assert "not verified" in page


def test_a_reason_for_each_row_is_offered_and_kept(acting, sign_in):
    with acting() as session:
        officer = complaints.employee(session, "Garrick Dunmoor", "4410-2276")
        number = complaints.recorded(
            accounts.actor_of("intake.ia"),
            Somebody(key="a", person=officer),
            allegations=(Alleged("TNA-01"), Alleged("TNA-04")),
        ).number
        rows = list(
            session.scalars(
                select(AllegationSubject)
                .join(Case, Case.id == AllegationSubject.case_id)
                .where(Case.number == number)
                .order_by(AllegationSubject.id)
            )
        )
        ids = [row.id for row in rows]
    desk, client = sign_in("intake.ia"), sign_in("supervisor.ia")
    client.post(f"/cases/{number}/triage/begin")
    address = f"/cases/{number}/triage/information"
    assert desk.get(address).status_code == 403
    page = client.get(address).text
    assert "1.1 TNA-01" in page
    assert "Garrick Dunmoor" in page
    sent = {
        "closure_code": "INFORMATION_ONLY",
        "reason": "Nothing in it.",
        "otherwise": "INSUFFICIENT_INFO",
        f"row_{ids[1]}": "NONSENSE",
    }
    refused = client.post(address, data=sent)
    assert refused.status_code == 422
    assert "Choose one of the entries offered." in refused.text
    assert "Nothing in it." in refused.text
    sent[f"row_{ids[1]}"] = "OTHER_AGENCY"
    assert client.post(address, data=sent).status_code == 302
    assert status_of(acting, number) is CaseStatus.CLOSED
    page = client.get(f"/cases/{number}/timeline").text
    assert "Finding 1.1: Administratively closed, not enough information" in page
    assert "Finding 2.1: Administratively closed, handled by another agency" in page


def test_the_row_of_another_case_in_the_post_changes_nothing(acting, sign_in, number):
    client = sign_in("supervisor.ia")
    client.post(f"/cases/{number}/triage/begin")
    with acting() as session:
        other = complaints.recorded(accounts.actor_of("intake.ia")).id
        foreign = session.scalar(
            select(AllegationSubject.id).where(AllegationSubject.case_id == other)
        )
    sent = {"closure_code": "INFORMATION_ONLY", "reason": "x", f"row_{foreign}": "DUPLICATE"}
    client.post(f"/cases/{number}/triage/information", data=sent)
    with acting() as session:
        row = session.get(AllegationSubject, foreign)
        assert row.finding_code is None


def test_a_hidden_case_is_no_duplicate_and_not_even_named(acting, sign_in, number):
    with acting() as session:
        hidden = cases.case(session, office="OPR", title="Hidden title").number
    client = sign_in("supervisor.ia")
    sent = {"other": hidden, "is_same": "1"}
    assert client.post(f"/cases/{number}/triage/duplicate", data=sent).status_code == 404
    sent["other"] = "209912345"
    assert client.post(f"/cases/{number}/triage/duplicate", data=sent).status_code == 404


def test_a_likeness_outside_ones_sight_is_not_told_to_who_decides_here(acting, sign_in, number):
    words = "Possible related case; ask the duty supervisor."
    assert words not in sign_in("supervisor.ia").get(f"/cases/{number}/triage").text
    with acting() as session:
        hidden = cases.case(session, office="OPR", title="Hidden title")
        party = cases.party(session, hidden, role=PartyRole.SUBJECT, description="x")
        mine = session.scalar(select(Case).where(Case.number == number))
        party.person_id = next(row.person_id for row in mine.parties if row.person_id)
        session.flush()
        allegations.allegation(session, hidden, party)
        theirs = hidden.number
    for name in ("supervisor.ia", "intake.ia"):
        page = sign_in(name).get(f"/cases/{number}/triage").text
        for hidden_words in (words, theirs, "Hidden title"):
            assert hidden_words not in page, name


def test_duplicates_in_sight_are_decided_in_triage(acting, sign_in, number):
    client = sign_in("supervisor.ia")
    with acting() as session:
        officer = session.scalar(select(Case).where(Case.number == number)).parties[-1].person
        other = complaints.recorded(
            accounts.actor_of("supervisor.ia"), Somebody(key="a", person=officer)
        ).number
    page = client.get(f"/cases/{number}/triage").text
    assert other in page
    sent = {"other": other, "is_same": "1"}
    assert client.post(f"/cases/{number}/triage/duplicate", data=sent).status_code == 302
    assert "Same matter" in client.get(f"/cases/{number}/triage").text


def test_a_note_is_asked_for_where_a_rule_suggests_another_way(acting, sign_in, free, number):
    client, address = sign_in("supervisor.ia"), f"/cases/{free}/triage/accept"
    page = client.get(address).text
    assert "The note has to say why not." in page
    assert "Note: why not as the rule suggests</label>" in page
    assert "Note (optional)" not in page
    refused = client.post(address, data={"case_type": "ADMIN_INVESTIGATION", "reason": " "})
    assert refused.status_code == 422
    assert "Write why not as the rule suggests" in refused.text
    with acting("supervisor.ia") as session:
        case = session.scalar(select(Case).where(Case.number == free))
        with pytest.raises(RuleBroken, match="suggests another way"):
            service.accept(case, actor=session.info["actor"])
    assert client.post(address, data=DECISIONS["accept"]).status_code == 302
    client.post(f"/cases/{number}/triage/begin")
    page = client.get(f"/cases/{number}/triage/accept").text
    assert "Note (optional)" in page, "no rule says otherwise"
    assert "why not" not in page
    assert client.post(f"/cases/{number}/triage/accept", data={}).status_code == 302
