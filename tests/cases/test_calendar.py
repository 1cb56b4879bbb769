"""The calendar and its file: one's own dates, of cases in sight, without a word of the case."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.auth.models import User
from jicms.cases import ics
from jicms.cases.models import CaseStatus, GrantKind, PartyRole
from jicms.cases.notices import sweep_clocks
from jicms.cases.queries_calendar import Entry
from jicms.cases.service import tasks as verbs
from jicms.core import clock
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import ClockSide
from jicms.notices.models import Notice
from tests.cases.conftest import found
from tests.factories import accounts, cases


@pytest.fixture
def made(acting):
    """Number and day of a case that investigator.ia leads, with a clock and a task that day."""
    with acting() as session:
        case = cases.case(session, status=CaseStatus.OPEN, title="Cash count at dock 2")
        cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        case.lead_user_id = accounts.actor_of("investigator.ia").user_id
        row = deadlines.start_clock(
            case,
            code="ROI_REVIEW",
            starts={"submission": clock.now()},
            side=ClockSide.INVESTIGATION,
            zone=case.agency.zone,
        )
        number, day = case.number, row.due_on
    with acting("investigator.ia") as session:
        actor = session.info["actor"]
        verbs.add_task(
            found(session, number),
            actor=actor,
            title="Ask the neighbor, then;",
            owner_id=actor.user_id,
            due_on=day,
        )
    return number, day


def month_of(day):
    return f"/calendar?month={day:%Y-%m}"


def test_a_month_shows_clocks_and_tasks(sign_in, made):
    number, day = made
    page = sign_in("investigator.ia").get(month_of(day)).text
    assert "Review of the report" in page
    assert "Ask the neighbor" in page
    assert f"/cases/{number}/tasks" in page
    assert f"/cases/{number}/clocks" in page


def test_others_see_it_only_among_all_and_in_sight(sign_in, made):
    number, day = made
    supervisor = sign_in("supervisor.ia")
    assert number not in supervisor.get(month_of(day)).text
    assert number in supervisor.get(month_of(day) + "&who=all").text
    assert number not in sign_in("supervisor.opr").get(month_of(day) + "&who=all").text


def test_whose_access_is_suspended_is_a_date_of_those_who_decide_it(acting, sign_in, made):
    number, _day = made
    with acting() as session:
        case = found(session, number)
        row = deadlines.start_clock(
            case,
            code="CONFLICT_DECISION",
            starts={"suspended": clock.now()},
            side=ClockSide.INVESTIGATION,
            zone=case.agency.zone,
        )
        label, day, key = row.label, row.due_on, row.id
    with acting():
        sweep_clocks()
    investigator, boss = sign_in("investigator.ia"), sign_in("supervisor.ia")
    for who in ("", "&who=all"):
        page = investigator.get(month_of(day) + who).text
        assert label not in page
    assert label in boss.get(month_of(day) + "&who=all").text
    assert label not in investigator.get("/").text
    assert "Review of the report" in investigator.get("/").text, "the next one that is theirs"
    assert label in boss.get("/").text
    dates = re.findall(r"UID:clock-(\d+)", investigator.get("/calendar.ics").text)
    assert len(dates) == 1
    with acting() as session:
        told = session.scalars(
            select(User.username)
            .join(Notice, Notice.user_id == User.id)
            .where(Notice.event == "CLOCK_SOON", Notice.entity_id == key)
        )
        assert set(told) == {"supervisor.ia", "head.ia"}


def test_a_supervisor_with_a_share_decides_no_wall_of_another_office(acting, sign_in):
    with acting() as session:
        case = cases.case(session, status=CaseStatus.OPEN)
        cases.grant(session, case, office="OPR", kind=GrantKind.SHARE)
        started = deadlines.start_clock(
            case,
            code="CONFLICT_DECISION",
            starts={"suspended": clock.now()},
            side=ClockSide.INVESTIGATION,
            zone=case.agency.zone,
        )
        number, page = case.number, f"{month_of(started.due_on)}&who=all"
    assert number in sign_in("supervisor.ia").get(page).text
    assert number not in sign_in("supervisor.opr").get(page).text


@pytest.mark.parametrize("month", ["", "x", "2026-13", "0000-01", "9999-12", "2026-1-1", "²-³"])
def test_a_month_that_is_none_is_this_one(sign_in, month):
    assert (
        sign_in("supervisor.ia").get("/calendar", query_string={"month": month}).status_code == 200
    )


def test_the_file_has_numbers_and_no_text_and_the_trail_both_ends(sign_in, reading, made):
    number, day = made
    answer = sign_in("investigator.ia").get("/calendar.ics")
    assert answer.content_type.startswith("text/calendar")
    text = answer.text
    assert text.count("BEGIN:VEVENT") == 2
    assert f"SUMMARY:Task {number}" in text
    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}" in text
    assert "neighbor" not in text
    assert "Cash" not in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    with reading() as session:
        events = list(session.scalars(select(AuditEvent.event)))
        assert "EXPORT_STARTED" in events
        assert "EXPORT_DONE" in events


@pytest.mark.parametrize("how", ["restricted", "walled"])
def test_no_hidden_or_restricted_case_is_in_the_file(acting, sign_in, made, how):
    number, day = made
    with acting() as session:
        case = found(session, number)
        if how == "walled":
            cases.party(session, case, role=PartyRole.WITNESS, account="investigator.ia")
        else:
            case.restricted = True
            cases.grant(session, case, user="investigator.ia", kind=GrantKind.NAMED)
    client = sign_in("investigator.ia")
    assert number not in client.get("/calendar.ics").text
    assert (number in client.get(month_of(day)).text) == (how == "restricted")


def test_lines_are_folded_between_characters_and_values_escaped():
    entry = Entry(date(2026, 11, 30), "task", 1, "x", "202700001", True, "Task", "tasks")
    text = ics.calendar([entry], base_url="https://" + "é" * 80, now=clock.now())
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "é" * 80 in text.replace("\r\n ", "")
    assert ics.escape("a;b,c\\d\n") == "a\\;b\\,c\\\\d\\n"
    assert "DTEND;VALUE=DATE:20261201" in text


def test_the_month_costs_a_constant_number_of_statements(acting, sign_in, statements, made):
    _number, day = made
    client = sign_in("investigator.ia")
    client.get(month_of(day))
    with statements() as seen:
        client.get(month_of(day))
    assert len(seen) <= 9, seen
