"""Closing, reopening, merging, entered in error."""

import re

import pytest

from jicms.cases import guards, service, workflow
from jicms.cases.models import (
    CaseStatus,
    ClosingSignature,
    GrantKind,
    GrantLevel,
    PartyRole,
    Side,
    SubjectStatus,
)
from jicms.cases.workflow import CASE
from jicms.core.errors import Denied, RuleBroken, TransitionRefused
from tests.cases.conftest import found
from tests.factories import cases
from tests.factories.accounts import actor_of

S, T = CaseStatus, SubjectStatus


@pytest.fixture(autouse=True)
def states(monkeypatch):
    """The statuses of the investigations, without any."""
    kept = []
    monkeypatch.setattr(workflow, "investigation_states", [lambda _case: kept])
    monkeypatch.setattr(guards, "investigation_states", [lambda _case: kept])
    own = [guards.every_investigation_done, guards.every_subject_settled, guards.both_sides_signed]
    monkeypatch.setitem(CASE.extra, "close", own)
    return kept


def settled(acting, *subjects, status="IN_ADJUDICATION"):
    """An open case with subjects of these statuses, referred to LER as far as they were."""
    with acting() as session:
        case = cases.case(session, status=status)
        grant = cases.grant(
            session, case, office="LER", kind=GrantKind.REFERRAL, level=GrantLevel.ITEMS
        )
        for subject in subjects:
            code = "UNSUBSTANTIATED" if subject is T.CODED else None
            row = cases.party(session, case, role=PartyRole.SUBJECT, outcome_code=code)
            row.subject_status = subject
            session.flush()
            if subject in {T.FINAL, T.IN_ADJUDICATION, T.REFERRED}:
                cases.name_item(session, grant, row)
        return case.number


def sign(acting, name, number, code="COMPLETED"):
    with acting(name) as session:
        case = found(session, number)
        service.sign_closing(case, actor=session.info["actor"], closure_code=code)
        return case.status


def test_a_coded_case_is_closed_by_the_one_side_that_took_part(acting):
    number = settled(acting, T.CODED, status="OPEN")
    assert sign(acting, "supervisor.ia", number) is S.CLOSED
    with acting() as session:
        case = found(session, number)
        assert (case.closure_code, case.closed_on is not None) == ("COMPLETED", True)


@pytest.mark.parametrize(
    "order", [("supervisor.ia", "supervisor.ler"), ("supervisor.ler", "supervisor.ia")]
)
def test_both_sides_sign_where_both_took_part(acting, order):
    number = settled(acting, T.FINAL, T.CODED)
    first, second = order
    assert sign(acting, first, number) is S.IN_ADJUDICATION
    assert sign(acting, second, number) is S.CLOSED


def test_everything_that_is_not_done_is_named_at_once(acting, states):
    states.append("OPEN")
    number = settled(acting, T.REFERRED, T.CODED, T.NOT_REFERRED, status="OPEN")
    with pytest.raises(RuleBroken) as refused:
        sign(acting, "supervisor.ia", number)
    assert refused.value.sentences == (
        "An investigation is not done.",
        "Subject 1, subject 3 are neither final nor coded without referral.",
    )


def test_labor_relations_does_not_learn_of_other_subjects(acting):
    number = settled(acting, T.FINAL, T.NOT_REFERRED)
    with pytest.raises(RuleBroken) as refused:
        sign(acting, "supervisor.ler", number)
    assert "subject 2" not in str(refused.value).lower()
    assert "Ask the investigating office" in str(refused.value)


def test_a_withdrawn_subject_holds_nothing_up(acting):
    number = settled(acting, T.CODED, T.NOT_REFERRED, status="OPEN")
    with acting() as session:
        row = guards.subjects_of(found(session, number))[1]
        service.withdraw_party(row, actor=session.info["actor"], reason="Wrong person")
    assert sign(acting, "supervisor.ia", number) is S.CLOSED


@pytest.mark.parametrize(
    "name", ["investigator.ia", "intake.ia", "supervisor.opr", "specialist.ler"]
)
def test_others_sign_nothing(acting, name):
    number = settled(acting, T.CODED)
    with pytest.raises(Denied):
        sign(acting, name, number)


def test_a_side_that_took_no_part_signs_nothing(acting):
    number = settled(acting, T.CODED)
    with acting() as session:
        cases.grant(session, found(session, number), office="LER")
    with pytest.raises(RuleBroken, match="no part"):
        sign(acting, "supervisor.ler", number)


@pytest.mark.parametrize("code", ["INFORMATION_ONLY", "ENTERED_IN_ERROR", "SOURCE_DELETED", "X"])
def test_the_reason_must_fit_a_case_after_work(acting, code):
    number = settled(acting, T.CODED)
    with pytest.raises(RuleBroken, match=r"closing|error"):
        sign(acting, "supervisor.ia", number, code)


def test_a_case_before_its_work_is_not_signed(acting):
    number = settled(acting, T.CODED, status="TRIAGE")
    with pytest.raises(TransitionRefused):
        sign(acting, "supervisor.ia", number)


def test_one_person_signs_for_one_side(acting):
    number = settled(acting, T.FINAL)
    with acting() as session:
        case = found(session, number)
        supervisor = actor_of("supervisor.ia")
        session.add(
            ClosingSignature(
                case_id=case.id,
                side=Side.DISCIPLINE,
                user_id=supervisor.user_id,
                closure_code="COMPLETED",
            )
        )
    with pytest.raises(RuleBroken, match="other side"):
        sign(acting, "supervisor.ia", number)


def test_signing_again_replaces_ones_own_signature(acting):
    number = settled(acting, T.FINAL)
    sign(acting, "supervisor.ia", number, "INSUFFICIENT_INFO")
    sign(acting, "supervisor.ia", number, "COMPLETED")
    assert sign(acting, "supervisor.ler", number, "COMPLETED") is S.CLOSED
    with acting() as session:
        standing = guards.signatures(found(session, number))
        assert [row.closure_code for row in standing] == ["COMPLETED", "COMPLETED"]


def test_reopening_makes_the_signatures_void(acting):
    number = settled(acting, T.CODED, status="OPEN")
    sign(acting, "supervisor.ia", number)
    with acting("supervisor.ia") as session:
        case = found(session, number)
        with pytest.raises(RuleBroken, match="reason"):
            service.reopen(case, actor=session.info["actor"], reason="")
    with acting("supervisor.ia") as session:
        case = found(session, number)
        service.reopen(case, actor=session.info["actor"], reason="New witness")
        assert guards.signatures(case) == []
        assert (case.status, case.closed_at, case.closure_code) == (S.TRIAGE, None, None)


def test_a_case_that_was_opened_is_reopened_to_work(acting):
    with acting() as session:
        number = cases.case(session, status="ASSIGNED").number
    with acting("supervisor.ia") as session:
        case, actor = found(session, number), session.info["actor"]
        CASE.apply(case, "open", actor=actor)
        service.enter_in_error(case, actor=actor, reason="Twice")
        assert case.closure_code == "ENTERED_IN_ERROR"
        service.reopen(case, actor=actor, reason="Not twice")
        assert case.status is S.OPEN


@pytest.mark.parametrize("status", ["RECEIVED", "TRIAGE", "OIG_PENDING", "ASSIGNED", "OPEN"])
def test_a_merging_is_undone_to_where_the_case_was(acting, status):
    with acting() as session:
        number = cases.case(session, status=status).number
        other = cases.case(session).number
    with acting("supervisor.ia") as session:
        case, actor = found(session, number), session.info["actor"]
        service.merge_into(case, actor=actor, other=found(session, other), reason="Same")
        assert case.merged_into_id == found(session, other).id
        with pytest.raises(RuleBroken, match="duplicate"):
            service.merge_into(found(session, other), actor=actor, other=case, reason="Same")
        service.unmerge(case, actor=actor, reason="Not the same")
        assert (case.status, case.merged_into_id) == (S(status), None)


def test_a_case_is_not_merged_into_itself(acting):
    with acting() as session:
        case = cases.case(session)
        with pytest.raises(RuleBroken, match="itself"):
            service.merge_into(case, actor=session.info["actor"], other=case, reason="Same")


def test_a_hidden_target_answers_like_a_missing_one(acting, sign_in):
    with acting() as session:
        number = cases.case(session).number
        hidden = cases.case(session, office="OPR").number
    client = sign_in("supervisor.ia")
    texts = [
        client.post(f"/cases/{number}/merge", data={"other": other, "reason": "Same"})
        for other in (hidden, "209900009")
    ]
    assert [answer.status_code for answer in texts] == [422, 422]
    shown = [
        re.sub(r'name="(?:csrf_token|page_key)" value="[^"]*"', "", answer.text) for answer in texts
    ]
    assert shown[0].replace(hidden, "#") == shown[1].replace("209900009", "#")


def test_closing_at_triage_takes_a_reason_that_fits(acting):
    with acting() as session:
        number = cases.case(session, status="TRIAGE").number
    with acting("supervisor.ia") as session:
        case, actor = found(session, number), session.info["actor"]
        for code in ("COMPLETED", "ENTERED_IN_ERROR", "NOT_RECORDED", "NOPE"):
            with pytest.raises(RuleBroken):
                service.close_at_triage(case, actor=actor, closure_code=code, reason="x")
        service.close_at_triage(case, actor=actor, closure_code="NO_JURISDICTION", reason="City")
        assert case.status is S.CLOSED


def test_the_page_lists_what_is_missing_and_then_takes_the_signature(acting, sign_in, states):
    states.append("REPORT_REVIEW")
    number = settled(acting, T.FINAL, T.NOT_REFERRED)
    client, url = sign_in("supervisor.ia"), f"/cases/{number}/close"
    page = client.get(url).text
    assert "An investigation is not done." in page
    assert "Subject 2 is neither final nor coded" in page
    assert "Sign for" not in page
    assert client.post(url, data={"closure_code": "COMPLETED"}).status_code == 422
    states.clear()
    with acting() as session:
        row = guards.subjects_of(found(session, number))[1]
        row.outcome_code, row.subject_status = "UNSUBSTANTIATED", T.CODED
    page = client.get(url).text
    assert "Sign for the investigation side" in page
    assert "until the other side signs" in page
    assert client.post(url, data={"closure_code": "COMPLETED"}).status_code == 302
    ler = sign_in("supervisor.ler")
    page = ler.get(url).text
    assert "Ingrid Vasterling" in page
    assert "closes the case now" in page
    assert ler.post(url, data={"closure_code": "COMPLETED"}).status_code == 302
    with acting() as session:
        assert found(session, number).status is S.CLOSED
