"""Counsel's workspace, and privileged notes in no channel but their own."""

import json

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from jicms.access.actor import current_actor
from jicms.audit.models import AuditEvent
from jicms.auth.models import User
from jicms.cases import service as cases
from jicms.cases.models import Case
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.discipline.models import DisciplinaryAction
from jicms.litigation.models import PrivilegedNote

SECRET = "Zephyrine doubts the second witness"
#: Everybody else: the supervisor, the other agency, officials, the investigating side, auditors.
OTHERS = (
    *("supervisor.ler", "specialist.elr", "official2.cbp", "investigator.ia", "supervisor.ia"),
    *("auditor", "records"),
)


def chosen(acting, username="counsel.cbp"):
    with acting() as session:
        return session.scalar(select(User.id).where(User.username == username))


def test_the_supervisor_assigns_counsel_who_reads_the_whole_report_until_the_end(
    led, acting, sign_in
):
    at = led(with_counsel=False)
    boss, counsel = sign_in("supervisor.ler"), sign_in("counsel.cbp")
    action = at.removesuffix("/litigation")
    assert counsel.get(at).status_code == counsel.get(action).status_code == 404
    assert "No action is assigned" in counsel.get("/counsel").text
    who = chosen(acting)
    page = boss.get(f"{at}/counsel/new")
    assert "Winifred Stroud" in page.text
    stranger = chosen(acting, "specialist.elr")
    assert boss.post(f"{at}/counsel/new", data={"counsel": stranger}).status_code == 422
    assert boss.post(f"{at}/counsel/new", data={"counsel": who}).status_code == 302
    again = boss.post(f"{at}/counsel/new", data={"counsel": who})
    assert again.status_code == 422
    assert "assigned already" in again.text
    listed = counsel.get("/counsel").text
    assert at in listed
    assert "Answer" in listed.partition("Next dates")[2]
    number = at.split("/")[2]
    for path in (at, action, f"/cases/{number}/reports/1"):
        assert counsel.get(path).status_code == 200, path
    # Exhibit 2 was not released to labor relations: counsel has all of the referred report.
    report = counsel.get(f"/cases/{number}/reports/1").text
    assert "Query log" in report
    assert "Query log" not in sign_in("specialist.ler").get(f"/cases/{number}/reports/1").text
    specialist = sign_in("specialist.ler")
    offered = specialist.get(at).text
    assert "Record an information request" in offered
    assert "Assign counsel" not in offered
    assert "End the assignment" not in offered
    end = f"{at}/counsel/1/end"
    for path in (f"{at}/counsel/new", end):
        assert specialist.get(path).status_code == 403, path
    assert counsel.get(end).status_code == 403
    assert boss.post(end, data={"reason": "Left the office", "version": "9"}).status_code == 409
    assert boss.post(end, data={"reason": "", "version": "1"}).status_code == 422
    assert boss.post(end, data={"reason": "Left the office", "version": "1"}).status_code == 302
    assert counsel.get(at).status_code == counsel.get(action).status_code == 404
    assert "Left the office" in boss.get(at).text


def test_notes_are_read_by_counsel_and_the_assigned_specialist_alone(led, acting, sign_in):
    at = led()
    counsel, specialist = sign_in("counsel.cbp"), sign_in("specialist.ler")
    notes = f"{at}/notes"
    assert "Privileged notes" in counsel.get(at).text
    assert counsel.post(notes, data={"text": "  "}).status_code == 422
    assert counsel.post(notes, data={"text": "x" * 9000}).status_code == 422
    assert counsel.post(notes, data={"text": SECRET}).status_code == 302
    reply = {"text": "Counsel was wrong", "corrects": "1"}
    assert specialist.post(notes, data=reply | {"corrects": "7"}).status_code == 422
    assert specialist.post(notes, data=reply).status_code == 302
    for client in (counsel, specialist):
        page = client.get(notes).text
        assert SECRET in page
        assert "Corrected by note 2" in page
        assert page.count("PRIVILEGED") >= 3
    with acting() as session:
        session.scalar(select(DisciplinaryAction)).specialist_id = None
    assert specialist.get(notes).status_code in {403, 404}, "no longer the assigned one"
    assert SECRET not in specialist.get(at).text


def test_no_other_channel_tells_of_a_note(led, reading, sign_in):
    at = led("SERVED")
    number = at.split("/")[2]
    assert sign_in("counsel.cbp").post(f"{at}/notes", data={"text": SECRET}).status_code == 302
    for name in OTHERS:
        client = sign_in(name)
        assert client.get(f"{at}/notes").status_code in {403, 404}, name
        assert client.post(f"{at}/notes", data={"text": "Mine"}).status_code in {403, 404}, name
        with reading(name) as session:
            assert session.scalars(select(PrivilegedNote)).all() == [], name
    ways = {
        "supervisor.ler": (at, at.removesuffix("/litigation"), "/cases/export/csv", "/search?q="),
        "supervisor.ia": (f"/cases/{number}", f"/cases/{number}/timeline", "/search?q="),
        "specialist.ler": ("/search?q=", f"/cases/{number}/timeline", "/discipline/disclosures"),
        "auditor": (f"/audit?q={number}",),
        "counsel.cbp": ("/search?q=", "/counsel"),
    }
    for name, paths in ways.items():
        client = sign_in(name)
        for path in paths:
            asked = f"{path}second+witness" if path.endswith("q=") else path
            answer = client.get(asked, follow_redirects=True)
            assert answer.status_code == 200, (name, path)
            assert "Zephyrine" not in answer.text, (name, path)
    with reading() as session:
        rows = session.scalars(select(AuditEvent).where(AuditEvent.entity == "privileged_note"))
        told = [json.dumps([row.event, row.detail], default=str) for row in rows]
        assert any("PRIVILEGED_NOTE_WRITTEN" in one for one in told)
        assert not any("Zephyrine" in one for one in told)


def test_a_recused_specialist_or_counsel_reads_nothing(led, acting, sign_in):
    at = led()
    assert sign_in("counsel.cbp").post(f"{at}/notes", data={"text": SECRET}).status_code == 302
    for name in ("counsel.cbp", "specialist.ler"):
        with acting(name) as session:
            case = session.scalar(select(Case))
            cases.recuse(case, actor=current_actor(), reason="My neighbor")
        for path in (at, f"{at}/notes"):
            assert sign_in(name).get(path).status_code == 404, (name, path)


def test_a_note_stands_in_the_database(led, app, sign_in):
    at = led()
    assert sign_in("counsel.cbp").post(f"{at}/notes", data={"text": SECRET}).status_code == 302
    for change in ("UPDATE privileged_note SET text = 'Other'", "DELETE FROM privileged_note"):
        with app.app_context(), pytest.raises(DatabaseError), unit_of_work.write() as session:
            session.connection().execute(text(change))
    with app.app_context(), unit_of_work.write() as session:
        note = session.scalar(select(PrivilegedNote).execution_options(unscoped="test"))
        note.text = "Other"
        with pytest.raises(RuleBroken):
            session.flush()
        session.rollback()
