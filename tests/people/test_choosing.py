"""Where two records of one person differ: side by side, chosen by whoever merges, given back."""

from datetime import date

import pytest
from sqlalchemy import select

from jicms.core.errors import RuleBroken
from jicms.people import births, links, merging
from jicms.people import queries as people_queries
from jicms.people.models import Person
from jicms.people.models_merge import PersonMerge
from tests.architecture.markup import check_page
from tests.factories import cases
from tests.people.conftest import last, names
from tests.people.merges import BY, merge, named, part, record, state

EVERY = ("name", "employee_number", "kind_code", "gender", "born", "telephone", "email")


@pytest.fixture
def unlike(acting):
    """Two records that agree in nothing, each named by a case of the office."""
    with acting() as session:
        kept = record(session, gender="F", telephone="555-0101", email="one@example.gov")
        other = record(
            session,
            "Wendelin",
            "Auschauer",
            number="4410-9002",
            kind_code="FORMER_EMPLOYEE",
            gender="M",
            telephone="555-0177",
            email="two@example.gov",
        )
        births.keep(kept, date(1988, 3, 2))
        births.keep(other, date(1989, 4, 17))
        for each in (kept, other):
            named(session, cases.case(session), each)
        return kept.id, other.id


def facts(reading, number):
    with reading() as session:
        person = session.get(Person, number)
        said = (person.name, person.employee_number, person.kind_code, person.gender)
        return (*said, births.opened(person), person.telephone, person.email)


def test_the_kept_record_keeps_its_own_unless_told_otherwise(acting, reading, unlike):
    before = facts(reading, unlike[0])
    merge(acting, unlike)
    assert facts(reading, unlike[0]) == before


@pytest.mark.parametrize("name", EVERY)
def test_each_value_can_be_taken_and_is_given_back(acting, reading, unlike, name):
    before, (own, theirs) = state(reading), (facts(reading, each) for each in unlike)
    done = merge(acting, unlike, take=[name])
    at = EVERY.index(name)
    expected = [*own[:at], theirs[at], *own[at + 1 :]]
    assert list(facts(reading, unlike[0])) == expected
    assert last(reading, "PERSON_MERGED")[2]["taken"] == [name]
    part(acting, done, by=BY)
    assert state(reading) == before


def test_all_of_them_at_once_and_both_find_the_record(acting, reading, sign_in, unlike):
    before, theirs = state(reading), facts(reading, unlike[1])
    done = merge(acting, unlike, take=EVERY)
    assert facts(reading, unlike[0]) == theirs
    client = sign_in(BY)
    for words in ("4410-9001", "4410-9002", "aschauer", "auschauer"):
        found = names(client.get("/people", query_string={"q": words}))
        assert found == ["Wendelin Auschauer"], words
    with reading(BY):
        for number in ("4410-9001", "4410-9002"):
            assert people_queries.by_number(number).id == unlike[0]
            assert links.employee(number).id == unlike[0]
    assert "Also known as" in client.get(f"/people/{unlike[0]}").text
    assert "Wendel Aschauer" in client.get(f"/people/{unlike[0]}").text
    page = client.get(f"/people/{unlike[0]}/merges/{done}/undo")
    check_page(page, "undo")
    assert "employee number" in page.text
    lead = "Wendelin Auschauer (4410-9002) was made a part of Wendel Aschauer on "
    assert lead in page.text, "each by what it was called before"
    assert "Wendelin Auschauer, 4410-9002" in client.get(f"/people/{unlike[0]}").text
    part(acting, done, by=BY)
    assert state(reading) == before


def test_what_was_corrected_since_stays(acting, reading, unlike):
    done = merge(acting, unlike, take=EVERY)
    with acting() as session:
        person = session.get(Person, unlike[0])
        person.family_name, person.search_name = "Asch", "wendelin asch"
        person.employee_number = "4410-9009"
        person.email = "three@example.gov"
        births.keep(person, date(1990, 1, 1))
    part(acting, done)
    name, number, kind, gender, born, telephone, email = facts(reading, unlike[0])
    assert (name, number, email) == ("Wendelin Asch", "4410-9009", "three@example.gov")
    assert born == date(1990, 1, 1)
    assert (kind, gender, telephone) == ("EMPLOYEE", "F", "555-0101"), "untouched: given back"
    assert facts(reading, unlike[1])[:2] == ("Wendelin Auschauer", "4410-9002")


def test_the_page_offers_what_differs_and_takes_what_is_ticked(sign_in, reading, unlike):
    client, path = sign_in(BY), f"/people/{unlike[0]}/merge/{unlike[1]}"
    page = client.get(path)
    check_page(page, path)
    for name in EVERY:
        assert f'name="take" value="{name}"' in page.text, name
    assert "1988" in page.text
    assert "1989" in page.text
    assert "Apr 17" not in page.text
    with reading() as session:
        versions = [session.get(Person, each).version for each in unlike]
    sent = {"kept_version": versions[0], "other_version": versions[1]}
    again = client.post(path, data={**sent, "take": ["born", "name"]})
    assert again.status_code == 422, "no reason"
    assert again.text.count("checked") == 2, "what was ticked stays ticked"
    for bad in (["agency"], ["x" * 9_000], ["name", "ssn"]):
        refused = client.post(path, data={**sent, "reason": "One man", "take": bad})
        assert refused.status_code == 422, bad
    with reading() as session:
        assert session.scalar(select(PersonMerge.id)) is None
    sent["reason"] = "One man"
    assert client.post(path, data={**sent, "take": ["born", "name"]}).status_code == 302
    name, number, *_rest = facts(reading, unlike[0])
    assert (name, number) == ("Wendelin Auschauer", "4410-9001")
    assert client.post(path, data=sent).status_code in {404, 409}, "a form of before"


def test_nothing_is_offered_that_one_record_lacks_or_both_share(sign_in, pair):
    page = sign_in(BY).get(f"/people/{pair[0]}/merge/{pair[1]}").text
    for name in ("kind_code", "gender", "born", "telephone", "email", "ssn"):
        assert f'value="{name}"' not in page, name
    assert 'value="employee_number"' in page


def test_contact_that_one_may_not_read_can_not_be_taken(acting, sign_in, reading):
    """A record that no visible case names: its telephone is neither shown nor tried out."""
    with acting() as session:
        kept = record(session, telephone="555-0101")
        other = record(session, "Wendelin", number="4410-9002", telephone="555-0177")
        named(session, cases.case(session), kept)
        ids = (kept.id, other.id)
    page = sign_in(BY).get(f"/people/{ids[0]}/merge/{ids[1]}").text
    assert 'value="telephone"' not in page
    assert "555-0177" not in page
    with pytest.raises(RuleBroken):
        merge(acting, ids, take=["telephone"])
    with reading() as session:
        assert session.get(Person, ids[0]).telephone == "555-0101"


def test_a_name_that_is_taken_is_judged_by_the_wall(acting, monkeypatch, unlike):
    """By name only somebody may be meant: the wall looks again at the name that stands now."""
    asked = []
    monkeypatch.setattr(merging, "tell_changed", lambda number, _actor: asked.append(number))
    merge(acting, unlike, take=["name"])
    assert asked == [unlike[0]]
