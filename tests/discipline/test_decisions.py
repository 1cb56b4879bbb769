"""What a proposal and a decision may say."""

from datetime import date

import pytest
from sqlalchemy import select

from jicms.access.actor import current_actor
from jicms.allegations.models import AllegationSubject
from jicms.cases.models import (
    SubjectStatus,
)
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.discipline import service
from jicms.discipline.models import ActionStatus, DisciplinaryAction, PenaltyStage
from jicms.discipline.service import departures
from jicms.evidence.models import Document
from tests.factories import discipline
from tests.factories.discipline import refused


def test_a_charge_comes_from_a_finding_that_substantiates_against_this_employee(
    acting, at, action_of
):
    at("DRAFT")
    with acting() as session:
        action = action_of(session)
        weak = discipline.link_of(session, action, "UNSUBSTANTIATED")
        charge = [service.ChargeText(weak, "Misuse", "On Dec 1")]
        refused(lambda: discipline.proposed(session, action, charges=charge), "substantiates")
        foreign = session.scalars(
            select(AllegationSubject).where(AllegationSubject.party_id != action.party_id)
        ).first()
        charge = [service.ChargeText(foreign, "Misuse", "On Dec 1")]
        refused(lambda: discipline.proposed(session, action, charges=charge), "somebody else")
        refused(lambda: discipline.proposed(session, action, charges=[]), "at least one charge")
        strong = discipline.link_of(session, action)
        charge = [service.ChargeText(strong, "Misuse", " ")]
        refused(lambda: discipline.proposed(session, action, charges=charge), "specifications")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"action_type_code": "SUSPENSION_1_14"}, "how many days"),
        ({"action_type_code": "SUSPENSION_1_14", "days": 15}, "1 to 14 days, not 15"),
        ({"action_type_code": "SUSPENSION_15_PLUS", "days": 14}, "15 or more days, not 14"),
        ({"action_type_code": "REMOVAL", "days": 3}, "takes no number of days"),
        ({"action_type_code": "NO_ACTION"}, "proposes a penalty"),
        ({"action_type_code": "SETTLED"}, "from the list"),
        ({"action_type_code": "REPRIMAND_LEGACY"}, "from the list"),
        ({"legal_review_on": None}, "legal review is recorded before"),
        ({"legal_review_on": date(2024, 2, 29)}, "comes before the proposal"),
        ({"proposed_on": date(2024, 4, 3)}, "future"),
        ({"proposed_on": date(2024, 1, 1), "legal_review_on": None}, "was received"),
    ],
)
def test_a_proposal_that_is_incomplete_is_refused(acting, at, action_of, values, words):
    at("DRAFT")
    with acting() as session:
        refused(lambda: discipline.proposed(session, action_of(session), **values), words)


def test_the_notice_relies_on_nothing_that_was_not_referred(acting, at, action_of):
    at("DRAFT")
    with acting() as session:
        action = action_of(session)
        hidden = session.scalars(select(Document).where(Document.case_id == action.case_id)).one()
        refused(lambda: discipline.proposed(session, action, material=[hidden]), "referred only")


def test_a_decision_under_subpart_d_weighs_all_twelve_factors(acting, at, action_of):
    at("ANSWER")
    with acting() as session:
        action, me = discipline.answered(session, action_of(session)), current_actor()
        refused(lambda: discipline.decided(session, action), "12 Douglas", "1, 2, 3")
        service.save_worksheet(
            action, actor=me, weights={"DOUGLAS-01": ("AGGRAVATING", "Three months.")}
        )
        refused(lambda: discipline.decided(session, action), "Missing: 2, 3")
        refused(
            lambda: service.save_worksheet(
                action, actor=me, weights={"DOUGLAS-02": ("NEUTRAL", " ")}
            ),
            "factor 2",
        )
        discipline.weighed(session, action)
        discipline.decided(session, action)
        with pytest.raises(TransitionRefused):
            discipline.weighed(session, action)


@pytest.mark.parametrize(
    ("proposal", "values", "words"),
    [
        ({"action_type_code": "SUSPENSION_15_PLUS", "days": 30}, {}, "never exceeds"),
        (
            {"action_type_code": "SUSPENSION_15_PLUS", "days": 30},
            {"action_type_code": "SUSPENSION_15_PLUS", "days": 31},
            "never exceeds",
        ),
        (
            {"action_type_code": "SUSPENSION_15_PLUS", "days": 30},
            {"action_type_code": "INDEFINITE_SUSPENSION"},
            "never exceeds",
        ),
        ({"action_type_code": "DEMOTION_GRADE"}, {}, "never exceeds"),
        (
            {},
            {"action_type_code": "SUSPENSION_15_PLUS", "days": 30},
            "why the penalty differs",
        ),
        ({}, {"sustained": set()}, "sustained charge"),
        ({}, {"sustained": {1, 7}}, "charges of this notice"),
        ({}, {"effective_on": None}, "when it takes effect"),
        ({}, {"decided_on": date(2024, 4, 3)}, "future"),
        (
            {},
            {"action_type_code": "NO_ACTION", "sustained": set(), "outcome_reason_code": "OTHER"},
            "why",
        ),
    ],
)
def test_a_decision_that_breaks_a_rule_is_refused(acting, at, proposal, values, words):
    at("DECISION", proposal=proposal)
    with acting() as session:
        action = session.scalar(select(DisciplinaryAction))
        refused(lambda: discipline.decided(session, action, **values), words)


def test_a_lesser_penalty_is_kept_beside_the_one_proposed(acting, at, action_of):
    at("DECISION")
    with acting() as session:
        action = discipline.decided(
            session,
            action_of(session),
            action_type_code="SUSPENSION_15_PLUS",
            days=30,
            outcome_reason_code="DOUGLAS_MITIGATION",
            reason="Admitted it; nothing in nine years.",
        )
        assert action.penalty(PenaltyStage.PROPOSED).action_type_code == "REMOVAL"
        assert action.penalty(PenaltyStage.DECIDED).text == "Suspension, 30 days"
    with pytest.raises(RuleBroken, match="stays as it is"), acting() as session:
        action_of(session).penalty(PenaltyStage.PROPOSED).reason = "Changed my mind"


def test_what_needs_no_notice_is_decided_from_the_draft(acting, at, action_of):
    at("DRAFT")
    with acting() as session:
        action = action_of(session)
        one = discipline.user("official2.cbp", session)
        refused(lambda: discipline.decided(session, action, deciding=one), "needs a notice")
        discipline.decided(
            session,
            action,
            deciding=one,
            action_type_code="LETTER_OF_REPRIMAND",
            sustained=(),
            effective_on=None,
        )
        assert action.status is ActionStatus.DECISION
        discipline.decision_served(session, action)
        assert action.effective_on == date(2024, 3, 25)


def test_no_action_ends_a_draft_with_a_coded_reason(acting, at, action_of):
    at("DRAFT")
    with acting() as session:
        action, me = action_of(session), current_actor()

        def end(**values):
            told = {"action_type_code": "NO_ACTION", "reason": "No rule.", **values}
            return service.conclude(action, actor=me, **told)

        refused(end, "why there is no action")
        refused(lambda: end(action_type_code="REMOVAL"), "from the list")
        refused(lambda: end(no_action_code="NO_CLEAR_RULE", reason=""), "reason")
        end(no_action_code="NO_CLEAR_RULE")
        assert action.status is ActionStatus.FINAL
        assert action.party.subject_status is SubjectStatus.FINAL


def test_after_the_notice_no_action_is_a_decision_and_leaving_ends_it(acting, at, action_of):
    at("ANSWER")
    with acting() as session:
        action, me = action_of(session), current_actor()
        none = {"action_type_code": "NO_ACTION", "no_action_code": "OTHER", "reason": "x"}
        refused(lambda: service.conclude(action, actor=me, **none), "record it as one")
        gone = {"action_type_code": "RESIGNED_PENDING", "reason": "Resigned on Mar 5."}
        refused(lambda: service.conclude(action, actor=me, **gone), "with the day and how")
        left = {"kind": "RESIGNED", "left_on": date(2024, 3, 5), "nature_code": "317"}
        departures.record_departure(action, actor=me, reason="Resigned on Mar 5.", **left)
        assert action.penalty(PenaltyStage.FINAL).outcome_reason_code == "EMPLOYEE_LEFT"
        assert action.penalty(PenaltyStage.DECIDED) is None
