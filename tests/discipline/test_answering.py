"""What stands between notice and decision as dated events: material, more time, answers."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from jicms.access.actor import current_actor
from jicms.core import unit_of_work
from jicms.core.errors import Denied, TransitionRefused
from jicms.discipline import service
from jicms.discipline.models import ActionStatus, Answer
from jicms.discipline.models_answers import (
    AnswerExtension,
    FurnishedPiece,
    MaterialFurnished,
    OralAnswer,
    PersonnelAction,
)
from jicms.discipline.service import extending, furnishing, oral, pending
from jicms.litigation import gathering
from tests.discipline.test_screens import ok, send
from tests.factories import discipline
from tests.factories.discipline import refused

HEARD = datetime(2024, 3, 12, 15, tzinfo=UTC)
SAID = "He says that the searches were for a colleague."


def step(session, action_of):
    return action_of(session), current_actor()


# Material furnished


def furnish(action, **values):
    told = {
        "on": date(2024, 2, 29),
        "to": "REPRESENTATIVE",
        "recipient": "U. Nion",
        "method_code": "EMAIL",
        "pieces": list(furnishing.material_of(action)),
        "proof": "Read receipt.",
        **values,
    }
    return furnishing.furnish_material(action, actor=current_actor(), **told)


def test_no_notice_is_served_while_the_employee_lacks_what_it_relies_on(acting, at, action_of):
    at("PROPOSED")
    with acting("specialist.ler") as session:
        action = action_of(session)
        told = {"material_with_notice": False}
        missing = refused(
            lambda: discipline.served(session, action, **told), "Report 001, Exhibit 1"
        )
        assert missing.field == "material_with_notice"
    with acting("specialist.ler") as session:
        action = action_of(session)
        furnish(action, pieces=furnishing.material_of(action)[:1])
        furnish(action, pieces=furnishing.material_of(action)[1:], on=date(2024, 3, 2))
        refused(lambda: discipline.served(session, action, **told), "given what", ": Exhibit 1.")
    with acting("specialist.ler") as session:
        action = action_of(session)
        furnish(action)
        discipline.served(session, action, **told)
        assert action.status is ActionStatus.ANSWER
        rows = session.scalars(select(MaterialFurnished)).all()
        assert [row.service_id for row in rows] == [None] * 3, "nothing is kept twice"


def test_what_goes_with_the_notice_rests_on_its_service(acting, at, action_of):
    at("PROPOSED")
    with acting("specialist.ler") as session:
        action = discipline.served(session, action_of(session))
        row = session.scalars(select(MaterialFurnished)).one()
        assert row.on == date(2024, 3, 1)
        assert row.service is not None
        assert (row.proof, row.method_code) == ("", None)
        labels = session.scalars(select(FurnishedPiece.label).order_by(FurnishedPiece.id)).all()
        assert labels == ["Report 001", "Exhibit 1"]
        assert furnishing.unfurnished(action) == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"on": date(2024, 2, 27)}, "on"),
        ({"on": date(2024, 4, 3)}, "on"),
        ({"recipient": " "}, "recipient"),
        ({"proof": " "}, "proof"),
        ({"method_code": "PIGEON"}, "method_code"),
        ({"pieces": []}, "pieces"),
    ],
)
def test_what_was_furnished_is_whole(acting, at, action_of, values, field):
    at("PROPOSED")
    with acting("specialist.ler") as session:
        assert refused(lambda: furnish(action_of(session), **values)).field == field


# More time


def test_a_request_waits_until_it_is_granted_and_moves_the_due_date(acting, at, action_of):
    at("ANSWER")
    with acting("specialist.ler") as session:
        action, me = step(session, action_of)
        told = {"actor": me, "asked_on": date(2024, 3, 5), "asked_by": "REPRESENTATIVE"}
        early = {**told, "asked_on": date(2024, 2, 29)}
        assert refused(lambda: extending.ask_extension(action, **early)).field == "asked_on"
        asked = extending.ask_extension(action, **told, channel="FAX", reason="Was away.")
        with pytest.raises(TransitionRefused):
            extending.ask_extension(action, **told)
        refused(lambda: service.record_answer(action, actor=me, kind="NONE"), "asked for more time")
        day = {"until": date(2024, 3, 15), "decided_on": date(2024, 3, 4)}
        before = refused(lambda: service.extend_answer(action, actor=me, **day))
        assert before.field == "decided_on"
        service.extend_answer(action, actor=me, until=date(2024, 3, 15), reason="Timely.")
        assert action.answer_due_on == date(2024, 3, 15)
        assert (asked.outcome.value, asked.until) == ("GRANTED", date(2024, 3, 15))
        assert asked.decided_by == action.deciding_official.name
        assert pending.open_request(action) is None


def test_a_request_is_refused_with_a_reason_and_the_time_stays(acting, at, action_of):
    at("ANSWER")
    with acting("specialist.ler") as session:
        action, me = step(session, action_of)
        due = action.answer_due_on
        with pytest.raises(TransitionRefused):
            extending.refuse_extension(action, actor=me, reason="Late.")
        extending.ask_extension(action, actor=me, asked_on=date(2024, 3, 5))
        bare = refused(lambda: extending.refuse_extension(action, actor=me, reason=" "))
        assert bare.field == "reason"
        extending.refuse_extension(action, actor=me, reason="No ground.", decided_by="D. Official")
        assert action.answer_due_on == due
        row = session.scalars(select(AnswerExtension)).one()
        assert (row.outcome.value, row.until, row.decided_by) == ("REFUSED", None, "D. Official")


def test_an_answer_that_came_meanwhile_does_not_settle_the_request(acting, at, action_of):
    at("ANSWER")
    with acting("specialist.ler") as session:
        action, me = step(session, action_of)
        extending.ask_extension(action, actor=me, asked_on=date(2024, 3, 5))
        discipline.weighed(session, discipline.answered(session, action))
        with pytest.raises(TransitionRefused):
            service.extend_answer(action, actor=me, until=date(2024, 3, 25))
        refused(lambda: discipline.decided(session, action), "asked for more time")
        extending.refuse_extension(action, actor=me, reason="Answered meanwhile.")
        discipline.decided(session, action)


# The oral answer


def asked(session, action):
    return oral.request_oral(action, actor=current_actor(), requested_on=date(2024, 3, 5))


def scheduled(session, row, **values):
    told = {
        "at": HEARD,
        "place": "Room 2",
        "hearer": discipline.user("official2.cbp", session),
        "power": "DECIDE",
        **values,
    }
    return oral.schedule_oral(row, actor=current_actor(), **told)


def held(row, **values):
    told = {"held_at": HEARD, "summary_by": "C. Lerk", "summary": SAID, **values}
    return oral.hold_oral(row, actor=current_actor(), **told)


def test_an_oral_answer_from_its_request_to_its_summary(acting, at, action_of):
    at("ANSWER")
    with acting("specialist.ler") as session:
        action, me = step(session, action_of)
        row = asked(session, action)
        with pytest.raises(TransitionRefused):
            asked(session, action)
        refused(lambda: held(row), "when, where and by whom")
        scheduled(session, row)
        assert refused(lambda: held(row, summary_by=" ")).field == "summary_by"
        assert refused(lambda: held(row, summary=" ")).field == "summary"
        held(row, representative="U. Nion")
        assert action.status is ActionStatus.DECISION
        answer = session.scalars(select(Answer)).one()
        assert (answer.kind.value, answer.summary_by) == ("ORAL", "C. Lerk")
        assert row.answer_id == answer.id
        early = {"on": date(2024, 3, 11), "method_code": "EMAIL"}
        assert refused(lambda: oral.furnish_summary(row, actor=me, **early)).field == "on"
        oral.furnish_summary(row, actor=me, on=date(2024, 3, 14), method_code="EMAIL")
        with pytest.raises(TransitionRefused):
            oral.furnish_summary(row, actor=me, on=date(2024, 3, 14), method_code="EMAIL")
        titles = [found.title for found in gathering.papers(action) if found.part == "ORAL"]
        assert titles == ["Summary of the oral reply, written by C. Lerk"]


@pytest.mark.parametrize("outcome", ["WAIVED", "NOT_APPEARED"])
def test_the_decision_waits_for_the_oral_answer_to_end(acting, at, action_of, outcome):
    at("DECISION")
    with acting("specialist.ler") as session:
        action, me = step(session, action_of)
        row = asked(session, action)
        refused(lambda: discipline.decided(session, action), "asked to answer orally")
        told = {"actor": me, "outcome": outcome}
        if outcome == "NOT_APPEARED":
            unset = refused(lambda: oral.end_oral(row, **told, on=date(2024, 3, 12)))
            assert unset.field == "outcome"
            scheduled(session, row)
            assert refused(lambda: oral.end_oral(row, **told, on=date(2024, 3, 11))).field == "on"
        oral.end_oral(row, **told, on=date(2024, 3, 12))
        discipline.decided(session, action)
        with pytest.raises(TransitionRefused):
            scheduled(session, row)


def test_who_hears_it_may_decide_or_recommend_and_has_no_part_in_the_case(acting, at, action_of):
    at("ANSWER")
    with acting() as session:
        third = discipline.official(session, "official3.cbp").id
    with acting("specialist.ler") as session:
        row = asked(session, action_of(session))
        proposing = discipline.user("official.cbp", session)
        assert refused(lambda: scheduled(session, row, hearer=proposing)).field == "hearer"
        mine = discipline.user("specialist.ler", session)
        assert refused(lambda: scheduled(session, row, hearer=mine)).field == "hearer"
        assert refused(lambda: scheduled(session, row, power="RECOMMEND")).field == "power"
        other = discipline.user("official3.cbp", session)
        assert other.id == third
        assert refused(lambda: scheduled(session, row, hearer=other)).field == "power"
        scheduled(session, row, hearer=other, power="RECOMMEND")
        assert row.hearer_id == third


def test_an_answer_says_how_and_from_whom_it_came(acting, at, action_of):
    at("ANSWER")
    with acting("specialist.ler") as session:
        action = action_of(session)
        for values, field in (
            ({"channel": None}, "channel"),
            ({"submitted_by": None}, "submitted_by"),
            ({"kind": "ORAL"}, "kind"),
        ):
            bad = refused(lambda v=values: discipline.answered(session, action, **v))
            assert bad.field == field


# Pages, sight, database


def test_the_whole_way_through_the_pages(at, sign_in):
    number = at("ANSWER").number
    client, base = sign_in("specialist.ler"), f"/cases/{number}/actions/1"
    me = {"requested_on": "03/05/2024", "requested_by": "EMPLOYEE", "channel": "EMAIL"}
    ok(send(client, f"{base}/oral-answer", **me))
    ask = {"asked_on": "03/05/2024", "asked_by": "EMPLOYEE", "channel": "MAIL", "reason": "Away."}
    ok(send(client, f"{base}/extension-request", **ask))
    grant = {"outcome": "GRANTED", "decided_on": "03/06/2024", "decided_by": "T. Official"}
    bare = send(client, f"{base}/extension", **grant)
    assert "Enter the new answer date." in bare.text
    ok(send(client, f"{base}/extension", **grant, until="03/15/2024"))
    hearing = {"on": "03/12/2024", "at": "11:00 am", "place": "Room 2", "power": "DECIDE"}
    page = client.get(f"{base}/oral-answer/schedule").text
    deciding = page.split('name="hearer"')[1].split(" selected")[0].rsplit('value="', 1)[1]
    ok(send(client, f"{base}/oral-answer/schedule", **hearing, hearer=deciding.split('"')[0]))
    seen = sign_in("official2.cbp").get(f"/packages/{number}/1").text
    assert "Room 2" in seen
    told = {"received_on": "03/12/2024", "received_time": "11:05 am", "summary_by": "C. Lerk"}
    ok(send(client, f"{base}/oral-answer/summary", **told, summary=SAID))
    last = {"on": "03/14/2024", "method_code": "EMAIL"}
    ok(send(client, f"{base}/oral-answer/summary-furnished", **last))
    page = client.get(f"{base}/steps").text
    for said in ("Asked by mail. Away", "Granted to Mar 15, 2024", "Room 2. May decide", "Held"):
        assert said in page
    assert "Summary furnished to the employee: e-mail" in page
    assert SAID in sign_in("official2.cbp").get(f"/packages/{number}/1").text


def test_nobody_outside_reads_or_takes_these_steps(acting, at, action_of, sign_in, reading):
    number = at("ANSWER").number
    with acting("specialist.ler") as session:
        action, me = step(session, action_of)
        extending.ask_extension(action, actor=me, asked_on=date(2024, 3, 5))
        scheduled(session, asked(session, action))
    inner = (MaterialFurnished, FurnishedPiece, AnswerExtension, PersonnelAction)
    for name in ("official.cbp", "official2.cbp", "supervisor.ia", "supervisor.elr", "auditor"):
        with reading(name) as session:
            for model in inner:
                assert not session.scalars(select(model)).all(), (name, model)
            seen = session.scalars(select(OralAnswer)).all()
            assert bool(seen) == (name == "official2.cbp"), name
        client = sign_in(name)
        for path in ("furnished", "extension-request", "oral-answer", "oral-answer/schedule"):
            answer = client.post(f"/cases/{number}/actions/1/{path}", data={})
            assert answer.status_code in {403, 404}, (name, path)
    with acting("official2.cbp") as session, pytest.raises(Denied):
        extending.refuse_extension(action_of(session), actor=current_actor(), reason="No.")


DECIDED = "UPDATE answer_extension SET decided_by = 'x', decided_on"
BROKEN = {
    "ANSWER": (
        "UPDATE material_furnished SET recipient = 'other'",
        "DELETE FROM furnished_piece",
        "UPDATE answer_extension SET outcome = 'REFUSED'",
        f"{DECIDED} = '2024-03-05', outcome = 'GRANTED'",
        f"{DECIDED} = '2024-03-04', outcome = 'REFUSED', reason = 'x'",
        "UPDATE oral_answer SET outcome = 'HELD', ended_on = '2024-03-12'",
        "UPDATE oral_answer SET outcome = 'WAIVED', ended_on = '2024-03-04'",
        "UPDATE oral_answer SET place = ''",
        "UPDATE oral_answer SET summary_to_on = '2024-03-12', summary_method_code = 'EMAIL'",
        "UPDATE answer SET channel = 'PIGEON'",
    ),
    "PROPOSED": ("UPDATE disciplinary_action SET status = 'ANSWER'",),
    "SERVED": ("UPDATE disciplinary_action SET status = 'EFFECTIVE'",),
}


@pytest.mark.parametrize("stands", BROKEN)
def test_the_database_refuses_what_can_not_be(acting, app, at, action_of, stands):
    at(stands)
    if stands == "ANSWER":
        with acting("specialist.ler") as session:
            action = discipline.answered(session, action_of(session))
            scheduled(session, asked(session, action))
        with app.app_context(), unit_of_work.write() as session:
            session.connection().execute(
                text(
                    "INSERT INTO answer_extension (action_id, case_id, n, created_at, asked_on,"
                    " asked_by, channel, asked_reason, decided_by, reason) SELECT id, case_id, 1,"
                    " created_at, '2024-03-05', 'EMPLOYEE', 'EMAIL', '', '', ''"
                    " FROM disciplinary_action"
                )
            )
    for statement in BROKEN[stands]:
        with (
            app.app_context(),
            pytest.raises((IntegrityError, DatabaseError)),
            unit_of_work.write() as session,
        ):
            session.connection().execute(text(statement))
