"""From a list into a record, on to the next one of the list, and back."""

import re
from datetime import date, timedelta
from html import unescape
from urllib.parse import quote

import pytest
from sqlalchemy import select

from jicms.auth.models import User
from jicms.cases.models import Case, GrantKind, PartyRole
from jicms.core import clock
from jicms.deadlines.models import CaseClock
from tests.factories import cases

SUPERVISOR, INVESTIGATOR = "supervisor.ia", "investigator.ia"
PAGE_LIMIT = 12


def link(page, label):
    """The address behind "Previous" or "Next", None at an end."""
    found = re.search(rf'<a([^>]*)>{label}<span class="usa-sr-only"> in the results', page)
    assert found, f"no {label} on the page"
    address = re.search(r'href="([^"]*)"', found[1])
    return unescape(address[1]) if address else None


def first_on(client, listed):
    page = client.get(listed).text
    return unescape(re.search(r'<a class="key" href="([^"]*)"', page)[1])


def walk(client, listed):
    """The addresses that "Next" leads to from the first of the list; "Previous" leads back."""
    address, seen = first_on(client, listed), []
    while address:
        page = client.get(address)
        assert page.status_code == 200
        before = link(page.text, "Previous")
        assert numbers([before] if before else []) == numbers(seen[-1:])
        seen.append(address)
        address = link(page.text, "Next")
        assert len(seen) < 60
    return seen


def numbers(addresses):
    return [re.search(r"/(?:cases|people)/([0-9]+)", address)[1] for address in addresses]


def due(session, made, on, side="investigation"):
    session.add(
        CaseClock(
            case_id=made.id,
            side=side,
            rule_code="TRIAGE",
            rule_version=1,
            label="Test clock",
            kind="deadline",
            zone="America/New_York",
            starts={},
            start_on=date(2026, 1, 1),
            due_on=on,
            steps=[],
            is_next=True,
        )
    )


@pytest.fixture
def many(acting):
    """Thirty cases of the office: some share a moment of receipt, some have a clock."""
    with acting() as session:
        lead = session.scalar(select(User.id).where(User.username == INVESTIGATOR))
        today = clock.today("America/New_York")
        for n in range(30):
            received = clock.now() - timedelta(days=n // 2)
            made = cases.case(
                session,
                title=f"Matter {n}",
                status="OPEN" if n % 3 else "TRIAGE",
                class_code="CBP-1" if n < 10 else "CBP-3",
                lead_user_id=lead if n % 2 else None,
                received_at=received,
                received_on=clock.local_date(received, "America/New_York"),
            )
            if n % 4 == 0:
                due(session, made, today + timedelta(days=n // 8))
            cases.grant(session, made, user=INVESTIGATOR, kind=GrantKind.ASSIGNMENT)


@pytest.mark.parametrize(
    ("username", "query"),
    [
        (SUPERVISOR, ""),
        (SUPERVISOR, "?sort=number-&class=CBP-3"),
        (SUPERVISOR, "?sort=clock"),
        (SUPERVISOR, "?sort=clock-"),
        (SUPERVISOR, "?words=Matter+2&lead=none"),
        (INVESTIGATOR, ""),
        (INVESTIGATOR, "?sort=received-"),
        (INVESTIGATOR, "?status=OPEN&sort=clock"),
    ],
)
def test_next_walks_the_whole_list_in_its_order_and_previous_back(many, sign_in, username, query):
    client = sign_in(username)
    listed, page = [], f"/cases{query}"
    while page:
        text = client.get(page).text
        listed += re.findall(r'<a class="key" href="/cases/([0-9]+)', text)
        after = re.search(r'href="([^"]*)">Next<svg', text)
        page = unescape(after[1]) if after else None
    assert numbers(walk(client, f"/cases{query}")) == listed


def test_the_way_back_is_the_page_it_was_opened_from(many, sign_in):
    client = sign_in(SUPERVISOR)
    second = re.search(r'href="([^"]*)">Next<svg', client.get("/cases?state=open").text)
    listed = unescape(second[1])
    page = client.get(first_on(client, listed)).text
    assert f'href="{listed.replace("&", "&amp;")}">Back to results' in page
    assert link(page, "Previous"), "the last of the page before"
    assert " of 30" not in page


def test_a_case_that_no_longer_fits_still_leads_on(many, acting, sign_in):
    client = sign_in(SUPERVISOR)
    there = walk(client, "/cases?status=OPEN")
    with acting() as session:
        done = session.scalar(select(Case).where(Case.number == numbers(there)[3]))
        done.status = "TRIAGE"
    page = client.get(there[3]).text
    assert numbers([link(page, "Previous"), link(page, "Next")]) == [
        numbers(there)[2],
        numbers(there)[4],
    ]


def test_hidden_cases_are_stepped_over(many, acting, sign_in):
    client = sign_in(INVESTIGATOR)
    there = numbers(walk(client, "/cases"))
    with acting() as session:
        named = session.scalar(select(Case).where(Case.number == there[4]))
        cases.party(session, named, role=PartyRole.WITNESS, account=INVESTIGATOR)
        secret = session.scalar(select(Case).where(Case.number == there[7]))
        secret.restricted = True
        of_others = cases.case(session, office="OPR", received_at=clock.now())
        assert of_others.number not in there
    seen = numbers(walk(client, "/cases"))
    assert seen == [number for at, number in enumerate(there) if at not in {4, 7}]
    assert client.get(f"/cases/{there[4]}?back=/cases").status_code == 404


@pytest.mark.parametrize(
    "back",
    [
        "//elsewhere.example/cases",
        "https://elsewhere.example",
        "/\\elsewhere",
        "javascript:alert(1)",
    ],
)
def test_a_way_back_that_leaves_the_site_is_none(many, sign_in, back):
    client = sign_in(SUPERVISOR)
    number = numbers([first_on(client, "/cases")])[0]
    page = client.get(f"/cases/{number}?back={quote(back, safe='')}").text
    assert "Back to results" not in page


@pytest.mark.parametrize(
    "back",
    [
        "/cases?sort=%00&status=%FF&from=99/99/9999&after=zzz",
        f"/cases?words={'x' * 3000}",
        "/cases?words=%00",
        "/cases?office=9999999999999999999999",
        "/reports",
        "/nowhere?x=1",
    ],
)
def test_a_way_back_that_makes_no_sense_is_followed_as_far_as_it_does(many, sign_in, back):
    client = sign_in(SUPERVISOR)
    number = numbers([first_on(client, "/cases")])[0]
    answer = client.get(f"/cases/{number}?back={quote(back, safe='')}")
    assert answer.status_code == 200
    assert "Back to results" in answer.text


@pytest.mark.parametrize("username", [SUPERVISOR, INVESTIGATOR, "intake.ia"])
@pytest.mark.parametrize("query", ["status=OPEN", "status=OPEN&sort=clock&words=M"])
def test_a_case_opened_by_itself_costs_nothing_more_and_one_of_a_list_one(
    many, sign_in, statements, username, query
):
    client = sign_in(username)
    listed = first_on(client, f"/cases?{query}")
    counts = []
    for address in (listed.partition("?")[0], listed):
        client.get(address)
        with statements() as seen:
            page = client.get(address).text
        counts.append(len(seen))
        assert ("Back to results" in page) == (address == listed)
    assert counts[0] <= PAGE_LIMIT
    assert counts[1] == counts[0] + 1


def test_the_triage_queue_leads_on_and_so_it_does_after_the_decision(many, sign_in):
    client = sign_in("intake.ia")
    for query in ("", "?sort=received", "?status=TRIAGE"):
        there = walk(client, f"/intake/triage{query}")
        listed = re.findall(
            r'<a class="key" href="/cases/([0-9]+)', client.get(f"/intake/triage{query}").text
        )
        assert numbers(there) == listed
        assert len(listed) == 10


def test_who_may_not_open_the_list_is_led_nowhere_by_it(many, acting, sign_in):
    with acting() as session:
        number = session.scalars(select(Case.number)).first()
    page = sign_in(INVESTIGATOR).get(f"/cases/{number}?back=/intake/triage").text
    assert "Back to results" in page
    assert " in the results" not in page


def test_people_lead_on_in_the_order_of_the_directory(acting, sign_in):
    client = sign_in(SUPERVISOR)
    for query in ("", "?sort=number", "?sort=number-", "?q=a"):
        there = walk(client, f"/people{query}")
        page, listed = f"/people{query}", []
        while page:
            text = client.get(page).text
            listed += re.findall(r'<a class="key" href="/people/([0-9]+)', text)
            after = re.search(r'href="([^"]*)">Next<svg', text)
            page = unescape(after[1]) if after else None
        assert numbers(there) == listed
        assert len(listed) > 3
