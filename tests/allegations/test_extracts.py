"""The log extract of an allegation about a system: chosen later, from the items of its case."""

import re

import pytest
from sqlalchemy import select

from jicms.allegations import service
from jicms.allegations.models import Allegation, AllegationDetail
from jicms.allegations.service import Facts
from jicms.cases.handling import Handling
from jicms.cases.models import GrantKind
from jicms.core import clock
from jicms.core.errors import RuleBroken
from jicms.evidence.models import EvidenceItem
from tests.factories import accounts, allegations, cases


def item(session, case, n=1, kind="LOG_EXTRACT", handling=0):
    made = EvidenceItem(
        case_id=case.id,
        n=n,
        kind_code=kind,
        description="Access log, October\nline two",
        collected_at=clock.now(),
        handling=handling,
    )
    session.add(made)
    session.flush()
    return made


@pytest.fixture
def case(acting):
    """A case of IA under IT-05, worked by investigator.ia, with an extract and another item."""
    with acting() as session:
        case, *_two = allegations.against_two(session, code="IT-05")
        cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        item(session, case)
        item(session, case, n=2, kind="PHYSICAL_ITEM")
        elsewhere = item(session, cases.case(session, office="IA"), n=7)
        return case.number, elsewhere.id


def edit(client, number, **values):
    address = f"/cases/{number}/allegations/1/edit"
    page = client.get(address).text
    version = re.search(r'name="version" value="(\d*)"', page).group(1)
    data = {"narrative": "He looked.", "version": version, **values}
    return page, client.post(address, data=data)


def test_an_item_is_chosen_shown_and_taken_back(sign_in, case, acting):
    number, _elsewhere = case
    client = sign_in("investigator.ia")
    page, _answer = edit(client, number)
    chosen = re.search(r'<option value="(\d+)">E0001 Access log, October</option>', page)
    assert chosen
    assert "E0002" not in page
    _page, answer = edit(client, number, query_extract=chosen[1])
    assert answer.status_code == 302
    page = client.get(answer.location).text
    assert f'href="/cases/{number}/evidence/items/1">E0001</a>' in page
    page, _answer = edit(client, number)
    assert f'value="{chosen[1]}" selected' in page
    with acting() as session:
        assert session.scalars(select(AllegationDetail)).first().query_extract_id is None


def test_an_item_of_another_case_or_kind_is_refused(sign_in, case, acting):
    number, elsewhere = case
    client = sign_in("investigator.ia")
    for wrong in (str(elsewhere), "2", "999999", "x", "9" * 40):
        _page, answer = edit(client, number, query_extract=wrong)
        assert answer.status_code == 422, wrong
        assert "Choose one of the entries" in answer.text
    with acting("supervisor.ia") as session:
        lead = accounts.actor_of("supervisor.ia")
        row = session.scalars(select(Allegation).where(Allegation.n == 1)).first()
        facts = Facts(narrative="x", query_extract_id=elsewhere)
        with pytest.raises(RuleBroken, match="extract of this case"):
            service.edit_allegation(row, facts, actor=lead)


def test_another_code_takes_none(acting):
    with acting() as session:
        case, *_two = allegations.against_two(session, code="TNA-04")
        log = item(session, case)
        row = session.scalars(select(Allegation).where(Allegation.case_id == case.id)).first()
        with pytest.raises(RuleBroken, match="not about a system"):
            service.edit_allegation(
                row,
                Facts(narrative="x", query_extract_id=log.id),
                actor=accounts.actor_of("supervisor.ia"),
            )


def test_an_extract_out_of_sight_is_neither_shown_nor_lost(sign_in, acting):
    with acting() as session:
        case, *_two = allegations.against_two(session, code="IT-05")
        cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        hidden = item(session, case, handling=int(Handling.GRAND_JURY))
        row = session.scalars(select(Allegation).where(Allegation.case_id == case.id)).first()
        row.detail.query_extract_id = hidden.id
        number, key, kept = case.number, row.id, hidden.id
    client = sign_in("investigator.ia")
    page, answer = edit(client, number)
    assert answer.status_code == 302
    assert "E0001" not in page
    assert "Log extract</dt>" not in client.get(answer.location).text
    with acting() as session:
        assert session.get(AllegationDetail, key).query_extract_id == kept
