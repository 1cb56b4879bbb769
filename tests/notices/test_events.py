"""Events of discipline, of the gate, of probations and of the trail, told until they are over."""

from datetime import timedelta
from pathlib import Path

import pytest

from jicms.cases.models import CaseStatus, Party, PartyRole, SubjectStatus
from jicms.core import clock
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import ClockSide
from jicms.people.models import Employment
from tests.cases.conftest import found
from tests.factories import accounts, cases
from tests.factories.world import world


@pytest.fixture
def sweep(app):
    def run():
        assert app.test_cli_runner().invoke(args=["notices", "sweep"]).exit_code == 0

    return run


@pytest.mark.parametrize(
    ("rule", "event"),
    [
        (("ANSWER_SUBPART_D", ["receipt"], 7), "ANSWER_DUE"),
        (("EFFECTIVE_SUBPART_D", ["receipt"], 31), "EARLIEST_EFFECTIVE"),
        (("MSPB_APPEAL", ["effective", "receipt"], 30), "APPEAL_WINDOW_CLOSES"),
    ],
)
def test_legal_dates_are_told_to_the_specialist_until_the_step(
    acting, sweep, standing, rule, event
):
    code, names, days = rule
    begin = clock.now()
    with acting() as session:
        made = world(session, n=3)
        made.action.specialist_id = accounts.actor_of("specialist.ler").user_id
        number, owner = made.case.number, deadlines.Owner("disciplinary_action", made.action.id)
        deadlines.start_clock(
            made.case,
            code=code,
            starts=dict.fromkeys(names, begin),
            side=ClockSide.DISCIPLINE,
            zone=made.case.agency.zone,
            owner=owner,
        )
    sweep()
    assert event not in standing("specialist.ler")
    for later in (days, days + 20):
        with clock.at(begin + timedelta(days=later)):
            sweep()
        assert standing("specialist.ler").count(event) == 1
        assert {"CLOCK_SOON", "CLOCK_OVERDUE"}.isdisjoint(standing("specialist.ler"))
    with acting() as session:
        deadlines.meet(found(session, number), code=code, owner=owner)
    assert event not in standing("specialist.ler")


def test_a_probation_that_ends_soon_is_told_until_it_is_over(acting, sweep, standing):
    today = clock.now().date()
    with acting() as session:
        case = cases.case(session, status=CaseStatus.OPEN)
        case.lead_user_id = accounts.actor_of("investigator.ia").user_id
        party = cases.party(session, case, role=PartyRole.SUBJECT, account="official.cbp")
        job = Employment(
            person_id=party.person_id,
            valid_from=today - timedelta(300),
            probation_ends=today + timedelta(40),
        )
        session.add(job)
        session.flush()
        party.at_opening_id = job.id
        key = party.id
    sweep()
    assert standing("investigator.ia") == []
    with clock.at(clock.now() + timedelta(days=12)):
        sweep()
        sweep()
    assert standing("investigator.ia") == standing("supervisor.ia") == ["PROBATION_ENDS"]
    assert standing("official.cbp") == [], "the subject is told nothing"
    with acting() as session:
        session.get(Party, key).subject_status = SubjectStatus.FINAL
    with clock.at(clock.now() + timedelta(days=13)):
        sweep()
    assert standing("investigator.ia") == []


def test_a_broken_chain_is_told_to_auditors_until_it_holds(app, acting, sweep, standing, sign_in):
    with acting() as session:
        cases.case(session)
    assert app.test_cli_runner().invoke(args=["audit", "seal"]).exit_code == 0
    sweep()
    assert "AUDIT_CHAIN_BREAK" not in standing("auditor")
    anchor = app.config["AUDIT_ANCHOR"]
    with Path(anchor).open("a", encoding="utf-8") as file:
        file.write("999 2026-01-01T00:00:00+00:00 1 0000 0000\n")
    sweep()
    assert standing("auditor") == ["AUDIT_CHAIN_BREAK"]
    page = sign_in("auditor").get("/notices").text
    assert "The audit trail does not agree with its seals" in page


def rows_with(page, *sentences):
    rows = [row for row in page.split("<tr>") if any(words in row for words in sentences)]
    return "".join(rows)


def test_a_window_of_the_employee_is_never_told_of_as_late(acting, sweep, standing, sign_in):
    begin = clock.now()
    with acting() as session:
        made = world(session, n=3)
        made.action.specialist_id = accounts.actor_of("specialist.ler").user_id
        for code, start in (("EEO_COUNSELOR", "matter"), ("MSPB_APPEAL", None)):
            deadlines.start_clock(
                made.case,
                code=code,
                starts={start: begin} if start else {"effective": begin, "receipt": begin},
                side=ClockSide.DISCIPLINE,
                zone=made.case.agency.zone,
                owner=deadlines.Owner("disciplinary_action", made.action.id),
            )
    seen, appeal = {}, "APPEAL_WINDOW_CLOSES"
    for days in (44, 50, 80):
        with clock.at(begin + timedelta(days=days)):
            sweep()
            page = sign_in("specialist.ler").get("/notices").text
            told = {"CLOCK_SOON", "CLOCK_OVERDUE", appeal} & set(standing("specialist.ler"))
            rows = rows_with(page, "time to appeal ends", "date has passed", "date comes near")
            seen[days] = (told, "Overdue" in rows, ">Passed<" in rows)
    assert seen[44] == ({"CLOCK_SOON", appeal}, False, True)
    assert seen[50] == ({appeal}, False, True), "the counselor's window has closed, unused"
    assert seen[80] == (set(), False, False), "and a month after its day the appeal's is forgotten"


def test_a_floor_is_told_of_as_the_first_day_and_not_as_late(acting, sweep, sign_in):
    begin = clock.now()
    with acting() as session:
        made = world(session, n=3)
        made.action.specialist_id = accounts.actor_of("specialist.ler").user_id
        deadlines.start_clock(
            made.case,
            code="EFFECTIVE_SUBPART_D",
            starts={"receipt": begin},
            side=ClockSide.DISCIPLINE,
            zone=made.case.agency.zone,
            owner=deadlines.Owner("disciplinary_action", made.action.id),
        )
    with clock.at(begin + timedelta(days=40)):
        sweep()
        page = sign_in("specialist.ler").get("/notices").text
        told = rows_with(page, "An action may take effect")
        assert ("Not before" in told, "Overdue" in told) == (True, False)
        month = f"/calendar?month={begin + timedelta(days=31):%Y-%m}"
        dates = sign_in("specialist.ler").get(month).text
        assert ">Not before<" in dates, "and one's own calendar has it, worded so"
        assert ">Not before<" not in sign_in("supervisor.ler").get(month).text
