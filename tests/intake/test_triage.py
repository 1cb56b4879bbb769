"""Triage: who takes a case up, and where it goes."""

import pytest
from sqlalchemy import select

from jicms.allegations.models import AllegationSubject, Finding
from jicms.cases.models import CaseStatus, LogEntry
from jicms.core.errors import Denied, RuleBroken, TransitionRefused
from jicms.deadlines.models import CaseClock, ClockState
from jicms.intake import service
from tests.factories import accounts, complaints


def actor(name="supervisor.ia"):
    return accounts.actor_of(name)


def in_triage():
    case = complaints.recorded(actor())
    service.begin_triage(case, actor=actor())
    return case


def clocks(session):
    rows = session.scalars(select(CaseClock).order_by(CaseClock.id))
    return [(row.rule_code, row.state) for row in rows]


def test_the_desk_begins_triage_and_hands_over_for_assignment(acting):
    with acting("intake.ia") as session:
        case = complaints.recorded(actor("intake.ia"))
        with pytest.raises(TransitionRefused):
            service.accept(case, actor=actor("intake.ia"))
        service.begin_triage(case, actor=actor("intake.ia"))
        service.accept(case, actor=actor("intake.ia"), note="Facts are clear.")
        assert case.status is CaseStatus.TRIAGE
        assert clocks(session) == [
            ("TRIAGE", ClockState.MET),
            ("ASSIGNMENT", ClockState.RUNNING),
        ]
        said = session.scalars(select(LogEntry)).one().text
        assert said == "Accepted as administrative investigation, for assignment. Facts are clear."


def test_the_desk_does_not_decide_where_it_goes(acting):
    with acting("intake.ia"):
        case, who = in_triage(), actor("intake.ia")
        for step in (
            lambda: service.information_only(case, actor=who, reason="x"),
            lambda: service.refer_out(case, actor=who, target_code="FBI", reason="x"),
            lambda: service.route_to_management(case, actor=who, reason="x"),
            lambda: service.accept(
                case, actor=who, note="x", case_type_code="CRIMINAL_INVESTIGATION"
            ),
        ):
            with pytest.raises(Denied):
                step()


def test_a_management_inquiry_changes_the_type_with_its_reason(acting):
    with acting("supervisor.ia"):
        case = in_triage()
        with pytest.raises(RuleBroken, match="reason"):
            service.route_to_management(case, actor=actor(), reason="")
        service.route_to_management(case, actor=actor(), reason="The port can find out.")
        assert case.case_type_code == "MANAGEMENT_INQUIRY"


def test_closing_for_information_codes_every_allegation(acting):
    with acting("supervisor.ia") as session:
        case = in_triage()
        with pytest.raises(RuleBroken):
            service.information_only(case, actor=actor(), reason="  ")
        with pytest.raises(RuleBroken):
            service.information_only(
                case, actor=actor(), reason="No facts.", closure_code="COMPLETED"
            )
    with acting("supervisor.ia") as session:
        case = in_triage()
        service.information_only(
            case, actor=actor(), reason="No facts.", closure_code="INSUFFICIENT_INFO"
        )
        assert (case.status, case.closure_code) == (CaseStatus.CLOSED, "INSUFFICIENT_INFO")
        found = session.scalars(select(Finding).where(Finding.case_id == case.id)).one()
        assert (found.code, found.admin_close_code) == ("ADMIN_CLOSED", "CLOSED_AT_TRIAGE")
        charge = select(AllegationSubject.finding_code).where(AllegationSubject.case_id == case.id)
        assert session.scalars(charge).all() == ["ADMIN_CLOSED"]


def test_referring_out_names_the_body(acting):
    with acting("supervisor.ia"):
        case = in_triage()
        with pytest.raises(RuleBroken, match="where it goes"):
            service.refer_out(case, actor=actor(), target_code="NOBODY", reason="Theirs.")
        service.refer_out(case, actor=actor(), target_code="CRCL", reason="Theirs.")
        assert (case.status, case.refer_out_code) == (CaseStatus.REFERRED_OUT, "CRCL")
