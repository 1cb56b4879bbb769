"""Dates by order, hearings, witnesses and stays: by whom, in which order, and where they show."""

from datetime import date

from sqlalchemy import select

from jicms.access.actor import current_actor
from jicms.appeals import service, stays
from jicms.appeals.models import Appeal
from jicms.appeals.models_hearing import AppealDate, AppealHearing, AppealStay, AppealWitness
from jicms.appeals.notices import sweep_hearings
from jicms.deadlines.models import CaseClock, ClockState
from jicms.discipline import service as discipline_service
from jicms.notices.models import Notice
from tests.factories import appeals, discipline

ORDERED = {
    "kind": "CLOSE_OF_RECORD",
    "ordered_on": "05/20/2024",
    "due_on": "06/10/2024",
    "order": "Order of May 20",
}


def version(reading, model):
    with reading() as session:
        return str(session.scalar(select(model.version)))


def running(reading):
    with reading() as session:
        found = select(CaseClock).filter_by(rule_code="JUDGE_ORDER", state=ClockState.RUNNING)
        return [(row.label, row.due_on) for row in session.scalars(found)]


def test_a_date_by_order_runs_in_queue_and_calendar_and_is_moved_with_its_history(
    appealed, sign_in, reading
):
    client, at = sign_in("specialist.ler"), f"{appealed}/appeals/1/dates"
    early = client.post(f"{at}/new", data=ORDERED | {"due_on": "05/19/2024"})
    assert "before the order" in early.text
    assert client.post(f"{at}/new", data=ORDERED).status_code == 302
    assert running(reading) == [("Close of record", date(2024, 6, 10))]
    assert "Close of record" in client.get("/discipline").text
    month = client.get("/calendar?month=2024-06&who=all").text
    assert "Close of record" in month
    assert "Close of record" in client.get("/calendar?month=2024-06").text, "his own"
    move = {
        "due_on": "06/24/2024",
        "ordered_on": "06/03/2024",
        "reason": "Joint request",
        "version": version(reading, AppealDate),
    }
    assert client.post(f"{at}/1/move", data=move).status_code == 302
    assert running(reading) == [("Close of record", date(2024, 6, 24))]
    assert client.post(f"{at}/1/move", data=move).status_code == 409, "a stale form"
    page = client.get(f"{appealed}/appeals/1").text
    assert "Before Jun 3, 2024: Jun 10, 2024" in page
    assert "Joint request" in page
    done = {"state": "MET", "on": "06/03/2024", "version": version(reading, AppealDate)}
    assert client.post(f"{at}/1/end", data=done).status_code == 302
    assert running(reading) == []


def test_a_hearing_is_set_continued_and_held_and_witnesses_say_what_they_prove(
    appealed, acting, sign_in, reading
):
    with acting() as session:
        counsel = discipline.user("counsel.cbp", session)
        row = session.scalar(select(Appeal))
        service.name_counsel(row, actor=current_actor(), counsel=counsel)
    client, at = sign_in("counsel.cbp"), f"{appealed}/appeals/1"
    hearing = {"day": "06/12/2024", "time": "9:30 am", "days": "2", "mode": "IN_PERSON"}
    assert "Write where it is held" in client.post(f"{at}/hearings/new", data=hearing).text
    hearing["place"] = "Regional office, room 4"
    assert client.post(f"{at}/hearings/new", data=hearing).status_code == 302
    assert "is set already" in client.post(f"{at}/hearings/new", data=hearing).text
    for name in ("specialist.ler", "counsel.cbp"):
        month = sign_in(name).get("/calendar?month=2024-06").text
        assert "Hearing in an appeal, 9:30 a" in month, name
    with acting() as session:
        sweep_hearings()
        told = session.scalars(select(Notice).filter_by(event="APPEAL_HEARING_SOON")).all()
        assert {row.due_on for row in told} == {date(2024, 6, 12)}
        assert len(told) == 2, "the specialist and the counsel"
    end = {"state": "HELD", "reason": "", "version": version(reading, AppealHearing)}
    assert "It lies ahead" in client.post(f"{at}/hearings/1/end", data=end).text
    end |= {"state": "CONTINUED", "reason": "The judge is ill"}
    assert client.post(f"{at}/hearings/1/end", data=end).status_code == 302
    witness = {"name": "R. Vance", "called_by": "AGENCY", "proves": "Ran the report of searches"}
    assert client.post(f"{at}/witnesses/new", data=witness | {"proves": ""}).status_code == 422
    witness |= {"available": "June 12 and 13", "sworn_on": "06/01/2024"}
    assert client.post(f"{at}/witnesses/new", data=witness).status_code == 302
    ruling = {"ruling": "DENIED", "ruled_on": "06/03/2024", "note": "Cumulative"}
    ruling["version"] = version(reading, AppealWitness)
    assert client.post(f"{at}/witnesses/1/ruling", data=ruling).status_code == 302
    printed = client.get(f"{at}/witnesses").text
    for said in ("Ran the report of searches", "Sworn Jun 1, 2024", "Denied", "Cumulative"):
        assert said in printed
    assert "The judge is ill" in client.get(at).text
    with acting() as session:
        sweep_hearings()
        told = session.scalars(select(Notice).filter_by(event="APPEAL_HEARING_SOON")).all()
        assert all(row.cleared_at for row in told), "it is not ahead any more"


def test_a_stay_keeps_the_action_from_taking_effect_until_it_ends(
    appealed, acting, sign_in, reading, action_of
):
    client, at = sign_in("specialist.ler"), f"{appealed}/appeals/1/stays"
    asked = {"requested_on": "04/02/2024", "requested_by": "The Special Counsel"}
    assert client.post(f"{at}/new", data=asked).status_code == 302
    grant = {"said_": "granted", "on": "04/05/2024", "until_on": "06/10/2024"}
    grant["version"] = version(reading, AppealStay)
    assert client.post(f"{at}/1/next", data=grant).status_code == 302
    effective = {"version": "1"}
    with acting() as session:
        action = action_of(session)
        discipline.refused(
            lambda: discipline_service.make_effective(action, actor=current_actor()),
            "A stay stands until Jun 10, 2024",
        )
        effective["version"] = str(action.version)
    assert "A stay stands" in client.post(f"{appealed}/effective", data=effective).text
    with acting() as session:
        stay = session.scalar(select(AppealStay))
        stays.move_stay(
            stay,
            actor=current_actor(),
            said="extended",
            on=date(2024, 6, 1),
            until_on=date(2024, 7, 1),
        )
        stays.move_stay(stay, actor=current_actor(), said="ended", on=date(2024, 6, 3))
        said = [(row.said, row.until_on) for row in stay.events]
        assert said == [
            ("requested", None),
            ("granted", date(2024, 6, 10)),
            ("extended", date(2024, 7, 1)),
            ("ended", None),
        ]
        discipline_service.make_effective(action_of(session), actor=current_actor())


def test_what_is_ahead_ends_with_the_filing(appealed, acting, sign_in, appeal_of, reading):
    from tests.appeals.test_outcomes import decide

    client, at = sign_in("specialist.ler"), f"{appealed}/appeals/1"
    client.post(f"{at}/dates/new", data=ORDERED)
    hearing = {"day": "06/12/2024", "time": "9:30 am", "days": "1", "mode": "VIDEO"}
    client.post(f"{at}/hearings/new", data=hearing)
    with acting() as session:
        decide(appeal_of(session), "WITHDRAWN", date(2024, 6, 3))
        assert str(session.scalar(select(AppealDate.state))) == "VACATED"
        assert str(session.scalar(select(AppealHearing.state))) == "CANCELLED"
    assert running(reading) == []
    page = client.get(at).text
    for gone in ("Record the outcome", "Record a step", "Record a hearing", "Move"):
        assert gone not in page, gone


def test_nobody_else_reads_what_is_heard(appealed, acting, reading, appeal_of):
    from jicms.appeals import hearings

    with acting() as session:
        me, appeal = current_actor(), appeal_of(session)
        hearings.order_date(
            appeal,
            actor=me,
            kind="COMPLIANCE",
            ordered_on=date(2024, 5, 1),
            due_on=date(2024, 7, 1),
        )
        hearings.add_witness(appeal, actor=me, name="A", called_by="JUDGE", proves="B")
        stays.request_stay(appeal, actor=me, requested_on=date(2024, 5, 1), requested_by="C")
        appeals.stepped(session, appeal, "ACKNOWLEDGED", date(2024, 5, 6))
    for name in ("official2.cbp", "supervisor.ia", "supervisor.elr", "auditor", "counsel.cbp"):
        with reading(name) as session:
            for model in (AppealDate, AppealWitness, AppealStay):
                assert session.scalars(select(model)).all() == [], (name, model)
    with reading("supervisor.ler") as session:
        assert len(session.scalars(select(AppealWitness)).all()) == 1
