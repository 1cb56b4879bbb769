"""Two people at one action: the second is told what changed, and nothing is lost."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from jicms.access.actor import current_actor
from jicms.cases import service as case_service
from jicms.cases.models import Case, CaseStatus
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.discipline import service
from jicms.discipline.models import DisciplinaryAction, LrReferral
from tests.factories import cases, discipline


def version_in(page):
    return re.search(r'name="version" value="(\d+)"', page.text).group(1)


@pytest.fixture
def worksheet(at, acting, sign_in):
    """The worksheet of an answered action: a specialist's client, its address, its version."""
    number = at("ANSWER").number
    with acting() as session:
        discipline.answered(session, session.scalar(select(DisciplinaryAction)))
    client, path = sign_in("specialist.ler"), f"/cases/{number}/actions/1/worksheet"
    return client, path, version_in(client.get(path))


def test_a_form_opened_before_another_s_change_is_refused_with_both_versions(at, acting, sign_in):
    number = at("ANSWER").number
    client, path = sign_in("specialist.ler"), f"/cases/{number}/actions/1/legal-review"
    opened = version_in(client.get(path))
    with acting("supervisor.ler") as session:
        action = session.scalar(select(DisciplinaryAction))
        service.record_legal_review(
            action, actor=current_actor(), on=action.proposed_on, by="Somebody else"
        )
    answer = client.post(
        path,
        data={
            "version": opened,
            "legal_review_on": "02/26/2024",
            "legal_review_by": "My counsel",
            "result": "SUFFICIENT",
        },
    )
    assert answer.status_code == 409
    assert "Somebody else" in answer.text
    assert "My counsel" in answer.text


def test_a_worksheet_that_another_wrote_in_is_not_overwritten(worksheet):
    client, path, opened = worksheet
    factor = {"weight_3": "NEUTRAL", "text_3": "None in nine years."}
    assert client.post(path, data={"version": opened, **factor}).status_code == 302
    mine = {"weight_3": "AGGRAVATING", "text_3": "One in 2019."}
    answer = client.post(path, data={"version": opened, **mine})
    assert answer.status_code == 409
    assert "None in nine years." in answer.text
    assert "One in 2019." in answer.text


def test_half_a_factor_is_an_error_at_the_missing_half(worksheet):
    client, path, opened = worksheet
    answer = client.post(path, data={"version": opened, "weight_1": "NEUTRAL", "text_2": "x"})
    assert answer.status_code == 422
    assert "Write the reasons for factor 1" in answer.text
    assert "Choose how factor 2 weighs" in answer.text


def test_a_referral_is_answered_once(at, acting, sign_in):
    found = at("REFERRED")
    path = f"/cases/{found.number}/referrals/{found.referral}/accept"
    one, two = sign_in("specialist.ler"), sign_in("supervisor.ler")
    opened = version_in(two.get(path))
    first = one.post(path, data={"version": version_in(one.get(path)), "specialist": ""})
    assert first.status_code == 302
    assert two.post(path, data={"version": opened, "specialist": ""}).status_code == 409


def test_a_step_is_taken_once(at, acting):
    at("PROPOSED")
    with acting() as session:
        action = session.scalar(select(DisciplinaryAction))
        discipline.served(session, action)
        with pytest.raises(TransitionRefused):
            discipline.served(session, action)


def test_input_that_makes_no_sense_is_an_error_at_the_field(at, acting, sign_in):
    number = at("PROPOSED").number
    with acting() as session:
        deciding = discipline.user("official2.cbp", session).id
    client, path = sign_in("specialist.ler"), f"/cases/{number}/actions/1/notice"
    version = version_in(client.get(path))
    day, at_nine = "03/01/2024", "9 a.m."
    for fields, words in (
        ({"received_on": "13/45/2024", "received_time": "25:00"}, "10:22 a.m. or 14:05"),
        ({"received_on": "03/10/2024", "received_time": "2:30 a.m."}, "does not exist"),
        ({"received_on": day, "received_time": at_nine, "method_code": "PIGEON"}, "offered"),
        ({"received_on": day, "received_time": at_nine, "deciding": "99999"}, "offered"),
    ):
        told = {"version": version, "method_code": "HAND_DELIVERY", "deciding": deciding, **fields}
        answer = client.post(path, data=told)
        assert answer.status_code == 422, fields
        assert "Nothing was saved" in answer.text
        assert words in answer.text, fields


def test_the_closing_waits_for_the_action_and_both_sides_sign(at, acting, action_of):
    at("EFFECTIVE")
    with acting() as session:
        other = session.scalar(select(Case)).parties[1]
        service.code_subject(
            other, actor=current_actor(), outcome_code="SEPARATED", reason="Left in January."
        )
    with acting("supervisor.ler") as session:
        case = session.scalar(select(Case))
        with pytest.raises(RuleBroken, match="neither final nor withdrawn"):
            case_service.sign_closing(case, actor=current_actor(), closure_code="COMPLETED")
    with acting("supervisor.ler") as session:
        service.make_final(action_of(session), actor=current_actor())
        case = session.scalar(select(Case))
        case_service.sign_closing(case, actor=current_actor(), closure_code="COMPLETED")
        assert case.status is CaseStatus.IN_ADJUDICATION
    with acting("supervisor.ia") as session:
        case = session.scalar(select(Case))
        case_service.sign_closing(case, actor=current_actor(), closure_code="COMPLETED")
        assert case.status is CaseStatus.CLOSED
        assert case.closed_at == datetime(2024, 4, 2, 15, tzinfo=UTC)
    with acting() as session:
        assert session.scalar(select(LrReferral.id)) is not None


def test_a_case_with_a_running_action_is_neither_merged_nor_entered_in_error(at, acting):
    at("EFFECTIVE")
    with acting() as session:
        other = cases.case(session)
        number = other.number
    for end in (
        lambda case, _other: case_service.enter_in_error(
            case, actor=current_actor(), reason="Twice."
        ),
        lambda case, other: case_service.merge_into(
            case, actor=current_actor(), other=other, reason="Twice."
        ),
    ):
        with acting("supervisor.ia") as session:
            other = session.scalar(select(Case).where(Case.number == number))
            case = session.scalar(select(Case).where(Case.number != number))
            with pytest.raises(RuleBroken, match="neither final nor withdrawn"):
                end(case, other)
