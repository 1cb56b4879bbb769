"""Discovery in an appeal: items, answers, the privilege log; and what 5 CFR 1201.25 asks for."""

import csv
import io
import re

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from jicms.access.actor import current_actor
from jicms.appeals import service as appeals
from jicms.appeals.models import FiledAs
from jicms.core import unit_of_work
from jicms.discipline.models import DisciplinaryAction
from jicms.litigation.models import AccountedDisclosure
from tests.factories import discipline
from tests.support import pdf

PDF = b"%PDF-1.4\n%%EOF\n"
ASKED = {
    "direction": "RECEIVED",
    "kind": "DOCUMENTS",
    "party_name": "L. Marsh, for the appellant",
    "address": "4 Quay Street, Tucson",
    "served_on": "04/02/2024",
    "due_on": "04/22/2024",
    "due_basis": "ORDERED",
    "items-0-text": "All e-mail about the proposal",
    "items-1-text": "The proposing official’s notes",
}
WITHHELD = {
    "document": "E-mail 4",
    "dated_on": "02/20/2024",
    "author": "W. Stroud",
    "recipients": "C. Whitmarsh",
    "privilege": "ATTORNEY_CLIENT",
    "description": "Request for legal advice about the charge",
}


@pytest.fixture
def appealed(led, acting):
    """An effective removal with an appeal to the Board that counsel.cbp argues, and no counsel of
    the action: the address of the appeal's litigation page."""
    at = led("EFFECTIVE", with_counsel=False)
    with acting() as session:
        action = session.scalar(select(DisciplinaryAction))
        made = appeals.file_appeal(
            action,
            actor=current_actor(),
            forum_code="MSPB",
            filed_on=action.effective_on,
            filed_as=FiledAs.EMPLOYEE,
            filed_by="The appellant",
        )
        who = discipline.user("counsel.cbp", session)
        appeals.name_counsel(made, actor=current_actor(), counsel=who)
    return at.replace("/litigation", "/appeals/1/litigation")


def version_in(page):
    return re.search(r'name="version" value="(\d+)"', page.text).group(1)


def answer(client, at, **data):
    sent = {"version": version_in(client.get(at)), **data}
    return client.post(at, data=sent, content_type="multipart/form-data")


def test_discovery_is_answered_logged_printed_and_accounted_for(appealed, sign_in, reading):
    counsel, specialist = sign_in("counsel.cbp"), sign_in("specialist.ler")
    assert "Completeness and discovery" in counsel.get(appealed.removesuffix("/litigation")).text
    desk = counsel.get("/counsel").text
    assert "Appeals given to you" in desk
    assert appealed in desk
    for change, words in (
        ({"due_basis": ""}, "Give the day with where it comes from"),
        ({"due_on": "04/01/2024"}, "due before it was served"),
        ({"served_on": "04/09/2024"}, "2024"),
        ({"kind": "TELEPATHY"}, "entries offered"),
        ({"address": "x" * 400}, "too long"),
        ({"items-0-text": "", "items-1-text": ""}, "What is asked"),
    ):
        wrong = counsel.post(f"{appealed}/discovery/new", data=ASKED | change)
        assert wrong.status_code == 422, change
        assert words in wrong.text, change
    assert counsel.post(f"{appealed}/discovery/new", data=ASKED).status_code == 302
    one = f"{appealed}/discovery/1"
    assert "ordered by the judge" in counsel.get(one).text
    assert answer(counsel, f"{one}/items/1").status_code == 422
    early = {"answered_on": "04/02/2024", "file": (io.BytesIO(PDF), "answer.pdf")}
    refused = answer(counsel, f"{one}/answer", **early)
    assert "Answer each item first. Open: 1, 2." in refused.text
    told = {"answer": "Produced.", "produced": "F1-000004 to F1-000009"}
    assert answer(specialist, f"{one}/items/1", **told).status_code == 302
    stale = {"objection": "Privileged", "version": "9"}
    assert counsel.post(f"{one}/items/2", data=stale).status_code == 409
    assert answer(counsel, f"{one}/items/2", objection="Privileged").status_code == 302
    log = f"{one}/privilege-log"
    assert counsel.post(f"{log}/new", data=WITHHELD | {"description": ""}).status_code == 422
    assert counsel.post(f"{log}/new", data=WITHHELD).status_code == 302
    formula = WITHHELD | {"document": "=1+1", "dated_on": "", "privilege": "WORK_PRODUCT"}
    assert counsel.post(f"{log}/new", data=formula).status_code == 302
    rows = list(csv.reader(io.StringIO(counsel.get(f"{log}.csv").text)))
    assert rows[1][1] == "E-mail 4"
    assert rows[2][1] == "'=1+1"
    read = pdf.check(counsel.get(f"{log}.pdf").data)
    assert read.title == "Privilege log"
    assert read.says("Request for legal advice about the charge")
    served = {"answered_on": "04/02/2024", "file": (io.BytesIO(PDF), "answer.pdf")}
    assert answer(counsel, f"{one}/answer", **served).status_code == 302
    assert counsel.get(f"{one}/answer-as-served").data == PDF
    assert counsel.get(f"{one}/as-served").status_code == 404
    late = {"answer": "More", "version": "2"}
    assert counsel.post(f"{one}/items/1", data=late).status_code == 409
    with reading() as session:
        entry = session.scalars(select(AccountedDisclosure)).one()
        assert entry.routine_use_code == "RU_TRIBUNAL"
        assert entry.recipient_address == "4 Quay Street, Tucson"
        assert "items 1" in entry.nature


def test_what_an_appeal_lacks_is_dated_and_nobody_else_sees_it(appealed, sign_in, app):
    client = sign_in("specialist.ler")
    page = client.get(appealed).text
    assert page.count("Not looked at") == 9
    assert "not verified" in page
    at = f"{appealed}/completeness"
    found = {"present": ["APPELLANT", "ACTION", "SIGNATURE"], "looked_on": "04/02/2024"}
    assert client.post(at, data=found | {"looked_on": "03/01/2024"}).status_code == 422
    assert client.post(at, data=found | {"present": ["MOON"]}).status_code == 422
    assert client.post(at, data=found).status_code == 302
    page = client.get(appealed).text
    assert page.count(">Present<") == 3
    assert page.count("Missing") == 6
    assert "Calla Whitmarsh" in page
    assert client.post(at, data=found | {"present": []}).status_code == 302
    assert ">Present<" not in client.get(appealed).text
    assert client.post(f"{appealed}/discovery/new", data=ASKED).status_code == 302
    one = f"{appealed}/discovery/1"
    for name in ("official2.cbp", "specialist.elr", "investigator.ia", "supervisor.ia", "auditor"):
        other = sign_in(name)
        for path in (appealed, at, one, f"{one}/items/1", f"{one}/privilege-log.csv"):
            assert other.get(path).status_code in {403, 404}, (name, path)
    for path in (f"{appealed}/discovery/7", f"{one}/items/9"):
        assert client.get(path).status_code == 404
    for change in (
        "discovery_request SET due_on = '2020-01-01'",
        "discovery_request SET due_basis = NULL",
        "discovery_item SET answered_on = '2024-04-02'",
    ):
        with app.app_context(), pytest.raises(IntegrityError), unit_of_work.write() as session:
            session.connection().execute(text(f"UPDATE {change}"))


def test_counsel_of_the_appeal_shares_the_notes_until_it_ends(appealed, acting, sign_in):
    notes = appealed.replace("/appeals/1/litigation", "/litigation/notes")
    counsel = sign_in("counsel.cbp")
    assert counsel.post(notes, data={"text": "Settle it"}).status_code == 302
    assert "Settle it" in sign_in("specialist.ler").get(notes).text
    assert sign_in("supervisor.ler").get(notes).status_code == 403
