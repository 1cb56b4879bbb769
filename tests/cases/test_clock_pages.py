"""The clocks of a case with their arithmetic, and the calculator of dates."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from jicms.cases.models import Case
from jicms.core import clock
from jicms.deadlines import queries
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import CaseClock, ClockSide, PauseReason
from jicms.deadlines.service import Owner
from jicms.demo.accounts import ACCOUNTS
from tests.factories import cases
from tests.factories.world import world

INVESTIGATION, DISCIPLINE = ClockSide.INVESTIGATION, ClockSide.DISCIPLINE


@pytest.fixture
def number(acting):
    """A case with a running, a paused and a met clock, and one of the other side."""
    with acting() as session:
        case = world(session).case
        zone, today = case.agency.zone, clock.today(case.agency.zone)
        long_ago = today - timedelta(days=40)

        def start(code, event, side=INVESTIGATION):
            deadlines.start_clock(case, code=code, starts={event: long_ago}, side=side, zone=zone)

        start("TRIAGE", "receipt")
        deadlines.meet(case, code="TRIAGE")
        start("ADMIN_INVESTIGATION", "open")
        start("ASSIGNMENT", "triage")
        deadlines.pause(
            case,
            code="ADMIN_INVESTIGATION",
            reason=PauseReason.OIG,
            side=INVESTIGATION,
            on=today - timedelta(days=10),
        )
        start("PROPOSAL", "acceptance", DISCIPLINE)
        return case.number


def test_every_clock_shows_its_arithmetic_and_its_days(number, sign_in):
    page = sign_in("supervisor.ia").get(f"/cases/{number}/clocks").text
    assert page.count("How the date is counted") == 4
    assert "40 days, 30 days net of 10 days paused" in page
    assert "Paused from" in page
    assert "OIG" in page
    assert "a target of the office, not law" in page
    assert "Ended" in page
    assert "Proposal" not in page


def test_labor_relations_sees_its_own_clocks(number, sign_in, acting):
    with acting() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        cases.grant(session, case, user="specialist.ler")
    page = sign_in("specialist.ler").get(f"/cases/{number}/clocks").text
    assert "Accepted by labor relations" in page


def test_the_header_leads_to_the_clocks(number, sign_in):
    page = sign_in("supervisor.ia").get(f"/cases/{number}").text
    assert f'href="/cases/{number}/clocks"' in page


def test_a_hidden_case_has_no_clocks(number, sign_in):
    visitor = sign_in("supervisor.opr")
    hidden, missing = (visitor.get(f"/cases/{n}/clocks") for n in (number, number[:-5] + "99999"))
    assert hidden.status_code == missing.status_code == 404


@pytest.mark.parametrize("username", [account[0] for account in ACCOUNTS])
def test_everybody_may_compute(username, sign_in):
    page = sign_in(username).get("/deadlines")
    assert page.status_code == 200
    assert "MSPB_APPEAL" in page.text


def test_a_rule_asks_for_its_dates_and_shows_the_sum(sign_in):
    visitor = sign_in("specialist.ler")
    asked = visitor.get("/deadlines?rule=MSPB_APPEAL").text
    assert 'name="effective"' in asked
    assert 'name="receipt"' in asked
    page = visitor.get("/deadlines?rule=MSPB_APPEAL&effective=03/01/2024&receipt=03/06/2024").text
    assert "Fri,\u00a0Apr\u00a05,\u00a02024" in page
    assert "Later of these" in page


def test_several_sets_are_computed_at_once(sign_in):
    page = (
        sign_in("specialist.ler")
        .get("/deadlines?rule=TRIAGE&receipt=11/20/2026&receipt=11/25/2026&receipt=&more=1")
        .text
    )
    assert page.count("How the date is counted") == 2
    assert page.count('name="receipt"') == 3
    assert "Thanksgiving" in page


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("receipt=yesterday", "Write the date as MM/DD/YYYY"),
        ("receipt=02/30/2026", "There is no 02/30/2026"),
        ("receipt=&receipt_at=10:00", "enter the date"),
        ("receipt=03/08/2026&receipt_at=2:30+a.m.", "The clocks skipped"),
        ("receipt=11/01/2026&receipt_at=1:30+a.m.", "was twice"),
        ("receipt=11/20/2026&receipt_at=noonish", "Write the time as"),
        ("receipt=01/01/2199", "Receipt"),
        ("receipt=%00", "Write the date as MM/DD/YYYY"),
        ("receipt=%3Cscript%3E", "Write the date as MM/DD/YYYY"),
    ],
)
def test_what_can_not_be_counted_is_said_by_the_field(sign_in, query, sentence):
    answer = sign_in("investigator.ia").get(f"/deadlines?rule=TRIAGE&zone=America/New_York&{query}")
    assert answer.status_code == 200
    assert sentence in answer.text
    assert "How the date is counted" not in answer.text
    assert "<script>" not in answer.text.split("<main", 1)[1]


def test_a_set_that_is_wrong_leaves_the_others(sign_in):
    query = "rule=TRIAGE&receipt=11/20/2026&receipt=soon"
    page = sign_in("investigator.ia").get(f"/deadlines?{query}").text
    assert page.count("How the date is counted") == 1
    assert 'value="soon"' in page
    assert 'href="#receipt-2"' in page


def test_the_zone_decides_on_which_day_a_moment_falls(sign_in):
    visitor = sign_in("investigator.ia")
    query = "/deadlines?rule=TRIAGE&receipt=11/17/2026&receipt_at=11:30+p.m.&zone="
    assert "Nov\u00a019" in visitor.get(query + "America/New_York").text
    assert visitor.get(query + "Nowhere/Else").status_code == 200


def test_no_more_sets_than_a_page_holds(sign_in):
    query = "&".join(["receipt=11/20/2026"] * 500)
    page = sign_in("investigator.ia").get(f"/deadlines?rule=TRIAGE&{query}&more=1").text
    assert page.count("How the date is counted") == 10


def test_every_rule_can_be_chosen(sign_in, reading):
    with reading():
        rules = {row.code: row.as_rule().start_names for row in queries.rules()}
    visitor = sign_in("supervisor.ler")
    for code, names in rules.items():
        typed = "&".join(f"{name}={date(2026, 7, 6):%m/%d/%Y}" for name in names)
        page = visitor.get(f"/deadlines?rule={code}&{typed}").text
        assert page.count("How the date is counted") == 1, code


# Pausing by hand


def clock_of(reading, number, code):
    with reading() as session:
        case = select(Case.id).where(Case.number == number).scalar_subquery()
        of_rule = select(CaseClock.id, CaseClock.state, CaseClock.due_on, CaseClock.paused_days)
        return session.execute(
            of_rule.where(CaseClock.case_id == case, CaseClock.rule_code == code)
        ).one()


@pytest.fixture
def days(reading, number):
    """Days from today in the case's zone, as they are typed."""
    today = clock.today("America/New_York")
    return lambda n: f"{today + timedelta(days=n):%m/%d/%Y}"


def test_a_clock_is_paused_and_runs_on_later_by_as_many_days(number, sign_in, reading, days):
    visitor, before = sign_in("supervisor.ia"), clock_of(reading, number, "ASSIGNMENT")
    there = f"/cases/{number}/clocks"
    assert f"{there}/{before.id}/pause" in visitor.get(there).text
    typed = {"reason": "LITIGATION_STAY", "on": days(-4)}
    assert visitor.post(f"{there}/{before.id}/pause", data=typed).status_code == 302
    assert clock_of(reading, number, "ASSIGNMENT").state == "PAUSED"
    page = visitor.get(there).text
    assert "litigation stay" in page
    assert f"{there}/{before.id}/resume" in page
    assert visitor.post(f"{there}/{before.id}/resume", data={"on": days(-1)}).status_code == 302
    after = clock_of(reading, number, "ASSIGNMENT")
    assert (after.state, after.paused_days) == ("RUNNING", 3)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": "", "on": "11/01/2026"}, "Reason"),
        ({"reason": "OIG", "on": ""}, "Last day that counts"),
        ({"reason": "OIG", "on": "01/01/2199"}, "still to come"),
        ({"reason": "OIG", "on": "01/01/1950"}, "starts only on"),
        ({"reason": "BOREDOM", "on": "11/01/2026"}, "Reason"),
    ],
)
def test_a_pause_needs_a_named_reason_and_a_day(number, sign_in, reading, typed, sentence):
    found = clock_of(reading, number, "ASSIGNMENT")
    answer = sign_in("supervisor.ia").post(f"/cases/{number}/clocks/{found.id}/pause", data=typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert clock_of(reading, number, "ASSIGNMENT").state == "RUNNING"


def test_a_clock_is_paused_once_and_resumed_once(number, sign_in, reading, days):
    visitor, found = sign_in("supervisor.ia"), clock_of(reading, number, "ASSIGNMENT")
    there = f"/cases/{number}/clocks/{found.id}"
    assert visitor.post(f"{there}/resume", data={"on": days(0)}).status_code == 422
    typed = {"reason": "MEDICAL", "on": days(-2)}
    assert visitor.post(f"{there}/pause", data=typed).status_code == 302
    assert visitor.post(f"{there}/pause", data=typed).status_code == 422


def test_what_law_sets_is_not_paused(number, sign_in, reading, acting, days):
    with acting() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        starts = {"matter": clock.today(case.agency.zone)}
        deadlines.start_clock(
            case, code="EEO_COUNSELOR", starts=starts, side=INVESTIGATION, zone=case.agency.zone
        )
    visitor, found = sign_in("supervisor.ia"), clock_of(reading, number, "EEO_COUNSELOR")
    assert f"{found.id}/pause" not in visitor.get(f"/cases/{number}/clocks").text
    typed = {"reason": "OIG", "on": days(0)}
    answer = visitor.post(f"/cases/{number}/clocks/{found.id}/pause", data=typed)
    assert answer.status_code == 422
    assert "runs by law and cannot be paused" in answer.text


def test_each_side_pauses_its_own_clocks(number, sign_in, reading, acting, days):
    with acting() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        cases.grant(session, case, user="supervisor.ler")
    found = {code: clock_of(reading, number, code).id for code in ("ASSIGNMENT", "PROPOSAL")}
    typed = {"reason": "MEDICAL", "on": days(-3)}

    def answers(username, code):
        there = f"/cases/{number}/clocks/{found[code]}/pause"
        return sign_in(username).post(there, data=typed).status_code

    assert answers("supervisor.ia", "PROPOSAL") == 404
    assert answers("supervisor.ler", "ASSIGNMENT") == 403
    assert answers("investigator.ia", "ASSIGNMENT") == 403
    assert answers("supervisor.opr", "ASSIGNMENT") == 404
    assert answers("supervisor.ler", "PROPOSAL") == 302


def test_the_clock_of_an_investigation_stops_with_it(number, sign_in, reading, acting, days):
    with acting() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        deadlines.start_clock(
            case,
            code="MANAGEMENT_INQUIRY",
            starts={"open": clock.today(case.agency.zone)},
            side=INVESTIGATION,
            zone=case.agency.zone,
            owner=Owner("investigation", 1),
        )
    visitor, found = sign_in("supervisor.ia"), clock_of(reading, number, "MANAGEMENT_INQUIRY")
    typed = {"reason": "OIG", "on": days(0)}
    answer = visitor.post(f"/cases/{number}/clocks/{found.id}/pause", data=typed)
    assert answer.status_code == 422
    assert "Suspend the investigation" in answer.text
