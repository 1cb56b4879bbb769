"""The tab of allegations in the browser's words: what is shown, refused, kept."""

import re
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from jicms.allegations import service
from jicms.allegations.models import Allegation, AllegationSubject, Finding
from jicms.cases.models import CaseStatus, GrantKind, GrantLevel, PartyRole
from tests.factories import accounts, allegations, cases


@pytest.fixture
def number(acting):
    """An open case of IA: two allegations on two subjects, worked by investigator.ia."""
    with acting() as session:
        case, one, _two = allegations.against_two(session, code="TNA-04")
        allegations.allegation(session, case, one, narrative="Secret narrative.")
        cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        return case.number


def finding(client, number, label="1.1", **values):
    page = client.get(f"/cases/{number}/allegations/{label}").text
    version = re.search(r'name="version" value="(\d*)"', page)
    typed = {
        "code": "UNFOUNDED",
        "reasons": "The log was another's.",
        "standard": "PREPONDERANCE",
        **values,
    }
    typed.setdefault("version", version.group(1) if version else "")
    return client.post(f"/cases/{number}/allegations/{label}", data=typed)


def test_the_tab_lists_by_subject_and_opens_each_at_its_own_address(sign_in, number):
    client = sign_in("investigator.ia")
    page = client.get(f"/cases/{number}/allegations").text
    assert "1.1 Tardiness, First officer" in page
    for label, expected in (("1.2", "1.2 Tardiness, Second officer"), ("2.1", "Secret narrative")):
        assert expected in client.get(f"/cases/{number}/allegations/{label}").text
    for missing in ("1.3", "3.1", "0.0", "2.2"):
        assert client.get(f"/cases/{number}/allegations/{missing}").status_code == 404


def test_a_finding_is_recorded_and_the_next_one_opened(sign_in, number):
    client = sign_in("investigator.ia")
    answer = finding(client, number, next="1")
    assert answer.status_code == 302
    assert answer.location.endswith("/allegations/2.1")
    page = client.get(f"/cases/{number}/allegations/1.1").text
    assert "finding 1.1 is Unfounded" in page
    assert "The log was another" in page
    finding(client, number, code="SUBSTANTIATED", reasons="It was his own.")
    assert "Earlier findings" in client.get(f"/cases/{number}/allegations/1.1").text


def test_a_refused_finding_keeps_the_typed_text(sign_in, number):
    client = sign_in("investigator.ia")
    answer = finding(client, number, code="ADMIN_CLOSED", reasons="He left us.")
    assert answer.status_code == 422
    assert "He left us." in answer.text
    assert "Choose why it is administratively closed" in answer.text
    answer = finding(client, number, code="", reasons="Nothing chosen.")
    assert answer.status_code == 422
    assert "Nothing chosen." in answer.text


def test_a_stale_finding_is_refused_with_both_texts(sign_in, number):
    client = sign_in("investigator.ia")
    finding(client, number, version="1")
    answer = finding(client, number, version="1", reasons="From another window.")
    assert answer.status_code == 409
    assert "From another window." in answer.text


def test_who_may_not_find_is_given_no_form_and_no_way_round(sign_in, number):
    for name, status in (("supervisor.opr", 404), ("investigator2.ia", 404), ("intake.ia", 403)):
        client = sign_in(name)
        page = client.get(f"/cases/{number}/allegations/1.1")
        assert page.status_code in {404, 200}
        assert "Save finding" not in page.text
        assert finding(client, number).status_code == status, name


def test_the_summary_shows_codes_and_findings_but_no_name_and_no_narrative(sign_in, number):
    page = sign_in("intake.ia").get(f"/cases/{number}/allegations/2.1").text
    assert "IT-06" in page
    for hidden in ("First officer", "Secret narrative", "Alder Bend", "Save finding", "Edit"):
        assert hidden not in page, hidden


def test_a_referral_of_one_subject_shows_that_subject_only(acting, sign_in, number):
    with acting() as session:
        rows = session.scalars(select(AllegationSubject).order_by(AllegationSubject.id)).all()
        shared = cases.grant(
            session,
            rows[1].case,
            office="LER",
            kind=GrantKind.REFERRAL,
            level=GrantLevel.ITEMS,
        )
        for row in (rows[1], rows[1].allegation, rows[1].party):
            cases.name_item(session, shared, row)
    client = sign_in("supervisor.ler")
    page = client.get(f"/cases/{number}/allegations").text
    assert "Second officer" in page
    assert "First officer" not in page
    for hidden in ("1.1", "2.1"):
        assert client.get(f"/cases/{number}/allegations/{hidden}").status_code == 404


def test_an_allegation_is_added_corrected_and_given_another_class(acting, sign_in, number):
    client = sign_in("investigator.ia")
    typed = {
        "category_code": "TNA-04",
        "class_code": "",
        "intake_method_code": "EMAIL",
        "received_on": "11/02/2026",
        "received_at": "10:22 a.m.",
        "subjects": ["2"],
        "incident_from": "10/01/2026",
        "narrative": "Came late every day.",
    }
    answer = client.post(f"/cases/{number}/allegations/new", data=typed)
    assert answer.status_code == 302, answer.text
    assert answer.location.endswith("/allegations/3.1")
    edit = {"version": "1", "narrative": "Came late twice.", "incident_from": "10/01/2026"}
    address = f"/cases/{number}/allegations/3/edit"
    assert client.post(address, data={**edit, "subjects": ["1"]}).status_code == 302
    assert client.post(address, data=edit).status_code == 409, "a second save of the old version"
    page = client.get(f"/cases/{number}/allegations/3.2").text
    assert "Came late twice." in page
    assert "First officer" in page
    change = {"version": "2", "category_code": "TNA-04", "class_code": "CBP-2"}
    address = f"/cases/{number}/allegations/3/class"
    assert client.post(address, data=change).status_code == 422
    answer = client.post(address, data={**change, "reason": "Left the post unguarded."})
    assert answer.status_code == 302
    page = client.get(f"/cases/{number}/allegations/3.1").text
    assert "Left the post unguarded." in page
    with acting() as session:
        made = session.scalar(select(Allegation).where(Allegation.n == 3))
        assert made.class_code == "CBP-2"


def test_impossible_dates_come_back_at_their_fields(sign_in, number):
    client = sign_in("supervisor.ia")
    typed = {
        "category_code": "TNA-04",
        "intake_method_code": "EMAIL",
        "received_on": "11/02/2026",
        "received_at": "10:22 a.m.",
        "subjects": ["1"],
        "incident_from": "11/03/2026",
        "narrative": "Kept text.",
    }
    answer = client.post(f"/cases/{number}/allegations/new", data=typed)
    assert answer.status_code == 422
    assert "after the day it was reported" in answer.text
    assert "Kept text." in answer.text


def test_an_allegation_of_another_case_is_not_found_here(acting, sign_in, number):
    with acting() as session:
        other = cases.case(session, status=CaseStatus.OPEN)
        subject = cases.party(session, other, role=PartyRole.SUBJECT)
        for _ in range(3):
            allegations.allegation(session, other, subject)
    client = sign_in("supervisor.ia")
    for path in ("3.1", "3/edit", "3/class"):
        assert client.get(f"/cases/{number}/allegations/{path}").status_code == 404
    assert client.post(f"/cases/{number}/allegations/3.1", data={}).status_code == 404


FIELDS = (
    "code reasons version admin_close_code category_code subjects reason class_code place next "
    "incident_from incident_to received_on received_at narrative query_count system_code "
    "intake_method_code complainant"
)
JUNK = st.dictionaries(
    st.sampled_from(FIELDS.split()),
    st.text(max_size=40) | st.sampled_from(["1", "TNA-04", "CBP-1", "11/02/2026", "9" * 30, "\0"]),
)


@pytest.fixture
def worker(sign_in, number):
    """investigator.ia, signed in."""
    return sign_in("investigator.ia")


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(typed=JUNK)
def test_no_input_is_a_fault_of_ours(worker, number, typed):
    for path in ("1.1", "new", "1/edit", "1/class"):
        answer = worker.post(f"/cases/{number}/allegations/{path}", data=typed)
        assert answer.status_code < 500, (path, typed)


def test_the_page_sends_the_same_number_of_statements_for_many_allegations(acting, sign_in, number):
    from sqlalchemy import event

    from jicms.extensions import db

    client = sign_in("investigator.ia")
    client.get(f"/cases/{number}/allegations")
    counts = []
    for _ in range(2):
        sent = []

        def count(*given):
            sent.append(given[2])  # noqa: B023

        with client.application.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", count)
        client.get(f"/cases/{number}/allegations/1.1")
        event.remove(engine, "before_cursor_execute", count)
        counts.append(len(sent))
        with acting() as session:
            case = session.scalars(select(Allegation)).first().case
            party = case.parties[0]
            for _again in range(4):
                allegations.allegation(session, case, party)
    assert counts[0] == counts[1], sent


def test_a_finding_shows_on_the_summary_and_in_the_timeline(acting, sign_in, number):
    with acting("investigator.ia") as session:
        charge = session.scalars(select(AllegationSubject)).first()
        service.record_finding(
            charge,
            actor=accounts.actor_of("investigator.ia"),
            code="SUBSTANTIATED",
            reasons="Log.",
        )
        assert session.scalars(select(Finding)).one()
    page = sign_in("supervisor.ia").get(f"/cases/{number}").text
    assert "Finding 1.1: Substantiated" in page
    assert "TNA-04 Tardiness" in page


def next_step(client, number):
    head = client.get(f"/cases/{number}").text.split('class="facts"')[0]
    found = re.search(r'<a class="usa-button" href="[^"]+">([^<]+)</a>', head)
    return found.group(1) if found else None


def test_the_investigators_next_step_is_the_findings_then_the_report(sign_in, number):
    client = sign_in("investigator.ia")
    assert next_step(client, number) == "Record findings"
    assert next_step(sign_in("supervisor.ia"), number) is None
    for label in ("1.1", "1.2", "2.1"):
        finding(client, number, label=label)
    assert next_step(client, number) == "Write the report"


def test_the_key_facts_tell_how_when_and_where_over_all_allegations(sign_in, acting):
    with acting() as session:
        case = cases.case(session, status=CaseStatus.OPEN)
        one = cases.party(session, case, role=PartyRole.SUBJECT, description="First officer")
        for on, place in ((date(2026, 3, 2), "Pier 4"), (date(2026, 1, 5), "Pier 4")):
            allegations.allegation(session, case, one, incident_from=on, place=place)
        number = case.number
    page = sign_in("supervisor.ia").get(f"/cases/{number}").text
    facts = page.split('id="facts"')[1].split("</section>")[0]
    assert "Jan 5, 2026 to Mar 2, 2026" in facts
    assert facts.count("Pier 4") == 1
    assert "<dt>Method</dt>" in facts
