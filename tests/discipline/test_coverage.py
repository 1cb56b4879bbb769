"""The coverage determination: before the proposal, replaced until service, never changed."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from jicms.access.actor import current_actor
from jicms.audit.models import AuditEvent
from jicms.core import clock, unit_of_work
from jicms.core.errors import Denied, RuleBroken, TransitionRefused
from jicms.deadlines.models import CaseClock, ClockState
from jicms.discipline import procedures, service
from jicms.discipline.kinds import Side
from jicms.discipline.models import ActionStatus
from jicms.discipline.models_coverage import CoverageDetermination
from jicms.discipline.service import letters
from jicms.discipline.service.coverage import current
from jicms.discipline.service.furnishing import furnish_material
from jicms.people.models import Employment
from jicms.refdata.models_discipline import ServiceKind
from tests.discipline.test_screens import send, version_in
from tests.factories import discipline
from tests.factories.coverage import covered
from tests.factories.discipline import refused
from tests.factories.letters import bound


def test_no_proposal_without_a_determination(acting, at, action_of, sign_in):
    number = at("DRAFT").number
    with acting() as session:
        action, me = action_of(session), current_actor()
        told = {"action_type_code": "REMOVAL", "charges": [], "actor": me}
        told["proposing"] = discipline.user("official.cbp", session)
        refused(lambda: service.record_proposal(action, **told), "Determine the coverage first")
    page = sign_in("specialist.ler").get(f"/cases/{number}/actions/1/proposal")
    assert "Determine the coverage" in page.text
    assert 'name="action_type_code"' not in page.text


def test_the_procedure_refuses_what_it_can_not_carry(acting, at, action_of):
    at("DRAFT")
    with acting() as session:
        action = action_of(session)
        covered(session, action, "SUSPENSION_1_14")
        why = refused(
            lambda: discipline.proposed(session, action, action_type_code="REMOVAL"),
            "Removal can’t be proposed under “Suspension of 14 days or less”",
            "5 CFR 752.201",
        )
        assert why.field == "action_type_code"
        discipline.proposed(session, action, action_type_code="SUSPENSION_1_14", days=14)
        assert (action.procedure_code, action.subpart) == ("SUBPART_B", "B")


def test_an_executive_is_never_suspended_for_14_days_or_less(acting, at, action_of):
    at("DRAFT")
    with acting() as session:
        action = action_of(session)
        covered(session, action, "SUSPENSION_1_14", service=ServiceKind.SES)
        short = {"action_type_code": "SUSPENSION_1_14", "days": 10}
        refused(
            lambda: discipline.proposed(session, action, **short),
            "no suspension of 14 days or less is possible",
        )
        covered(session, action, "REMOVAL", service=ServiceKind.SES)
        discipline.proposed(session, action)
        discipline.served(session, action)
        assert action.lawful_effective_on == date(2024, 3, 31)
        discipline.weighed(session, discipline.answered(session, action))
        less = {**short, "outcome_reason_code": "OTHER", "reason": "Milder."}
        refused(lambda: discipline.decided(session, action, **less), "can’t be decided under")
        discipline.decided(session, action)


def test_an_indefinite_suspension_states_the_condition_it_ends_on(acting, at, action_of):
    at("DRAFT")
    with acting() as session:
        action = action_of(session)
        covered(session, action, "INDEFINITE_SUSPENSION")
        told = {"action_type_code": "INDEFINITE_SUSPENSION"}
        missing = refused(
            lambda: discipline.proposed(session, action, end_condition=" ", **told), "condition"
        )
        assert missing.field == "end_condition"
        discipline.proposed(session, action, end_condition="The criminal case ended.", **told)
        assert action.subpart == "D"
        assert action.end_condition == "The criminal case ended."


def test_another_procedure_needs_a_reason_which_the_database_asks_for_too(
    acting, at, action_of, app
):
    at("DRAFT")
    with acting() as session:
        action = action_of(session)
        other = {"procedure_code": "NOT_COVERED"}
        lacking = refused(lambda: covered(session, action, **other), "Write why another")
        assert lacking.field == "reason"
        row = covered(session, action, reason="Time-limited appointment; counsel agrees.", **other)
        assert (row.proposed_procedure_code, row.procedure_code) == ("SUBPART_D", "NOT_COVERED")
    with app.app_context(), pytest.raises(IntegrityError), unit_of_work.write() as session:
        session.connection().execute(text("UPDATE coverage_determination SET reason = ''"))


def test_a_later_determination_takes_its_place_until_service_and_both_stay(
    acting, at, action_of, sign_in
):
    number = at("DRAFT").number
    with acting() as session:
        action = action_of(session)
        covered(session, action, "SUSPENSION_1_14")
        covered(session, action, "REMOVAL", tenure="Permanent")
        assert [row.n for row in service.determinations(action)] == [2, 1]
        assert action.procedure_code == "SUBPART_D"
    page = sign_in("specialist.ler").get(f"/cases/{number}/actions/1").text
    assert "Earlier determinations (1)" in page
    assert "Competitive service, Permanent" in page
    with acting() as session:
        action = action_of(session)
        discipline.proposed(session, action)
        refused(lambda: covered(session, action, "SUSPENSION_1_14"), "Withdraw the proposal")
        covered(session, action, "REMOVAL", schedule="Full-time")
        discipline.served(session, action)
        with pytest.raises(TransitionRefused):
            covered(session, action)
    with acting() as session:
        recorded = select(AuditEvent).where(AuditEvent.event == "COVERAGE_DETERMINED")
        assert len(session.scalars(recorded).all()) == 3
        session.scalars(select(CoverageDetermination)).first().reason = "Another word"
        with pytest.raises(RuleBroken, match="stays as it was"):
            session.flush()
        session.rollback()


def test_facts_come_from_the_employment_at_opening(acting, at, action_of, sign_in):
    number = at("DRAFT").number
    with acting() as session:
        party = action_of(session).party
        job = Employment(
            person_id=party.person_id,
            appointment="Excepted, Schedule A",
            entered_on_duty=date(2020, 5, 4),
            probation_ends=date(2022, 5, 3),
            bargaining_unit="Chapter 7",
            is_law_enforcement=True,
        )
        session.add(job)
        session.flush()
        party.at_opening_id = job.id
    page = sign_in("specialist.ler").get(f"/cases/{number}/actions/1/coverage").text
    assert 'value="05/04/2020"' in page
    assert 'value="EXCEPTED" checked' in page
    assert '<option value="UNIT_STANDARD" selected>' in page
    assert 'name="is_law_enforcement" value="1" checked' in page


def test_without_any_date_the_form_asks_for_one(acting, at, sign_in):
    number = at("DRAFT").number
    client, path = sign_in("specialist.ler"), f"/cases/{number}/actions/1/coverage"
    facts = {"considered": "REMOVAL", "service": "COMPETITIVE"}
    answer = send(client, path, **facts)
    assert answer.status_code == 422
    assert "Enter since when" in answer.text
    for bad, words in (
        ({"considered": "NO_SUCH"}, "offered"),
        ({"service": "ARMY"}, "offered"),
        ({"serving_since": "13/45/2020"}, "MM/DD/YYYY"),
        ({"serving_since": "04/03/2024"}, "future"),
        ({"serving_since": "03/02/2015", "probation_ends": "03/01/2014"}, "after it began"),
        ({"tenure": "x" * 61}, "60"),
    ):
        answer = (
            send(client, path, **facts, **{"serving_since": "03/02/2015", **bad})
            if ("considered" not in bad and "service" not in bad)
            else send(client, path, **{**facts, **bad})
        )
        assert answer.status_code == 422, bad
        assert words in answer.text, bad
    with acting() as session:
        assert session.scalars(select(CoverageDetermination)).all() == []


def test_a_stale_form_is_refused(acting, at, action_of, sign_in):
    number = at("DRAFT").number
    client, path = sign_in("specialist.ler"), f"/cases/{number}/actions/1/coverage"
    version = version_in(client.get(path))
    with acting() as session:
        covered(session, action_of(session))
    facts = {"considered": "REMOVAL", "service": "COMPETITIVE", "serving_since": "03/02/2015"}
    answer = client.post(path, data={"version": version, **facts})
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("supervisor.ler", 200),
        ("specialist.elr", 404),
        ("supervisor.elr", 404),
        ("official.cbp", 403),
        ("official2.cbp", 404),
        ("supervisor.ia", 403),
        ("investigator.ia", 404),
        ("counsel.cbp", 404),
        ("auditor", 404),
    ],
)
def test_who_determines_the_coverage(at, sign_in, name, status):
    number = at("PROPOSED").number
    client, path = sign_in(name), f"/cases/{number}/actions/1/coverage"
    assert client.get(path).status_code == status
    assert client.post(path).status_code == (422 if status == 200 else status)


def test_neither_officials_nor_investigators_read_the_determination(at, reading, acting, action_of):
    at("ANSWER")
    for name in ("official.cbp", "official2.cbp", "supervisor.ia", "specialist.elr"):
        with reading(name) as session:
            assert session.scalars(select(CoverageDetermination)).all() == [], name
    with acting("supervisor.ia") as session:
        action = action_of(session)
        with pytest.raises(Denied):
            service.determine_coverage(action, actor=current_actor(), found=None)


def test_a_probationer_is_terminated_before_the_period_ends(acting, at, action_of):
    at("DRAFT")
    with acting() as session:
        action, me = action_of(session), current_actor()
        ends = date(2024, 4, 20)
        covered(
            session,
            action,
            "PROBATIONARY_TERMINATION",
            serving_since=date(2023, 4, 21),
            probation_ends=ends,
        )
        assert action.procedure_code == "PROBATION"
        running = {row.rule_code: row for row in session.scalars(select(CaseClock))}
        assert running["PROBATION_END"].due_on == ends
        assert "PROBATION_CERTIFICATION" in running

        def end(on):
            return service.record_decision(
                action,
                actor=me,
                action_type_code="PROBATIONARY_TERMINATION",
                effective_on=on,
                deciding=discipline.user("official2.cbp", session),
            )

        refused(lambda: end(date(2024, 4, 5)), "legal review is recorded first")
        service.record_legal_review(action, actor=me, on=date(2024, 4, 1), by="W. Stroud")
        refused(lambda: end(date(2024, 4, 21)), "Probation ends on Apr 20, 2024")
        end(date(2024, 4, 5))
        assert action.status is ActionStatus.DECISION
        service.withdraw(action, actor=me, reason="Other facts.")
        states = {row.rule_code: row.state for row in session.scalars(select(CaseClock))}
        assert states["PROBATION_END"] is ClockState.CANCELLED


def test_the_window_to_certify_opens_30_days_before_the_end(acting, at, action_of):
    at("DRAFT")
    with clock.at(datetime(2026, 11, 29, 15, tzinfo=UTC)), acting() as session:
        ends = date(2027, 3, 31)
        covered(session, action_of(session), serving_since=date(2026, 4, 1), probation_ends=ends)
        running = {row.rule_code: row for row in session.scalars(select(CaseClock))}
        assert running["PROBATION_CERTIFICATION"].due_on == date(2027, 3, 1)
        assert running["PROBATION_CERTIFICATION"].rule_version == 2


def test_retaliation_leaves_no_choice_to_weigh(acting, at, action_of, sign_in):
    number = at("DRAFT").number
    with acting() as session:
        action = action_of(session)
        covered(session, action, "REMOVAL", is_retaliation=True)
        refused(
            lambda: discipline.proposed(
                session, action, action_type_code="SUSPENSION_1_14", days=2
            ),
            "3 days or more",
        )
        discipline.proposed(session, action)
        discipline.served(session, action)
        assert action.answer_due_on == date(2024, 3, 15)
        assert action.lawful_effective_on is None
        discipline.answered(session, action)
        assert not procedures.may_weigh_factors(action)
    page = sign_in("specialist.ler").get(f"/cases/{number}/actions/1").text
    assert "law fixes the penalty" in page
    assert "Write the worksheet" not in page
    assert "/worksheet" not in page
    with acting() as session:
        action = action_of(session)
        discipline.decided(session, action, decided_on=date(2024, 3, 20))
        assert service.missing_factors(action), "none was weighed, and none is asked for"


def test_an_action_of_before_follows_the_procedure_of_its_subpart(acting, at, action_of):
    at("PROPOSED")
    with acting() as session:
        action = action_of(session)
        letter = bound(session, action)
        letters.mark_served(letter, at=discipline.NOTICE, method_code="HAND_DELIVERY")
        furnish_material(
            action,
            actor=current_actor(),
            on=discipline.NOTICE.date(),
            to=Side.EMPLOYEE,
            recipient="The employee",
            method_code="HAND_DELIVERY",
            pieces=action.material,
            proof="Signed for.",
        )
        action.procedure_code, action.notice_received_at = None, discipline.NOTICE
        action.status = ActionStatus.ANSWER
        session.flush()
        assert procedures.procedure_of(action).code == "SUBPART_D"
        assert service.floor_of(action).lawful == date(2024, 3, 31)
        assert current(action) is not None
