"""Clocks of a case: started, met, cancelled, paused, resumed; always one next clock per side."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event, select

from jicms.audit.models import AuditEvent
from jicms.core import clock
from jicms.core.errors import RuleBroken
from jicms.deadlines import queries, rulebook, service
from jicms.deadlines.calendar import CannotCount
from jicms.deadlines.engine import Bound
from jicms.deadlines.models import CaseClock, ClockPause, ClockSide, ClockState, PauseReason
from jicms.deadlines.rulebook import Grounds
from jicms.deadlines.service import ClockPlan, Owner
from jicms.deadlines.terms import Rule, Term, Unit
from jicms.extensions import db
from tests.factories import cases

ZONE = "America/New_York"
WORK, LR = ClockSide.INVESTIGATION, ClockSide.DISCIPLINE
MONDAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today():
    with clock.at(NOW):
        yield


def start(case, code, *, on=MONDAY, side=WORK, **more):
    name = {"TRIAGE": "receipt", "OIG_REFERRAL": "receipt"}.get(code, "open")
    return service.start_clock(case, code=code, starts={name: on}, side=side, zone=ZONE, **more)


def next_of(case, side=WORK):
    """The clock marked as next; never more than one."""
    marked = db.session.scalars(
        select(CaseClock).where(CaseClock.case_id == case.id, CaseClock.is_next)
    ).all()
    mine = [found for found in marked if found.side is side]
    assert len(mine) <= 1
    return mine[0] if mine else None


def test_a_clock_keeps_everything_that_led_to_its_date(acting):
    with acting() as session:
        case = cases.case(session)
        triage = start(case, "TRIAGE", on=date(2026, 11, 10))
        assert (triage.due_on, triage.state, triage.label) == (
            date(2026, 11, 13),
            ClockState.RUNNING,
            "Triage decision",
        )
        assert (triage.rule_code, triage.rule_version, triage.zone) == ("TRIAGE", 1, ZONE)
        assert triage.starts == {"receipt": "2026-11-10"}
        assert triage.holidays_skipped == [{"date": "2026-11-11", "name": "Veterans Day"}]
        assert [step["date"] for step in triage.steps] == ["2026-11-10", "2026-11-13", "2026-11-13"]
        assert "Veterans Day" in triage.steps[1]["detail"]


def test_a_new_case_starts_all_its_clocks_with_one_read(acting):
    with acting() as session:
        queries.versions(["TRIAGE"])
        case = cases.case(session)
        session.flush()
        plans = [ClockPlan(code, {"receipt": MONDAY}, WORK) for code in ("TRIAGE", "OIG_REFERRAL")]
        sent = []

        def note(_link, _cursor, statement, *_rest):
            sent.append(statement.split()[0])

        event.listen(db.engine, "before_cursor_execute", note)
        started = service.start_clocks(case, plans, zone=ZONE, new_case=True)
        event.remove(db.engine, "before_cursor_execute", note)
        assert [c.due_on for c in started] == [date(2026, 11, 4), date(2026, 11, 3)]
        assert sent.count("SELECT") == 1
        assert set(sent) == {"SELECT", "INSERT"}
        assert next_of(case) is started[1]


def test_a_moment_counts_from_the_agencys_day(acting):
    with acting() as session:
        late = datetime(2026, 11, 3, 3, 30, tzinfo=UTC)  # 10:30 PM on Monday in New York
        assert start(cases.case(session), "TRIAGE", on=late).due_on == date(2026, 11, 4)


def test_hours_are_stored_with_their_moment(acting):
    with acting() as session:
        served = datetime(2026, 10, 31, 18, 0, tzinfo=UTC)  # 2 PM EDT, before the clocks go back
        answer = service.start_clock(
            cases.case(session),
            code="ANSWER_SUBPART_B",
            starts={"receipt": served},
            side=LR,
            zone=ZONE,
        )
        session.expire(answer)
        assert answer.due_at == datetime(2026, 11, 1, 18, 0, tzinfo=UTC)
        assert answer.due_on == date(2026, 11, 1)
        assert answer.steps[-1]["date"] == "2026-11-01T13:00:00-05:00"


def test_the_next_clock_follows_every_change(acting):
    with acting() as session:
        case = cases.case(session)
        target = start(case, "ADMIN_INVESTIGATION")
        assert next_of(case) is target
        triage = start(case, "TRIAGE")
        oig = start(case, "OIG_REFERRAL")
        other_side = start(case, "OIG_NOTICE", side=LR)
        assert next_of(case) is oig
        assert next_of(case, LR) is other_side
        assert service.meet(case, code="OIG_REFERRAL") == [oig]
        assert next_of(case) is triage
        service.pause(case, reason=PauseReason.OIG, side=WORK, code="TRIAGE")
        assert next_of(case) is target
        assert queries.next_clock(case.id, WORK) is target
        service.cancel(case, code="ADMIN_INVESTIGATION", reason="Referred out")
        assert next_of(case) is None
        assert queries.next_clock(case.id, WORK) is triage, "a paused one is shown where none runs"
        service.resume(case, side=WORK)
        assert next_of(case) is triage
        service.cancel(case, reason="Closed")
        assert next_of(case) is None
        assert next_of(case, LR) is None
        assert queries.open_clocks(case.id) == []


def test_meeting_and_cancelling_keep_the_time_and_reason(acting):
    with acting() as session:
        case = cases.case(session)
        triage, notice = start(case, "TRIAGE"), start(case, "OIG_NOTICE")
        service.meet(case, code="TRIAGE", at=datetime(2026, 11, 4, 20, tzinfo=UTC))
        service.cancel(case, code="OIG_NOTICE", reason="Listed after all")
        session.expire_all()
        assert (triage.state, triage.met_at) == (
            ClockState.MET,
            datetime(2026, 11, 4, 20, tzinfo=UTC),
        )
        assert (notice.state, notice.cancelled_at, notice.cancel_reason) == (
            ClockState.CANCELLED,
            NOW,
            "Listed after all",
        )
        assert service.meet(case, code="TRIAGE") == [], "an ended clock is not met again"


def test_starting_again_supersedes_the_same_clock_of_the_same_owner(acting):
    with acting() as session:
        case = cases.case(session)
        first = start(case, "OIG_NOTICE", owner=Owner("allegation", 1))
        other = start(case, "OIG_NOTICE", owner=Owner("allegation", 2))
        again = start(case, "OIG_NOTICE", on=date(2026, 11, 3), owner=Owner("allegation", 1))
        assert (first.state, first.cancel_reason) == (ClockState.CANCELLED, "Started again")
        assert (other.state, again.state) == (ClockState.RUNNING, ClockState.RUNNING)
        assert service.meet(case, code="OIG_NOTICE", owner=Owner("allegation", 2)) == [other]
        assert next_of(case) is again


def test_an_answer_falls_at_the_latest_of_floor_and_bounds(acting):
    with acting() as session:
        bounds = [Bound("Extension granted", date(2026, 11, 12))]
        answer = service.start_clock(
            cases.case(session),
            code="ANSWER_SUBPART_D",
            starts={"receipt": MONDAY},
            side=LR,
            zone=ZONE,
            label="Answer due",
            bounds=bounds,
        )
        assert (answer.due_on, answer.label) == (date(2026, 11, 12), "Answer due")
        assert answer.steps[-2]["label"] == "Extension granted"
        plan = ClockPlan("ANSWER_SUBPART_D", {"receipt": MONDAY}, LR)
        assert service.preview(plan, zone=ZONE).due == date(2026, 11, 9)


# Pauses


def test_net_days_are_gross_days_less_pauses(acting):
    with acting() as session:
        case = cases.case(session)
        target = start(case, "ADMIN_INVESTIGATION")
        assert target.due_on == date(2027, 5, 3)  # day 180 is Sat May 1
        service.pause(case, reason=PauseReason.PROSECUTION, side=WORK, on=date(2026, 11, 12))
        assert target.state is ClockState.PAUSED
        days = service.days_of(target, date(2026, 11, 20))
        assert (days.gross, days.paused, days.net) == (18, 8, 10)
        service.resume(case, side=WORK, on=date(2026, 12, 12))
        assert target.state is ClockState.RUNNING
        assert target.paused_days == 30
        assert target.due_on == date(2027, 6, 1)  # May 1 + 30 = Mon May 31, Memorial Day
        assert "prosecution" in " ".join(step["label"] for step in target.steps)
        days = service.days_of(target, date(2027, 5, 31))
        assert (days.gross, days.paused, days.net) == (210, 30, 180)


def test_a_clock_may_be_paused_more_than_once(acting):
    with acting() as session:
        case = cases.case(session)
        target = start(case, "MANAGEMENT_INQUIRY", on=date(2026, 9, 1))
        for begins, ends, why in (
            (date(2026, 9, 10), date(2026, 9, 15), PauseReason.MEDICAL),
            (date(2026, 9, 15), date(2026, 9, 25), PauseReason.MILITARY_DUTY),
        ):
            service.pause(case, reason=why, side=WORK, on=begins)
            service.resume(case, side=WORK, on=ends)
        assert target.paused_days == 15
        assert target.due_on == date(2026, 12, 15)  # Nov 30 + 15
        assert len(session.scalars(select(ClockPause)).all()) == 2


def test_a_paused_clock_can_be_met(acting):
    with acting() as session:
        case = cases.case(session)
        target = start(case, "ADMIN_INVESTIGATION")
        service.pause(case, reason=PauseReason.OIG, side=WORK, on=date(2026, 11, 10))
        service.meet(case, code="ADMIN_INVESTIGATION")
        assert target.state is ClockState.MET
        assert (target.paused_days, target.pauses[0].until_on) == (10, date(2026, 11, 20))
        assert service.days_of(target, date(2027, 1, 1)).net == 8


def test_periods_set_by_law_are_not_paused(acting):
    with acting() as session:
        case = cases.case(session)
        appeal = service.start_clock(
            case,
            code="MSPB_APPEAL",
            starts={"effective": MONDAY, "receipt": MONDAY},
            side=LR,
            zone=ZONE,
        )
        assert service.pause(case, reason=PauseReason.OIG, side=LR) == []
        with pytest.raises(RuleBroken, match="runs by law and cannot be paused"):
            service.pause(case, reason=PauseReason.OIG, side=LR, code="MSPB_APPEAL")
        assert appeal.state is ClockState.RUNNING


def test_pauses_keep_their_order_in_time(acting):
    with acting() as session:
        case = cases.case(session)
        start(case, "ADMIN_INVESTIGATION")
        with pytest.raises(RuleBroken, match="starts only on Mon, Nov 2, 2026"):
            service.pause(case, reason=PauseReason.OIG, side=WORK, on=date(2026, 11, 1))
        service.pause(case, reason=PauseReason.OIG, side=WORK, on=date(2026, 11, 10))
        assert service.pause(case, reason=PauseReason.MEDICAL, side=WORK) == []
        with pytest.raises(RuleBroken, match="was paused on Tue, Nov 10, 2026"):
            service.resume(case, side=WORK, on=date(2026, 11, 9))


# Rules change, clocks stay


def test_a_changed_rule_reaches_later_cases_only(acting):
    with acting() as session:
        old, new = cases.case(session), cases.case(session)
        before = start(old, "TRIAGE", on=date(2026, 12, 31))
        longer = Rule("TRIAGE", (Term("receipt", 9, Unit.WORKDAYS),))
        grounds = Grounds(citation="Order 12", source="IA", verified=False)
        rulebook.revise_rule(longer, valid_from=date(2027, 1, 1), grounds=grounds)
        after = start(new, "TRIAGE", on=date(2027, 1, 4))
        assert (before.rule_version, before.due_on) == (1, date(2027, 1, 5))
        assert (after.rule_version, after.due_on) == (2, date(2027, 1, 15))
        service.pause(old, reason=PauseReason.OIG, side=WORK, on=date(2026, 12, 31))
        service.resume(old, side=WORK, on=date(2027, 1, 4))
        assert before.due_on == date(2027, 1, 6), "resumed by the version it started with"


def test_unknown_rules_and_missing_starts_are_refused(acting):
    with acting() as session:
        case = cases.case(session)
        with pytest.raises(CannotCount, match="There is no rule NONSENSE"):
            start(case, "NONSENSE")
        with pytest.raises(CannotCount, match="counts from receipt"):
            service.start_clock(case, code="TRIAGE", starts={}, side=WORK, zone=ZONE)
        with pytest.raises(CannotCount, match="does not cover 2200"):
            start(case, "TRIAGE", on=date(2200, 1, 2))


# Lists and scope


def test_lists_by_due_date(acting):
    with acting() as session:
        first, second = cases.case(session), cases.case(session)
        late, soon = start(first, "ADMIN_INVESTIGATION"), start(second, "TRIAGE")
        start(second, "OIG_NOTICE", side=LR)
        assert queries.due_by(date(2026, 11, 4), limit=10) == [soon]
        assert queries.due_by(date(2027, 5, 3), side=WORK, limit=10) == [soon, late]
        assert queries.due_by(date(2027, 5, 3), limit=1) == [soon]
        assert [c.rule_code for c in queries.clocks_of(second.id)] == ["TRIAGE", "OIG_NOTICE"]


def test_clocks_of_a_hidden_case_are_hidden_and_yet_kept_in_order(acting, reading):
    with acting() as session:
        case = cases.case(session, office="OPR")
        start(case, "TRIAGE")
        number = case.id
    with reading("supervisor.ia"):
        assert queries.clocks_of(number) == []
        assert queries.next_clock(number, WORK) is None
        assert queries.due_by(date(2030, 1, 1), limit=10) == []
    with reading("supervisor.opr"):
        assert len(queries.clocks_of(number)) == 1
    with acting("supervisor.ia"):
        kept = queries.clocks_to_keep(number)
        assert len(kept) == 1
        assert kept[0].pauses == []


def test_changes_of_clocks_are_in_the_trail(acting, reading):
    with acting() as session:
        case = cases.case(session)
        start(case, "TRIAGE")
        number = case.id
    with acting() as session:
        service.meet(session.get(type(case), number), code="TRIAGE")
    with reading() as session:
        rows = session.scalars(
            select(AuditEvent).where(
                AuditEvent.case_id == number, AuditEvent.entity == "case_clock"
            )
        ).all()
        assert [row.event for row in rows] == ["ROW_CREATED", "ROW_CHANGED"]
        assert '"due_on":"2026-11-04"' in rows[0].detail
        assert '"state":["RUNNING","MET"]' in rows[1].detail
