"""How a filing ends, and what follows for the penalty."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from jicms.access.actor import current_actor
from jicms.appeals import outcomes
from jicms.appeals.models import Appeal
from jicms.appeals.notices import sweep_windows
from jicms.core import unit_of_work
from jicms.core.errors import TransitionRefused
from jicms.deadlines.models import CaseClock, ClockState
from jicms.discipline import service as discipline_service
from jicms.discipline.models import ActionStatus, DisciplinaryAction, Penalty
from tests.factories import appeals, discipline

RECEIVED = {"method_code": "CERTIFIED_MAIL", "proof": "Return receipt"}
MITIGATION = {
    "outcome_code": "MITIGATED",
    "on": "05/20/2024",
    "received_on": "05/23/2024",
    "action_type_code": "SUSPENSION_15_PLUS",
    "days": "30",
    "reason": "The penalty exceeds reasonableness.",
    "back_pay": "12,500.00",
    "comply_by": "06/20/2024",
    **RECEIVED,
}


def thread(session):
    rows = session.scalars(select(Penalty).order_by(Penalty.id))
    return [(str(row.stage), row.action_type_code, row.days, row.stands) for row in rows]


def decide(appeal, code, on, **values):
    return outcomes.record_outcome(
        appeal, actor=current_actor(), outcome_code=code, on=on, **values
    )


def test_an_appeal_that_mitigates_is_the_last_word_and_the_final_outcome_is_worked_out(
    appealed, acting, sign_in, reading, action_of
):
    with acting() as session:
        discipline_service.make_effective(action_of(session), actor=current_actor())
    client = sign_in("supervisor.ler")
    with reading() as session:
        version = str(session.scalar(select(Appeal.version)))
    url = f"{appealed}/appeals/1/outcome"
    for wrong, said in (
        ({"action_type_code": ""}, "Choose what stands now"),
        ({"action_type_code": "REMOVAL", "days": ""}, "less than what stood: Removal"),
        ({"reason": ""}, "Write the reason"),
        ({"received_on": ""}, "counts from there"),
        ({"outcome_code": "AFFIRMED"}, "changes no penalty"),
        ({"on": "04/01/2024", "received_on": "04/02/2024"}, "step before it"),
    ):
        answer = client.post(url, data=MITIGATION | {"version": version} | wrong)
        assert answer.status_code == 422, wrong
        assert said in answer.text, wrong
    made = client.post(url, data=MITIGATION | {"version": version})
    assert made.status_code == 302, made.text
    page = client.get(f"{appealed}/appeals/1").text
    assert "Back pay $12,500.00" in page
    assert "Compliance with the outcome" in page
    with acting() as session:
        action = action_of(session)
        assert not action.on_appeal
        discipline_service.make_final(action, actor=current_actor())
        assert thread(session) == [
            ("PROPOSED", "REMOVAL", None, True),
            ("DECIDED", "REMOVAL", None, True),
            ("AFTER_APPEAL", "SUSPENSION_15_PLUS", 30, True),
            ("FINAL", "SUSPENSION_15_PLUS", 30, True),
        ]
        running = session.scalars(
            select(CaseClock).filter_by(entity_type="appeal", state=ClockState.RUNNING)
        ).all()
        # Issued May 20 + 35 = Mon Jun 24; received May 23 + 30 = Sat Jun 22: the later one.
        assert [(row.rule_code, row.due_on) for row in running] == [
            ("MSPB_PETITION_FOR_REVIEW", date(2024, 6, 24))
        ]
    shown = client.get(appealed).text
    assert "After appeal, May 20, 2024" in shown
    assert "Suspension, 30 days" in shown
    with reading("supervisor.ia") as session:
        stages = {row[0] for row in thread(session)}
        assert stages == {"DECIDED", "AFTER_APPEAL", "FINAL"}, "what was served, and no draft"


def test_a_window_that_passed_unused_is_closed_and_nobody_is_late(
    appealed, acting, sign_in, appeal_of
):
    with acting() as session:
        got = {"received_on": date(2024, 4, 20), **RECEIVED}
        decide(appeal_of(session), "AFFIRMED", date(2024, 4, 20), **got)
    client, page = sign_in("specialist.ler"), f"{appealed}/appeals/1"
    # Apr 20 + 35 = Sat May 25; Monday is Memorial Day: Tue May 28, 2024.
    assert "Closed May 28, 2024" in client.get(page).text
    with acting() as session:
        sweep_windows()
        row = session.scalars(
            select(CaseClock).filter_by(rule_code="MSPB_PETITION_FOR_REVIEW")
        ).one()
        assert (row.state, row.ended_on) == (ClockState.MET, date(2024, 5, 28))
    assert "Overdue" not in client.get(page).text


def test_a_review_after_the_end_works_the_outcome_out_anew_and_keeps_what_was_said(
    appealed, acting, reading, action_of, appeal_of
):
    with acting() as session:
        action, first = action_of(session), appeal_of(session)
        discipline_service.make_effective(action, actor=current_actor())
        lesser = {"action_type_code": "SUSPENSION_15_PLUS", "days": 30, "reason": "Too much."}
        got = {"received_on": date(2024, 5, 2), **RECEIVED}
        decide(first, "MITIGATED", date(2024, 4, 30), **lesser, **got)
        discipline_service.make_final(action, actor=current_actor())
        review = appeals.filed(
            session,
            action,
            forum_code="MSPB_PETITION_FOR_REVIEW",
            filed_on=date(2024, 5, 20),
            filed_as="AGENCY",
            filed_by="Agency counsel",
        )
        assert (review.follows_id, review.days_late) == (first.id, 0)
        assert (action.status, action.on_appeal) == (ActionStatus.FINAL, True)
        decide(
            review,
            "REVERSED",
            date(2024, 6, 1),
            action_type_code="REMOVAL",
            reason="The initial decision is reversed.",
        )
    with reading() as session:
        assert thread(session)[2:] == [
            ("AFTER_APPEAL", "SUSPENSION_15_PLUS", 30, False),
            ("FINAL", "SUSPENSION_15_PLUS", 30, False),
            ("AFTER_APPEAL", "REMOVAL", None, True),
            ("FINAL", "REMOVAL", None, True),
        ]
        found = action_of(session).penalty
        assert found(Penalty.stage.type.enum_class.FINAL).action_type_code == "REMOVAL"


def test_a_remand_gives_the_matter_back_and_the_action_is_on_appeal_again(
    appealed, acting, action_of, appeal_of
):
    with acting() as session:
        action, first = action_of(session), appeal_of(session)
        got = {"received_on": date(2024, 5, 2), **RECEIVED}
        decide(first, "AFFIRMED", date(2024, 4, 30), **got)
        assert not action.on_appeal
        review = appeals.filed(
            session, action, forum_code="MSPB_PETITION_FOR_REVIEW", filed_on=date(2024, 5, 20)
        )
        decide(review, "REMANDED", date(2024, 6, 1))
        assert not review.is_open
        assert (first.is_open, first.outcome_code, str(first.step)) == (True, None, "REMANDED")
        assert action.on_appeal
        assert [str(row.step) for row in first.events] == ["FILED", "DECIDED", "REMANDED"]
        with pytest.raises(TransitionRefused, match="ended already"):
            decide(review, "AFFIRMED", date(2024, 6, 2))
        decide(first, "WITHDRAWN", date(2024, 6, 3))
        assert not action.on_appeal
        assert [row[0] for row in thread(session)] == ["PROPOSED", "DECIDED"]


def test_a_settlement_is_the_last_word_and_no_time_limit_follows(
    appealed, acting, action_of, appeal_of
):
    with acting() as session:
        action = action_of(session)
        discipline_service.make_effective(action, actor=current_actor())
        decide(
            appeal_of(session),
            "SETTLED",
            date(2024, 5, 1),
            action_type_code="LETTER_OF_REPRIMAND",
            reason="Agreement of May 1.",
        )
        discipline_service.make_final(action, actor=current_actor())
        assert thread(session)[2:] == [
            ("SETTLED", "LETTER_OF_REPRIMAND", None, True),
            ("FINAL", "LETTER_OF_REPRIMAND", None, True),
        ]
        running = select(CaseClock.rule_code).filter_by(
            entity_type="appeal", state=ClockState.RUNNING
        )
        assert session.scalars(running).all() == []


def test_the_database_keeps_one_standing_word_of_each_stage(appealed, app):
    again = (
        "INSERT INTO penalty (action_id, case_id, stage, action_type_code, days, reason,"
        " source_code, stands, created_at)"
        " SELECT action_id, case_id, stage, action_type_code, days, reason, source_code, stands,"
        " created_at FROM penalty WHERE stage = 'DECIDED'"
    )
    for statement in (
        again,
        "UPDATE penalty SET reason = 'Another'",
        "DELETE FROM penalty",
        "UPDATE appeal SET outcome_code = 'AFFIRMED'",
        "UPDATE appeal SET ended_on = filed_on",
        "UPDATE appeal SET rule_code = NULL",
    ):
        with app.app_context(), pytest.raises(IntegrityError), unit_of_work.write() as session:
            session.connection().execute(text(statement))


def test_a_case_on_appeal_counts_neither_as_prior_discipline_nor_as_a_comparator(
    appealed, acting, action_of
):
    from jicms.discipline.queries_prior import earlier_actions
    from jicms.discipline.service.prior import reasons_against

    with acting() as session:
        action = action_of(session)
        row = earlier_actions(
            action.party.person_id, actor=current_actor(), agency_id=action.office.agency_id
        )[0]
        assert row.standing(date(2024, 6, 3)) == "NOT_FINAL"
        row.status = ActionStatus.FINAL
        assert row.standing(date(2024, 6, 3)) == "NOT_FINAL"
        said = reasons_against(row, new_from=None, today=date(2024, 6, 3), until=None)
        assert "An appeal of it is open." in said
        discipline.refused(
            lambda: decide(action and appeal_in(session), "MOON", date(2024, 6, 3)), "list"
        )


def appeal_in(session):
    return session.scalar(select(Appeal))


@pytest.mark.parametrize("code", ["REVERSED", "SETTLED"])
def test_nothing_graver_than_the_decision_stands_after_an_appeal(acting, appeal_of, code):
    thirty = {"action_type_code": "SUSPENSION_15_PLUS", "days": 30}
    proposal = {"action_type_code": "SUSPENSION_15_PLUS", "days": 45}
    with acting() as session:
        found = discipline.lead(session, "DECISION", proposal=proposal)
        action = session.get(DisciplinaryAction, found.action)
        told = {"reason": "A clean record.", "outcome_reason_code": "DOUGLAS_MITIGATION"}
        discipline.decided(session, action, **thirty, **told)
        discipline.decision_served(session, action)
        appeals.filed(session, action)
        appeal, on = appeal_of(session), date(2024, 5, 20)
        by_hand = {"method_code": "HAND_DELIVERY", "proof": "Signed."}
        graver = {"received_on": on, "reason": "As agreed.", **by_hand}
        for more in ({"action_type_code": "REMOVAL"}, thirty | {"days": 45}):
            told = graver | more
            discipline.refused(lambda told=told: decide(appeal, code, on, **told), "graver")
        decide(appeal, code, on, **graver | thirty | {"days": 15})
