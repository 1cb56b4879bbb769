"""Triage: who takes a case up, and where it goes."""

import csv
import io

import pytest
from sqlalchemy import func, select, update

from jicms.allegations import service as allegations
from jicms.allegations.models import Allegation, AllegationSubject, Finding
from jicms.audit.models import AuditEvent
from jicms.cases import service as cases
from jicms.cases.models import CaseStatus, LogEntry
from jicms.core import clock
from jicms.core.errors import Denied, RuleBroken, TransitionRefused
from jicms.deadlines.models import CaseClock, ClockState
from jicms.intake import service
from jicms.intake.complaint import Alleged, Somebody
from jicms.intake.models_returns import DeskReturn
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


def charges_of(session, case):
    found = session.scalars(
        select(AllegationSubject)
        .join(Allegation, Allegation.id == AllegationSubject.allegation_id)
        .where(AllegationSubject.case_id == case.id)
        .order_by(Allegation.n, AllegationSubject.m)
    )
    return list(found)


def two_of_two(session):
    """A case in triage with two allegations against two subjects each."""
    people = [complaints.employee(session, f"Ada Rowe{n}", f"4410-100{n}") for n in (1, 2)]
    case = complaints.recorded(
        actor(),
        *(Somebody(key=key, person=who) for key, who in zip("ab", people, strict=True)),
        allegations=(Alleged("TNA-04"), Alleged("TNA-01")),
    )
    service.begin_triage(case, actor=actor())
    return case


def standing(session, case):
    rows = session.scalars(
        select(Finding)
        .where(Finding.case_id == case.id, Finding.superseded_at.is_(None))
        .order_by(Finding.id)
    )
    return {row.allegation_subject.label: row.admin_close_code for row in rows}


def test_each_row_of_a_closing_has_its_reason_and_one_stands_for_the_others(acting):
    with acting("supervisor.ia") as session:
        case = two_of_two(session)
        rows = charges_of(session, case)
        assert len(rows) == 4
        service.information_only(
            case,
            actor=actor(),
            reason="Looked at by the port.",
            otherwise="INSUFFICIENT_INFO",
            coded={rows[1].id: "SUBJECT_SEPARATED", rows[2].id: "DUPLICATE"},
        )
        assert standing(session, case) == {
            "1.1": "INSUFFICIENT_INFO",
            "1.2": "SUBJECT_SEPARATED",
            "2.1": "DUPLICATE",
            "2.2": "INSUFFICIENT_INFO",
        }


@pytest.mark.parametrize("code", ["", "NONSENSE", "INFORMATION_ONLY"])
def test_a_row_takes_a_reason_of_its_own_list_only(acting, code):
    with acting("supervisor.ia") as session:
        case = two_of_two(session)
        row = charges_of(session, case)[3]
        with pytest.raises(RuleBroken, match=r"for 2\.2") as refused:
            service.information_only(case, actor=actor(), reason="x", coded={row.id: code})
        assert refused.value.field == f"row_{row.id}"


def test_a_row_of_another_case_is_refused(acting):
    with acting("supervisor.ia") as session:
        other = charges_of(session, two_of_two(session))[0]
        with pytest.raises(RuleBroken, match="changed meanwhile"):
            service.information_only(
                in_triage(), actor=actor(), reason="x", coded={other.id: "DUPLICATE"}
            )


def test_nothing_closes_while_an_allegation_has_no_subject(acting):
    with acting("supervisor.ia") as session:
        case = two_of_two(session)
        for row in charges_of(session, case)[:2]:
            row.party.withdrawn_at = clock.now()
        with pytest.raises(RuleBroken, match="Name a subject of allegation 1, 2"):
            service.information_only(case, actor=actor(), reason="x")


def test_what_has_a_finding_keeps_it(acting):
    with acting("supervisor.ia") as session:
        case = two_of_two(session)
        first = charges_of(session, case)[0]
        allegations.record_finding(
            first,
            actor=actor(),
            code="ADMIN_CLOSED",
            reasons="Theirs.",
            admin_close_code="OTHER_AGENCY",
        )
        service.information_only(case, actor=actor(), reason="x")
        assert standing(session, case)["1.1"] == "OTHER_AGENCY"
        cases.reopen(case, actor=actor(), reason="New facts.")
        assert standing(session, case) == {"1.1": "OTHER_AGENCY"}


def test_reopening_takes_back_what_the_closing_recorded(acting):
    with acting("supervisor.ia") as session:
        case = two_of_two(session)
        service.information_only(case, actor=actor(), reason="No facts.")
        cases.reopen(case, actor=actor(), reason="New facts.")
        assert case.status is CaseStatus.TRIAGE
        assert [row.finding_code for row in charges_of(session, case)] == [None] * 4
        assert standing(session, case) == {}
        service.information_only(case, actor=actor(), reason="Again.", otherwise="DUPLICATE")
        assert set(standing(session, case).values()) == {"DUPLICATE"}
        count = select(func.count(Finding.id)).where(Finding.case_id == case.id)
        assert session.scalar(count) == 8, "the earlier ones are kept"
    with acting() as session:
        events = select(func.count(AuditEvent.id)).where(AuditEvent.event == "FINDING_TAKEN_BACK")
        assert session.scalar(events) == 4


def test_a_report_counts_each_row_once_after_a_second_closing(acting, sign_in):
    with acting("supervisor.ia") as session:
        case = two_of_two(session)
        service.information_only(case, actor=actor(), reason="No facts.")
        cases.reopen(case, actor=actor(), reason="New facts.")
        service.information_only(case, actor=actor(), reason="Again.")
    answer = sign_in("supervisor.ia").get("/reports/findings.csv")
    head, *rows, total = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    column = head.index("Administratively closed")
    assert [row[column] for row in rows] == ["2", "2"]
    assert total[column] == "4"


def test_referring_out_names_the_body(acting):
    with acting("supervisor.ia"):
        case = in_triage()
        with pytest.raises(RuleBroken, match="where it goes"):
            service.refer_out(case, actor=actor(), target_code="NOBODY", reason="Theirs.")
        service.refer_out(case, actor=actor(), target_code="CRCL", reason="Theirs.")
        assert (case.status, case.refer_out_code) == (CaseStatus.REFERRED_OUT, "CRCL")


def test_what_another_completed_meanwhile_is_not_completed_again(acting):
    with acting("supervisor.ia") as session:
        row = service.return_to_desk(in_triage(), actor=actor(), missing="Which shift it was")
        assert row.completed_at is None
        session.execute(
            update(DeskReturn)
            .values(completed_at=clock.now(), answer="The first one")
            .execution_options(synchronize_session=False, unaudited="another's change")
        )
        with pytest.raises(RuleBroken, match="completed already"):
            service.complete(row, actor=actor(), answer="The second one")
        assert row.answer == "The first one"
