"""Agreements: what they need to take effect, what they hold, and what a breach imposes."""

import io
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from jicms.access.actor import current_actor
from jicms.cases.models import Party, SubjectStatus
from jicms.core import clock, unit_of_work
from jicms.core.errors import TransitionRefused
from jicms.deadlines.models import CaseClock, ClockState
from jicms.discipline import service
from jicms.discipline.models import ActionStatus, Penalty, PenaltyStage
from jicms.discipline.models_agreements import Agreement, AgreementStatus, BreachEvent
from jicms.discipline.models_prior import MarkKind
from jicms.discipline.notices_agreements import sweep_agreements
from jicms.discipline.queries_prior import marks_of
from jicms.discipline.service import departures
from jicms.notices.models import Notice
from tests.discipline.conftest import TODAY
from tests.factories import discipline

DRAFT = {
    "kind": "LAST_CHANCE",
    "starts_on": "03/27/2024",
    "ends_on": "03/31/2024",
    "terms-0-text": "No search without a case.",
    "held_code": "REMOVAL",
    "breach_test": "Any search outside a case.",
    "waives_appeal": "1",
    "waiver": "The appeal to the Board on the held removal.",
}
#: A decision about a breach that the employee was not told of.
UNTOLD = "is_breach = true, decided_on = '2024-04-01', reason = 'R', official_id = recorded_by_id"
STATEMENT = "These provisions are consistent with and do not supersede …"


def files(**more):
    return {"file": (io.BytesIO(b"signed"), "signed.pdf"), **more}


def version_of(reading, model=Agreement):
    with reading() as session:
        return str(session.scalars(select(model)).one().version)


@pytest.fixture
def held(at, sign_in, reading):
    """A removal held by a last-chance agreement from Mar 27 to 31: the action's address."""
    made = at("DECISION")
    url = f"/cases/{made.number}/actions/1"
    client = sign_in("specialist.ler")
    assert client.post(f"{url}/agreements/new", data=DRAFT).status_code == 302
    for signed_as, name in (("EMPLOYEE", "G. Dunmoor"), ("AGENCY", "official2")):
        sign = {"signed_as": signed_as, "name": name, "signed_on": "03/27/2024"}
        assert client.post(f"{url}/agreements/1/signatures/new", data=sign).status_code == 302
    effect = files(effective_on="03/27/2024", statement=STATEMENT, confirmed="1")
    effect["version"] = version_of(reading)
    answer = client.post(f"{url}/agreements/1/effect", data=effect)
    assert answer.status_code == 302, answer.text
    return url


def test_a_last_chance_agreement_is_broken_and_the_held_removal_imposed(
    held, sign_in, reading, action_of
):
    client, at = sign_in("specialist.ler"), f"{held}/agreements/1"
    page = client.get(held).text
    assert "Last-chance agreement" in page
    assert "Record the decision" not in page
    breach = {"happened_on": "03/29/2024", "facts": "Ran a plate.", "evidence": "Log, Mar 29"}
    assert client.post(f"{at}/breaches/new", data=breach).status_code == 302
    told = {"noticed_on": "03/30/2024", "notice_code": "HAND_DELIVERY", "version": "1"}
    decision = {
        "is_breach": "yes",
        "decided_on": "04/01/2024",
        "effective_on": "04/02/2024",
        "reason": "The log proves it.",
        "version": "1",
    }
    early = client.post(f"{at}/breaches/1/decision", data=decision)
    assert "is told of the breach before" in early.text
    assert client.post(f"{at}/breaches/1/notice", data=told).status_code == 302
    decision["version"] = version_of(reading, BreachEvent)
    no_day = client.post(f"{at}/breaches/1/decision", data=decision | {"effective_on": ""})
    assert "not before the decision" in no_day.text
    assert client.post(f"{at}/breaches/1/decision", data=decision).status_code == 302
    page = client.get(at).text
    assert "Broken, Apr 1, 2024" in page
    assert "Confirmed by" in page
    thread = client.get(held).text
    assert "Settled, Mar 27, 2024" in thread
    with reading() as session:
        action = action_of(session)
        said = {row.stage: row for row in session.scalars(select(Penalty))}
        assert action.status is ActionStatus.FINAL
        assert said[PenaltyStage.PROPOSED].action_type_code == "REMOVAL"
        assert said[PenaltyStage.SETTLED].action_type_code == "LAST_CHANCE"
        assert said[PenaltyStage.FINAL].action_type_code == "REMOVAL"
        assert "The log proves it." in said[PenaltyStage.FINAL].reason
        assert session.get(Party, action.party_id).subject_status is SubjectStatus.FINAL
        running = select(CaseClock.rule_code).where(
            CaseClock.entity_type == "disciplinary_action", CaseClock.state == ClockState.RUNNING
        )
        assert session.scalars(running).all() == [], "the appeal was waived"


def test_a_kept_agreement_ends_as_agreed_and_what_is_not_broken_goes_on(
    held, sign_in, reading, action_of
):
    client, at = sign_in("specialist.ler"), f"{held}/agreements/1"
    breach = {"happened_on": "03/29/2024", "facts": "Said to have searched", "evidence": "A tip"}
    client.post(f"{at}/breaches/new", data=breach)
    end = {"version": version_of(reading)}
    assert "is not decided" in client.post(f"{at}/complete", data=end).text
    told = {"noticed_on": "03/30/2024", "notice_code": "HAND_DELIVERY", "version": "1"}
    client.post(f"{at}/breaches/1/notice", data=told)
    no = {"is_breach": "no", "decided_on": "04/01/2024", "reason": "Another officer did."}
    no["version"] = version_of(reading, BreachEvent)
    assert client.post(f"{at}/breaches/1/decision", data=no).status_code == 302
    end = {"version": version_of(reading)}
    assert client.post(f"{at}/complete", data=end).status_code == 302
    with reading() as session:
        assert action_of(session).penalty(PenaltyStage.FINAL).action_type_code == "LAST_CHANCE"
        assert session.scalars(select(Agreement)).one().status is AgreementStatus.COMPLETED


def test_without_statement_signatures_or_copy_there_is_no_effect(at, sign_in, reading):
    made = at("DECISION")
    url = f"/cases/{made.number}/actions/1/agreements"
    client = sign_in("specialist.ler")
    client.post(f"{url}/new", data=DRAFT)
    again = client.post(f"{url}/new", data=DRAFT)
    assert "has an agreement already" in again.text
    whole = {"effective_on": "03/27/2024", "statement": STATEMENT, "confirmed": "1"}
    whole["version"] = version_of(reading)
    unsigned = client.post(f"{url}/1/effect", data=files(**whole))
    assert "signature of the employee and the agency" in unsigned.text
    for signed_as in ("EMPLOYEE", "AGENCY"):
        sign = {"signed_as": signed_as, "name": "N", "signed_on": "03/27/2024"}
        client.post(f"{url}/1/signatures/new", data=sign)
    for left_out in ("statement", "confirmed"):
        less = {key: value for key, value in whole.items() if key != left_out}
        answer = client.post(f"{url}/1/effect", data=files(**less))
        assert answer.status_code == 422, left_out
    assert client.post(f"{url}/1/effect", data=whole).status_code == 422
    stale = files(**whole | {"version": "77"})
    assert client.post(f"{url}/1/effect", data=stale).status_code == 409
    assert client.post(f"{url}/1/edit", data=DRAFT | {"version": whole["version"]}).status_code in {
        409,
        422,
    }
    with reading() as session:
        assert session.scalars(select(Agreement)).one().status is AgreementStatus.DRAFT


def test_wrong_drafts_come_back_at_their_fields(at, sign_in):
    made = at("ANSWER")
    url = f"/cases/{made.number}/actions/1/agreements/new"
    client = sign_in("specialist.ler")
    for change, words in (
        ({"held_code": ""}, "penalty that is held"),
        ({"ends_on": ""}, "Say when it ends"),
        ({"ends_on": "03/01/2024"}, "ends before it starts"),
        ({"breach_test": ""}, "counts as a breach"),
        ({"waiver": ""}, "what the employee waives"),
        ({"cleans_record": "1"}, "what is cleaned"),
        ({"amount": "5,000"}, "what the money is for"),
        ({"amount": "five"}, "amount in dollars"),
        ({"terms-0-text": "x" * 9000}, "too long"),
        ({"kind": "SETTLEMENT"}, "holds no penalty"),
        ({"kind": "NONE"}, "entries offered"),
        ({"held_code": "SUSPENSION_15_PLUS", "held_days": "3"}, "15 or more"),
    ):
        answer = client.post(url, data=DRAFT | change)
        assert answer.status_code == 422, change
        assert words in answer.text, change


def test_a_settlement_ends_the_action_with_its_own_row(at, acting, reading, action_of):
    at("DECISION")
    with acting("specialist.ler") as session:
        action, actor = action_of(session), current_actor()
        agreed = service.draft_agreement(
            action,
            actor=actor,
            kind="SETTLEMENT",
            starts_on=date(2024, 3, 27),
            terms=["A suspension instead"],
            agreed_code="SUSPENSION_1_14",
            agreed_days=10,
            cleans_record=True,
            clean_what="The notice of removal",
            clean_on=date(2024, 4, 20),
        )
        for who in ("EMPLOYEE", "AGENCY"):
            service.sign_agreement(
                agreed, actor=actor, signed_as=who, name="N", signed_on=date(2024, 3, 27)
            )
        service.put_in_effect(
            agreed,
            actor=actor,
            effective_on=date(2024, 3, 27),
            statement=STATEMENT,
            confirmed=True,
            file=discipline.stored_file(session),
        )
    with acting("specialist.ler") as session:
        action = action_of(session)
        assert action.status is ActionStatus.FINAL
        final = action.penalty(PenaltyStage.FINAL)
        assert (final.action_type_code, final.days) == ("SUSPENSION_1_14", 10)
        found = session.scalars(select(Agreement)).one()
        sweep_agreements()
        told = session.scalars(
            select(Notice)
            .where(Notice.event == "AGREEMENT_ENDS")
            .execution_options(unscoped="the test looks at everybody's")
        ).all()
        assert {row.due_on for row in told} == {date(2024, 4, 20)}
        service.record_cleaned(found, actor=current_actor(), cleaned_on=date(2024, 4, 2))
        assert [mark.kind for mark in marks_of(action)] == [MarkKind.CLEARED]
        with pytest.raises(TransitionRefused):
            service.record_cleaned(found, actor=current_actor(), cleaned_on=date(2024, 4, 2))


def test_the_appeal_opens_where_it_was_not_waived(held, acting, reading):
    with acting("specialist.ler") as session, clock.at(TODAY):
        found = session.scalars(select(Agreement)).one()
        found.waives_appeal, found.waiver = False, ""
        actor = current_actor()
        event = service.record_breach(
            found, actor=actor, happened_on=date(2024, 3, 29), facts="F", evidence="E"
        )
        service.notice_breach(
            event, actor=actor, noticed_on=date(2024, 3, 30), notice_code="HAND_DELIVERY"
        )
        told = {"actor": actor, "is_breach": True, "decided_on": date(2024, 4, 1), "reason": "R"}
        discipline.refused(
            lambda: service.decide_breach(event, effective_on=date(2024, 4, 2), **told), "received"
        )
        service.decide_breach(
            event, effective_on=date(2024, 4, 2), received_on=date(2024, 4, 1), **told
        )
    with reading() as session:
        due = session.scalars(
            select(CaseClock.due_on).where(CaseClock.rule_code == "MSPB_APPEAL")
        ).all()
        assert due == [date(2024, 5, 2)]  # Apr 2 + 30


def test_an_employee_who_leaves_ends_the_agreement_with_the_action(held, acting, action_of):
    with acting("specialist.ler") as session:
        departures.record_departure(
            action_of(session),
            actor=current_actor(),
            kind="RESIGNED",
            left_on=date(2024, 4, 1),
            reason="Resigned",
            nature_code="317",
        )
        assert session.scalars(select(Agreement)).one().status is AgreementStatus.WITHDRAWN


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("official.cbp", {403, 404}),
        ("official2.cbp", {403, 404}),
        ("supervisor.ia", {404}),
        ("investigator.ia", {404}),
        ("specialist.elr", {404}),
        ("supervisor.elr", {404}),
        ("counsel.cbp", {404}),
    ],
)
def test_nobody_else_sees_an_agreement(held, sign_in, name, status):
    client = sign_in(name)
    for part in ("", "/edit", "/effect", "/signed-copy", "/breaches/new"):
        assert client.get(f"{held}/agreements/1{part}").status_code in status, part


def test_the_supervisor_reads_and_a_missing_number_looks_like_a_hidden_one(held, sign_in):
    client = sign_in("supervisor.ler")
    assert client.get(f"{held}/agreements/1/signed-copy").data == b"signed"
    assert client.get(f"{held}/agreements/2").status_code == 404
    assert client.get(f"{held}/agreements/1/breaches/1/notice").status_code == 404


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE agreement SET statement = ''",
        "UPDATE agreement SET statement_by_id = NULL",
        "UPDATE agreement SET file_id = NULL",
        "UPDATE agreement SET held_code = NULL",
        "UPDATE agreement SET ends_on = '2020-01-01'",
        "UPDATE agreement SET cleans_record = true",
        "UPDATE agreement SET cleaned_on = '2024-04-02'",
        "UPDATE agreement SET waiver = ''",
        "UPDATE agreement SET amount = -1",
        "UPDATE agreement SET status = 'LOST'",
        "UPDATE agreement_term SET text = ''",
        "UPDATE breach_event SET is_breach = true",
        f"UPDATE breach_event SET {UNTOLD}",
        "UPDATE breach_event SET noticed_on = '2020-01-01'",
    ],
)
def test_the_database_refuses(held, app, acting, statement):
    with acting("specialist.ler") as session:
        found = session.scalars(select(Agreement)).one()
        service.record_breach(
            found, actor=current_actor(), happened_on=date(2024, 3, 29), facts="F", evidence="E"
        )
    with app.app_context(), pytest.raises(IntegrityError), unit_of_work.write() as session:
        session.connection().execute(text(statement))
