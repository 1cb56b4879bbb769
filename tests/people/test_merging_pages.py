"""The pages of a merge: to whom they are open, what they compare and what they never tell."""

import re

import pytest
from sqlalchemy import select

from jicms.cases.models import PartyRole
from jicms.core.errors import Denied, Missing
from jicms.people.models import Person
from tests.architecture.markup import check_page
from tests.factories import accounts, cases
from tests.people.conftest import last, names
from tests.people.merges import BY, merge, named, record


def test_only_a_supervisor_merges_and_only_what_is_in_sight(acting, sign_in, pair):
    kept, other = pair
    for username in ("investigator.ia", "intake.ia", "supervisor.ler", "auditor"):
        client = sign_in(username)
        for path in (f"/people/{kept}/merge", f"/people/{kept}/merge/{other}"):
            assert client.get(path).status_code == 403 or username == "auditor", path
            assert client.post(path).status_code in {403, 404, 405}
        assert "Merge with another record" not in client.get(f"/people/{kept}").text
        if username != "auditor":
            with pytest.raises(Denied):
                merge(acting, pair, by=username)
    foreign = sign_in("supervisor.opr")
    assert foreign.get(f"/people/{kept}/merge").status_code == 404
    assert foreign.post(f"/people/{kept}/merge/{other}").status_code == 404
    client = sign_in(BY)
    assert "Merge with another record" in client.get(f"/people/{kept}").text
    for unseen in (999_999, hidden(acting), own(acting)):
        assert client.get(f"/people/{kept}/merge/{unseen}").status_code == 404
        assert client.post(f"/people/{unseen}/merge/{kept}").status_code == 404
    with pytest.raises(Missing):
        merge(acting, (kept, own(acting)))


def hidden(acting):
    """A record of the same name that another agency holds."""
    with acting() as session:
        agency = accounts.person_of(session, "supervisor.opr").agency_id
        known = session.scalar(select(Person.id).where(Person.employee_number == "4499-1"))
        return known or record(session, number="4499-1", agency_id=agency).id


def own(acting):
    with acting() as session:
        return accounts.person_of(session, BY).id


def test_nothing_tells_of_a_record_outside_ones_sight(acting, sign_in, reading, pair):
    hidden(acting)
    client = sign_in(BY)
    page = client.get(f"/people/{pair[0]}/merge").text
    assert "4410-9002" in page
    assert "4499-1" not in page
    page = client.get(f"/people/{pair[0]}/merge?q=aschauer").text
    assert "4499-1" not in page
    assert "1</span>" in page.split('id="found"')[1]
    assert "#" in last(reading, "SEARCHED")[2]["persons"]


def test_the_page_compares_lists_and_merges_what_was_compared(acting, sign_in, reading, pair):
    kept, other = pair
    client, path = sign_in(BY), f"/people/{kept}/merge/{other}"
    page = client.get(path)
    check_page(page, path)
    for text in ("Both numbers find this record", "Filled from the other record", "1989"):
        assert text in page.text
    assert "Apr" not in page.text
    assert "Subject of 1 case in your sight" in page.text
    assert "1 case " in page.text
    assert "555-0177" in page.text
    data = dict(re.findall(r'name="(\w+_version)" value="(\d+)"', page.text))
    assert client.post(path, data=data).status_code == 422
    assert client.post(path, data={"reason": "Same"}).status_code == 409
    assert client.post(path, data={**data, "reason": "x" * 9_000}).status_code == 422
    assert client.post(path, data={**data, "kept_version": "x", "reason": "y"}).status_code < 500
    answer = client.post(path, data={**data, "reason": "Same man"}, follow_redirects=True)
    assert "the two records are one" in answer.text
    assert client.post(path, data={**data, "reason": "Same man"}).status_code == 404
    undo = re.search(rf"/people/{kept}/merges/\d+/undo", answer.text).group()
    page = client.get(undo)
    check_page(page, undo)
    assert "Same man" in page.text
    assert client.post(undo, data={"reason": " "}).status_code == 422
    assert client.post(undo, data={"reason": "Two men"}).status_code == 302
    assert client.post(undo, data={"reason": "Two men"}).status_code == 404
    assert "Merged records" not in client.get(f"/people/{kept}").text
    assert names(client.get("/people?q=4410-9002")) == ["Wendelin Aschauer"]


def test_contact_of_a_record_that_no_visible_case_names_is_not_compared(acting, sign_in, pair):
    with acting() as session:
        session.get(Person, pair[0]).telephone = "555-0101"
    page = sign_in(BY).get(f"/people/{pair[0]}/merge/{pair[1]}").text
    assert "555-0101" not in page
    assert "no case that you see names this record" in page


def test_the_page_neither_counts_nor_lists_another_role_than_subject(acting, sign_in):
    with acting() as session:
        kept = record(session, number="4410-9101")
        other = record(session, "Wendelin", number="4410-9102")
        open_case, covered = cases.case(session), cases.case(session)
        for case, role in ((open_case, PartyRole.SUBJECT), (covered, PartyRole.WITNESS)):
            for person in (kept, other):
                named(session, case, person, role)
        path, numbers = f"/people/{kept.id}/merge/{other.id}", (open_case.number, covered.number)
    page = sign_in(BY).get(path).text
    assert "Subject of 1 case in your sight" in page
    assert f"look at afterwards: {numbers[0]}." in page
    assert numbers[1] not in page
    assert "other role in cases" not in page
