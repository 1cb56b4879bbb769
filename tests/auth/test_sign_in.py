"""Sign-in, lock-out, sessions, first password and reset, switching of roles."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from jicms.access.actor import Role
from jicms.audit.models import AuditEvent
from jicms.auth import passwords, service, sessions
from jicms.auth.models import Office, User, UserSession
from jicms.core import clock
from tests.factories import accounts

GOOD = {"username": "supervisor.ia", "password": accounts.PASSWORD}
NEW = "A long sentence that nobody guesses"


def names(session):
    return [row.event for row in session.scalars(select(AuditEvent).order_by(AuditEvent.id))]


def user(session, username):
    return session.scalar(select(User).where(User.username == username))


def test_every_page_sends_a_stranger_to_sign_in_and_back(client):
    answer = client.get("/?x=1")
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/?x%3D1"
    back = client.post(answer.location, data=GOOD)
    assert back.location == "/?x=1"


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", ""]
)
def test_sign_in_never_leads_to_another_host(client, wanted):
    answer = client.post("/sign-in", query_string={"next": wanted}, data=GOOD)
    assert answer.location == "/"


def test_a_wrong_password_and_an_unknown_name_read_the_same(client):
    wrong = client.post("/sign-in", data={"username": "supervisor.ia", "password": "x" * 12})
    unknown = client.post("/sign-in", data={"username": "nobody.ia", "password": "x" * 12})
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace("supervisor.ia", "") == unknown.text.replace("nobody.ia", "")


@pytest.mark.parametrize("username", ["supervisor.ia", "nobody.at.all"])
def test_five_failures_lock_a_name_whether_or_not_it_exists(app, reading, username):
    with app.test_client() as client:
        for _ in range(5):
            client.post("/sign-in", data={"username": username, "password": "wrong password"})
        locked = client.post("/sign-in", data={"username": username, "password": accounts.PASSWORD})
        assert locked.status_code == 422
    with reading() as session:
        assert "ACCOUNT_LOCKED" in names(session)
    if username == "supervisor.ia":
        with clock.at(clock.now() + timedelta(minutes=16)):
            again = app.test_client().post("/sign-in", data=GOOD)
            assert again.status_code == 302


def test_signing_out_ends_the_session_on_the_server(sign_in, reading):
    client = sign_in("supervisor.ia")
    with client.session_transaction() as kept:
        stolen = dict(kept)
    assert client.get("/").status_code == 200
    client.post("/sign-out")
    with client.session_transaction() as again:
        again.update(stolen)
    assert client.get("/").status_code == 302
    with reading() as session:
        assert "SIGNED_OUT" in names(session)


def test_signing_in_again_ends_the_session_that_the_browser_had(sign_in):
    client = sign_in("supervisor.ia")
    with client.session_transaction() as kept:
        first = dict(kept)
    client.post("/sign-in", data={**GOOD, "username": "head.ia"})
    with client.session_transaction() as again:
        again.clear()
        again.update(first)
    assert client.get("/").status_code == 302


def test_a_session_ends_when_idle_and_at_its_absolute_end(sign_in):
    client = sign_in("supervisor.ia")
    start = clock.now()
    with clock.at(start + timedelta(minutes=29)):
        assert client.post("/account/stay").status_code == 200
    with clock.at(start + timedelta(minutes=58)):
        assert client.post("/account/stay").status_code == 200
    with clock.at(start + timedelta(minutes=89)):
        assert client.get("/").status_code == 302

    client = sign_in("supervisor.ia")
    for minutes in range(20, 721, 20):
        with clock.at(clock.now() + timedelta(minutes=minutes)):
            last = client.post("/account/stay").status_code
    assert last == 302


def test_deactivating_a_user_ends_the_session_at_once(sign_in, acting):
    client = sign_in("supervisor.ia")
    with acting() as session:
        user(session, "supervisor.ia").is_active = False
    assert client.get("/").status_code == 302
    with acting() as session:
        assert sessions.end_all(session, user(session, "supervisor.ia").id) == 1


def test_a_first_password_has_to_be_changed_before_anything_else(app, acting):
    with acting() as session:
        user(session, "supervisor.ia").must_change_password = True
    client = app.test_client()
    client.post("/sign-in", data=GOOD)
    assert client.get("/account/membership").location == "/account/password"
    short = client.post(
        "/account/password",
        data={"present": accounts.PASSWORD, "password": "short", "again": "short"},
    )
    assert short.status_code == 422
    assert "at least 12 characters" in short.text
    done = client.post(
        "/account/password", data={"present": accounts.PASSWORD, "password": NEW, "again": NEW}
    )
    assert done.status_code == 302
    assert client.get("/").status_code == 200


def test_a_changed_password_ends_the_other_sessions(sign_in):
    here, elsewhere = sign_in("supervisor.ia"), sign_in("supervisor.ia")
    here.post(
        "/account/password", data={"present": accounts.PASSWORD, "password": NEW, "again": NEW}
    )
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


def test_the_present_password_is_no_place_to_guess_in(sign_in, reading):
    client, begin = sign_in("supervisor.ia"), clock.now()
    good = {"present": accounts.PASSWORD, "password": NEW, "again": NEW}
    with clock.at(begin):
        for n in range(5):
            answer = client.post("/account/password", data={**good, "present": f"guess {n}"})
            assert answer.status_code == 422
            assert "not your present password" in answer.text
        assert client.post("/account/password", data=good).status_code == 422, "locked"
        elsewhere = client.application.test_client()
        assert elsewhere.post("/sign-in", data=GOOD).status_code == 302, "signing in is not"
        assert client.post("/account/password", data=good).status_code == 422, "and frees nothing"
    with reading() as session:
        rows = session.scalars(
            select(AuditEvent).where(AuditEvent.event.in_(["SIGN_IN_FAILED", "ACCOUNT_LOCKED"]))
        ).all()
        told = [(row.event, json.loads(row.detail)["way"], row.user_id is not None) for row in rows]
    assert told.count(("SIGN_IN_FAILED", "change of password", True)) == 7
    assert told.count(("ACCOUNT_LOCKED", "change of password", True)) == 1
    with clock.at(begin + timedelta(minutes=16)):
        assert client.post("/account/password", data=good).status_code == 302


def test_a_one_time_code_resets_once(app, acting):
    with acting() as session:
        code = passwords.give_code(session, user(session, "records"), given_by_id=None)
    client = app.test_client()
    data = {"username": "records", "code": code, "password": NEW, "again": NEW}
    wrong = client.post("/reset", data={**data, "code": "AAAA-BBBB-CCCC"})
    assert wrong.status_code == 422
    assert client.post("/reset", data=data).status_code == 302
    assert client.post("/reset", data=data).status_code == 422
    answer = client.post("/sign-in", data={"username": "records", "password": NEW})
    assert answer.status_code == 302


def test_wrong_codes_are_recorded_and_do_not_prolong_the_lock(app, reading):
    client = app.test_client()
    typed = {"username": "records", "code": "AAAA-BBBB-CCCC", "password": NEW, "again": NEW}
    begin = clock.now()
    with clock.at(begin):
        for _ in range(5):
            assert client.post("/reset", data=typed).status_code == 422
    with clock.at(begin + timedelta(minutes=14)):
        assert client.post("/reset", data=typed).status_code == 422
    with clock.at(begin + timedelta(minutes=16)):
        good = {"username": "records", "password": accounts.PASSWORD}
        assert client.post("/sign-in", data=good).status_code == 302
    with reading() as session:
        assert {"SIGN_IN_FAILED", "ACCOUNT_LOCKED"} <= set(names(session))


def test_a_session_acts_under_one_membership_and_switching_is_recorded(app, acting, reading):
    with acting() as session:
        office = session.scalar(select(Office).where(Office.code == "OPR"))
        second = service.add_membership(
            session,
            user=user(session, "supervisor.ia"),
            office=office,
            role=Role.INVESTIGATOR,
            valid_from=accounts.EMPLOYED_SINCE,
            is_confirmed=True,
        )
        unconfirmed = service.add_membership(
            session,
            user=user(session, "supervisor.ia"),
            office=office,
            role=Role.AUDITOR,
            valid_from=accounts.EMPLOYED_SINCE,
        )
        second_id, unconfirmed_id = second.id, unconfirmed.id
    client = app.test_client()
    client.post("/sign-in", data=GOOD)
    assert "CBP IA" in client.get("/").text
    refused = client.post("/account/membership", data={"membership": unconfirmed_id})
    assert refused.status_code == 422
    assert client.post("/account/membership", data={"membership": second_id}).status_code == 302
    assert "ICE OPR" in client.get("/").text
    with reading() as session:
        assert "MEMBERSHIP_SWITCHED" in names(session)


def test_two_users_at_once_stay_apart(sign_in):
    one, other = sign_in("supervisor.ia"), sign_in("supervisor.opr")
    for _ in range(3):
        assert "Ingrid Vasterling" in one.get("/").text
        assert "Halvard Brisk" in other.get("/").text


def test_the_cookie_is_worth_nothing_without_the_server(client, reading):
    client.post("/sign-in", data=GOOD)
    with reading() as session:
        digest = session.scalar(select(UserSession.token_digest))
    with client.session_transaction() as kept:
        assert digest not in str(dict(kept))
    cookie = client.get_cookie("jicms_session")
    assert cookie.http_only
    assert cookie.same_site == "Lax"
