"""The same page posted twice makes one case."""

import threading
from contextvars import copy_context

import pytest
from sqlalchemy import func, select

from jicms.cases.models import Case
from jicms.core import clock
from jicms.intake.models import IntakeDraft
from tests.factories import complaints
from tests.factories.complaints import typed


@pytest.fixture(autouse=True)
def _moment():
    with clock.at(complaints.RECEIVED):
        yield


def test_a_page_posted_again_leads_to_the_case_that_it_became(sign_in, acting):
    desk, page = sign_in("intake.ia"), typed(record="1")
    first = desk.post("/intake/new", data=page)
    again = desk.post("/intake/new", data=page)
    assert again.status_code == 302
    assert again.location == first.location
    with acting() as session:
        assert session.scalar(select(func.count(Case.id))) == 1
        kept = session.scalars(select(IntakeDraft)).one()
        assert kept.content_sealed == "", "nothing of the text is kept"


def test_another_complaint_on_the_same_page_is_recorded_when_asked_twice(sign_in, acting):
    desk = sign_in("intake.ia")
    desk.post("/intake/new", data=typed(record="1"))
    other = typed(record="1", narrative="A second matter, told in the same call.")
    answer = desk.post("/intake/new", data=other)
    assert answer.status_code == 422
    assert "recorded already" in answer.text
    assert "A second matter" in answer.text
    assert 'value="0123456789abcdef"' not in answer.text, "the page has a new name"
    assert desk.post("/intake/new", data={**other, "key": "fedcba9876543210"}).status_code == 302
    with acting() as session:
        assert session.scalar(select(func.count(Case.id))) == 2


def test_a_recorded_page_is_no_draft_and_saves_none(sign_in):
    desk = sign_in("intake.ia")
    desk.post("/intake/new", data=typed(record="1"))
    assert desk.post("/intake/autosave", data=typed()).status_code == 409
    assert desk.post("/intake/new", data=typed(draft="1")).status_code == 302, "kept beside it"
    assert desk.get("/intake/drafts").text.count("/discard") == 1


def test_two_postings_at_once_make_one_case(app, sign_in, acting):
    clients = [sign_in("intake.ia") for _ in range(2)]
    gate, answers = threading.Barrier(2), []

    def post(client):
        gate.wait()
        answers.append(client.post("/intake/new", data=typed(record="1")).status_code)

    threads = [
        threading.Thread(target=copy_context().run, args=(post, client)) for client in clients
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 302 in answers
    assert set(answers) <= {302, 422}
    with acting() as session:
        assert session.scalar(select(func.count(Case.id))) == 1
        assert session.scalar(select(Case.number)) == "202700001"
