"""What shows an element of the plan: named, counted, and seen with the evidence itself alone."""

import pytest
from sqlalchemy import select

from jicms.cases.handling import Handling
from jicms.fieldwork.models import ElementProof
from tests.factories.evidence import document, item, statement
from tests.fieldwork.conftest import LEAD, OTHER


@pytest.fixture
def plan(acting, sign_in, number):
    """A plan with two elements, and an item, a statement and a document to show them."""
    page = f"/cases/{number}/investigations/1/plan"
    lead = sign_in(LEAD)
    for text in ("Looked it up", "No duty to"):
        data = {"allegation": "1", "text": text}
        assert lead.post(f"{page}/elements/new", data=data).status_code == 302
    with acting(LEAD) as session:
        item(session, number)
        statement(session, number)
        document(session, number)
    return page


def add(client, page, source, element=1, weight="FOR", **more):
    data = {"source": source, "weight": weight, **more}
    return client.post(f"{page}/elements/{element}/evidence/new", data=data)


def test_an_element_says_what_shows_it_and_which_has_nothing(sign_in, reading, plan, statements):
    lead = sign_in(LEAD)
    text = lead.get(plan).text
    assert "2 of 2 without evidence yet" in text
    before = statements(lambda: lead.get(plan))
    assert add(lead, plan, "item-7").status_code == 422
    assert add(lead, plan, "item-1", weight="").status_code == 422
    assert add(lead, plan, "item-1", note="The log of 9 May").status_code == 302
    assert add(lead, plan, "item-1").status_code == 422, "named already"
    assert add(lead, plan, "statement-1", weight="AGAINST").status_code == 302
    assert add(lead, plan, "document-1").status_code == 302
    assert statements(lambda: lead.get(plan)) == before
    text = lead.get(plan).text
    for said in ("1 of 2 without evidence yet", "The log of 9 May", ">E0001<", ">S01<", "against"):
        assert said in text, said
    assert ">E0001<" in lead.get(f"{plan}/print").text
    boss = sign_in("supervisor.ia").get(plan).text
    assert ">E0001<" in boss
    assert "Remove" not in boss
    assert add(sign_in("supervisor.ia"), plan, "document-1", element=2).status_code == 403
    assert add(sign_in(OTHER), plan, "document-1", element=2).status_code in {403, 404}
    with reading() as session:
        proof = session.scalar(select(ElementProof.id).where(ElementProof.item_id.is_not(None)))
    assert lead.post(f"{plan}/elements/2/evidence/{proof}/remove").status_code == 404
    assert sign_in(OTHER).post(f"{plan}/elements/1/evidence/{proof}/remove").status_code == 404
    assert lead.post(f"{plan}/elements/1/evidence/{proof}/remove").status_code == 302
    assert ">E0001<" not in lead.get(plan).text


def test_who_does_not_see_the_evidence_does_not_learn_that_it_was_named(
    acting, reading, sign_in, number
):
    """Grand jury material in the plan of the criminal team, before its reviewer."""
    page = f"/cases/{number}/investigations/2/plan"
    agent = sign_in(OTHER)
    data = {"allegation": "1", "text": "Took the money"}
    assert agent.post(f"{page}/elements/new", data=data).status_code == 302
    with acting(OTHER) as session:
        jury = int(Handling.GRAND_JURY)
        document(session, number, name=OTHER, title="Transcript", handling=jury)
    assert add(agent, page, "document-1", note="Page 12 of it").status_code == 302
    assert "Page 12 of it" in agent.get(page).text
    head = sign_in("head.ia").get(page).text
    assert "Page 12 of it" not in head
    assert "1 of 1 without evidence yet" in head
    for name, seen in ((OTHER, 1), ("head.ia", 0), (LEAD, 0), ("supervisor.ia", 0)):
        with reading(name) as session:
            assert len(session.scalars(select(ElementProof)).all()) == seen, name
