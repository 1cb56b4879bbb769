"""Ways past the gates of an action that somebody could try: each is shut."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from jicms.access.actor import current_actor
from jicms.cases.models import PartyRole
from jicms.core import unit_of_work
from jicms.discipline import queries_prior, service
from jicms.discipline.models_prior import MarkKind
from jicms.discipline.service import records
from tests.factories import accounts, cases, discipline
from tests.factories.coverage import covered
from tests.factories.discipline import refused

RECEIVED = datetime(2024, 3, 25, 15, tzinfo=UTC)


def takes_part(session, action, username):
    """The official's person is named in the case, while he still has the action."""
    return cases.party(session, action.case, role=PartyRole.OFFICIAL_WITNESS, account=username)


def reprimand(session, action, **values):
    """A letter of reprimand that was decided and served on Mar 25, 2024."""
    told = {
        "action_type_code": "LETTER_OF_REPRIMAND",
        "deciding": discipline.user("official2.cbp", session),
        "decided_on": date(2024, 3, 25),
        **values,
    }
    service.record_decision(action, actor=current_actor(), **told)
    return discipline.decision_served(session, action, received_at=RECEIVED)


@pytest.mark.parametrize("on", [date(2023, 12, 1), date(2024, 1, 7)])
def test_a_decision_without_notice_is_not_dated_before_its_case(acting, at, action_of, on):
    at("DRAFT")
    with acting() as session:
        action = action_of(session)
        wrong = refused(lambda: reprimand(session, action, decided_on=on), "Jan 8, 2024")
        assert wrong.field == "decided_on"


def test_a_record_that_was_made_to_expire_early_does_not_expire_later_by_taking_effect(
    acting, at, action_of, app
):
    at("DRAFT")
    early = date(2024, 9, 2)
    with acting() as session:
        action, me = action_of(session), current_actor()
        reprimand(session, action)
        told = {"reason": "Agreed.", "agreement_reference": "Grievance 7"}
        service.shorten_expiry(action, actor=me, on=early, **told)
        service.make_effective(action, actor=me)
        service.make_final(action, actor=me)
        assert queries_prior.expiry_of(queries_prior.marks_of(action)) == early
    later = (
        'INSERT INTO record_mark (action_id, case_id, kind, "on", reason, agreement, created_at)'
        " SELECT action_id, case_id, kind, '{}', '', '', created_at FROM record_mark"
    )
    with (
        app.app_context(),
        pytest.raises(DatabaseError, match="never expires later"),
        unit_of_work.write() as session,
    ):
        session.connection().execute(text(later.format("2030-01-01")))
    with app.app_context(), unit_of_work.write() as session:
        session.connection().execute(text(later.format("2024-08-01")))


def test_a_record_that_is_gone_does_not_begin_to_run_by_taking_effect(acting, at, action_of):
    at("DRAFT")
    with acting() as session:
        action, me = action_of(session), current_actor()
        reprimand(session, action)
        service.cancel_record(action, actor=me, reason="The arbitrator said so.")
        service.make_effective(action, actor=me)
        assert [mark.kind for mark in queries_prior.marks_of(action)] == [MarkKind.CANCELLED]
        assert not records.expiry_clocks(action)


def test_a_termination_in_probation_is_not_moved_past_its_end(acting, at, action_of):
    at("DRAFT")
    ends = date(2024, 4, 20)
    with acting() as session:
        action, me = action_of(session), current_actor()
        begun = {"serving_since": date(2023, 4, 24), "probation_ends": ends}
        covered(session, action, "PROBATIONARY_TERMINATION", **begun)
        service.record_legal_review(action, actor=me, on=date(2024, 3, 1), by="W. Stroud")
        service.record_decision(
            action,
            actor=me,
            action_type_code="PROBATIONARY_TERMINATION",
            deciding=discipline.user("official2.cbp", session),
            decided_on=date(2024, 3, 20),
            effective_on=date(2024, 4, 19),
        )
        past = date(2024, 4, 22)
        words = "Probation ends on Apr 20, 2024"
        refused(lambda: service.change_effective(action, actor=me, effective_on=past), words)
        by_hand = {"method_code": "HAND_DELIVERY", "proof": "Signed.", "received_at": RECEIVED}
        refused(
            lambda: service.serve_decision(action, actor=me, effective_on=past, **by_hand), words
        )
        assert service.change_effective(action, actor=me, effective_on=ends).effective_on == ends


def test_what_a_proposing_official_in_conflict_signed_is_not_served(acting, at, action_of):
    at("PROPOSED")
    with acting() as session:
        action = action_of(session)
        takes_part(session, action, "official.cbp")
        assert action.proposing_official_id is not None, "what was signed stays as it was"
        refused(lambda: discipline.served(session, action), "can’t act in this case", "Withdraw")


@pytest.mark.parametrize("who", ["official.cbp", "official2.cbp"])
def test_nothing_is_decided_on_the_notice_of_an_official_in_conflict(acting, at, action_of, who):
    at("DECISION")
    with acting() as session:
        action = action_of(session)
        takes_part(session, action, who)
        wrong = refused(lambda: discipline.decided(session, action), "can’t act in this case")
        assert wrong.field == ("deciding" if who == "official2.cbp" else None)


@pytest.mark.parametrize("who", ["official.cbp", "official2.cbp"])
def test_the_decision_of_an_official_in_conflict_is_not_served(acting, at, action_of, who):
    at("DECIDED")
    with acting() as session:
        action = action_of(session)
        takes_part(session, action, who)
        refused(lambda: discipline.decision_served(session, action), "can’t act in this case")


def test_an_account_that_is_linked_to_a_participant_later_bars_as_well(acting, at, action_of):
    at("DECIDED")
    with acting() as session:
        action = action_of(session)
        cases.party(session, action.case, role=PartyRole.WITNESS, account="custodian.ia")
        accounts.link_to_person_of(session, "official2.cbp", "custodian.ia")
        refused(lambda: discipline.decision_served(session, action), "can’t act in this case")


def test_new_material_is_not_served_before_the_notice(acting, at, action_of):
    at("ANSWER")
    with acting() as session:
        action = action_of(session)
        item = discipline.came(session, action, arrived_on=date(2024, 2, 20))
        early = {
            "method_code": "HAND_DELIVERY",
            "proof": "Signed.",
            "received_at": datetime(2024, 2, 21, 15, tzinfo=UTC),
        }
        wrong = refused(
            lambda: service.serve_new_material(item, actor=current_actor(), **early),
            "The notice was received on Mar 1, 2024",
        )
        assert wrong.field == "received_on"
        told = early | {"received_at": discipline.NOTICE}
        service.serve_new_material(item, actor=current_actor(), **told)


def test_a_review_that_came_after_the_proposal_does_not_open_a_procedure_that_asks_for_one(
    acting, at, action_of
):
    short = {"action_type_code": "SUSPENSION_1_14", "days": 5, "legal_review_on": None}
    at("PROPOSED", proposal=short)
    with acting() as session:
        action, me = action_of(session), current_actor()
        service.record_legal_review(action, actor=me, on=date(2024, 3, 1), by="W. Stroud")
        assert action.legal_review_on > action.proposed_on
        other = {"procedure_code": "USC_7515", "reason": "It was retaliation."}
        refused(
            lambda: covered(session, action, "SUSPENSION_1_14", **other),
            "before the proposal",
        )
        service.record_legal_review(action, actor=me, on=date(2024, 2, 27), by="W. Stroud")
        assert covered(session, action, "SUSPENSION_1_14", **other).procedure_code == "USC_7515"
