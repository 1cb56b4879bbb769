"""Cases, allegations and parties through the interface: what the pages show, and no more."""

import pytest

from jicms.cases.models import GrantKind, GrantLevel, IdentityMode, PartyRole
from tests.api.test_tokens import is_problem
from tests.factories import cases
from tests.factories.allegations import allegation


@pytest.fixture
def some(acting):
    """Two cases of IA, one of OPR; the first with parties and an allegation."""
    with acting() as session:
        first = cases.case(session, title="First")
        subject = cases.party(session, first, role=PartyRole.SUBJECT, account="official.cbp")
        cases.party(
            session,
            first,
            role=PartyRole.COMPLAINANT,
            description="",
            alias="Complainant A",
            identity_mode=IdentityMode.CONFIDENTIAL,
        )
        allegation(session, first, subject, code="IT-06")
        second = cases.case(session, title="Second", restricted=True)
        third = cases.case(session, office="OPR", title="Third")
        return first.number, second.number, third.number


def numbers(answer):
    assert answer.status_code == 200, answer.text
    return [item["number"] for item in answer.get_json()["items"]]


def test_the_list_holds_the_cases_of_the_membership(program, some):
    first, _second, third = some
    assert numbers(program("supervisor.ia").get("/api/v1/cases")) == [first]
    assert numbers(program("supervisor.opr").get("/api/v1/cases")) == [third]
    assert numbers(program("investigator.ia").get("/api/v1/cases")) == []


def test_filters(program, some):
    mine = program("supervisor.ia")
    for query, expected in (
        ("status=RECEIVED", 1),
        ("status=OPEN", 0),
        ("status=OPEN&status=RECEIVED", 1),
        ("office=IA", 1),
        ("office=OPR", 0),
        ("office=NOWHERE", 0),
        ("severity_class=CBP-1", 0),
        ("case_type=ADMIN_INVESTIGATION", 1),
        ("received_from=2026-11-02&received_to=2026-11-02", 1),
        ("received_from=2026-11-03", 0),
        ("received_from=0001-01-01&received_to=9999-12-31", 1),
        ("received_from=9999-12-31", 0),
        ("received_to=0001-01-01", 0),
        ("report=nonsense", 0),
    ):
        assert len(numbers(mine.get(f"/api/v1/cases?{query}"))) == expected, query


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("status=NONE", "status"),
        ("received_from=yesterday", "received_from"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("after=forged", "after"),
        ("before=forged", "before"),
        ("office=a%00b", "office"),
    ],
)
def test_parameters_that_cannot_be_read_are_named(program, some, query, named):
    body = is_problem(program("supervisor.ia").get(f"/api/v1/cases?{query}"), 422)
    assert list(body["errors"]) == [named]


def test_pages_go_forth_and_back(program, acting):
    with acting() as session:
        expected = [cases.case(session).number for _ in range(5)][::-1]
    mine = program("supervisor.ia")
    found, url, pages = [], "/api/v1/cases?limit=2&status=RECEIVED", []
    while url:
        answer = mine.get(url)
        found += numbers(answer)
        pages.append(answer.get_json())
        url = answer.get_json()["next"]
    assert found == expected
    assert len(pages) == 3
    assert [item["number"] for item in mine.get(pages[2]["previous"]).get_json()["items"]] == (
        expected[2:4]
    )
    assert pages[0]["previous"] is None


def test_a_case_and_its_etag(program, some):
    first = some[0]
    mine = program("supervisor.ia")
    answer = mine.get(f"/api/v1/cases/{first}")
    body = answer.get_json()
    assert body["number"] == first
    assert body["office"] == "IA"
    assert body["received_on"] == "2026-11-02"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    again = mine.get(f"/api/v1/cases/{first}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert again.text == ""
    other = mine.get(f"/api/v1/cases/{first}", headers={"If-None-Match": '"x"'})
    assert other.status_code == 200


def test_hidden_and_missing_look_the_same(program, some):
    mine = program("supervisor.ia")
    said = set()
    for number in (*some[1:], "202799999", "x", "%F0%9F%98%80", "a%00b"):
        for tail in ("", "/allegations", "/parties"):
            body = is_problem(mine.get(f"/api/v1/cases/{number}{tail}"), 404)
            said.add((body["title"], body["detail"]))
    assert len(said) == 1


def test_allegations_and_parties(program, some):
    mine = program("supervisor.ia")
    (one,) = mine.get(f"/api/v1/cases/{some[0]}/allegations").get_json()["items"]
    assert one["category"] == "IT-06"
    assert one["narrative"].startswith("Caller says")
    assert one["subjects"] == [{"label": "1.1", "party": 1, "finding": None}]
    parties = mine.get(f"/api/v1/cases/{some[0]}/parties").get_json()["items"]
    assert [(p["role"], p["name"]) for p in parties] == [
        ("SUBJECT", "Lorne Hespeler"),
        ("COMPLAINANT", "Complainant A"),
    ]
    assert parties[1]["employee_number"] is None
    assert parties[1]["identity_mode"] == "CONFIDENTIAL"


def test_a_summary_shows_codes_and_neither_narrative_nor_party(program, acting, some):
    with acting() as session:
        from sqlalchemy import select

        from jicms.cases.models import Case

        third = session.scalar(select(Case).where(Case.number == some[2]))
        subject = cases.party(session, third, role=PartyRole.SUBJECT)
        allegation(session, third, subject)
        cases.grant(session, third, office="IA", kind=GrantKind.SHARE, level=GrantLevel.SUMMARY)
    mine = program("supervisor.ia")
    (one,) = mine.get(f"/api/v1/cases/{some[2]}/allegations").get_json()["items"]
    assert one["narrative"] is None
    assert one["subjects"] == [{"label": "1.1", "party": None, "finding": None}]
    is_problem(mine.get(f"/api/v1/cases/{some[2]}/parties"), 403)


def test_an_address_or_a_method_that_there_is_not(program):
    mine = program("supervisor.ia")
    is_problem(mine.get("/api/v1/nothing"), 404)
    is_problem(mine.client.post("/api/v1/cases"), 405)
