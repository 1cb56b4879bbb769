"""The case's transition table: who may take which step, from where, and what follows by itself."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from jicms.cases import workflow
from jicms.cases.models import Case, CaseStatus, GrantKind, Origin, PartyRole, SubjectStatus
from jicms.cases.workflow import CASE, FOLLOWED, LIVE, SUBJECT, derived_status, follow
from jicms.core.errors import Denied, RuleBroken, TransitionRefused
from jicms.deadlines.models import CaseClock, ClockState
from jicms.workflow import StatusChange
from tests.cases.conftest import found
from tests.factories import cases

S, T = CaseStatus, SubjectStatus
PEOPLE = ("intake.ia", "investigator.ia", "supervisor.ia", "supervisor.opr", "supervisor.ler")
SUPERVISOR = {"supervisor.ia"}
#: step -> (sources, target, who may take it); written by hand from the model, §4.
TABLE = {
    "begin_triage": ({S.RECEIVED}, S.TRIAGE, {"intake.ia", "supervisor.ia"}),
    "send_to_oig": ({S.TRIAGE}, S.OIG_PENDING, SUPERVISOR),
    "oig_answered": ({S.OIG_PENDING}, S.TRIAGE, SUPERVISOR),
    "exigent": ({S.OIG_PENDING}, S.TRIAGE, SUPERVISOR),
    "assign": ({S.TRIAGE}, S.ASSIGNED, SUPERVISOR),
    "open": ({S.ASSIGNED}, S.OPEN, {"investigator.ia", "supervisor.ia"}),
    "refer_out": ({S.TRIAGE}, S.REFERRED_OUT, SUPERVISOR),
    "information_only": ({S.TRIAGE}, S.CLOSED, SUPERVISOR),
    "enter_in_error": (set(S) - {S.CLOSED}, S.CLOSED, SUPERVISOR),
    "reopen": ({S.CLOSED}, S.OPEN, SUPERVISOR),
    "reopen_to_triage": ({S.CLOSED, S.REFERRED_OUT}, S.TRIAGE, SUPERVISOR),
    "merge": (set(LIVE), S.MERGED_DUPLICATE, SUPERVISOR),
}
TOGETHER = {"information_only": "INFORMATION_ONLY", "enter_in_error": "ENTERED_IN_ERROR"}
NOON = datetime(2026, 11, 19, 17, tzinfo=UTC)


def put(session, status, **values):
    """A case that stands there, led by investigator.ia."""
    lead = accounts_id(session, "investigator.ia")
    ended = (
        {"closed_at": NOON, "closed_on": NOON.date(), "closure_code": "COMPLETED"}
        if status is S.CLOSED
        else {}
    )
    if status is S.MERGED_DUPLICATE:
        ended["merged_into_id"] = cases.case(session).id
    case = cases.case(session, status=status, lead_user_id=lead, **ended, **values)
    cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
    cases.grant(session, case, office="LER", kind=GrantKind.REFERRAL)
    return case


def accounts_id(session, username):
    from jicms.auth.models import User

    return session.scalar(select(User.id).where(User.username == username))


def take(session, number, step):
    case = found(session, number)
    together = {"closure_code": TOGETHER[step]} if step in TOGETHER else {}
    if step == "merge":
        together = {"merged_into_id": session.scalar(select(func.min(Case.id)))}
    CASE.apply(case, step, actor=session.info["actor"], reason="Because.", together=together)
    return case


@pytest.mark.parametrize("step", sorted(TABLE))
def test_a_step_leads_from_its_sources_to_its_target(acting, step):
    sources, target, _who = TABLE[step]
    for status in sources:
        with acting() as session:
            cases.case(session)
            number = put(session, status).number
        with acting("supervisor.ia") as session:
            case = take(session, number, step)
            assert case.status is target
            last = session.scalars(select(StatusChange).order_by(StatusChange.id.desc())).first()
            assert (last.from_status, last.to_status) == (status.value, target.value)
            assert (case.closed_at is not None) == (target is S.CLOSED)
            assert (case.merged_into_id is not None) == (target is S.MERGED_DUPLICATE)


@pytest.mark.parametrize("step", sorted(TABLE))
def test_a_step_is_refused_from_everywhere_else(acting, step):
    for status in set(S) - TABLE[step][0]:
        with acting() as session:
            number = put(session, status).number
        with pytest.raises(TransitionRefused), acting("supervisor.ia") as session:
            take(session, number, step)


@pytest.mark.parametrize("step", sorted(TABLE))
def test_a_step_is_for_those_whom_the_table_names(acting, step):
    sources, target, allowed = TABLE[step]
    for name in PEOPLE:
        with acting() as session:
            cases.case(session)
            number = put(session, min(sources)).number
        if name in allowed:
            with acting(name) as session:
                assert take(session, number, step).status is target, name
        else:
            with pytest.raises(Denied), acting(name) as session:
                take(session, number, step)


def test_the_table_here_is_the_whole_table():
    by_people = {row.name for row in CASE.transitions if not row.automatic}
    assert by_people == set(TABLE) | {"close", "take_up"}


@pytest.mark.parametrize("step", [r.name for r in CASE.transitions if r.reason and not r.automatic])
def test_a_reason_is_asked_for(acting, step):
    status = S.TRIAGE if step == "take_up" else min(CASE.named(step).from_)
    with acting() as session:
        origin = Origin.LEGACY if step == "take_up" else Origin.NATIVE
        number = put(session, status, origin=origin).number
    with pytest.raises(RuleBroken, match=r"Write the reason\."), acting("supervisor.ia") as session:
        CASE.apply(found(session, number), step, actor=session.info["actor"])


def test_only_the_lead_among_investigators_opens_a_case(acting):
    with acting() as session:
        case = put(session, S.ASSIGNED)
        cases.grant(session, case, user="investigator2.ia", kind=GrantKind.ASSIGNMENT)
        number = case.number
    with pytest.raises(Denied), acting("investigator2.ia") as session:
        take(session, number, "open")


def test_an_imported_case_keeps_its_status_until_it_is_taken_up(acting):
    with acting() as session:
        number = put(session, S.TRIAGE, origin=Origin.LEGACY, legacy_key="X1").number
    with pytest.raises(RuleBroken, match="Reopen it first"), acting("supervisor.ia") as session:
        take(session, number, "assign")
    with acting("supervisor.ia") as session:
        case = found(session, number)
        CASE.apply(case, "take_up", actor=session.info["actor"], reason="New facts.")
        assert (case.origin, case.legacy_key) == (Origin.NATIVE, "X1")
        assert case.status is S.OPEN


# What follows by itself (model §4)

FOLLOWS = [
    # now, investigations, subjects, then
    (S.ASSIGNED, ["PLANNED"], [T.NOT_REFERRED], S.ASSIGNED),
    (S.ASSIGNED, ["OPEN", "PLANNED"], [], S.OPEN),
    (S.OPEN, ["REPORT_DRAFT"], [], S.OPEN),
    (S.OPEN, ["REPORT_REVIEW"], [], S.ROI_REVIEW),
    (S.OPEN, ["REPORT_REVIEW", "SUSPENDED"], [], S.ROI_REVIEW),
    (S.OPEN, ["REPORT_REVIEW", "OPEN"], [], S.OPEN),
    (S.OPEN, ["SUSPENDED", "SUSPENDED"], [], S.SUSPENDED_FOR_PROSECUTION),
    (S.OPEN, ["SUSPENDED", "OPEN"], [], S.OPEN),
    (S.OPEN, ["SUSPENDED", "DONE"], [T.IN_ADJUDICATION], S.SUSPENDED_FOR_PROSECUTION),
    (S.SUSPENDED_FOR_PROSECUTION, ["OPEN"], [], S.OPEN),
    (S.ROI_REVIEW, ["DONE"], [T.NOT_REFERRED], S.OPEN),
    (S.ROI_REVIEW, ["DONE"], [T.REFERRED, T.CODED], S.IN_ADJUDICATION),
    (S.ROI_REVIEW, ["DONE", "OPEN"], [T.REFERRED], S.OPEN),
    (S.IN_ADJUDICATION, ["DONE"], [T.IN_ADJUDICATION], S.IN_ADJUDICATION),
    (S.IN_ADJUDICATION, ["DONE"], [T.FINAL, T.CODED], S.IN_ADJUDICATION),
    (S.IN_ADJUDICATION, ["DONE"], [T.NOT_REFERRED], S.OPEN),
    (S.TRIAGE, [], [T.REFERRED], S.IN_ADJUDICATION),
    (S.IN_ADJUDICATION, [], [T.NOT_REFERRED], S.TRIAGE),
    (S.TRIAGE, [], [T.NOT_REFERRED], S.TRIAGE),
]


@pytest.mark.parametrize(("now", "investigations", "subjects", "then"), FOLLOWS)
def test_the_status_follows_the_work(now, investigations, subjects, then):
    assert derived_status(now, investigations, subjects) is then


@given(
    st.sampled_from([S.TRIAGE, *FOLLOWED]),
    st.lists(
        st.sampled_from(["PLANNED", "OPEN", "SUSPENDED", "REPORT_DRAFT", "REPORT_REVIEW", "DONE"])
    ),
    st.lists(st.sampled_from(list(T))),
)
def test_following_twice_is_following_once(now, investigations, subjects):
    once = derived_status(now, investigations, subjects)
    assert derived_status(once, investigations, subjects) is once
    assert once is S.TRIAGE or once in FOLLOWED


@pytest.mark.parametrize("status", [S.RECEIVED, S.OIG_PENDING, S.CLOSED, S.REFERRED_OUT])
def test_nothing_follows_before_the_work_or_after_its_end(acting, monkeypatch, status):
    monkeypatch.setattr(workflow, "investigation_states", [lambda _case: ["OPEN"]])
    with acting() as session:
        case = put(session, status)
        follow(case, session.info["actor"])
        assert case.status is status


def test_follow_writes_history_though_the_actor_could_not(acting, monkeypatch):
    monkeypatch.setattr(workflow, "investigation_states", [lambda _case: ["REPORT_REVIEW"]])
    with acting() as session:
        number = put(session, S.OPEN).number
    with acting("investigator.ia") as session:
        case = found(session, number)
        follow(case, session.info["actor"])
        assert case.status is S.ROI_REVIEW
        assert session.scalar(select(func.count(StatusChange.id))) == 1


def test_a_subject_moves_its_case_and_stands_still_when_it_has_ended(acting, monkeypatch):
    monkeypatch.setattr(workflow, "investigation_states", [lambda _case: ["DONE"]])
    with acting() as session:
        case = put(session, S.OPEN)
        subject = cases.party(session, case, role=PartyRole.SUBJECT)
        actor = session.info["actor"]
        SUBJECT.apply(subject, "refer", actor=actor)
        assert case.status is S.IN_ADJUDICATION
        SUBJECT.apply(subject, "return", actor=actor, reason="Incomplete.")
        assert case.status is S.OPEN
        together = {"outcome_code": "UNSUBSTANTIATED", "outcome_reason": "No evidence."}
        SUBJECT.apply(subject, "code", actor=actor, reason="No evidence.", together=together)
        assert subject.subject_status is T.CODED
        CASE.apply(
            case,
            "enter_in_error",
            actor=actor,
            reason="Twice.",
            together={"closure_code": "ENTERED_IN_ERROR"},
        )
        with pytest.raises(RuleBroken, match="ended"):
            SUBJECT.apply(subject, "uncode", actor=actor, reason="Again.")


def test_clocks_stop_when_the_case_ends(acting):
    from jicms.deadlines import service as deadlines

    with acting() as session:
        number = put(session, S.TRIAGE).number
        deadlines.start_clock(
            found(session, number),
            code="TRIAGE",
            starts={"receipt": NOON},
            side="investigation",
            zone="America/New_York",
        )
    with acting("supervisor.ia") as session:
        take(session, number, "refer_out")
        assert session.scalars(select(CaseClock.state)).all() == [ClockState.CANCELLED]
