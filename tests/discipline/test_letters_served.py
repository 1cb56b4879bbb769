"""How a letter counts as received, what proves it, and what runs from it."""

import io
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from jicms.access.actor import current_actor
from jicms.core.errors import RuleBroken
from jicms.deadlines import rulebook
from jicms.deadlines.models import CaseClock, ClockState
from jicms.deadlines.rulebook import Grounds
from jicms.deadlines.terms import Rule, Term, Unit
from jicms.discipline import service
from jicms.discipline.models import LetterKind
from jicms.discipline.models_coverage import LetterService
from jicms.files.service import ingest
from jicms.refdata.models_discipline import AgreementPeriod, ReceiptBasis
from jicms.refdata.queries import forget_after_commit
from tests.discipline.test_screens import send
from tests.factories import discipline
from tests.factories.coverage import covered
from tests.factories.discipline import refused

MAILED = {"method_code": "FIRST_CLASS_MAIL", "received_at": None, "proof": ""}
UNION = {"agreement_code": "UNIT_STANDARD"}


def clocks(session):
    return {row.rule_code: row for row in session.scalars(select(CaseClock).order_by(CaseClock.id))}


def service_of(session, kind=LetterKind.NOTICE):
    return session.scalar(select(LetterService).where(LetterService.kind == kind))


def test_mail_is_presumed_received_and_says_so(acting, at, action_of, sign_in):
    number = at("PROPOSED").number
    with acting() as session:
        action = action_of(session)
        discipline.served(session, action, sent_on=date(2024, 2, 28), **MAILED)
        # Feb 28 + 5: 29 is a leap day, so Mon Mar 4; + 7 = Mon Mar 11; + 31 = Thu Apr 4.
        assert action.notice_received_at == datetime(2024, 3, 5, 4, 59, tzinfo=UTC)
        assert action.answer_due_on == date(2024, 3, 11)
        assert action.lawful_effective_on == date(2024, 4, 3)
        assert action.earliest_effective_on == date(2024, 4, 4)
        row = service_of(session)
        assert (row.basis, row.sent_on) == (ReceiptBasis.PRESUMED, date(2024, 2, 28))
    page = sign_in("specialist.ler").get(f"/cases/{number}/actions/1").text
    said = "presumed received on Mar 4, 2024 (5 CFR 1201.22(b)(3); the number of days is not verif"
    assert said in page


def test_a_known_receipt_takes_the_place_of_the_presumed_one(acting, at, action_of):
    at("PROPOSED")
    with acting() as session:
        known = {**MAILED, "received_at": discipline.NOTICE}
        discipline.served(session, action_of(session), sent_on=date(2024, 2, 28), **known)
        assert service_of(session).basis is ReceiptBasis.RECEIVED
        assert clocks(session)["ANSWER_SUBPART_D"].due_on == date(2024, 3, 8)


def test_the_presumption_follows_its_rule_in_later_cases_only(acting, at, action_of):
    at("PROPOSED")
    with acting() as session:
        action = action_of(session)
        discipline.served(session, action, sent_on=date(2024, 2, 28), **MAILED)
    with acting(None) as session:
        rulebook.revise_rule(
            Rule("PRESUMED_RECEIPT", (Term("sent", 3, Unit.CALENDAR_DAYS),)),
            valid_from=date(2024, 2, 1),
            grounds=Grounds("Office order", "D", verified=False),
        )
    with acting() as session:
        assert clocks(session)["ANSWER_SUBPART_D"].due_on == date(2024, 3, 11), "it stays"
        other = discipline.investigated(session)
        referral = discipline.refer(session, other)
        mine = discipline.user("specialist.ler", session)
        later = service.accept_referral(referral, actor=current_actor(), specialist=mine)
        discipline.proposed(session, later)
        discipline.served(session, later, sent_on=date(2024, 2, 28), **MAILED)
        # Feb 28 + 3 = Sat Mar 2; + 7 = Sat Mar 9; Mon Mar 11 by the weekend: the floor tells.
        assert later.lawful_effective_on == date(2024, 4, 1)


def test_a_changed_answer_rule_counts_for_later_cases_only(acting, at, action_of):
    at("ANSWER")
    with acting(None) as session:
        rulebook.revise_rule(
            Rule("ANSWER_SUBPART_D", (Term("receipt", 10, Unit.CALENDAR_DAYS),)),
            valid_from=date(2024, 3, 15),
            grounds=Grounds("5 CFR 752.404(c)(1)", "L10", verified=True),
        )
    with acting() as session:
        action = action_of(session)
        assert action.answer_due_on == date(2024, 3, 8)
        service.extend_answer(action, actor=current_actor(), until=date(2024, 3, 20))
        assert clocks(session)["ANSWER_SUBPART_D"].rule_version == 1
        other = discipline.refer(session, discipline.investigated(session))
        mine = discipline.user("specialist.ler", session)
        later = service.accept_referral(other, actor=current_actor(), specialist=mine)
        discipline.proposed(session, later)
        at_later = datetime(2024, 3, 18, 15, tzinfo=UTC)
        discipline.served(session, later, received_at=at_later)
        assert later.answer_due_on == date(2024, 3, 28), "18 + 10"


def test_refusing_a_letter_delays_nothing(acting, at, action_of):
    at("PROPOSED")
    with acting() as session:
        action = action_of(session)
        told = {"method_code": "REFUSED", "received_at": None}
        missing = refused(lambda: discipline.served(session, action, **told), "attempted")
        assert missing.field == "attempted_on"
        discipline.served(session, action, attempted_on=date(2024, 3, 1), **told)
        assert action.answer_due_on == date(2024, 3, 8)
        row = service_of(session)
        assert row.basis is ReceiptBasis.ATTEMPTED
        assert "that day counts (5 CFR 1201.22(b)(3))" in row.reckoning


@pytest.mark.parametrize("method", ["REPRESENTATIVE", "CO_RESIDENT", "CERTIFIED_MAIL"])
def test_receipt_by_others_counts_with_proof(acting, at, action_of, method):
    at("PROPOSED")
    with acting() as session:
        action = action_of(session)
        bare = {"method_code": method, "proof": " "}
        assert refused(lambda: discipline.served(session, action, **bare), "proof").field == "proof"
        file = discipline.stored_file(session, "receipt.pdf")
        discipline.served(session, action, **bare, proof_file=file)
        assert service_of(session).proof_file_id == file.id
        assert action.answer_due_on == date(2024, 3, 8)


@pytest.mark.parametrize(
    "case",
    [
        ({"received_at": None}, "received_on", "when it was received"),
        ({**MAILED, "sent_on": None}, "sent_on", "when it was sent"),
        ({**MAILED, "sent_on": date(2024, 2, 27)}, "sent_on", "The letter is of Feb 28"),
        ({**MAILED, "sent_on": date(2024, 4, 1)}, "sent_on", "presumed received on Apr 6"),
        (
            {"sent_on": date(2024, 3, 4), "received_at": discipline.NOTICE},
            *("received_on", "It was sent on Mar 4"),
        ),
        ({"method_code": "PIGEON"}, "method_code", "how it was delivered"),
    ],
)
def test_what_can_not_be_is_refused_at_the_field(acting, at, action_of, case):
    told, field, words = case
    at("PROPOSED")
    with acting() as session:
        action = action_of(session)
        assert refused(lambda: discipline.served(session, action, **told), words).field == field


def test_the_answer_is_due_on_the_latest_of_law_agreement_notice_and_extension(
    acting, at, action_of, sign_in
):
    number = at("DRAFT").number
    with acting(None) as session:
        session.get(AgreementPeriod, "UNIT_STANDARD_ANSWER_D").number = 12
        forget_after_commit(session)
    with acting() as session:
        action, me = action_of(session), current_actor()
        covered(session, action, **UNION)
        discipline.proposed(session, action)
        discipline.served(session, action, answer_by=date(2024, 3, 11))
        assert action.answer_due_on == date(2024, 3, 13), "the agreement: Mar 1 + 12"
        service.extend_answer(action, actor=me, until=date(2024, 3, 20))
        assert action.answer_due_on == date(2024, 3, 20)
        shown = [step["label"] for step in clocks(session)["ANSWER_SUBPART_D"].steps]
        assert "Union agreement of the unit: 12 calendar days, not verified" in shown
        assert "Date in the notice" in shown
        assert shown[-2] == "Extension granted"
    page = sign_in("specialist.ler").get(f"/cases/{number}/actions/1").text
    assert "Union agreement of the unit: 12 calendar days, not verified" in page
    assert "Proof of service</b>: Hand delivery: Handed over by the supervisor; signed." in page


def test_from_the_decision_run_appeal_counselor_and_grievance(acting, at, action_of):
    at("DRAFT")
    with acting() as session:
        action = action_of(session)
        covered(session, action, **UNION)
        discipline.served(session, discipline.proposed(session, action))
        discipline.decided(
            session, discipline.weighed(session, discipline.answered(session, action))
        )
        discipline.decision_served(session, action)
        found = clocks(session)
        # Effective Apr 1, received Mar 25, 2024.
        assert found["MSPB_APPEAL"].due_on == date(2024, 5, 1)
        assert found["EEO_COUNSELOR"].due_on == date(2024, 5, 16)
        assert found["GRIEVANCE_FILING"].due_on == date(2024, 4, 24)
        service.make_effective(action, actor=current_actor())
        service.make_final(action, actor=current_actor())
        states = {code: row.state for code, row in clocks(session).items()}
        for code in ("MSPB_APPEAL", "EEO_COUNSELOR", "GRIEVANCE_FILING"):
            assert states[code] is ClockState.RUNNING, code


def test_a_reprimand_expires_by_its_own_clock_and_takes_no_coverage(acting, at, action_of):
    at("DRAFT")
    with acting() as session:
        action, me = action_of(session), current_actor()
        service.record_decision(
            action,
            actor=me,
            action_type_code="LETTER_OF_REPRIMAND",
            deciding=discipline.user("official2.cbp", session),
            decided_on=date(2024, 3, 1),
        )
        assert (action.procedure_code, action.subpart) == ("REPRIMAND", "none")
        received = datetime(2024, 3, 1, 20, tzinfo=UTC)
        discipline.decision_served(session, action, received_at=received)
        assert clocks(session)["REPRIMAND_EXPIRY"].due_on == date(2026, 3, 1), "365 + 365"
        assert "MSPB_APPEAL" not in clocks(session)
        service.make_effective(action, actor=me)
        service.make_final(action, actor=me)
        assert clocks(session)["REPRIMAND_EXPIRY"].state is ClockState.RUNNING


def test_the_proof_is_read_by_those_who_work_the_action_alone(acting, at, action_of, sign_in):
    number = at("PROPOSED").number
    with acting() as session:
        proof = ingest(io.BytesIO(b"%PDF-1.4 signed"), name="receipt.pdf", by=None)
        session.flush()
        discipline.served(session, action_of(session), proof="", proof_file=proof)
    path = f"/cases/{number}/actions/1/service"
    client = sign_in("specialist.ler")
    page = client.get(f"/cases/{number}/actions/1").text
    assert f'href="{path}/notice/proof"' in page
    assert "Hand delivery: proof on file" in page
    answer = client.get(f"{path}/notice/proof")
    assert (answer.status_code, answer.data) == (200, b"%PDF-1.4 signed")
    # Of a letter that was not served, and of no letter, there is none.
    for kind in ("decision", "other"):
        assert client.get(f"{path}/{kind}/proof").status_code == 404
    for name in ("specialist.elr", "official.cbp", "official2.cbp", "supervisor.ia", "counsel.cbp"):
        assert sign_in(name).get(f"{path}/notice/proof").status_code == 404, name


def test_the_page_holds_the_crime_provision_to_the_answer(acting, at, sign_in):
    number = at("DECISION", proposal={"crime_provision": True}).number
    with acting() as session:
        deciding = discipline.user("official2.cbp", session).id
    client, path = sign_in("specialist.ler"), f"/cases/{number}/actions/1/decision"
    told = {"deciding": deciding, "sustained": "1.1", "action_type_code": "REMOVAL"}
    # Receipt Mar 1 + 7 = Mar 8: a decision and its effect come after it.
    for decided, effective, words in (
        ("03/08/2024", "03/08/2024", "The employee may answer to Mar 8"),
        ("03/09/2024", "03/08/2024", "take effect before its decision"),
    ):
        answer = send(client, path, **told, decided_on=decided, effective_on=effective)
        assert answer.status_code == 422
        assert words in answer.text.replace("\u00a0", " ")
    answer = send(client, path, **told, decided_on="03/09/2024", effective_on="03/09/2024")
    assert answer.status_code == 302


def test_a_served_letter_stays_as_recorded(acting, at):
    at("ANSWER")
    with acting() as session:
        service_of(session).proof = "Another"
        with pytest.raises(RuleBroken, match="stays as it was"):
            session.flush()
        session.rollback()


def test_nobody_outside_reads_how_it_was_served(at, reading):
    at("ANSWER")
    for name in ("official.cbp", "official2.cbp", "supervisor.ia", "specialist.elr"):
        with reading(name) as session:
            assert session.scalars(select(LetterService)).all() == [], name


def test_the_form_asks_what_the_method_needs(acting, at, sign_in):
    number = at("PROPOSED").number
    with acting() as session:
        deciding = discipline.user("official2.cbp", session).id
    client, path = sign_in("specialist.ler"), f"/cases/{number}/actions/1/notice"
    for told, words in (
        ({"method_code": "HAND_DELIVERY"}, "Enter when it was received"),
        ({"method_code": "FIRST_CLASS_MAIL"}, "Enter when it was sent"),
        ({"method_code": "REFUSED"}, "Enter when delivery was attempted"),
        ({"method_code": "HAND_DELIVERY", "received_on": "03/01/2024"}, "Enter the time"),
        (
            {
                "method_code": "HAND_DELIVERY",
                "received_on": "03/01/2024",
                "received_time": "9 a.m.",
            },
            "needs proof",
        ),
    ):
        answer = send(client, path, deciding=deciding, **told)
        assert answer.status_code == 422, told
        assert words in answer.text, told
