"""A form is recorded once, however often its button is pressed; on every route that takes one."""

import io
import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from jicms.access import guard
from jicms.audit.models import AuditEvent
from jicms.auth import once
from jicms.auth.models import User
from jicms.auth.models_once import SentForm
from jicms.cases.models import CaseStatus, GrantKind, LogEntry, Party
from jicms.cases.models_links import CaseLink
from jicms.core import clock
from jicms.deadlines.models_tasks import Task
from jicms.evidence.models import Document, EvidenceItem
from jicms.notices.sweep import sweep
from tests.factories import accounts, cases

KEY = {"page_key": "0123456789abcdef0123456789abcdef"}
AT_ONCE = 4
LOG = {"kind": "CONTACT", "text": "Called the port director", "on": "", "at": ""}
TASK = {"title": "Ask for the video"}
PARTY = {"role": "WITNESS", "identity_mode": "OPEN", "who": "A guard at the gate"}
ITEM = {
    "kind_code": "DIGITAL_DEVICE",
    "description": "Agency smartphone, asset 77120",
    "collected_on": "11/06/2026",
    "collected_time": "2:05 p.m.",
    "location": "Evidence room, C-14",
}
ACCOUNT = {"username": "new.account", "name": "New Account", "email": ""}


@pytest.fixture
def number(acting):
    """A case that supervisor.ia and investigator.ia work on."""
    with acting() as session:
        case = cases.case(session, status=CaseStatus.OPEN)
        cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        return case.number


@pytest.fixture
def count(reading):
    def rows(model):
        with reading() as session:
            return session.scalar(select(func.count()).select_from(model))

    return rows


def post_at_once(clients, path, data):
    """Every client posts the same at the same moment; the answers."""
    gate, answers = threading.Barrier(len(clients)), []

    def post(client):
        gate.wait()
        answers.append(client.post(path, data=data))

    threads = [threading.Thread(target=post, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.parametrize(
    ("way", "model"),
    [
        (("investigator.ia", "/cases/{}/log/new", LOG), LogEntry),
        (("investigator.ia", "/cases/{}/tasks/new", TASK), Task),
        (("supervisor.ia", "/cases/{}/people/new", PARTY), Party),
        (("investigator.ia", "/cases/{}/evidence/items/new", ITEM), EvidenceItem),
    ],
)
def test_clicks_at_once_record_once_and_all_lead_to_it(sign_in, number, count, way, model):
    name, path, data = way
    clients, before = [sign_in(name) for _ in range(AT_ONCE)], count(model)
    answers = post_at_once(clients, path.format(number), data | KEY)
    assert [answer.status_code for answer in answers] == [302] * AT_ONCE
    assert len({answer.location for answer in answers}) == 1
    assert count(model) == before + 1
    page = clients[-1].post(path.format(number), data=data | KEY, follow_redirects=True)
    assert once.AGAIN in page.text
    # Without the key of a page each one stands.
    assert clients[0].post(path.format(number), data=data).status_code == 302
    assert count(model) == before + 2


def test_a_step_that_can_be_done_once_is_answered_like_its_first(sign_in, number, acting, count):
    with acting() as session:
        other = cases.case(session, status=CaseStatus.OPEN).number
    client = sign_in("supervisor.ia")
    typed = {"other": other, "kind": "SAME_INCIDENT", "reason": "One raid"}
    first = client.post(f"/cases/{number}/links/new", data=typed | KEY)
    assert first.status_code == 302, first.text
    assert client.post(f"/cases/{number}/links/new", data=typed).status_code == 422
    again = client.post(f"/cases/{number}/links/new", data=typed | KEY)
    assert (again.status_code, again.location) == (302, first.location)
    assert count(CaseLink) == 1


def test_a_refused_form_is_tried_again(sign_in, number, count):
    client, path = sign_in("investigator.ia"), f"/cases/{number}/log/new"
    assert client.post(path, data=LOG | KEY | {"text": ""}).status_code == 422
    assert count(SentForm) == 0
    assert client.post(path, data=LOG | KEY).status_code == 302
    assert count(LogEntry) == 1


def test_a_refusal_that_is_kept_in_the_trail_is_tried_again(sign_in, count):
    """A wrong password counts, but nothing of the form was recorded."""
    client, new = sign_in("investigator.ia"), "A quite new one, 2026!"
    typed = {"present": "wrong", "password": new, "again": new}
    for _ in range(2):
        answer = client.post("/account/password", data=typed | KEY)
        assert answer.status_code == 422
        assert "This is not your present password" in answer.text
    assert count(SentForm) == 0
    right = typed | KEY | {"present": accounts.PASSWORD}
    assert client.post("/account/password", data=right).status_code == 302


def test_another_text_on_the_same_page_is_another_form(sign_in, number, count):
    client, path = sign_in("investigator.ia"), f"/cases/{number}/log/new"
    for text in ("Called", "Called back", "Called"):
        assert client.post(path, data=LOG | KEY | {"text": text}).status_code == 302
    assert count(LogEntry) == 2


def test_another_file_under_the_same_name_is_another_form(sign_in, number, count):
    client, path = sign_in("investigator.ia"), f"/cases/{number}/documents/new"
    for content in (b"%PDF-1.4 one", b"%PDF-1.4 two", b"%PDF-1.4 one"):
        typed = {"title": "Roster", "file": (io.BytesIO(content), "roster.pdf")}
        answer = client.post(path, data=typed | KEY)
        assert answer.status_code == 302, answer.text
    assert count(Document) == 2


def test_somebody_elses_key_is_nobodys_business(sign_in, number, count):
    for name in ("investigator.ia", "supervisor.ia"):
        answer = sign_in(name).post(f"/cases/{number}/log/new", data=LOG | KEY)
        assert answer.status_code == 302
    assert count(LogEntry) == 2


def test_what_is_shown_once_is_not_shown_again(sign_in, count):
    admin, before = sign_in("admin"), count(User)
    first = admin.post("/admin/users/new", data=ACCOUNT | KEY)
    assert first.status_code == 200
    again = admin.post("/admin/users/new", data=ACCOUNT | KEY)
    assert again.status_code == 409
    assert once.AGAIN in again.text
    assert "already" not in again.text.replace("Already recorded", "").lower()
    assert count(User) == before + 1


def test_a_button_that_only_draws_the_page_anew_may_be_pressed_again(sign_in, count):
    client = sign_in("intake.ia")
    typed = {**KEY, "allegations-add": "1"}
    for _ in range(2):
        assert client.post("/intake/new", data=typed).status_code in {200, 422}
    assert count(SentForm) == 0


@pytest.mark.parametrize("key", ["", "x" * 5000, "\x00", "🦉"])
def test_a_key_that_is_none_of_ours_harms_nobody(sign_in, number, key):
    path, client = f"/cases/{number}/log/new", sign_in("investigator.ia")
    assert client.post(path, data=LOG | {"page_key": key}).status_code == 302


def test_what_was_sent_is_forgotten_after_two_days(sign_in, number, acting, count):
    sign_in("investigator.ia").post(f"/cases/{number}/log/new", data=LOG | KEY)
    with acting():
        sweep()
    assert count(SentForm) == 1
    with clock.at(clock.now() + timedelta(days=3)), acting():
        sweep()
    assert count(SentForm) == 0


def address_of(app, rule):
    values = dict.fromkeys(rule.arguments, 1) | {
        name: "202700001" for name in rule.arguments if name == "number"
    }
    if rule.endpoint in {"intake.resume", "intake.discard"}:
        values["number"] = 1
    return app.url_map.bind("localhost").build(rule.endpoint, values, method="POST")


def test_every_route_that_records_something_asks_whether_its_form_was_sent(app, sign_in, acting):
    """Whatever the record, whatever the role: a form that was sent is answered before anything is
    looked up, and nothing is recorded."""
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if "POST" in rule.methods
        and guard.access_of(app, rule.endpoint).public is None
        # Parts of a file come as often as they come; a copy is made as often as it is asked for.
        and not guard.access_of(app, rule.endpoint).streams
        and not rule.rule.startswith("/api/")
    ]
    assert len(rules) > 80
    client = sign_in("supervisor.ia")
    with app.app_context():
        user = accounts.actor_of("supervisor.ia").user_id
    rows = []
    for place, rule in enumerate(rules):
        with app.test_request_context(address_of(app, rule), method="POST", data=KEY):
            digest = once.digest_of(user, KEY["page_key"])
        location = f"/first/{place}"
        rows.append(
            {"digest": digest, "user_id": user, "sent_at": clock.now(), "location": location}
        )
    with acting() as session:
        session.execute(insert(SentForm), rows)
        known = session.scalar(select(func.max(AuditEvent.id)))
    for place, rule in enumerate(rules):
        answer = client.post(address_of(app, rule), data=KEY)
        assert (answer.status_code, answer.location) == (302, f"/first/{place}"), rule.rule
    with acting() as session:
        assert session.scalar(select(func.max(AuditEvent.id))) == known
