"""What the database itself refuses, whoever writes."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from jicms.access.actor import current_actor
from jicms.core import unit_of_work
from jicms.discipline import service
from jicms.discipline.models import DisciplinaryAction
from tests.factories import discipline

WITHIN_THE_ANSWER = (
    "UPDATE disciplinary_action SET crime_provision = true, lawful_effective_on = NULL,"
    " effective_on = answer_due_on"
)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE disciplinary_action SET deciding_official_id = proposing_official_id",
        "UPDATE disciplinary_action SET subpart = 'X'",
        "UPDATE disciplinary_action SET override_reason = 'because'",
        "UPDATE disciplinary_action SET status = 'EFFECTIVE', effective_on = NULL",
        "UPDATE disciplinary_action SET status = 'SERVED', decided_on = NULL",
        "UPDATE disciplinary_action SET status = 'LOST'",
        "UPDATE penalty SET action_type_code = 'SUSPENSION_1_14', days = 15",
        "UPDATE penalty SET action_type_code = 'SUSPENSION_15_PLUS', days = 14",
        "UPDATE penalty SET days = -1",
        "UPDATE penalty SET stage = 'PROPOSED'",
        "UPDATE lr_referral SET status = 'RETURNED', return_reason = ''",
        "UPDATE notice_material SET report_id = NULL, exhibit_id = NULL",
        "UPDATE answer SET kind = 'SHOUTED'",
        "UPDATE disciplinary_action SET effective_on = '2024-03-30'",
        "UPDATE disciplinary_action SET effective_on = '2024-03-31'",
        "UPDATE disciplinary_action SET crime_provision = true, legal_review_on = NULL",
        WITHIN_THE_ANSWER,
        "UPDATE disciplinary_action SET procedure_code = 'NO_SUCH'",
        "UPDATE letter_service SET basis = 'PRESUMED', sent_on = NULL",
        "UPDATE letter_service SET basis = 'ATTEMPTED', attempted_on = NULL",
        "UPDATE coverage_determination SET service = 'ARMY'",
    ],
)
def test_a_row_that_breaks_a_rule_is_refused(at, app, statement):
    at("SERVED")
    with app.app_context(), pytest.raises(IntegrityError), unit_of_work.write() as session:
        session.connection().execute(text(statement))


def test_an_action_s_number_is_unique_in_its_case(at, app):
    at("DRAFT")
    copy = (
        "INSERT INTO disciplinary_action (case_id, n, party_id, office_id, status, subpart,"
        " coverage_facts, legal_review_by, crime_provision, override_reason, end_condition,"
        " version, created_at)"
        " SELECT case_id, n, party_id, office_id, status, subpart, coverage_facts,"
        " legal_review_by, crime_provision, override_reason, end_condition, version, created_at"
        " FROM disciplinary_action"
    )
    with app.app_context(), pytest.raises(IntegrityError), unit_of_work.write() as session:
        session.connection().execute(text(copy))


def test_numbers_count_actions_that_the_writer_does_not_see(at, acting):
    at("DRAFT", specialist="supervisor.ler")
    with acting() as session:
        action = session.scalars(select(DisciplinaryAction)).one()
        service.withdraw(action, actor=current_actor(), reason="x")
        second = service.start_action(
            action.referral,
            actor=current_actor(),
            specialist=discipline.user("specialist.ler", session),
        )
        assert second.number.endswith("-D02")
