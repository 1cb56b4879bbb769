"""The end of a mailbox: kept while anybody works on the report, then for the days of the rule."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.cases.models import Case, CaseStatus
from jicms.core import clock
from jicms.core.errors import RuleBroken
from jicms.deadlines.models import DeadlineRule
from jicms.dropbox import tables
from jicms.intake import collecting, ending, service
from jicms.intake.models_received import ReceivedReport, ReporterMessage, ReportState
from jicms.intake.service import mailboxes
from tests.factories import accounts, cases
from tests.support.hotline import Visitor, rows


@pytest.fixture
def run(app, box):
    """The daily job, so many days from now; what it ended: (mailboxes, letters)."""

    def days_later(days):
        # Days of the agency's calendar: across a clock change they are not so many hours.
        local = clock.now().astimezone(ZoneInfo("America/New_York"))
        with clock.at(local + timedelta(days=days)), app.app_context():
            done = ending.end_idle(box.collect)
            return done.mailboxes, done.letters

    return days_later


@pytest.fixture
def receipt(app, box, visitor):
    """Code and passphrase of a report that was collected and has one letter in its mailbox."""
    visitor.fill()
    visitor.send()
    with app.app_context():
        assert collecting.collect(box.collect).posted == 1
    return visitor.receipt


def decide(acting, *, case_status=None):
    """Dismiss the report, or tie it to a case of that status; the number of the report."""
    with acting() as session:
        report = session.scalars(select(ReceivedReport)).one()
        report.decided_at = clock.now()
        report.state, report.dismissal_code = ReportState.DISMISSED, "INFORMATION_ONLY"
        if case_status is not None:
            is_closed = case_status is CaseStatus.CLOSED
            ended = {"closed_at": clock.now(), "closure_code": "COMPLETED"} if is_closed else {}
            case = cases.case(session, status=case_status, **ended)
            report.state, report.case_id = ReportState.RECORDED, case.id
            report.dismissal_code = None
        return report.id


def test_it_ends_after_the_days_of_the_rule_with_door_and_letters(
    acting, collecting, hotline, receipt, run
):
    assert run(3_000) == (0, 0), "the desk has not decided"
    number = decide(acting)
    assert run(180) == (0, 0)
    assert rows(collecting, tables.mailbox) == rows(collecting, tables.letter) == 1
    assert run(181) == (1, 1)
    assert rows(collecting, tables.mailbox) == rows(collecting, tables.letter) == 0
    assert run(182) == (0, 0), "once"
    assert Visitor(hotline).enter(*receipt).status_code == 422, "the code opens nothing"
    with acting() as session:
        report = session.get(ReceivedReport, number)
        assert report.mailbox_ended_at is not None
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "MAILBOX_ENDED")).one()
        assert (event.entity_id, json.loads(event.detail)["letters"]) == (number, 1)
        kept = session.scalars(select(ReporterMessage)).all()
        assert len(kept) == 2, "what was written stays with the report"


@pytest.mark.parametrize(
    ("status", "ends"),
    [(CaseStatus.TRIAGE, False), (CaseStatus.OPEN, False), (CaseStatus.CLOSED, True)],
)
@pytest.mark.usefixtures("receipt")
def test_while_its_case_is_worked_on_it_stays(acting, run, status, ends):
    decide(acting, case_status=status)
    assert run(400) == ((1, 1) if ends else (0, 0))


@pytest.mark.usefixtures("receipt")
def test_a_duplicate_keeps_its_mailbox_while_the_matter_goes_on(acting, run):
    decide(acting, case_status=CaseStatus.TRIAGE)
    with acting() as session:
        case = session.scalars(select(Case)).one()
        other, last = (cases.case(session, status=CaseStatus.OPEN) for _ in range(2))
        for merged, into in ((case, other), (other, last)):
            merged.status, merged.merged_into_id = CaseStatus.MERGED_DUPLICATE, into.id
        goes_on = last.id
    assert run(400) == (0, 0), "the last of them works on it"
    with acting() as session:
        case = session.get(Case, goes_on)
        case.status, case.closed_at, case.closure_code = CaseStatus.CLOSED, clock.now(), "COMPLETED"
    assert run(400) == (1, 1)


@pytest.mark.usefixtures("receipt")
def test_who_writes_while_a_mailbox_is_being_ended_is_told(acting):
    number, later, read = decide(acting), clock.now() + timedelta(days=181), Event()
    asked = []

    def ask():
        with clock.at(later), acting("supervisor.ia") as session:
            report = session.get(ReceivedReport, number)
            read.set()
            service.ask(report, actor=session.info["actor"], text="Which gate?")

    def remove(_digest):
        asked.append(pool.submit(ask))
        read.wait(1)  # on SQLite it waits for us from its start
        return 1

    with ThreadPoolExecutor(1) as pool:
        with clock.at(later), acting() as session:
            actor = session.info["actor"]
            assert mailboxes.end_mailbox(number, actor=actor, remove=remove) == 1
        with pytest.raises(RuleBroken, match="has ended"):
            asked[0].result()


@pytest.mark.usefixtures("receipt")
def test_each_message_makes_the_days_begin_anew(acting, run):
    number = decide(acting)
    with clock.at(clock.now() + timedelta(days=100)), acting("supervisor.ia") as session:
        actor = session.info["actor"]
        service.ask(session.get(ReceivedReport, number), actor=actor, text="Which gate?")
    assert run(200) == (0, 0)
    assert run(281)[0] == 1


@pytest.mark.usefixtures("receipt")
def test_the_days_are_a_dated_rule_that_an_office_may_change(acting, run):
    decide(acting)
    with acting() as session:
        rule = session.scalars(select(DeadlineRule).where(DeadlineRule.code == "MAILBOX_KEPT"))
        row = rule.one()
        terms = [dict(term, number=30) for term in row.terms]
        assert terms != row.terms
        values = {
            column.key: getattr(row, column.key)
            for column in DeadlineRule.__mapper__.column_attrs
            if column.key not in {"id", "created_at", "version"}
        }
        session.add(DeadlineRule(**values | {"version": 2, "terms": terms}))
        row.valid_to = clock.today("America/New_York") - timedelta(days=1)
    assert run(31)[0] == 1


@pytest.mark.usefixtures("receipt")
def test_nobody_writes_to_a_mailbox_that_ended(acting, sign_in, run):
    number = decide(acting)
    client = sign_in("supervisor.ia")
    page = f"/intake/received/{number}"
    assert "Write to the reporter" in client.get(page).text
    assert run(181)[0] == 1
    shown = client.get(page).text
    assert "The mailbox ended" in shown
    assert "Write to the reporter" not in shown
    refused = client.post(f"{page}/ask", data={"text": "Which gate?"})
    assert refused.status_code == 422
    assert "can’t be reached" in refused.text


@pytest.mark.usefixtures("receipt")
def test_on_a_case_the_button_goes_with_the_mailbox(acting, sign_in, run):
    decide(acting, case_status=CaseStatus.CLOSED)
    assert run(400)[0] == 1
    with acting() as session:
        case = session.scalars(select(Case)).one()
        case.status, case.closed_at, case.closure_code = CaseStatus.OPEN, None, None  # reopened
        number = case.number
        report = session.scalars(select(ReceivedReport)).one()
        with pytest.raises(RuleBroken, match="has ended"):
            service.ask(report, actor=accounts.actor_of("supervisor.ia"), text="?")
    page = sign_in("supervisor.ia").get(f"/cases/{number}/reporter").text
    assert "The mailbox ended" in page
    assert f"/cases/{number}/reporter/ask" not in page


def test_the_reporter_is_told_how_long_the_code_works(hotline, receipt):
    visitor = Visitor(hotline)
    assert "180 days" in visitor.get("/mailbox").text
    assert "at least 180 days after that" in visitor.enter(*receipt).text


def test_the_daily_command_says_what_it_ended(app, box, receipt, acting):
    decide(acting)
    runner, before = app.test_cli_runner(), app.config["DROPBOX"]
    try:
        app.config["DROPBOX"] = box.collect
        with clock.at(clock.now() + timedelta(days=181)):
            done = runner.invoke(args=["intake", "drop-expired"])
        assert (done.exit_code, "1 idle mailboxes ended, with 1 letters." in done.output) == (
            0,
            True,
        )
        app.config["DROPBOX"] = "nonsense"
        done = runner.invoke(args=["intake", "drop-expired"])
        assert (done.exit_code, "can't be reached" in done.output) == (1, True)
    finally:
        app.config["DROPBOX"] = before
