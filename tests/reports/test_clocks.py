"""Gross and net days of clocks, and how many were met in time."""

from datetime import UTC, date, datetime

import pytest

from jicms.cases.models import CaseStatus
from jicms.deadlines import service
from jicms.deadlines.models import ClockSide, PauseReason
from tests.factories import cases
from tests.factories.figures import received

ZONE = "America/New_York"
WORK, LR = ClockSide.INVESTIGATION, ClockSide.DISCIPLINE
ALL = {"period": "all"}


def met(case, code, start, *, at, on=None, until=None, side=WORK):
    """A clock that ran from `start`, was paused from `on` to `until`, and was met at a moment."""
    name = {"TRIAGE": "receipt", "DECISION": "answer"}.get(code, "open")
    service.start_clock(case, code=code, starts={name: start}, side=side, zone=ZONE)
    if on is not None:
        service.pause(case, code=code, side=side, reason=PauseReason.PROSECUTION, on=on)
    if until is not None:
        service.resume(case, code=code, side=side, on=until)
    service.meet(case, code=code, at=at)


@pytest.fixture
def clocks(acting, figures):
    """Administrative targets of three cases: 100 days, 200 with 40 paused, 190 (late); one of
    triage that was met in the evening of its last day; one of labor relations; one that runs."""
    with acting() as session:
        first, second, third, *_ = (
            cases.case(session, status=CaseStatus.OPEN, class_code="CBP-2", **received(2026, 1, 5))
            for _ in range(3)
        )
        begun = date(2026, 1, 5)
        target = "ADMIN_INVESTIGATION"  # day 180 is Sat, Jul 4, so Mon, Jul 6
        met(first, target, begun, at=datetime(2026, 4, 15, 16, tzinfo=UTC))
        met(
            *(second, target, begun),
            on=date(2026, 3, 1),
            until=date(2026, 4, 10),
            at=datetime(2026, 7, 24, 16, tzinfo=UTC),
        )
        met(third, target, begun, at=datetime(2026, 7, 14, 16, tzinfo=UTC))
        # Wed, Jan 7, 10 PM in New York is Thursday elsewhere.
        met(first, "TRIAGE", begun, at=datetime(2026, 1, 8, 3, tzinfo=UTC))
        met(first, "DECISION", begun, at=datetime(2026, 1, 12, 16, tzinfo=UTC), side=LR)
        service.start_clock(
            first, code="MANAGEMENT_INQUIRY", starts={"open": begun}, side=WORK, zone=ZONE
        )
        service.cancel(first, code="MANAGEMENT_INQUIRY", reason="Not needed")
        return first.number, second.number, third.number


@pytest.fixture
def rows(run, clocks):
    def found(args=None, **more):
        _stages, table = run("timeliness", {**ALL, **(args or {})}, **more)
        return {
            row.labels: {
                h.key: cell.value
                for h, cell in zip(table.headings[table.labels :], row.cells, strict=True)
            }
            for row in table.rows
        }

    return found


def test_gross_and_net_days_and_in_time(rows):
    found = rows()
    assert found["Administrative investigation target",] == {
        "n": 3,
        "in_time": 2,
        "share": 0.6667,
        "paused": 1,
        "gross": 190.0,
        "net": 160.0,
        "mean_gross": 163.33,
        "mean_net": 150.0,
        "p90_gross": 198.0,
        "p90_net": 184.0,
    }


def test_the_evening_of_the_last_day_is_in_time(rows):
    triage = rows()["Triage decision",]
    assert (triage["n"], triage["in_time"], triage["gross"]) == (1, 1, 2.0)


def test_clocks_that_were_cancelled_and_those_of_the_other_side_are_left_out(rows):
    labels = {name for name, *_ in rows()}
    assert labels == {"Administrative investigation target", "Triage decision"}


def test_one_row_for_each_type_of_case_or_year(rows):
    assert [labels[1] for labels in rows({"split": "year"}) if labels[0] == "Triage decision"] == [
        "FY2026"
    ]
    assert all(labels[1] == "Administrative investigation" for labels in rows({"split": "type"}))


def test_other_offices_see_none(rows):
    assert rows(username="supervisor.opr") == {}


def test_the_number_links_to_its_cases(run, clocks, sign_in):
    _stages, table = run("timeliness", ALL)
    late = next(row for row in table.rows if row.labels[0].startswith("Administrative"))
    page = sign_in("supervisor.ia").get(late.cells[1].url)
    assert page.status_code == 200
    assert [number in page.text for number in clocks] == [True, True, False]
