"""Information requests of a union: item by item, by letter, accounted for."""

import csv
import io
import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from jicms.access.actor import current_actor
from jicms.cases.handling import Handling
from jicms.cases.models import GrantKind, GrantLevel
from jicms.core import unit_of_work
from jicms.discipline import service as lr
from jicms.evidence.models import Exhibit
from jicms.litigation.models import AccountedDisclosure
from jicms.litigation.models_requests import InformationItem
from jicms.litigation.service import requests as service
from tests.factories import cases, discipline
from tests.factories.letters import stored_file

PDF = b"%PDF-1.4\n%%EOF\n"
ASKED = {
    "union_name": "Local 2544",
    "requester": "R. Vance, steward",
    "address": "12 Ferry Road, Tucson",
    "received_on": "03/12/2024",
    "need": "To judge whether others were treated alike.",
    "items-0-text": "The report",
    "items-1-text": "Discipline of others since 2020",
}


def version_in(page):
    return re.search(r'name="version" value="(\d+)"', page.text).group(1)


def answer(client, at, **data):
    """Send a form with the version that its page shows."""
    page = client.get(at)
    assert page.status_code == 200, page.text
    sent = {"version": version_in(page), **data}
    return client.post(at, data=sent, content_type="multipart/form-data")


@pytest.fixture
def asked(led, sign_in):
    """A request with two items: the file's address, and the request's."""
    at = led()
    made = sign_in("specialist.ler").post(f"{at}/requests/new", data=ASKED)
    assert made.status_code == 302, made.text
    return at, f"{at}/requests/1"


def test_a_request_is_answered_item_by_item_and_what_left_is_accounted_for(asked, sign_in, reading):
    at, one = asked
    client = sign_in("specialist.ler")
    listed = client.get("/discipline/information-requests").text
    assert "Local 2544" in listed
    assert "21 days" in listed, "Mar 12 to Apr 2"
    assert "Not agreed" in listed
    assert "law sets no number of days" in client.get(one).text
    early = answer(client, f"{one}/answer", answered_on="04/01/2024", file=_letter())
    assert early.status_code == 422
    assert "Answer each item first. Open: 1, 2." in early.text
    offered = client.get(f"{one}/items/1").text
    assert "exhibit 1: Affidavit of the witness" in offered
    assert "Query log" not in offered, "it was not released to labor relations"
    key = re.search(r'value="(exhibit-\d+)"', offered).group(1)
    given = {"outcome": "GIVEN", "answer": "Enclosed.", "records": key}
    assert answer(client, f"{one}/items/1", **given).status_code == 302
    for lacking, said in (
        ({"outcome": "PARTLY", "answer": "Two rows"}, "Write the ground"),
        ({"outcome": "PARTLY", "answer": "A", "ground": "Privacy Act"}, "Describe what is left"),
        ({"outcome": "GIVEN"}, "Write the answer"),
        ({"outcome": "REFUSED", "ground": "G", "records": key}, "Nothing goes with"),
        ({"outcome": "MAYBE"}, "entries offered"),
        ({"outcome": "REFUSED", "ground": "x" * 5000}, "too long"),
        ({"outcome": "GIVEN", "answer": "A", "records": "exhibit-99999"}, "entries offered"),
    ):
        wrong = answer(client, f"{one}/items/2", **lacking)
        assert wrong.status_code == 422, lacking
        assert said in wrong.text, lacking
    refused = {"outcome": "REFUSED", "ground": "No particularized need is shown."}
    assert client.post(f"{one}/items/2", data=refused | {"version": "9"}).status_code == 409
    assert answer(client, f"{one}/items/2", **refused).status_code == 302
    future = answer(client, f"{one}/answer", answered_on="04/03/2024", file=_letter())
    assert future.status_code == 422
    sent = answer(client, f"{one}/answer", answered_on="04/01/2024", file=_letter())
    assert sent.status_code == 302, sent.text
    page = client.get(one).text
    assert "Answered Apr 1, 2024 after 20 days" in page
    assert "No particularized need is shown." in page
    assert client.get(f"{one}/letter").data == PDF
    assert client.get(f"{one}/as-it-came").status_code == 404
    assert "Local 2544" not in client.get("/discipline/information-requests").text
    assert "Local 2544" in client.get("/discipline/information-requests?state=answered").text
    assert answer_refused(client, f"{one}/items/2")
    with reading() as session:
        (entry,) = session.scalars(select(AccountedDisclosure)).all()
        assert (entry.condition_code, entry.routine_use_code) == ("B_3", "RU_LABOR")
        assert entry.nature == "Answer to information request 1, items 1: 1 records"
    accounted = client.get(at).text.partition('id="accounted"')[2]
    assert "R. Vance, steward, Local 2544" in accounted
    assert "not verified" in accounted
    rows = list(csv.reader(io.StringIO(client.get("/discipline/disclosures/export/csv").text)))
    assert "12 Ferry Road, Tucson" in rows[1]


def _letter():
    return (io.BytesIO(PDF), "answer.pdf")


def answer_refused(client, at):
    page = client.get(at)
    data = {"version": version_in(page), "outcome": "GIVEN", "answer": "All of it"}
    return client.post(at, data=data).status_code == 409


def test_wrong_requests_come_back_at_their_fields(led, sign_in):
    at, client = led(), sign_in("specialist.ler")
    for change, words in (
        ({"received_on": "04/03/2024"}, "2024"),
        ({"due_on": "03/01/2024"}, "due before it was received"),
        ({"address": ""}, "Address"),
        ({"need": "x" * 9000}, "too long"),
        ({"items-0-text": "", "items-1-text": ""}, "What is asked for"),
        ({"received_on": "13/45/2024"}, "Received on"),
    ):
        got = client.post(f"{at}/requests/new", data=ASKED | change)
        assert got.status_code == 422, change
        assert words in got.text, change
        assert "Local 2544" in got.text, "typed text stays"


def test_the_supervisor_of_investigations_accounts_for_it_without_the_request(
    asked, sign_in, reading
):
    at, one = asked
    client = sign_in("specialist.ler")
    for n in (1, 2):
        data = {"outcome": "GIVEN", "answer": "Enclosed."}
        assert answer(client, f"{one}/items/{n}", **data).status_code == 302
    done = answer(client, f"{one}/answer", answered_on="04/01/2024", file=_letter())
    assert done.status_code == 302
    boss = sign_in("supervisor.ia")
    with reading() as session:
        entry = session.scalars(select(AccountedDisclosure)).one()
        person = entry.party.person_id
    told = boss.get(f"/people/{person}/disclosures").text
    assert "By labor relations and counsel" in told
    assert "Local 2544" in told
    printed = boss.get(f"/people/{person}/disclosures.pdf")
    assert printed.status_code == 200
    assert printed.data.startswith(b"%PDF-")
    assert "Local 2544" in boss.get("/discipline/disclosures").text
    assert boss.get(at).status_code in {403, 404}
    assert boss.get(one).status_code in {403, 404}


def test_nobody_else_reaches_a_request(asked, sign_in):
    at, one = asked
    for name in (*("official2.cbp", "specialist.elr", "investigator.ia", "auditor"),):
        client = sign_in(name)
        for path in (at, one, f"{one}/items/1", f"{one}/answer", f"{at}/requests/new"):
            assert client.get(path).status_code in {403, 404}, (name, path)
        lists = ("/discipline/information-requests", "/discipline/disclosures")
        for path in lists:
            listed = client.get(path)
            assert listed.status_code == 403 or "Local 2544" not in listed.text, (name, path)
    counsel = sign_in("counsel.cbp")
    assert counsel.get(one).status_code == 200
    assert sign_in("specialist.ler").get(f"{at}/requests/7").status_code == 404
    assert sign_in("specialist.ler").get(f"{one}/items/7").status_code == 404


def test_the_database_refuses(asked, app):
    for change in (
        "information_request SET due_on = '2020-01-01'",
        "information_request SET answered_on = '2024-04-01'",
        "information_item SET outcome = 'REFUSED', answered_on = '2024-04-01'",
        "information_item SET outcome = 'GIVEN'",
    ):
        with app.app_context(), pytest.raises(IntegrityError), unit_of_work.write() as session:
            session.connection().execute(text(f"UPDATE {change}"))


def exhibit(session, n):
    return session.scalars(select(Exhibit).where(Exhibit.n == n)).one()


def given(*rows):
    return service.ItemAnswer(outcome="GIVEN", answer="Enclosed.", records=rows)


def item_of(session):
    return session.scalars(select(InformationItem).order_by(InformationItem.n)).first()


def test_only_what_was_released_goes_to_a_union(asked, acting, sign_in):
    at, one = asked
    with acting() as session:
        # Counsel has the whole report with every exhibit.
        row = exhibit(session, 2)
        grant = cases.grant(
            session, row.case, user="counsel.cbp", kind=GrantKind.ASSIGNMENT, level=GrantLevel.ITEMS
        )
        for each in (row, row.document):
            cases.name_item(session, grant, each)
    offered = sign_in("counsel.cbp").get(f"{one}/items/1")
    assert offered.status_code == 200, at
    assert "Query log" not in offered.text
    with acting("counsel.cbp") as session:
        assert exhibit(session, 2).description == "Query log", "counsel reads it"
        for row in (exhibit(session, 2), exhibit(session, 2).document):
            discipline.refused(
                lambda row=row: service.answer_item(
                    item_of(session), given(row), actor=current_actor()
                ),
                "may not be given to a union",
            )


@pytest.mark.parametrize(
    "mark", [Handling.GRAND_JURY, Handling.GARRITY_COMPELLED, Handling.COMPELLED_TAINT]
)
@pytest.mark.parametrize("on_source", [False, True])
def test_what_is_marked_after_the_item_was_answered_does_not_go_out(asked, acting, mark, on_source):
    with acting("specialist.ler") as session:
        service.answer_item(item_of(session), given(exhibit(session, 1)), actor=current_actor())
        for item in item_of(session).request.items[1:]:
            refused = service.ItemAnswer(outcome="REFUSED", ground="No need is shown.")
            service.answer_item(item, refused, actor=current_actor())
    with acting() as session:
        row = exhibit(session, 1)
        (row.source if on_source else row).handling = int(mark)
    with acting() as session:
        request, me = item_of(session).request, current_actor()
        letter, day = stored_file(session, "answer.pdf"), date(2024, 4, 1)
        for attempt in (
            lambda: service.answer_request(request, actor=me, answered_on=day, letter=letter),
            lambda: service.answer_item(item_of(session), given(exhibit(session, 1)), actor=me),
        ):
            discipline.refused(attempt, "Exhibit 1 may not be given to a union")
        assert request.answered_on is None


def test_what_was_served_on_the_employee_later_may_go_to_the_union(asked, acting):
    with acting() as session:
        action, row, me = item_of(session).action, exhibit(session, 2), current_actor()
        new = discipline.came(session, action, kind="EXHIBIT", exhibit=row, text="")
        discipline.refused(
            lambda: service.answer_item(item_of(session), given(row), actor=me), "may not be given"
        )
        by_hand = {"method_code": "HAND_DELIVERY", "proof": "Signed."}
        at = datetime(2024, 3, 21, 15, tzinfo=UTC)
        lr.serve_new_material(new, actor=me, received_at=at, **by_hand)
        service.answer_item(item_of(session), given(row), actor=me)
