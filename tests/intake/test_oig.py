"""The Inspector General's gate: what it lists, what it holds, how it lets go."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from jicms.allegations import queries as allegation_queries
from jicms.allegations import service as allegations
from jicms.allegations.models import Allegation
from jicms.cases import service as cases_service
from jicms.cases.models import CaseStatus, GrantKind, LogEntry, PartyRole
from jicms.cases.workflow import CASE, SUBJECT
from jicms.core import clock
from jicms.core.errors import Denied, RuleBroken, TransitionRefused
from jicms.deadlines.models import CaseClock, ClockState
from jicms.evidence.service import record_item, statement_holds
from jicms.intake import gate, service
from jicms.intake.complaint import Alleged, Somebody
from jicms.intake.gate import GateState
from jicms.intake.models import OigExigency, OigReferral, OigStatus
from jicms.refdata import queries as lists
from jicms.refdata.models import OigRule
from tests.factories import accounts, cases, complaints
from tests.factories.world import first_code

MONDAY = datetime(2026, 11, 2, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday():
    """Nov 2, 2026, noon in Washington."""
    with clock.at(MONDAY):
        yield


def supervisor():
    return accounts.actor_of("supervisor.ia")


def in_triage(*codes, **values):
    """A case in triage with an allegation for each code."""
    case = complaints.recorded(
        supervisor(), allegations=tuple(Alleged(code) for code in codes), **values
    )
    service.begin_triage(case, actor=supervisor())
    return case


def list_of(session, case):
    return session.scalars(
        select(Allegation).where(Allegation.case_id == case.id).order_by(Allegation.n)
    ).all()


def states(case):
    return [row.state for row in gate.gates_of(case)]


def running(session):
    found = session.scalars(
        select(CaseClock.rule_code).where(CaseClock.state == ClockState.RUNNING)
    )
    return sorted(found)


@pytest.mark.parametrize(
    ("code", "class_code", "post", "expected"),
    [
        ("COR-01", None, {}, ["LISTED_CATEGORY", "CRIMINAL_CLASS"]),
        ("TNA-04", "CBP-1", {}, ["CRIMINAL_CLASS"]),
        ("TNA-04", None, {}, []),
        ("TNA-04", None, {"grade": "15"}, ["SENIOR_SUBJECT"]),
        ("TNA-04", None, {"grade": "00", "is_ses": True}, ["SENIOR_SUBJECT"]),
        ("TNA-04", None, {"grade": "14"}, []),
        ("TNA-04", None, {"is_internal_affairs": True}, ["INTERNAL_AFFAIRS_SUBJECT"]),
        ("TNA-04", "CBP-2", {"is_law_enforcement": True}, ["OFFICER_SERIOUS"]),
        ("TNA-04", "CBP-2", {}, []),
        ("TNA-04", "CBP-3", {"is_law_enforcement": True}, []),
    ],
)
def test_the_rules_list_what_the_directive_lists(acting, code, class_code, post, expected):
    with acting("supervisor.ia") as session:
        officer = complaints.employee(session, "Garrick Dunmoor", "4410-2276", **post)
        case = complaints.recorded(
            supervisor(),
            Somebody(key="a", person=officer),
            allegations=(Alleged(code, class_code=class_code),),
        )
        (found,) = gate.gates_of(case)
        assert [rule.code for rule in found.grounds] == expected
        assert found.state is (GateState.TO_SEND if expected else GateState.FREE)


def test_a_rule_ends_with_its_date(acting):
    with acting("supervisor.ia") as session:
        case = in_triage("COR-01")
        for code in ("LISTED_CATEGORY", "CRIMINAL_CLASS"):
            session.get(OigRule, code).valid_to = date(2026, 11, 1)
        session.flush()
        lists.forget()
        assert states(case) == [GateState.FREE]


def test_nothing_is_assigned_closed_or_referred_while_a_referral_is_due_or_out(acting):
    with acting("supervisor.ia") as session:
        case = in_triage("COR-01", "TNA-04")
        for step in ("assign", "information_only", "refer_out"):
            with pytest.raises(RuleBroken, match="Refer allegation 1 to the Inspector General"):
                CASE.apply(case, step, actor=supervisor(), reason="x")
        one = list_of(session, case)[0]
        service.refer_to_oig(case, actor=supervisor(), allegations=[one], sent_on=MONDAY.date())
        assert case.status is CaseStatus.OIG_PENDING
        assert states(case) == [GateState.PENDING, GateState.FREE]
        with pytest.raises(TransitionRefused):
            CASE.apply(case, "assign", actor=supervisor())


def test_a_return_lets_go_what_it_lists_and_the_clocks_follow(acting):
    with acting("supervisor.ia") as session:
        case = in_triage("COR-01", "COR-02")
        assert running(session) == ["OIG_REFERRAL", "TRIAGE"]
        one, two = list_of(session, case)
        sent = service.refer_to_oig(
            case, actor=supervisor(), allegations=[one, two], sent_on=MONDAY.date()
        )
        assert running(session) == ["OIG_ANSWER"]
        with pytest.raises(RuleBroken, match="Choose the allegations"):
            service.record_oig_answer(
                sent,
                actor=supervisor(),
                status=OigStatus.RETURNED_FOR_ACTION,
                answered_on=MONDAY.date(),
            )
        service.record_oig_answer(
            sent,
            actor=supervisor(),
            status=OigStatus.RETURNED_FOR_ACTION,
            answered_on=MONDAY.date(),
            returned=[two],
            oig_number="I26-0417",
        )
        assert states(case) == [GateState.KEPT, GateState.CLEARED]
        assert case.status is CaseStatus.TRIAGE
        assert running(session) == ["ASSIGNMENT"]
        CASE.apply(case, "assign", actor=supervisor())
        assert case.status is CaseStatus.ASSIGNED


def test_nothing_starts_where_the_inspector_general_kept_everything(acting):
    with acting("supervisor.ia") as session:
        case = in_triage("COR-01")
        sent = service.refer_to_oig(
            case, actor=supervisor(), allegations=list_of(session, case), sent_on=MONDAY.date()
        )
        service.record_oig_answer(
            sent, actor=supervisor(), status=OigStatus.ACCEPTED, answered_on=MONDAY.date()
        )
        with pytest.raises(RuleBroken, match="kept every allegation"):
            CASE.apply(case, "assign", actor=supervisor())
        service.refer_out(case, actor=supervisor(), target_code="DHS_OIG", reason="OIG works it.")
        assert case.status is CaseStatus.REFERRED_OUT
        assert running(session) == ["REFERRAL_REPLY"], "what comes of it is due"


def test_silence_counts_only_after_the_window_and_with_a_reason(acting):
    with acting("supervisor.ia") as session:
        case = in_triage("COR-01")
        sent = service.refer_to_oig(
            case, actor=supervisor(), allegations=list_of(session, case), sent_on=MONDAY.date()
        )

        def default(day, note):
            service.record_oig_answer(
                sent,
                actor=supervisor(),
                status=OigStatus.NO_RESPONSE_DEFAULT,
                answered_on=day,
                note=note,
            )

        with clock.at(MONDAY + timedelta(1)), pytest.raises(RuleBroken, match="due Nov 3, 2026"):
            default(date(2026, 11, 3), "Nobody answered.")
        with clock.at(MONDAY + timedelta(2)):
            with pytest.raises(RuleBroken, match="reason"):
                default(date(2026, 11, 4), " ")
            default(date(2026, 11, 4), "Nobody answered.")
        assert states(case) == [GateState.CLEARED]
        assert case.status is CaseStatus.TRIAGE


def test_the_inspector_general_may_take_a_matter_back(acting):
    with acting("supervisor.ia") as session:
        case = in_triage("COR-01")
        all_rows = list_of(session, case)
        sent = service.refer_to_oig(
            case, actor=supervisor(), allegations=all_rows, sent_on=MONDAY.date()
        )
        how = {"actor": supervisor(), "answered_on": MONDAY.date()}
        service.record_oig_answer(
            sent, status=OigStatus.RETURNED_INFO_ONLY, returned=all_rows, **how
        )
        service.record_oig_answer(sent, status=OigStatus.REASSERTED, **how)
        assert states(case) == [GateState.KEPT]
        with pytest.raises(TransitionRefused):
            service.record_oig_answer(sent, status=OigStatus.ACCEPTED, **how)


def test_a_graver_class_after_the_return_asks_again(acting):
    with acting("supervisor.ia") as session:
        case = in_triage("IT-02")
        (one,) = list_of(session, case)
        sent = service.refer_to_oig(
            case, actor=supervisor(), allegations=[one], sent_on=MONDAY.date()
        )
        service.record_oig_answer(
            sent,
            actor=supervisor(),
            status=OigStatus.RETURNED_FOR_ACTION,
            answered_on=MONDAY.date(),
            returned=[one],
        )
        assert states(case) == [GateState.CLEARED]
        allegations.change_class(one, actor=supervisor(), class_code="CBP-1", reason="Sold data")
        assert states(case) == [GateState.TO_SEND]
        assert running(session) == ["ASSIGNMENT", "OIG_REFERRAL"]
        allegations.change_class(one, actor=supervisor(), class_code="CBP-2", reason="Not so")
        assert running(session) == ["ASSIGNMENT"]


def test_in_an_open_case_the_gate_holds_the_allegation_and_not_the_case(acting):
    with acting() as session:
        case = cases.case(session, status=CaseStatus.OPEN)
        subject = cases.party(session, case, role=PartyRole.SUBJECT)
        cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        for code in ("TNA-04", "COR-01"):
            allegations.add_allegation(
                case,
                actor=supervisor(),
                category_code=code,
                intake_method_code="EMAIL",
                received_at=case.received_at,
                subjects=[subject],
            )
        number = case.number
        assert running(session) == ["OIG_REFERRAL"]
    who = accounts.actor_of
    with acting("investigator.ia") as session:
        light = allegation_queries.charge_of(number, 1, 1)
        grave = allegation_queries.charge_of(number, 2, 1)
        found = {"actor": who("investigator.ia"), "code": "UNFOUNDED", "reasons": "Log."}
        allegations.record_finding(light, **found)
        with pytest.raises(RuleBroken, match="Refer allegation 2"):
            allegations.record_finding(grave, **found)
    with acting("supervisor.ia") as session:
        grave = allegation_queries.charge_of(number, 2, 1)
        with pytest.raises(RuleBroken, match="Refer allegation 2"):
            SUBJECT.apply(grave.party, "refer", actor=supervisor())
        sent = service.refer_to_oig(
            grave.case, actor=supervisor(), allegations=[grave.allegation], sent_on=MONDAY.date()
        )
        assert grave.case.status is CaseStatus.OPEN
        service.record_oig_answer(
            sent,
            actor=supervisor(),
            status=OigStatus.RETURNED_FOR_ACTION,
            answered_on=MONDAY.date(),
            returned=[grave.allegation],
        )
        assert grave.case.status is CaseStatus.OPEN
    with acting("investigator.ia"):
        allegations.record_finding(allegation_queries.charge_of(number, 2, 1), **found)


def test_an_exigent_start_needs_a_supervisors_reason_and_leaves_the_referral_due(acting):
    with acting("supervisor.ia") as session:
        case = in_triage("COR-01")
        all_rows = list_of(session, case)
        with pytest.raises(RuleBroken, match="can’t wait"):
            service.start_exigently(case, actor=supervisor(), allegations=all_rows, reason=" ")
        service.refer_to_oig(case, actor=supervisor(), allegations=all_rows, sent_on=MONDAY.date())
        service.start_exigently(
            case, actor=supervisor(), allegations=all_rows, reason="Shipment tonight."
        )
        assert case.status is CaseStatus.TRIAGE
        assert session.scalars(select(OigExigency)).one().reason == "Shipment tonight."
        assert "Shipment tonight" in session.scalars(select(LogEntry)).one().text
        assert running(session) == ["ASSIGNMENT", "OIG_ANSWER"]
        CASE.apply(case, "assign", actor=supervisor())
        with pytest.raises(RuleBroken, match="does not wait"):
            service.start_exigently(case, actor=supervisor(), allegations=all_rows, reason="x")


def test_preservation_may_be_logged_while_the_answer_is_out(acting):
    with acting("supervisor.ia") as session:
        case = in_triage("COR-01")
        service.refer_to_oig(
            case, actor=supervisor(), allegations=list_of(session, case), sent_on=MONDAY.date()
        )
        cases_service.add_log(
            case, actor=supervisor(), kind="PRESERVATION", text="Audit log of ICM copied."
        )


def test_an_item_taken_in_while_an_allegation_waits_is_logged_as_preservation(acting):
    with acting("supervisor.ia") as session:
        case = in_triage("COR-01")
        taken = {"kind_code": first_code(session, "EvidenceKind"), "description": "Audit log"}
        taken |= {"actor": supervisor(), "collected_at": clock.now()}
        record_item(case, **taken)
        logged = select(LogEntry).where(LogEntry.kind == "PRESERVATION")
        assert [row.text for row in session.scalars(logged)] == [
            "Item E0001 taken in while an allegation waits for the Inspector General."
        ]
        free = in_triage("TNA-04")
        record_item(free, **taken)
        assert len(session.scalars(logged).all()) == 1


def test_no_statement_is_taken_of_a_subject_against_whom_everything_waits(acting):
    with acting("supervisor.ia") as session:
        case = in_triage("COR-01")
        (subject,) = [row for row in case.parties if row.role is PartyRole.SUBJECT]
        assert "Refer allegation 1" in gate.hold_of_giver(subject, supervisor())
        service.start_exigently(
            case, actor=supervisor(), allegations=list_of(session, case), reason="Tonight"
        )
        assert gate.hold_of_giver(subject, supervisor()) is None
        mixed = in_triage("COR-01", "TNA-04")
        (subject,) = [row for row in mixed.parties if row.role is PartyRole.SUBJECT]
        assert gate.hold_of_giver(subject, supervisor()) is None
        assert gate.hold_of_giver in statement_holds


def test_a_subject_identified_or_added_later_asks_the_gate_again(acting):
    with acting("supervisor.ia") as session:
        case = in_triage("TNA-04")
        (subject,) = [row for row in case.parties if row.role is PartyRole.SUBJECT]
        assert (states(case), running(session)) == ([GateState.FREE], ["TRIAGE"])
        boss = complaints.employee(session, "Odo Fenner", "4410-2277", is_ses=True)
        cases_service.identify_party(subject, actor=supervisor(), person=boss)
        cases_service.settle()
        assert states(case) == [GateState.TO_SEND]
        assert running(session) == ["OIG_REFERRAL", "TRIAGE"]


def test_opening_an_unlisted_matter_makes_the_notice_due(acting):
    with acting("supervisor.ia") as session:
        case = in_triage("TNA-04")
        CASE.apply(case, "assign", actor=supervisor())
        CASE.apply(case, "open", actor=supervisor())
        due = session.scalars(select(CaseClock).where(CaseClock.rule_code == "OIG_NOTICE")).one()
        assert due.due_on == date(2026, 11, 9)
        service.record_oig_notice(case, actor=supervisor(), on=MONDAY.date(), note="By e-mail.")
        assert due.state is ClockState.MET
        with pytest.raises(RuleBroken, match="No notice"):
            service.record_oig_notice(case, actor=supervisor(), on=MONDAY.date())


def test_a_referral_is_of_this_case_and_of_today_at_the_latest(acting):
    with acting("supervisor.ia") as session:
        case, other = in_triage("COR-01"), in_triage("COR-01")
        mine, theirs = list_of(session, case), list_of(session, other)
        for chosen, day, sentence in (
            ([], MONDAY.date(), "Choose the allegations"),
            (theirs, MONDAY.date(), "of this case"),
            (mine, date(2026, 11, 3), "future"),
            (mine, date(2026, 11, 1), "before the case was received"),
        ):
            with pytest.raises(RuleBroken, match=sentence):
                service.refer_to_oig(case, actor=supervisor(), allegations=chosen, sent_on=day)
        service.refer_to_oig(case, actor=supervisor(), allegations=mine, sent_on=MONDAY.date())
        with pytest.raises(RuleBroken, match="sent already"):
            service.refer_to_oig(case, actor=supervisor(), allegations=mine, sent_on=MONDAY.date())


@pytest.mark.parametrize("name", ["intake.ia", "investigator.ia", "supervisor.opr", "head.ia"])
def test_the_supervisor_of_the_leading_office_deals_with_the_inspector_general(acting, name):
    with acting("supervisor.ia") as session:
        case = in_triage("COR-01")
        arguments = {"allegations": list_of(session, case), "sent_on": MONDAY.date()}
        if name == "head.ia":
            service.refer_to_oig(case, actor=accounts.actor_of(name), **arguments)
            return
        with pytest.raises(Denied):
            service.refer_to_oig(case, actor=accounts.actor_of(name), **arguments)
        assert session.scalar(select(OigReferral.id)) is None
