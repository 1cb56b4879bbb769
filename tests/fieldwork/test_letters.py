"""The letter of a request: what it lacks is said first, and what came is bound to the evidence."""

import pytest
from sqlalchemy import select

from jicms.cases.models import Case
from jicms.fieldwork.models_requests import ReceivedRecord
from tests.factories.evidence import document, item
from tests.fieldwork.conftest import LEAD, OTHER, days, typed
from tests.support import pdf

ASKED = {
    "addressee": "First Bank, custodian of records",
    "what": "Statements of account 4471\n\nSignature cards",
    "issued_on": typed(days(-2)),
}
SUBPOENA = {"authority": "ADMINISTRATIVE_SUBPOENA", "citation": "5 U.S.C. App. 6(a)(4)"}
WHERE = {"address": "12 Mill Road\nEllerby", "return_to": "Evidence room\n400 Pier Street"}


@pytest.mark.parametrize(
    ("authority", "says", "silent"),
    [
        ({"authority": "VOLUNTARY"}, "You may decline", "Proof of service"),
        (SUBPOENA, "Under 5 U.S.C. App. 6(a)(4), you are required", "You may decline"),
    ],
)
def test_the_letter_says_what_it_lacks_and_is_filled_from_the_request(
    sign_in, number, authority, says, silent
):
    base = f"/cases/{number}/investigations/1"
    lead, page = sign_in(LEAD), f"{base}/requests/1"
    assert lead.post(f"{base}/requests/new", data={**ASKED, **authority}).status_code == 302
    text = lead.get(page).text
    assert "the address, where the records are to be sent, the day they are due" in text
    assert "letter.pdf" not in text
    assert lead.get(f"{page}/letter.pdf").status_code == 422
    more = {**WHERE, "addressee": ASKED["addressee"], "citation": authority.get("citation", "")}
    stale = {**more, "due_on": typed(days(9)), "version": "0"}
    assert lead.post(f"{page}/edit", data=stale).status_code == 409
    early = {**more, "due_on": typed(days(-9)), "version": "1"}
    assert lead.post(f"{page}/edit", data=early).status_code == 422
    ready = {**more, "due_on": typed(days(9)), "version": "1"}
    assert lead.post(f"{page}/edit", data=ready).status_code == 302
    moved = {**ready, "due_on": typed(days(12)), "version": "2"}
    assert lead.post(f"{page}/edit", data=moved).status_code == 422, "more time is a reply"
    assert "letter.pdf" in lead.get(page).text
    answer = lead.get(f"{page}/letter.pdf")
    assert answer.headers["Content-Disposition"].endswith(f'filename="{number}-I1-Q1.pdf"')
    read = pdf.check(answer.data)
    for said in ("First Bank", "Signature cards", "400 Pier Street", f"{number}-I1-Q1", says):
        assert read.says(said), said
    assert not read.says(silent)
    assert not read.says("First officer"), "whom it is about is not told"
    assert lead.get(f"{page}/letter.pdf").data == answer.data
    for name in ("supervisor.ia", OTHER, "specialist.ler"):
        assert sign_in(name).get(f"{page}/letter.pdf").status_code in {403, 404}, name
    assert "letter.pdf" not in sign_in("supervisor.ia").get(page).text


def test_what_came_is_bound_to_items_and_documents(acting, reading, sign_in, number):
    base = f"/cases/{number}/investigations/1"
    lead, page = sign_in(LEAD), f"{base}/requests/1"
    assert "grand jury" not in lead.get(f"{base}/requests/new").text.lower()
    data = {**ASKED, "authority": "VOLUNTARY"}
    assert lead.post(f"{base}/requests/new", data=data).status_code == 302
    assert "Evidence items received" not in lead.get(f"{page}/reply").text, "there is none"
    with acting(LEAD) as session:
        item(session, number, description="Disk of statements")
        document(session, number, title="Cover letter")
    came = {"kind": "PARTIAL", "on": typed(days(0)), "items": "1", "documents": "1"}
    refused = {**came, "kind": "NO_RECORDS"}
    assert lead.post(f"{page}/reply", data=refused).status_code == 422
    assert lead.post(f"{page}/reply", data={**came, "items": "9"}).status_code == 422
    assert lead.post(f"{page}/reply", data=came).status_code == 302
    text = lead.get(page).text
    assert f'href="/cases/{number}/evidence/items/1"' in text
    assert "Disk of statements" in text
    with reading(LEAD) as session:
        case = session.scalar(select(Case))
        rows = session.scalars(select(ReceivedRecord)).all()
        assert {(row.item_id is None, row.document_id is None) for row in rows} == {
            (True, False),
            (False, True),
        }
        assert {row.case_id for row in rows} == {case.id}
    with reading(OTHER) as session:
        assert session.scalars(select(ReceivedRecord)).all() == []
