"""Accounts, roles and links: asked for by one, confirmed by another, ended at once."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from jicms.access.actor import Role
from jicms.audit.models import AuditEvent
from jicms.auth import service
from jicms.auth.models import Membership, Office, User, UserSession
from jicms.core import clock
from jicms.core.errors import Denied, RuleBroken
from jicms.people.models import UserPerson
from tests.factories import accounts

TODAY = "11/02/2026"


def user(session, username):
    return session.scalar(select(User).where(User.username == username))


def events(session):
    return [row.event for row in session.scalars(select(AuditEvent).order_by(AuditEvent.id))]


def id_of(reading, username):
    with reading() as session:
        return user(session, username).id


def secret_on(page):
    return re.search(r'id="secret">([^<]+)<', page.text).group(1)


@pytest.fixture
def admin(sign_in):
    return sign_in("admin")


@pytest.fixture
def security(sign_in):
    return sign_in("security")


def add_role(client, user_id, reading, *, role="INVESTIGATOR", office="IA", **more):
    with reading() as session:
        office_id = session.scalar(select(Office.id).where(Office.code == office))
    data = {"office": office_id, "role": role, "valid_from": TODAY, **more}
    return client.post(f"/admin/users/{user_id}/memberships/new", data=data)


PAGES = (
    "/admin",
    "/admin/users",
    "/admin/users/3",
    "/admin/offices",
    "/admin/code-lists",
    "/admin/code-lists/allegation-category",
    "/admin/settings",
    "/admin/deadline-rules",
    "/admin/holidays",
)


@pytest.mark.parametrize("username", ["admin", "security"])
def test_administration_opens_for_both_administrators(sign_in, username):
    client = sign_in(username)
    for path in PAGES:
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("username", ["supervisor.ia", "auditor", "supervisor.ler", "official.cbp"])
def test_nobody_else_opens_administration(sign_in, username):
    client = sign_in(username)
    for path in (*PAGES, "/admin/confirmations", "/admin/users/new"):
        assert client.get(path).status_code == 403, path
    assert 'href="/admin"' not in client.get("/").text


def test_the_security_administrator_confirms_and_edits_nothing(security, admin, reading):
    user_id = id_of(reading, "records")
    for path in ("/admin/users/new", f"/admin/users/{user_id}/edit", "/admin/offices/new"):
        assert security.get(path).status_code == 403, path
    assert security.post(f"/admin/users/{user_id}/deactivate").status_code == 403
    assert "Add a user" not in security.get("/admin/users").text
    assert admin.get("/admin/confirmations").status_code == 403


def test_a_new_user_gets_a_password_once_and_no_role(admin, app, reading):
    page = admin.post("/admin/users/new", data={"username": "New.User", "name": "Nora Welk"})
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    password = secret_on(page)
    with reading() as session:
        made = user(session, "new.user")
        assert made.must_change_password
        assert password not in made.password_hash
        assert all(password not in row.detail for row in session.scalars(select(AuditEvent)))
        path = f"/admin/users/{made.id}"
    assert password not in admin.get(path).text
    answer = app.test_client().post("/sign-in", data={"username": "new.user", "password": password})
    assert "no role in force" in answer.text


@pytest.mark.parametrize(
    "typed",
    [
        {"username": "admin", "name": "X Y"},
        {"username": "has blank", "name": "X Y"},
        {"username": "é", "name": "X Y"},
        {"username": "", "name": ""},
        {"username": "ok.name", "name": "N", "email": "nowhere"},
        {"username": "a" * 500, "name": "\x00"},
    ],
)
def test_bad_input_is_answered_at_the_field(admin, typed):
    answer = admin.post("/admin/users/new", data=typed)
    assert answer.status_code == 422
    assert "Nothing was saved" in answer.text


def test_a_role_counts_from_its_confirmation_by_somebody_else(admin, security, app, reading):
    password = secret_on(
        admin.post("/admin/users/new", data={"username": "new.user", "name": "Nora Welk"})
    )
    user_id = id_of(reading, "new.user")
    assert add_role(admin, user_id, reading).status_code == 302
    with reading() as session:
        made = session.scalar(select(Membership).where(Membership.user_id == user_id))
        assert made.confirmed_at is None
        assert made.requested_by_id == user(session, "admin").id
        queue = f"/admin/confirmations/memberships/{made.id}/confirm"
    data = {"username": "new.user", "password": password}
    assert app.test_client().post("/sign-in", data=data).status_code == 422
    assert admin.post(queue).status_code == 403
    assert "Nora Welk" in security.get("/admin/confirmations").text
    assert security.post(queue).status_code == 302
    assert security.post(queue).status_code == 409
    assert app.test_client().post("/sign-in", data=data).status_code == 302
    with reading() as session:
        assert "MEMBERSHIP_CONFIRMED" in events(session)


def test_a_declined_role_never_counts(admin, security, reading):
    user_id = id_of(reading, "records")
    add_role(admin, user_id, reading, role="FOIA_PRIVACY_OFFICER", office="CBP-HQ")
    with reading() as session:
        waiting = session.scalar(select(Membership).where(Membership.confirmed_at.is_(None)))
        path = f"/admin/confirmations/memberships/{waiting.id}"
    assert security.post(f"{path}/decline").status_code == 302
    assert security.post(f"{path}/confirm").status_code == 409


@pytest.mark.parametrize(
    ("username", "role", "office", "said"),
    [
        ("records", "INVESTIGATOR", "LER", "role of investigations offices"),
        ("records", "LR_SPECIALIST", "IA", "labor relations offices"),
        ("records", "FACT_FINDER", "IA", "needs a last day"),
        ("supervisor.ia", "ADMINISTRATOR", "CBP-HQ", "kept apart"),
        ("auditor", "INVESTIGATOR", "IA", "kept apart"),
        ("security", "ADMINISTRATOR", "CBP-HQ", "kept apart"),
        ("supervisor.ia", "INVESTIGATIONS_SUPERVISOR", "IA", "already"),
    ],
)
def test_roles_that_do_not_fit_are_refused(admin, reading, *, username, role, office, said):
    answer = add_role(admin, id_of(reading, username), reading, role=role, office=office)
    assert answer.status_code == 422
    assert said in answer.text


def test_flags_are_for_supervisors(admin, reading):
    user_id = id_of(reading, "records")
    refused = add_role(admin, user_id, reading, is_office_head="1")
    assert "Only a supervisor" in refused.text
    good = add_role(admin, user_id, reading, role="INVESTIGATIONS_SUPERVISOR", is_office_head="1")
    assert good.status_code == 302


def test_an_office_that_was_not_offered_is_refused(admin, reading):
    user_id = id_of(reading, "records")
    data = {"office": "999999", "role": "INVESTIGATOR", "valid_from": TODAY}
    assert admin.post(f"/admin/users/{user_id}/memberships/new", data=data).status_code == 422


def test_nobody_administers_the_own_account(admin, reading):
    own = id_of(reading, "admin")
    assert add_role(admin, own, reading, role="RECORDS_OFFICER", office="CBP-HQ").status_code == 403
    for path in ("edit", "deactivate", "reset-code", "person/new", "end-sessions"):
        assert admin.post(f"/admin/users/{own}/{path}").status_code == 403, path
    assert "another administrator" in admin.get(f"/admin/users/{own}").text


def test_nobody_confirms_what_concerns_or_was_asked_by_oneself(acting):
    with acting() as session:
        security = user(session, "security")
        office = session.scalar(select(Office).where(Office.code == "CBP-HQ"))
        own = service.add_membership(
            session, user=security, office=office, role=Role.AUDITOR, valid_from=date(2026, 1, 1)
        )
        other = service.add_membership(
            session,
            user=user(session, "records"),
            office=office,
            role=Role.DRB_MEMBER,
            valid_from=date(2026, 1, 1),
        )
        other.requested_by_id = security.id
        ids = own.id, other.id
    for number in ids:
        with pytest.raises(Denied), acting("security") as session:
            service.confirm_membership(
                session.get(Membership, number), actor=accounts.actor_of("security")
            )


def test_a_revoked_role_ends_its_session_at_once(admin, sign_in, reading):
    victim = sign_in("supervisor.ia")
    assert victim.get("/").status_code == 200
    with reading() as session:
        account = user(session, "supervisor.ia")
        path = f"/admin/users/{account.id}/memberships/{account.memberships[0].id}/revoke"
        wrong = f"/admin/users/{user(session, 'records').id}/memberships/"
        wrong += f"{account.memberships[0].id}/revoke"
    assert admin.get(wrong).status_code == 404
    assert admin.post(wrong).status_code == 404
    assert "no longer acts" in admin.get(path).text
    assert victim.get("/").status_code == 200
    assert admin.post(path).status_code == 302
    assert victim.get("/").status_code == 302
    assert admin.post(path).status_code == 409


def test_deactivating_ends_everything_and_coming_back_needs_two(admin, sign_in, reading, app):
    victim = sign_in("supervisor.ia")
    user_id = id_of(reading, "supervisor.ia")
    assert admin.post(f"/admin/users/{user_id}/deactivate").status_code == 302
    assert victim.get("/").status_code == 302
    good = {"username": "supervisor.ia", "password": accounts.PASSWORD}
    assert app.test_client().post("/sign-in", data=good).status_code == 422
    with reading() as session:
        ended = session.scalars(select(UserSession).where(UserSession.user_id == user_id))
        assert all(row.ended_at is not None for row in ended)
        assert "USER_DEACTIVATED" in events(session)
    assert admin.post(f"/admin/users/{user_id}/deactivate").status_code == 422
    assert admin.post(f"/admin/users/{user_id}/reactivate").status_code == 302
    assert app.test_client().post("/sign-in", data=good).status_code == 422
    with reading() as session:
        held = session.scalars(select(Membership).where(Membership.user_id == user_id))
        assert [row.confirmed_at for row in held] == [None]


def test_a_reset_code_is_shown_once_and_works(admin, app, reading, sign_in):
    victim = sign_in("records")
    user_id = id_of(reading, "records")
    page = admin.post(f"/admin/users/{user_id}/reset-code")
    code = secret_on(page)
    assert victim.get("/").status_code == 302
    new = "A long sentence that nobody guesses"
    data = {"username": "records", "code": code, "password": new, "again": new}
    assert app.test_client().post("/reset", data=data).status_code == 302


def test_an_administrator_can_not_reset_who_confirms(admin, reading):
    answer = admin.post(f"/admin/users/{id_of(reading, 'security')}/reset-code")
    assert answer.status_code == 422
    assert "on the server only" in answer.text


def test_ending_sessions(admin, sign_in, reading):
    victim = sign_in("records")
    path = f"/admin/users/{id_of(reading, 'records')}/end-sessions"
    assert admin.post(path).status_code == 302
    assert victim.get("/").status_code == 302


def test_a_stale_edit_is_refused_with_both_versions(admin, reading):
    user_id = id_of(reading, "records")
    path = f"/admin/users/{user_id}/edit"
    version = re.search(r'name="version" value="(\d+)"', admin.get(path).text).group(1)
    first = {"name": "Orla Fenwick", "email": "orla@example.gov", "version": version}
    assert admin.post(path, data=first).status_code == 302
    second = admin.post(path, data={"name": "Orla Dray", "version": version})
    assert second.status_code == 409
    assert "Orla Fenwick" in second.text
    assert "Orla Dray" in second.text


def test_a_person_link_and_its_end_need_two(admin, security, reading):
    user_id = id_of(reading, "records")
    with reading() as session:
        link = session.scalar(select(UserPerson).where(UserPerson.user_id == user_id))
        link_id, other = link.id, id_of_other_link(session, user_id)
    base = f"/admin/users/{user_id}/person"
    assert admin.post(f"{base}/{other}/end").status_code == 404
    assert admin.post(f"{base}/new", data={"employee_number": "none"}).status_code == 422
    assert admin.post(f"{base}/{link_id}/end").status_code == 302
    with reading() as session:
        assert session.get(UserPerson, link_id).valid_until is None, "the wall still stands"
    queue = f"/admin/confirmations/person-links/{link_id}"
    assert admin.post(f"{queue}/confirm").status_code == 403
    assert "End the link" in security.get("/admin/confirmations").text
    assert security.post(f"{queue}/confirm").status_code == 302
    with reading() as session:
        assert session.get(UserPerson, link_id).valid_until is not None
    assert admin.post(f"{base}/new", data={"employee_number": "9000-0003"}).status_code == 302
    with reading() as session:
        made = session.scalar(select(UserPerson).order_by(UserPerson.id.desc()))
        assert made.confirmed_at is None
        queue = f"/admin/confirmations/person-links/{made.id}"
    assert security.post(f"{queue}/decline").status_code == 302
    assert security.post(f"{queue}/confirm").status_code == 409


def id_of_other_link(session, user_id):
    return session.scalar(select(UserPerson.id).where(UserPerson.user_id != user_id))


def test_the_user_list_filters_and_costs_the_same_for_many(admin, acting, statements):
    page = admin.get("/admin/users?q=vaster&role=INVESTIGATIONS_SUPERVISOR&state=active")
    assert "supervisor.ia" in page.text
    assert "records" not in page.text.split("<tbody>")[1]
    few = statements(lambda: admin.get("/admin/users?q=renquist"))
    with acting() as session:
        for n in range(20):
            service.create_user(session, username=f"many.{n}", name=f"Many {n}", password="x" * 12)
    assert statements(lambda: admin.get("/admin/users?q=many")) == few


def test_the_service_refuses_without_the_right(acting):
    for name in ("supervisor.ia", "security"):
        with pytest.raises(Denied), acting(name):
            service.open_account(actor=accounts.actor_of(name), username="x.y", name="X Y")


def test_a_membership_may_not_end_before_it_begins(acting):
    with acting("admin") as session:
        office = session.scalar(select(Office).where(Office.code == "IA"))
        with pytest.raises(RuleBroken):
            service.propose_membership(
                user(session, "records"),
                actor=accounts.actor_of("admin"),
                office=office,
                role=Role.INVESTIGATOR,
                valid_from=clock.now().date(),
                valid_until=clock.now().date() - timedelta(1),
            )
