"""Merging: what both cases keep, and the clocks of both."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from jicms.cases import service
from jicms.cases.models import IdentityMode, PartyRole
from jicms.core import clock
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import CaseClock, ClockSide, ClockState, PauseReason
from tests.cases.conftest import found
from tests.factories import cases

EARLY = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
LATE = datetime(2026, 3, 9, 15, 0, tzinfo=UTC)
SIDE = ClockSide.INVESTIGATION


def received(session, at, **values):
    """A case with its triage clock, and one that counts from another moment."""
    case = cases.case(session, received_at=at, received_on=at.date(), **values)
    for code, starts in (
        ("TRIAGE", {"receipt": at}),
        ("OIG_REFERRAL", {"receipt": at.replace(hour=20)}),
    ):
        deadlines.start_clock(case, code=code, starts=starts, side=SIDE, zone=case.agency.zone)
    return case.number


@pytest.fixture
def pair(acting):
    """The earlier case and the later one."""
    with acting() as session:
        return received(session, EARLY), received(session, LATE)


def merge(acting, number, into):
    with acting("supervisor.ia") as session:
        service.merge_into(
            found(session, number),
            actor=session.info["actor"],
            other=found(session, into),
            reason="One matter",
        )


def undo(acting, number):
    with acting("supervisor.ia") as session:
        service.unmerge(found(session, number), actor=session.info["actor"], reason="Two matters")


def clocks(acting, number):
    """State and due date of each clock, by rule."""
    with acting() as session:
        rows = session.scalars(
            select(CaseClock).where(CaseClock.case_id == found(session, number).id)
        )
        return {row.rule_code: (row.state, row.due_on, row.is_next) for row in rows}


def test_the_clocks_run_from_the_earliest_receipt_and_back(acting, pair):
    early, late = pair
    before = clocks(acting, early), clocks(acting, late)
    assert before[0]["TRIAGE"][1] == date(2026, 3, 4)
    assert before[1]["TRIAGE"][1] == date(2026, 3, 11)
    merge(acting, early, late)
    after = clocks(acting, late)
    assert after["TRIAGE"][:2] == (ClockState.RUNNING, date(2026, 3, 4))
    assert after["OIG_REFERRAL"] != before[0]["OIG_REFERRAL"], "it counts from something else"
    assert after["OIG_REFERRAL"][1] == before[1]["OIG_REFERRAL"][1]
    assert {row[0] for row in clocks(acting, early).values()} == {ClockState.CANCELLED}
    undo(acting, early)
    assert (clocks(acting, early), clocks(acting, late)) == before


def test_a_later_receipt_moves_nothing(acting, pair):
    early, late = pair
    before = clocks(acting, early)
    merge(acting, late, early)
    assert clocks(acting, early) == before


def test_of_three_the_earliest_that_is_left_counts(acting, pair):
    early, late = pair
    with acting() as session:
        middle = received(session, EARLY.replace(day=5))
    merge(acting, early, middle)
    merge(acting, middle, late)
    assert clocks(acting, late)["TRIAGE"][1] == date(2026, 3, 4)
    undo(acting, middle)
    assert clocks(acting, late)["TRIAGE"][1] == date(2026, 3, 11)
    assert clocks(acting, middle)["TRIAGE"][:2] == (ClockState.RUNNING, date(2026, 3, 4))
    merge(acting, middle, late)
    undo(acting, early)
    with acting() as session:
        assert found(session, early).received_at == EARLY, "a receipt is never changed"


def test_a_paused_clock_comes_back_paused(acting, pair):
    early, late = pair
    day = date(2026, 3, 3)
    with acting() as session, clock.at(EARLY.replace(day=3)):
        deadlines.pause(
            found(session, early), reason=next(iter(PauseReason)), side=SIDE, on=day, code="TRIAGE"
        )
    before = clocks(acting, early)
    assert before["TRIAGE"][0] is ClockState.PAUSED
    with clock.at(EARLY.replace(day=6)):
        merge(acting, early, late)
        undo(acting, early)
    assert clocks(acting, early) == before
    with acting() as session:
        row = session.scalar(
            select(CaseClock).where(
                CaseClock.case_id == found(session, early).id, CaseClock.rule_code == "TRIAGE"
            )
        )
        assert [pause.until_on for pause in row.pauses] == [None]
        assert row.paused_days == 0


def test_a_clock_that_somebody_stopped_before_stays_stopped(acting, pair):
    early, late = pair
    with acting() as session:
        deadlines.cancel(found(session, early), code="OIG_REFERRAL", reason="Not needed")
    merge(acting, early, late)
    undo(acting, early)
    assert clocks(acting, early)["OIG_REFERRAL"][0] is ClockState.CANCELLED


def test_the_page_lists_what_was_merged_in(acting, sign_in, pair):
    early, late = pair
    with acting() as session:
        case = found(session, early)
        cases.party(session, case, role=PartyRole.COMPLAINANT, description="Night caller")
        told = cases.party(session, case, role=PartyRole.COMPLAINANT, description="")
        told.identity_mode, told.alias = IdentityMode.CONFIDENTIAL, "Complainant A"
    merge(acting, early, late)
    page = sign_in("supervisor.ia").get(f"/cases/{late}/links").text
    for said in (early, "Mar 2, 2026, 10:00 a.m. EST", "Night caller", "Complainant A"):
        assert said in page
    assert "Merged into this case" in sign_in("supervisor.ia").get(f"/cases/{late}").text
    with acting() as session:
        found(session, early).restricted = True
    assert early not in sign_in("supervisor.ia").get(f"/cases/{late}/links").text
    assert early not in sign_in("supervisor.ia").get(f"/cases/{late}").text
