"""Search: what is found, by whom; that nothing hidden is found, counted or confirmed."""

import json
import re

import pytest
from sqlalchemy import select

from jicms.allegations.models import Allegation, AllegationDetail
from jicms.audit.models import AuditEvent
from jicms.cases.handling import Handling
from jicms.cases.models import GrantKind, GrantLevel, PartyRole
from jicms.prosecution.models import ProsecutionReferral
from jicms.search.excerpts import excerpt, marked
from jicms.search.queries import MOST_WORDS, number_in, words_of
from tests.factories import cases
from tests.factories.world import world


def narrative(session, case, text, place=""):
    made = Allegation(
        case_id=case.id, n=1, intake_method_code="EMAIL", received_at=case.received_at
    )
    session.add(made)
    session.flush()
    session.add(
        AllegationDetail(allegation_id=made.id, case_id=case.id, narrative=text, place=place)
    )
    session.flush()


@pytest.fixture
def matters(acting):
    """One IA and one OPR case, alike in every word."""
    with acting() as session:
        numbers = {}
        for office in ("IA", "OPR"):
            case = cases.case(session, office=office, title="Query about a zanzibar neighbor")
            narrative(session, case, "He looked up the <script>zanzibar</script> plates twice.")
            cases.log(session, case, "Called zanzibar about the plates")
            numbers[office] = case.number
        return numbers


def last_search(reading):
    with reading() as session:
        row = session.scalars(
            select(AuditEvent).where(AuditEvent.event == "SEARCHED").order_by(AuditEvent.id.desc())
        ).first()
        return json.loads(row.detail)


@pytest.mark.parametrize(
    ("username", "status"),
    [
        ("supervisor.ia", 200),
        ("intake.opr", 200),
        ("supervisor.ler", 200),
        ("custodian.ia", 200),
        ("auditor", 403),
        ("admin", 403),
        ("security", 403),
        ("official.cbp", 403),
    ],
)
def test_who_searches(sign_in, username, status):
    assert sign_in(username).get("/search?q=word").status_code == status


def test_a_number_goes_to_its_case_for_those_who_see_it(sign_in, matters, reading):
    client = sign_in("supervisor.ia")
    for typed in (matters["IA"], f" {matters['IA']} ", f"{matters['IA']}-E0001"):
        answer = client.get("/search", query_string={"q": typed})
        assert answer.status_code == 302
        assert answer.location == f"/cases/{matters['IA']}"
    assert last_search(reading)["went_to"] == matters["IA"]


def test_a_hidden_number_looks_like_one_that_was_never_given(sign_in, matters):
    client = sign_in("supervisor.ia")
    hidden, missing = matters["OPR"], "202799999"
    pages = [client.get(f"/search?q={number}") for number in (hidden, missing)]
    assert [page.status_code for page in pages] == [200, 200]
    one, two = (page.text.replace(n, "N") for page, n in zip(pages, (hidden, missing), strict=True))
    assert shown(one) == shown(two)


def shown(page):
    """A page without what differs from one request to the next."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page.split("<footer")[0])


def test_everything_visible_is_found_and_nothing_else(sign_in, matters, reading):
    page = sign_in("supervisor.ia").get("/search?q=ZANZIBAR plates").text
    assert matters["IA"] in page
    assert matters["OPR"] not in page
    assert "<mark>zanzibar</mark>" in page
    assert "&lt;script&gt;" in page
    assert "<script>zanz" not in page
    found = last_search(reading)
    assert found["text"] == "ZANZIBAR plates"
    assert found["found"] == {"allegations": 1, "cases": 0, "dockets": 0, "log": 1, "people": 0}
    only_title = sign_in("supervisor.opr").get("/search?q=zanzibar neighbor").text
    assert matters["OPR"] in only_title
    assert matters["IA"] not in only_title


def test_walls_restrictions_and_summary_shares_hold(sign_in, acting, matters):
    with acting() as session:
        walled = cases.case(session, office="IA", title="Walrus one")
        cases.party(session, walled, role=PartyRole.SUBJECT, account="supervisor.ia")
        cases.case(session, office="IA", title="Walrus two", restricted=True)
        shared = cases.case(session, office="OPR", title="Walrus three")
        narrative(session, shared, "walrus narrative")
        cases.log(session, shared, "walrus log")
        cases.grant(session, shared, office="IA", kind=GrantKind.SHARE, level=GrantLevel.SUMMARY)
        number = shared.number
    page = sign_in("supervisor.ia").get("/search?q=walrus").text
    assert page.count(f">{number}<") == 1
    assert "one" not in page.split("<main")[1].split("</main>")[0].replace("None", "")
    assert "narrative" not in page.split("<tbody>")[1]
    assert "walrus log" not in page.lower()


def test_grand_jury_lines_are_not_in_the_search(sign_in, acting):
    with acting() as session:
        entry = cases.log(session, cases.case(session, office="IA"), "Gryphon before the jury")
        entry.handling = int(Handling.GRAND_JURY)
    assert "Nothing found" in sign_in("supervisor.ia").get("/search?q=gryphon").text


def test_people_are_found_by_those_with_a_directory(sign_in):
    assert "Odile Tillerby" in sign_in("supervisor.ia").get("/search?q=tillerby").text
    assert "Odile Tillerby" in sign_in("supervisor.ia").get("/search?q=tilerbie").text
    assert "Odile Tillerby" not in sign_in("custodian.ia").get("/search?q=tillerby").text
    assert "Odile Tillerby" not in sign_in("supervisor.opr").get("/search?q=tillerby").text


@pytest.mark.parametrize(
    "query",
    [
        "",
        "%",
        "_",
        "'",
        '"',
        "\\",
        "a" * 5000,
        "\x00",
        "%00",
        "’“”",
        "\u202e",
        "(" * 50,
        "🦊",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
    ],
)
def test_strange_queries_are_no_fault_and_no_wildcard(sign_in, matters, query):
    page = sign_in("supervisor.ia").get("/search", query_string={"q": query})
    assert page.status_code == 200
    assert matters["IA"] not in page.text
    assert "<script>alert" not in page.text


def test_an_empty_result_says_what_was_searched(sign_in):
    page = sign_in("supervisor.ia").get("/search?q=unfindable").text
    assert "Nothing found for “unfindable”" in page
    assert "narratives" in page


def test_many_hits_are_capped(sign_in, acting, reading):
    with acting() as session:
        for _ in range(25):
            cases.case(session, office="IA", title="Common title")
    page = sign_in("supervisor.ia").get("/search?q=common").text
    assert '<span class="count">20+</span>' in page
    assert page.count('class="key"') == 20


def test_a_search_costs_few_statements(sign_in, matters, statements, acting):
    client = sign_in("supervisor.ia")
    few = statements(lambda: client.get("/search?q=zanzibar"))
    with acting() as session:
        for _ in range(15):
            case = cases.case(session, office="IA", title="zanzibar again")
            cases.log(session, case, "zanzibar again")
    assert statements(lambda: client.get("/search?q=zanzibar")) <= few
    assert few <= 16


def test_excerpts_mark_each_word_and_cut_around_the_first():
    parts = excerpt("word " * 100 + "needle in the hay " + "word " * 100, ["needle", "hay"])
    assert [part.text for part in parts if part.hit] == ["needle", "hay"]
    assert parts[0].text == "… "
    assert parts[-1].text == " …"
    assert "".join(part.text for part in marked("a+b A+B", ["a+b"])) == "a+b A+B"
    assert [part.hit for part in marked("a+b", ["a+b"])] == [True]
    assert [part.text for part in marked("plain", [])] == ["plain"]
    assert excerpt("", ["x"]) == []


def test_numbers_and_words():
    assert number_in("202601187") == "202601187"
    assert number_in("202601187-R001") == "202601187"
    assert number_in("1187") is None
    assert number_in("²" * 9) is None
    assert words_of('"two words", three;') == ["two", "words", "three"]
    assert len(words_of("a " * 100)) == 8


def test_words_beyond_the_most_are_named_and_not_looked_for(sign_in):
    text = " ".join(f"word{n}" for n in range(MOST_WORDS + 2))
    page = sign_in("supervisor.ia").get("/search", query_string={"q": text}).text
    assert "Only the first 8 words were searched for, without: word8 word9." in page
    short = sign_in("supervisor.ia").get("/search?q=word1").text
    assert "Only the first" not in short


@pytest.mark.parametrize("text", ["123-45-6789", "Dunmoor 123 45 6789", "987654321"])
def test_what_looks_like_a_social_security_number_is_refused_with_a_hint(sign_in, acting, text):
    page = sign_in("supervisor.ia").get("/search", query_string={"q": text}).text
    assert "can’t be searched for" in page
    assert text not in page
    with acting() as session:
        rows = session.scalars(select(AuditEvent).where(AuditEvent.event == "SEARCHED"))
        assert all(text not in row.detail for row in rows)


def test_a_docket_is_found_by_those_who_see_its_matter(sign_in, acting):
    with acting() as session:
        made = world(session, n=4)
        made.prosecution.docket = "7:26-cr-00412"
        made.appeal.docket = "DC-0752-26-0956-I-1"
        cases.grant(session, made.case, office="LER", kind=GrantKind.SHARE)
        number, referral = made.case.number, made.prosecution.id
    court, board = "/search?q=7:26-cr-00412", "/search?q=0752-26-0956"
    for who in ("supervisor.ia", "supervisor.ler"):
        page = sign_in(who).get(court).text
        assert f'href="/cases/{number}/prosecution"' in page, who
        assert "<mark>7:26-cr-00412</mark>, U.S. Attorney" in page
    assert "Appeal</td>" in sign_in("supervisor.ler").get(board).text
    assert "Nothing found" in sign_in("supervisor.ia").get(board).text, "appeals are labor’s own"
    assert "Nothing found" in sign_in("supervisor.opr").get(court).text
    with acting() as session:
        session.get(ProsecutionReferral, referral).is_sealed = True
    assert "Nothing found" in sign_in("supervisor.ler").get(court).text, "not among its readers"
