"""The pages: what each role gets, whose children, filters, stale edits, the log."""

from datetime import UTC, datetime, timedelta

import html5lib
import pytest
from sqlalchemy import func, select

from jicms.audit.models import AuditEvent
from jicms.auth.models import User
from jicms.cases.models import ClassChange, GrantKind, GrantLevel, LogEntry, PartyRole
from jicms.core import clock
from tests.cases.conftest import found
from tests.factories import cases

SUPERVISOR, INVESTIGATOR, INTAKE = "supervisor.ia", "investigator.ia", "intake.ia"
LR, OTHER = "supervisor.ler", "supervisor.opr"
READ = ("", "/timeline", "/sheet", "/classes")
#: page -> who may open it on an open case of IA (assigned, in the office, referred by items)
PAGES = {
    **{page: {SUPERVISOR, INVESTIGATOR, INTAKE, LR} for page in READ},
    "/people": {SUPERVISOR, INVESTIGATOR, LR},
    "/log": {SUPERVISOR, INVESTIGATOR},
    "/log/new": {SUPERVISOR, INVESTIGATOR},
    "/people/new": {SUPERVISOR, INVESTIGATOR},
    "/people/1/withdraw": {SUPERVISOR, INVESTIGATOR},
    "/people/1/wall": {SUPERVISOR},
    "/people/1/reveal": {SUPERVISOR},
    "/edit": {SUPERVISOR, INVESTIGATOR},
    "/classify": {SUPERVISOR},
    "/access": {SUPERVISOR, INVESTIGATOR},
    "/access/share": {SUPERVISOR},
    "/access/restrict": {SUPERVISOR},
    "/access/unrestrict": {SUPERVISOR},
    "/access/{grant}/revoke": {SUPERVISOR},
    "/recuse": {SUPERVISOR, INVESTIGATOR, INTAKE, LR},
    "/close": {SUPERVISOR, LR},
    "/reopen": {SUPERVISOR},
    "/merge": {SUPERVISOR},
    "/unmerge": {SUPERVISOR},
    "/entered-in-error": {SUPERVISOR},
}


@pytest.fixture
def case(acting):
    """Number and id of a grant of an open case with people, log, lead and referral."""
    with acting() as session:
        lead = session.scalar(select(User.id).where(User.username == INVESTIGATOR))
        made = cases.case(session, status="OPEN", lead_user_id=lead, title="Cash count at dock 2")
        subject = cases.party(session, made, role=PartyRole.SUBJECT, account="official.cbp")
        cases.party(session, made, role=PartyRole.WITNESS, description="A night officer")
        cases.log(session, made, "Called the port director.")
        cases.grant(session, made, user=INVESTIGATOR, kind=GrantKind.ASSIGNMENT)
        grant = cases.grant(
            session, made, office="LER", kind=GrantKind.REFERRAL, level=GrantLevel.ITEMS
        )
        cases.name_item(session, grant, subject)
        return made.number, grant.id


@pytest.mark.parametrize("who", [SUPERVISOR, INVESTIGATOR, INTAKE, LR, OTHER, "auditor", "admin"])
def test_each_role_opens_its_pages_and_no_other(case, sign_in, who):
    number, grant = case
    client = sign_in(who)
    for page, allowed in PAGES.items():
        answer = client.get(f"/cases/{number}{page.format(grant=grant)}")
        if who in allowed:
            assert answer.status_code == 200, page
            html5lib.HTMLParser(strict=True).parse(answer.data)
        else:
            hidden = who in {OTHER, "auditor", "admin"}
            hidden_party = who == INTAKE and page.startswith("/people/1/")
            assert answer.status_code == (404 if hidden or hidden_party else 403), page


def test_a_child_of_another_case_is_missing(acting, sign_in, case):
    number, grant = case
    with acting() as session:
        other = cases.case(session)
        strange = cases.grant(session, other, office="OPR").id
        for _ in range(3):
            cases.party(session, other, role=PartyRole.WITNESS)
        other_number = other.number
    client = sign_in(SUPERVISOR)
    for url in (
        f"/cases/{other_number}/access/{grant}/revoke",
        f"/cases/{number}/access/{strange}/revoke",
        f"/cases/{number}/people/3/withdraw",
        f"/cases/{number}/people/3/reveal",
        f"/cases/{number}/people/3/wall",
    ):
        assert client.get(url).status_code == 404, url
        assert client.post(url, data={"reason": "x"}).status_code == 404, url


def test_tabs_are_absent_where_the_role_has_no_right(case, sign_in):
    number, _grant = case
    shown = {
        SUPERVISOR: ("People", "Log", "Access"),
        LR: ("People",),
        INTAKE: (),
    }
    for who, tabs in shown.items():
        page = sign_in(who).get(f"/cases/{number}").text
        for tab in ("People", "Log", "Access"):
            assert (f'/cases/{number}/{tab.lower()}"' in page) is (tab in tabs), (who, tab)


def test_a_summary_shows_no_name_no_log_and_no_reason(acting, case, sign_in):
    number, _grant = case
    with acting() as session:
        session.add(
            ClassChange(
                case_id=found(session, number).id,
                field="class",
                new_code="CBP-2",
                reason="He lied to us",
            )
        )
    page = sign_in(INTAKE).get(f"/cases/{number}").text
    classes = sign_in(INTAKE).get(f"/cases/{number}/classes").text
    for words in ("Hespeler", "night officer", "port director", "He lied"):
        assert words not in page
        assert words not in classes
    assert "Cash count at dock 2" in page
    assert "He lied" in sign_in(SUPERVISOR).get(f"/cases/{number}/classes").text


def test_labor_relations_reads_the_referred_subject_alone(case, sign_in):
    number, _grant = case
    page = sign_in(LR).get(f"/cases/{number}").text
    assert "Hespeler" in page
    assert "night officer" not in page
    assert "port director" not in page


def test_a_stale_edit_shows_both_versions_and_saves_nothing(case, acting, sign_in):
    number, _grant = case
    client, url = sign_in(SUPERVISOR), f"/cases/{number}/edit"
    opened = client.get(url).text
    version = opened.split('name="version" value="')[1].split('"')[0]
    other = sign_in(INVESTIGATOR)
    assert other.post(url, data={"title": "Theirs", "version": version}).status_code == 302
    answer = client.post(url, data={"title": "Mine", "version": version})
    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert "Mine" in answer.text
    with acting() as session:
        assert found(session, number).title == "Theirs"


@pytest.mark.parametrize("version", ["", "x", "99", "-1"])
def test_a_version_that_makes_no_sense_is_stale(case, sign_in, version):
    number, _grant = case
    answer = sign_in(SUPERVISOR).post(
        f"/cases/{number}/edit", data={"title": "Mine", "version": version}
    )
    assert answer.status_code in {409, 422}


def test_reclassifying_keeps_the_history_and_asks_for_a_reason(case, acting, sign_in):
    number, _grant = case
    client, url = sign_in(SUPERVISOR), f"/cases/{number}/classify"
    data = {"class_code": "CBP-1", "case_type_code": "ADMIN_INVESTIGATION", "corruption_code": ""}
    assert client.post(url, data={**data, "reason": ""}).status_code == 422
    assert (
        client.post(url, data={**data, "class_code": "ICE-CAT_1", "reason": "x"}).status_code == 422
    )
    assert client.post(url, data={**data, "reason": "Bribe"}).status_code == 302
    assert client.post(url, data={**data, "reason": "Bribe"}).status_code == 422
    with acting() as session:
        made = found(session, number)
        assert (made.class_code, made.class_overridden) == ("CBP-1", True)
        assert session.scalar(select(func.count(ClassChange.id))) == 1


def test_the_corruption_axis_is_set_filtered_by_and_taken_off_with_its_history(
    case, acting, sign_in
):
    number, _grant = case
    client, url = sign_in(SUPERVISOR), f"/cases/{number}/classify"
    with acting() as session:
        made = found(session, number)
        data = {"class_code": made.class_code or "", "case_type_code": made.case_type_code}
    code = "MISSION_COMPROMISING_CORRUPTION"
    assert number not in client.get(f"/cases?corruption={code}").text
    answer = client.post(url, data={**data, "corruption_code": code, "reason": "Paid for a pass"})
    assert answer.status_code == 302
    assert "Mission-compromising corruption" in client.get(f"/cases/{number}").text
    assert number in client.get(f"/cases?corruption={code}").text
    assert number not in client.get("/cases?corruption=CORRUPTION").text
    answer = client.post(url, data={**data, "corruption_code": "", "reason": "Not so"})
    assert answer.status_code == 302
    assert number not in client.get(f"/cases?corruption={code}").text
    page = client.get(f"/cases/{number}/classes").text
    assert "Paid for a pass" in page
    assert "Not so" in page
    with acting() as session:
        rows = session.execute(select(ClassChange.old_code, ClassChange.new_code)).all()
        assert [tuple(row) for row in rows] == [(None, code), (code, None)]


def test_the_log_takes_lines_and_shows_them_by_kind(case, acting, sign_in):
    number, _grant = case
    client, url = sign_in(INVESTIGATOR), f"/cases/{number}/log"
    tomorrow = (clock.now() + timedelta(2)).strftime("%m/%d/%Y")
    data = {"kind": "CONTACT", "text": "Spoke <b>at length</b>", "on": "", "at": ""}
    assert client.post(f"{url}/new", data={**data, "text": ""}).status_code == 422
    assert client.post(f"{url}/new", data={**data, "on": tomorrow}).status_code == 422
    assert client.post(f"{url}/new", data={**data, "kind": "GOSSIP"}).status_code == 422
    sent = {**data, "on": "03/04/2026", "at": "10:22 a.m."}
    assert client.post(f"{url}/new", data=sent).status_code == 302
    page = client.get(f"{url}?kind=CONTACT").text
    assert "Spoke &lt;b&gt;at length&lt;/b&gt;" in page
    assert "Called the port director" not in page
    assert "Nothing in the log of this kind" in client.get(f"{url}?kind=RECORDS").text
    with acting() as session:
        line = session.scalars(select(LogEntry).where(LogEntry.kind == "CONTACT")).one()
        assert line.occurred_at == datetime(2026, 3, 4, 15, 22, tzinfo=UTC)


def test_people_are_added_by_number_by_suggestion_or_by_words(case, acting, sign_in):
    number, _grant = case
    client, url = sign_in(SUPERVISOR), f"/cases/{number}/people/new"
    base = {"role": "WITNESS", "identity_mode": "OPEN"}
    with acting() as session:
        from tests.factories.accounts import person_of

        employee = person_of(session, "official2.cbp").employee_number
        stranger = person_of(session, "supervisor.opr").id
    assert client.post(url, data={**base, "who": employee}).status_code == 302
    assert client.post(url, data={**base, "who": "A guard"}).status_code == 302
    for bad in (str(stranger), "99999", "abc", "-1"):
        assert client.post(url, data={**base, "who": "x", "person_id": bad}).status_code == 422
    assert client.post(url, data={**base, "who": "x", "role": "KING"}).status_code == 422
    assert client.post(url, data={**base, "telephone": "555"}).status_code == 422
    page = client.get(f"/cases/{number}/people").text
    assert "Marguerite Ansbach" in page
    assert "A guard" in page


def test_every_look_is_recorded_with_its_ground(case, reading, sign_in):
    number, _grant = case
    sign_in(INVESTIGATOR).get(f"/cases/{number}")
    sign_in(SUPERVISOR).get(f"/cases/{number}/sheet")
    with reading() as session:
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.event.in_(["CASE_VIEWED", "CASE_PRINTED"]))
        ).all()
        assert {(e.event, e.ground) for e in events} == {
            ("CASE_VIEWED", "ASSIGNMENT"),
            ("CASE_PRINTED", "OFFICE"),
        }


def test_back_to_results_stays_on_this_site(case, sign_in):
    number, _grant = case
    client = sign_in(SUPERVISOR)
    assert (
        'href="/cases?status=OPEN">Back'
        in client.get(f"/cases/{number}?back=/cases?status=OPEN").text
    )
    for evil in ("https://evil.example", "//evil.example", "javascript:alert(1)"):
        assert "Back to results" not in client.get(f"/cases/{number}?back={evil}").text
