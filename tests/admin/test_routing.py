"""Routing rules by the administrator: new ones, successors, ends, and who may not."""

from datetime import date

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.cases.models import Case
from jicms.core import clock
from jicms.refdata import queries as lists
from jicms.refdata.models import RoutingRule
from jicms.routing import byrule
from tests.factories import accounts, complaints

RULES, NEW = "/admin/routing-rules", "/admin/routing-rules/new"


def typed(**changed):
    return {
        "label": "Attendance",
        "code": "ATTENDANCE",
        "way": "MANAGEMENT_INQUIRY",
        "group_code": "TNA",
        "sort_order": "50",
        "valid_from": "11/01/2026",
        "item": "Office order 12",
        **changed,
    }


def rule(reading, code):
    with reading() as session:
        lists.forget()
        found = session.get(RoutingRule, code)
        if found is not None:
            session.expunge(found)
        return found


def test_the_list_says_each_rule_in_words(sign_in):
    page = sign_in("admin").get(RULES).text
    for words in (
        "A subject works in the office that leads the case",
        "Other agency’s office",
        "Nobody may decide otherwise",
        "CBP Class 3; led by CBP",
        "not verified",
        "MD 0810.1",
        "The subject works in an internal-affairs office",
    ):
        assert words in page, words


def test_a_new_rule_is_followed_in_triage_and_on_the_trail(acting, reading, sign_in):
    answer = sign_in("admin").post(NEW, data=typed())
    assert answer.status_code == 302, answer.text
    made = rule(reading, "ATTENDANCE")
    assert (made.valid_from, made.verified, made.source) == (date(2026, 11, 1), False, "local")
    with clock.at(complaints.RECEIVED), acting("supervisor.ia") as session:
        codes = (complaints.Alleged("TNA-04"),)
        case = complaints.recorded(accounts.actor_of("supervisor.ia"), allegations=codes)
        assert byrule.advice_for(case).rule.code == "ATTENDANCE"
        assert session.scalar(select(Case.id)) == case.id
    with acting() as session:
        events = session.scalars(
            select(AuditEvent.detail).where(AuditEvent.event == "REFDATA_CHANGED")
        )
        assert any("ATTENDANCE" in text for text in events)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"way": "OTHER_AGENCY", "agency_code": "CBP"}, "tick that nobody may decide otherwise"),
        ({"way": "INSPECTOR_GENERAL"}, "tick that nobody may decide otherwise"),
        ({"way": "OTHER_AGENCY", "mandatory": "1"}, "which agency or office it leaves"),
        ({"code": "OWN_PEOPLE"}, "This list has that code"),
        ({"code": "a b"}, "capital letters"),
        ({"way": "NOWHERE"}, ""),
        ({"group_code": "XXX"}, ""),
        ({"sort_order": "-5"}, ""),
        ({"valid_from": "13/45/2026"}, ""),
        ({"label": ""}, ""),
        ({"label": "x" * 999}, ""),
    ],
)
def test_what_could_not_be_carried_out_is_refused_and_kept_on_screen(
    reading, sign_in, changed, said
):
    answer = sign_in("admin").post(NEW, data=typed(**changed))
    assert answer.status_code == 422
    assert said in answer.text
    assert "Office order 12" in answer.text
    assert rule(reading, "ATTENDANCE") is None


def test_a_successor_takes_the_place_from_its_first_day_on(reading, sign_in):
    client, address = sign_in("admin"), f"{RULES}/CBP_CLASS_3/revise"
    values = typed(way="MANAGEMENT_REFERRAL", group_code="", class_code="CBP-3", mandatory="1")
    del values["code"]
    assert client.post(address, data={**values, "valid_from": "01/01/1999"}).status_code == 422
    assert client.post(address, data={**values, "valid_from": "12/01/2026"}).status_code == 302
    assert rule(reading, "CBP_CLASS_3").valid_to == date(2026, 11, 30)
    made = rule(reading, "CBP_CLASS_3-V2")
    assert (made.way, made.mandatory, made.valid_from) == (
        "MANAGEMENT_REFERRAL",
        True,
        date(2026, 12, 1),
    )
    again = client.post(address, data={**values, "valid_from": "12/05/2026"})
    assert (again.status_code, "revise that one" in again.text) == (422, True)


def test_a_rule_ends_on_a_day(acting, reading, sign_in):
    client = sign_in("admin")
    answer = client.post(f"{RULES}/OWN_PEOPLE/end", data={"last_day": "11/01/2026"})
    assert answer.status_code == 302
    assert rule(reading, "OWN_PEOPLE").valid_to == date(2026, 11, 1)
    with clock.at(complaints.RECEIVED), acting("intake.ia") as session:
        boss = complaints.Somebody(key="a", person=accounts.person_of(session, "custodian.ia"))
        number = complaints.recorded(accounts.actor_of("intake.ia"), boss).number
    with acting() as session:
        assert session.scalar(select(Case).where(Case.number == number)).lead_office.code == "IA"


def test_no_test_is_added_to_those_of_the_directive(sign_in):
    values = {"code": "MINE", "label": "x", "sort_order": "5", "valid_from": "11/01/2026"}
    answer = sign_in("admin").post(
        "/admin/code-lists/oig-rule/new", data={**values, "item": "item 9"}
    )
    assert answer.status_code == 422
    assert "Another rule is a routing rule" in answer.text


@pytest.mark.parametrize(
    ("name", "view", "write"),
    [
        ("admin", 200, 200),
        ("security", 200, 403),
        ("supervisor.ia", 403, 403),
        ("auditor", 403, 403),
    ],
)
def test_access_per_role(sign_in, name, view, write):
    client = sign_in(name)
    assert client.get(RULES).status_code == view
    for address in (NEW, f"{RULES}/OWN_PEOPLE/revise", f"{RULES}/OWN_PEOPLE/end"):
        assert client.get(address).status_code == write, address
        if write == 403:
            assert client.post(address, data=typed()).status_code == 403
    if view == 200:
        assert ("New rule" in client.get(RULES).text) == (write == 200)
    assert client.get(f"{RULES}/NOBODY/revise").status_code == 404
