"""A feature is off until one person filled in every item and another confirmed it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from jicms import go_live
from jicms.audit.models import AuditEvent
from jicms.auth.models import User
from jicms.core import clock
from jicms.go_live.checklist import Feature, Item, feature_of, register
from jicms.go_live.models import GoLiveAnswer
from jicms.people.models import UserPerson
from tests.factories import accounts
from tests.support.counting import statements

__all__ = ["statements"]
KEY = "early-notice"
AT = f"/admin/go-live/{KEY}"
ITEMS = ("PRIVACY", "UNION", "POLICY", "THRESHOLDS", "OFFICIAL", "START")


@pytest.fixture
def admin(sign_in):
    return sign_in("admin")


@pytest.fixture
def security(sign_in):
    return sign_in("security")


def fill(client, item, *, dated="11/02/2026", reference="PIA 2026-14"):
    return client.post(f"{AT}/items/{item}", data={"reference": reference, "dated": dated})


def standing(reading):
    with reading() as session:
        rows = session.execute(
            select(GoLiveAnswer.item, GoLiveAnswer.id).where(GoLiveAnswer.ended_at.is_(None))
        )
        return {row.item: row.id for row in rows}


def confirm(client, reading, item):
    return client.post(f"{AT}/answers/{standing(reading)[item]}/confirm")


def complete(admin, security, reading, *, leave=(), start="11/02/2026"):
    for item in ITEMS:
        if item not in leave:
            assert fill(admin, item, dated=start if item == "START" else "11/02/2026").location
            assert confirm(security, reading, item).status_code == 302


def live(reading):
    with reading():
        return go_live.is_live(KEY)


def test_it_is_off_by_default(reading):
    assert not live(reading)


@pytest.mark.parametrize("missing", ITEMS)
def test_each_item_is_needed(admin, security, reading, missing):
    complete(admin, security, reading, leave=(missing,))
    assert not live(reading)
    fill(admin, missing)
    assert not live(reading), "filled in, yet confirmed by nobody"
    confirm(security, reading, missing)
    assert live(reading)


def test_the_first_day_of_use_is_waited_for(admin, security, reading):
    today = clock.today("America/New_York")
    complete(admin, security, reading, start=f"{today + timedelta(days=1):%m/%d/%Y}")
    assert not live(reading)
    assert "The checklist is complete" in admin.get(AT).text
    with clock.at(clock.now() + timedelta(days=2)):
        assert live(reading)


def test_taking_an_item_back_switches_it_off_at_once(admin, security, reading):
    complete(admin, security, reading)
    key = standing(reading)["UNION"]
    assert security.post(f"{AT}/answers/{key}/end", data={"reason": " "}).status_code == 422
    assert live(reading)
    data = {"reason": "The union was not notified in the West"}
    assert security.post(f"{AT}/answers/{key}/end", data=data).status_code == 302
    assert not live(reading)
    assert "The union was not notified in the West" in admin.get(AT).text
    assert security.post(f"{AT}/answers/{key}/end", data=data).status_code == 409


def test_a_changed_answer_needs_a_new_confirmation(admin, security, reading):
    complete(admin, security, reading)
    first = standing(reading)["POLICY"]
    assert fill(admin, "POLICY", reference="Directive 51").status_code == 302
    assert not live(reading)
    assert security.post(f"{AT}/answers/{first}/confirm").status_code == 409
    confirm(security, reading, "POLICY")
    assert live(reading)
    with reading() as session:
        before = session.get_one(GoLiveAnswer, first)
        assert (before.end_reason, before.confirmed_at is None) == ("Replaced", False)


def test_who_fills_does_not_confirm(admin, security, reading):
    fill(admin, "PRIVACY")
    assert confirm(admin, reading, "PRIVACY").status_code == 403
    assert fill(security, "POLICY").status_code == 403
    assert "Confirm<" not in admin.get(AT).text
    assert "Confirm<" in security.get(AT).text
    assert "Fill in" not in security.get(AT).text


def test_nobody_confirms_his_own_under_another_role_or_account(acting, admin, security, reading):
    with acting() as session:
        user = session.scalar(select(User).where(User.username == "security"))
        row = {"feature": KEY, "dated": date(2026, 11, 2), "given_at": clock.now()}
        session.add(GoLiveAnswer(item="PRIVACY", given_by_id=user.id, **row))
    assert confirm(security, reading, "PRIVACY").status_code == 403
    fill(admin, "UNION")
    with acting() as session:
        person = accounts.person_of(session, "security")
        admin_id = accounts.actor_of("admin").user_id
        now = clock.now()
        link = UserPerson(user_id=admin_id, person_id=person.id, valid_from=now, confirmed_at=now)
        session.add(link)
    answer = confirm(security, reading, "UNION")
    assert answer.status_code == 409
    assert "another account" in answer.text
    with acting() as session:
        found = session.scalar(select(GoLiveAnswer).where(GoLiveAnswer.item == "UNION"))
        found.confirmed_by_id, found.confirmed_at = found.given_by_id, clock.now()
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


@pytest.mark.parametrize("username", ["supervisor.ia", "head.ia", "auditor", "official.cbp"])
def test_nobody_else_sees_the_checklists(sign_in, username):
    client = sign_in(username)
    assert client.get(AT).status_code == 403
    assert fill(client, "PRIVACY").status_code == 403
    assert "Going live" not in client.get("/").text


def test_what_is_typed_is_checked_and_kept(admin):
    faults = (
        ({"reference": " ", "dated": "11/02/2026"}, "Enter the reference"),
        ({"reference": "PIA <1>", "dated": "11/02/2126"}, "lies in the future"),
        ({"reference": "x" * 301, "dated": "11/02/2026"}, "300"),
        ({"reference": "PIA <1>", "dated": "02/30/2026"}, "There is no"),
    )
    for data, said in faults:
        answer = admin.post(f"{AT}/items/PRIVACY", data=data)
        assert answer.status_code == 422
        assert said in answer.text
    assert "PIA &lt;1&gt;" in answer.text


def test_what_does_not_exist_is_not_found(admin, security, reading):
    fill(admin, "PRIVACY")
    key = standing(reading)["PRIVACY"]
    for path in ("/admin/go-live/other", f"{AT}/items/OTHER", f"{AT}/answers/999/end"):
        assert admin.get(path).status_code == 404
    assert admin.get(f"/admin/go-live/other/answers/{key}/end").status_code == 404
    assert security.post(f"/admin/go-live/other/answers/{key}/confirm").status_code == 404


def test_the_trail_knows_every_step(admin, security, reading):
    fill(admin, "PRIVACY")
    confirm(security, reading, "PRIVACY")
    key = standing(reading)["PRIVACY"]
    admin.post(f"{AT}/answers/{key}/end", data={"reason": "Withdrawn"})
    with reading() as session:
        rows = session.execute(
            select(AuditEvent.event, AuditEvent.username, AuditEvent.detail)
            .where(AuditEvent.event.startswith("GO_LIVE"))
            .order_by(AuditEvent.id)
        )
        found = [(row.event, row.username) for row in rows]
    assert found == [
        ("GO_LIVE_FILLED", "admin"),
        ("GO_LIVE_CONFIRMED", "security"),
        ("GO_LIVE_ENDED", "admin"),
    ]


def test_the_pages_cost_the_same_whatever_was_said(admin, security, reading, statements):
    def costs():
        return [statements(lambda path=path: admin.get(path)) for path in (AT, "/admin/go-live")]

    before = costs()
    complete(admin, security, reading)
    for _again in range(3):
        fill(admin, "POLICY")
    assert costs() == before


def test_a_checklist_is_registered_once(app):
    same = feature_of(KEY)
    register(same)
    with pytest.raises(ValueError, match="already"):
        register(Feature(KEY, "Other", "Does.", ()))
    with pytest.raises(ValueError, match="twice"):
        register(Feature("twice", "Twice", "Does.", (Item("OFFICIAL", "Official"),)))
    assert feature_of("twice") is None


def test_a_key_that_nobody_registered_is_a_programming_error(reading):
    with reading(), pytest.raises(KeyError):
        go_live.is_live("nothing")


def test_the_security_administrator_is_told_how_much_waits(admin, security):
    fill(admin, "PRIVACY")
    page = security.get("/admin/go-live").text
    assert 'Going live <span class="count">1</span>' in page


def test_two_administrators_at_once_leave_one_answer(acting, admin):
    fill(admin, "UNION")
    with acting() as session:
        found = session.scalar(select(GoLiveAnswer))
        row = {"feature": KEY, "item": "UNION", "dated": found.dated, "given_at": clock.now()}
        session.add(GoLiveAnswer(given_by_id=found.given_by_id, **row))
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


def test_names_keep_their_capitals(admin):
    page = admin.get("/admin/go-live/social-security-numbers/items/AUTHORITY").text
    assert "Legal authority, Social Security numbers" in page
