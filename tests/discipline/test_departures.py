"""An employee who leaves while pending: how the action ends, and the track of 5 USC 3322."""

import io
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from jicms.access.actor import current_actor
from jicms.allegations import service as allegations
from jicms.allegations.models import Allegation, AllegationSubject
from jicms.cases.models import CaseStatus, GrantKind
from jicms.core import clock, unit_of_work
from jicms.core.errors import Denied, TransitionRefused
from jicms.deadlines.models import CaseClock, ClockState
from jicms.discipline import service as discipline_service
from jicms.discipline.models import ActionStatus, DisciplinaryAction, PenaltyStage
from jicms.discipline.models_departures import Departure
from jicms.discipline.service import departures as service
from jicms.discipline.workflow import no_track_is_open
from jicms.investigations.models import (
    Investigation,
    InvestigationStatus,
    InvestigationType,
)
from tests.factories import accounts, cases, discipline

LEFT = {
    "kind": "RESIGNED",
    "left_on": "03/15/2024",
    "nature_code": "317",
    "reason": "Personal reasons.",
}


@pytest.fixture
def gone(at, sign_in, reading):
    """The employee resigned during the answer period: the action's address."""
    made = at("ANSWER")
    url = f"/cases/{made.number}/actions/1"
    form = LEFT | {"version": version(reading, "action")}
    answer = sign_in("specialist.ler").post(f"{url}/departure/new", data=form)
    assert answer.status_code == 302, answer.text
    return url


def version(reading, of="departure"):
    with reading() as session:
        row = session.scalars(select(Departure)).first()
        if of == "action":
            row = session.scalars(select(DisciplinaryAction)).one()
        return str(row.version)


@pytest.fixture
def post(gone, reading):
    """`post(client, "notice", …)` takes a step of the track with its version."""

    def sent(client, step, code=302, **data):
        data = {"version": version(reading), **data}
        answer = client.post(f"{gone}/departure/{step}", data=data)
        assert answer.status_code == code, (step, answer.status_code, answer.text)
        return answer.text

    return sent


@pytest.fixture
def determined(gone, post, sign_in, reading):
    """Counsel was asked, and determined that it is covered."""
    with reading():
        who = accounts.actor_of("counsel.cbp").user_id
    specialist = sign_in("specialist.ler")
    # Nothing of the track before counsel has spoken.
    post(specialist, "finding", 404, resolved_on="04/01/2024", is_adverse="yes", finding="F")
    post(specialist, "counsel", counsel=str(who))
    counsel = sign_in("counsel.cbp")
    assert "Determine" in counsel.get(f"{gone}/departure").text
    post(counsel, "determination", 422, is_covered="yes", covered_why="")
    post(counsel, "determination", is_covered="yes", covered_why="The matter was open.")
    return gone


def test_a_resignation_while_pending_runs_to_the_notation(
    determined, post, sign_in, reading, action_of
):
    client = sign_in("specialist.ler")
    page = client.get(determined).text
    assert "5 USC 3322: waits for the finding" in page
    with reading() as session:
        action = action_of(session)
        assert action.status is ActionStatus.FINAL
        assert action.penalty(PenaltyStage.FINAL).action_type_code == "RESIGNED_PENDING"
    with clock.at(datetime(2024, 7, 20, 15, tzinfo=UTC)):
        client = sign_in("specialist.ler")
        found = {"is_adverse": "yes", "finding": "Substantiated"}
        post(client, "finding", resolved_on="06/03/2024", **found)
        # Worked dates of the reference: 5 and 40 days, not rolled.
        assert due(reading) == {
            "USC3322_NOTIFY": date(2024, 6, 8),
            "USC3322_NOTATION": date(2024, 7, 13),
        }
        proof = {"notice_code": "CERTIFIED_MAIL", "proof": "7019 1120"}
        post(client, "notice", 422, noticed_on="06/01/2024", **proof)
        post(client, "notice", 422, noticed_on="06/05/2024", **proof | {"proof": ""})
        post(client, "notice", noticed_on="06/05/2024", **proof)
        assert due(reading) == {
            "USC3322_RESPONSE": date(2024, 7, 5),  # June 5 + 30
            "USC3322_NOTATION": date(2024, 7, 13),
        }
        told = {"is_notation": "yes", "decision": "It stands.", "decided_on": "07/05/2024"}
        early = post(client, "decision", 422, file=(io.BytesIO(b"no"), "d.pdf"), **told)
        assert "may respond to Jul 5, 2024" in early
        told["decided_on"] = "07/06/2024"
        post(client, "decision", 422, **told)
        post(client, "decision", file=(io.BytesIO(b"decided"), "d.pdf"), **told)
        post(client, "notation", 422, noted_on="07/01/2024")
        post(client, "notation", noted_on="07/10/2024")
        post(client, "appeal", appealed_on="07/12/2024")
        assert due(reading) == {"USC3322_APPEAL_NOTATION": date(2024, 7, 26)}
        post(client, "appeal-notation", appeal_noted_on="07/13/2024")
        post(client, "appeal-decision", appeal_decided_on="07/18/2024", is_reversed="yes")
        assert due(reading) == {"USC3322_REMOVE_NOTATION": date(2024, 8, 1)}
        assert "Removal is due" in client.get("/discipline/departures").text
        post(client, "removal", removed_on="07/19/2024")
        assert due(reading) == {}
        page = client.get(f"{determined}/departure").text
        assert "Notation removed" in page
        assert "The matter was open." in page
        assert client.get(f"{determined}/departure/written-decision").data == b"decided"
        assert "Nothing to do" in client.get("/discipline/departures").text


def due(reading):
    with reading() as session:
        rows = session.execute(
            select(CaseClock.rule_code, CaseClock.due_on).where(
                CaseClock.state == ClockState.RUNNING, CaseClock.rule_code.like("USC3322%")
            )
        )
        return {row.rule_code: row.due_on for row in rows}


def test_a_response_lets_the_decision_come_before_the_thirty_days(determined, acting):
    with acting("specialist.ler") as session, clock.at(datetime(2024, 4, 20, 15, tzinfo=UTC)):
        row, actor = session.scalars(select(Departure)).one(), current_actor()
        said = {"actor": actor, "finding": "F", "is_adverse": True}
        service.resolve(row, resolved_on=date(2024, 4, 3), **said)
        with pytest.raises(TransitionRefused):
            service.resolve(row, resolved_on=date(2024, 4, 3), **said)
        sent = {"notice_code": "HAND_DELIVERY", "proof": "Signed"}
        service.notify(row, actor=actor, noticed_on=date(2024, 4, 5), **sent)
        service.respond(row, actor=actor, responded_on=date(2024, 4, 10), response="Denied.")
        paper = discipline.stored_file(session)
        done = {"decided_on": date(2024, 4, 12), "decision": "No.", "file": paper}
        service.decide_notation(row, actor=actor, is_notation=False, **done)
        assert row.stage == "No notation"
        with pytest.raises(TransitionRefused):
            service.note_file(row, actor=actor, noted_on=date(2024, 4, 13))
        assert no_track_is_open(row.case, actor) is None


def test_a_retirement_counts_as_not_covered_unless_counsel_says_so(at, acting, sign_in, reading):
    made = at("ANSWER")
    with acting("specialist.ler") as session:
        action = session.scalars(select(DisciplinaryAction)).one()
        told = {"actor": current_actor(), "left_on": date(2024, 3, 31), "reason": "Of age"}
        discipline.refused(
            lambda: service.record_departure(action, kind="RETIRED", nature_code="317", **told),
            "fits how the employee left",
        )
        row = service.record_departure(action, kind="RETIRED", nature_code="302", **told)
        assert "not ended" in no_track_is_open(row.case, current_actor())
        service.ask_counsel(
            row, actor=current_actor(), counsel=discipline.user("counsel.cbp", session)
        )
        with pytest.raises(Denied):
            service.determine(row, actor=current_actor(), is_covered=True, covered_why="Me")
    url = f"/cases/{made.number}/actions/1/departure"
    client = sign_in("counsel.cbp")
    form = client.get(f"{url}/determination").text
    chosen = form.split('value="no"')[1].split(">")[0]
    assert "checked" in chosen
    data = {"is_covered": "no", "covered_why": "A retirement.", "version": version(reading)}
    assert client.post(f"{url}/determination", data=data).status_code == 302
    assert "Not covered" in sign_in("specialist.ler").get(url).text
    assert client.get(f"{url}/determination").status_code in {200, 403}
    assert client.post(f"{url}/determination", data=data).status_code in {403, 409, 422}


def test_the_case_goes_on_to_a_finding_after_the_employee_left(gone, acting, action_of):
    """Invariant 12: a separated employee's case can continue to a finding."""
    with acting() as session:
        action = action_of(session)
        action.case.status = CaseStatus.OPEN
        cases.grant(session, action.case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        of = {"case_id": action.case_id, "category_code": "FIN-01", "class_code": "CBP-3"}
        came = {"intake_method_code": "PHONE_HOTLINE", "received_at": clock.now()}
        more = Allegation(**of, **came, n=3)
        goes_on = {"type": InvestigationType.ADMINISTRATIVE, "opened_at": clock.now()}
        session.add(
            Investigation(case_id=action.case_id, n=2, status=InvestigationStatus.OPEN, **goes_on)
        )
        session.add(more)
        session.flush()
        charge = AllegationSubject(
            case_id=action.case_id, allegation_id=more.id, m=1, party_id=action.party_id
        )
        session.add(charge)
        session.flush()
        key = charge.id
    with acting("investigator.ia") as session:
        link = session.get(AllegationSubject, key)
        made = allegations.record_finding(
            link, actor=current_actor(), code="SUBSTANTIATED", reasons="By the log."
        )
        assert made.code == link.finding_code == "SUBSTANTIATED"


def test_wrong_and_stale_entries(at, sign_in, reading):
    made = at("ANSWER")
    url, client = f"/cases/{made.number}/actions/1/departure", sign_in("specialist.ler")
    form = LEFT | {"version": version(reading, "action")}
    for change, words in (
        ({"left_on": "04/03/2999"}, "2024"),
        ({"nature_code": "330"}, "entries offered"),
        ({"nature_code": "302"}, "fits how the employee left"),
        ({"reason": ""}, "Enter the reason"),
        ({"reason": "x" * 9000}, "too long"),
        ({"kind": "DIED"}, "entries offered"),
    ):
        answer = client.post(f"{url}/new", data=form | change)
        assert answer.status_code == 422, change
        assert words in answer.text, change
    assert client.post(f"{url}/new", data=form | {"version": "99"}).status_code == 409
    assert client.get(url).status_code == 404
    assert client.post(f"{url}/new", data=form).status_code == 302
    again = client.post(f"{url}/new", data=form).text
    assert "Record and end the action" not in again
    assert client.get(f"{url}/sideways").status_code == 404
    assert client.get(f"{url}/removal").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        *("official.cbp", "official2.cbp", "supervisor.ia", "investigator.ia"),
        *("specialist.elr", "supervisor.elr", "counsel.cbp"),
    ],
)
def test_nobody_else_sees_a_departure(gone, sign_in, name):
    client = sign_in(name)
    for part in ("", "/counsel", "/determination", "/written-decision"):
        assert client.get(f"{gone}/departure{part}").status_code in {403, 404}, part
    listed = client.get("/discipline/departures")
    assert listed.status_code == 403 or "D01" not in listed.text


def test_counsel_who_was_asked_reads_and_takes_no_other_step(determined, sign_in):
    client = sign_in("counsel.cbp")
    page = client.get(f"{determined}/departure").text
    assert "Personal reasons." in page
    assert "Record the finding" not in page
    assert client.get(f"{determined}/departure/finding").status_code == 403


@pytest.mark.parametrize(
    "change",
    [
        "is_covered = true",
        "is_covered = true, determined_by_id = 1, determined_on = '2024-04-01', covered_why = ''",
        "resolved_on = '2024-04-01', is_adverse = true",
        "noticed_on = '2024-04-01', proof = 'P'",
        "responded_on = '2024-04-01'",
        "decided_on = '2024-04-01', is_notation = true, decision = 'D'",
        "noted_on = '2024-04-01'",
        "appealed_on = '2024-04-01'",
        "removed_on = '2024-04-01'",
        "kind = 'DIED'",
    ],
)
def test_the_database_refuses_a_step_before_its_time(gone, app, change):
    with app.app_context(), pytest.raises(IntegrityError), unit_of_work.write() as session:
        session.connection().execute(text(f"UPDATE departure SET {change}"))


def test_an_action_that_is_served_is_not_left_while_pending(at, acting, action_of):
    at("SERVED")
    with acting("specialist.ler") as session:
        told = {"actor": current_actor(), "left_on": date(2024, 3, 31), "reason": "R"}
        with pytest.raises(TransitionRefused):
            service.record_departure(action_of(session), kind="RESIGNED", nature_code="317", **told)
        assert discipline_service.today_of(action_of(session)) == date(2024, 4, 2)
