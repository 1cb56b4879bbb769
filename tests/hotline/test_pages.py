"""The report, question by question: nothing lost on the way, nothing stored before it is sent."""

import io
import logging
import re

import pytest
from PIL import Image
from sqlalchemy import select

from jicms.core import clock
from jicms.dropbox import envelope, inside, tables
from jicms.hotline import state as states
from jicms.hotline import uploads
from tests.architecture.markup import check_page
from tests.support.hotline import Visitor, opened, picture, rows


def test_every_page_is_valid_and_protected(visitor):
    check_page(visitor.get("/"), "/")
    check_page(visitor.get("/accessibility"), "/accessibility")
    check_page(visitor.get("/mailbox"), "/mailbox")
    check_page(visitor.get("/left"), "/left")
    check_page(visitor.get("/nowhere"), "404")
    assert visitor.page.status_code == 404
    visitor.get("/")
    check_page(visitor.post("/start"), "agency")
    for typed in (
        {"agency": "ICE"},
        {"what": "It happened."},
        {"when_on": "03/04/2026"},
        {"where": ""},
        {"who": ""},
        {"kind": "UNKNOWN"},
        {"whistleblower": "NO"},
        {"identity": "OPEN"},
        {"name": "Wilma Quarrington"},
    ):
        check_page(visitor.answer(**typed), str(typed))
    assert visitor.heading == "Check your answers and send"
    check_page(visitor.send(), "receipt")
    check_page(visitor.post("/mailbox/open"), "mailbox")


def test_the_privacy_act_statement_stands_before_anything_is_asked(visitor):
    page = visitor.get("/").text
    for word in ("Authority", "Purpose", "Routine uses", "Disclosure", "Form 0-100"):
        assert word in page
    assert "<input" not in page
    assert "CUI//PRVCY" in page


def test_a_refused_answer_stands_with_its_error(visitor):
    visitor.get("/")
    visitor.post("/start")
    assert visitor.answer().status_code == 422
    assert "Choose an agency" in visitor.page.text
    visitor.answer(agency="CBP")
    visitor.answer(what="He took cash.")
    answer = visitor.answer(when_on="13/45/2026", when="in March")
    assert answer.status_code == 422
    assert 'value="13/45/2026"' in answer.text
    assert 'value="in March"' in answer.text


def test_back_keeps_what_was_typed_even_what_is_wrong(visitor):
    visitor.get("/")
    visitor.post("/start")
    visitor.answer(agency="CBP")
    visitor.answer(what="He took cash.")
    visitor.answer(when_on="99/99/2026", when="at night", back="1")
    assert visitor.heading == "What happened?"
    assert "He took cash." in visitor.page.text
    visitor.answer(what="He took cash, twice.")
    assert visitor.heading == "When did it happen?"
    assert 'value="99/99/2026"' in visitor.page.text


def test_a_change_leads_back_to_the_check_of_all_answers(visitor):
    visitor.fill()
    assert visitor.heading == "Check your answers and send"
    visitor.answer(go="where")
    assert visitor.heading == "Where did it happen?"
    visitor.answer(where="Gate 4")
    assert visitor.heading == "Check your answers and send"
    assert "Gate 4" in visitor.page.text


def test_the_anonymous_are_asked_for_no_contact_and_what_was_typed_of_it_goes(
    app, visitor, collecting
):
    visitor.fill(identity="CONFIDENTIAL", contact={"name": "Wilma Quarrington"})
    assert "Wilma Quarrington" in visitor.page.text
    visitor.answer(go="known")
    visitor.answer(identity="ANONYMOUS")
    assert visitor.heading == "Check your answers and send"
    assert "Quarrington" not in visitor.page.text
    visitor.answer(go="contact")
    assert visitor.heading == "Check your answers and send"
    visitor.send()
    body = opened(app, collecting)[0].body
    assert "name" not in body
    assert "Quarrington" not in str(body)


def test_who_turns_from_anonymous_to_open_is_asked_for_the_name(visitor):
    visitor.fill()
    visitor.answer(go="known")
    visitor.answer(identity="OPEN")
    assert visitor.heading == "How can we reach you?"
    assert visitor.answer(name="").status_code == 422


def test_nothing_is_stored_before_sending_and_no_cookie_holds_more_than_a_name(visitor, owned):
    visitor.fill(what="A very peculiar sentence.", identity="OPEN", contact={"name": "Wilma Q"})
    for table in (tables.item, tables.part, tables.mailbox):
        assert rows(owned, table) == 0
    cookie = visitor.client.get_cookie("report")
    assert re.fullmatch("[0-9a-f]{32}", cookie.value)
    assert cookie.http_only
    assert cookie.same_site == "Strict"
    assert "peculiar" not in visitor.state


def test_what_is_sent_can_be_opened_by_the_inside_alone(app, visitor, collecting, hotline):
    visitor.fill(what="A very peculiar sentence.")
    visitor.send()
    with app.app_context():
        key = inside.waiting(collecting)[0]
        dropped = inside.look(collecting, key)
        assert b"peculiar" not in dropped.box
        item = envelope.open_item(key, dropped.kind, dropped.box, dropped.parts)
    assert item.body["what"] == "A very peculiar sentence."
    assert item.body["agency"] == "CBP"
    code, phrase = visitor.receipt
    assert item.body["mailbox"] == envelope.code_digest(code)
    assert item.body["writes_to"] == envelope.reporter_key(code, phrase).public


def test_pictures_of_the_anonymous_are_cleaned_and_named_by_us(app, visitor, collecting):
    visitor.fill()
    files = [(io.BytesIO(picture()), "wilma-quarrington.jpg"), (io.BytesIO(b"%PDF-1.4 x"), "w.pdf")]
    assert visitor.send(files).status_code == 200
    photo, paper = opened(app, collecting)[0].files
    assert (photo.name, photo.original, photo.is_cleaned) == ("file-1.jpeg", None, True)
    assert b"Planted Camera" not in photo.data
    assert Image.open(io.BytesIO(photo.data)).size == (8, 6)
    assert (paper.name, paper.data, paper.is_cleaned) == ("file-2", b"%PDF-1.4 x", False)


def test_of_others_the_original_is_kept_beside_the_cleaned_copy(app, visitor, collecting):
    visitor.fill(identity="CONFIDENTIAL")
    visitor.send([(io.BytesIO(picture()), "../../etc/at the gate.jpg")])
    photo = opened(app, collecting)[0].files[0]
    assert photo.name == "at the gate.jpg"
    assert b"Planted Camera" not in photo.data
    assert photo.original == picture()


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([b"x"] * 6, "at most 5 files"),
        ([b"x" * 10_000_001], "at most 10 MB"),
        ([b""], "empty"),
        ([picture()[:300]], "cleaned"),
    ],
)
def test_files_that_cannot_be_taken_are_refused_at_the_field_and_nothing_is_sent(
    visitor, collecting, files, sentence
):
    visitor.fill()
    answer = visitor.send([(io.BytesIO(data), f"f{n}") for n, data in enumerate(files)])
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "He took cash from a driver" in answer.text
    assert rows(collecting, tables.item) == 0
    assert visitor.send().status_code == 200


def test_a_picture_that_grows_over_all_bounds_is_refused(visitor, collecting, monkeypatch):
    monkeypatch.setattr(uploads, "CLEANED_MB", 0)
    visitor.fill()
    visitor.send([(io.BytesIO(picture()), "a.jpg")])
    assert visitor.page.status_code == 422
    assert "File 1 is a picture that is too large" in visitor.page.text
    assert rows(collecting, tables.item) == 0


def test_a_report_sent_twice_is_one_with_the_same_receipt(visitor, owned):
    visitor.fill()
    state = visitor.state
    receipts = set()
    for _ in range(3):
        visitor.page = visitor.client.post("/report/send", data={"state": state})
        receipts.add(visitor.receipt)
    assert len(receipts) == 1
    assert "not sent twice" in visitor.page.text
    assert rows(owned, tables.item) == 1
    assert rows(owned, tables.mailbox) == 1


def test_a_page_is_of_no_use_in_another_browser(hotline, visitor):
    visitor.fill()
    other = Visitor(hotline)
    other.get("/mailbox")
    for client in (other.client, hotline.test_client()):
        answer = client.post("/report", data={"state": visitor.state, "go": "what"})
        assert answer.status_code == 409
        assert "cash" not in answer.text


def test_erase_and_leave_makes_every_page_worthless(visitor):
    visitor.fill()
    state, name = visitor.state, visitor.client.get_cookie("report").value
    answer = visitor.client.post("/leave")
    assert "cookies" in answer.headers["Clear-Site-Data"]
    assert visitor.client.get_cookie("report") is None
    assert visitor.client.post("/report", data={"state": state}).status_code == 409
    assert name not in visitor.client.get("/left").text


def test_a_page_that_was_open_too_long_is_refused(visitor):
    visitor.fill()
    with clock.at(clock.now().replace(year=clock.now().year + 1)):
        assert visitor.answer(go="what").status_code in {409, 503}


@pytest.mark.parametrize(
    "state",
    ["", "x", "v1.k1.AAAA", "v1..", "é" * 10, "\x00", "A" * states.LONGEST, "v1.k1." + "A" * 400],
)
def test_a_malformed_state_is_a_page_that_says_so(visitor, state):
    visitor.fill()
    for path in ("/report", "/report/send", "/mailbox", "/mailbox/open", "/mailbox/write"):
        answer = visitor.client.post(path, data={"state": state})
        assert answer.status_code in {400, 409, 413}, (path, answer.status_code)


def test_a_state_serves_the_kind_of_page_that_it_was_made_for(visitor):
    visitor.fill()
    state = visitor.state
    for path in ("/mailbox", "/mailbox/open", "/mailbox/write"):
        assert visitor.client.post(path, data={"state": state}).status_code == 409


def test_strange_input_is_never_a_fault(visitor):
    visitor.get("/")
    visitor.post("/start")
    for typed in (
        {"agency": "ZZZ"},
        {"agency": "CBP\x00"},
        {"agency": ["CBP", "ICE"]},
        {"go": "x"},
    ):
        answer = visitor.client.post("/report", data={"state": visitor.state} | typed)
        assert answer.status_code in {200, 422}, typed
    visitor.answer(agency="CBP")
    for text in ("x" * 200_000, "\x00", "\ud800".encode("utf-8", "surrogatepass"), "\u202e" * 30):
        answer = visitor.client.post("/report", data={"state": visitor.state, "what": text})
        assert answer.status_code in {200, 422}
    assert visitor.client.post("/report", data={"what": "x" * 3_000_000}).status_code == 413
    assert visitor.client.put("/report").status_code == 405
    assert visitor.client.get("/report").status_code == 405


def test_a_body_larger_than_all_files_together_is_refused(visitor, collecting):
    visitor.fill()
    answer = visitor.send([(io.BytesIO(b"x" * 53_000_000), "big")])
    assert answer.status_code == 413
    assert "Nothing was sent" in answer.text
    assert rows(collecting, tables.item) == 0


def test_no_address_and_nothing_typed_reaches_a_log_or_the_box(visitor, owned, caplog):
    caplog.set_level(logging.DEBUG)
    address = {"REMOTE_ADDR": "203.0.113.77"}
    visitor.client.environ_base.update(address)
    visitor.fill(what="A very peculiar sentence.", identity="OPEN", contact={"name": "Wilma Q"})
    visitor.send()
    visitor.client.post("/report", data={"state": "nonsense"})
    kept = caplog.text
    with owned.connect() as connection:
        for table in tables.metadata.sorted_tables:
            kept += str(connection.execute(select(table)).all())
    for planted in ("203.0.113.77", "peculiar", "Wilma"):
        assert planted not in kept


def test_the_count_of_steps_is_the_same_on_every_way(visitor):
    counted = {}
    for identity in ("ANONYMOUS", "OPEN"):
        seen, post = [], visitor.post
        visitor.post = lambda *given, post=post, seen=seen, **named: (
            seen.append(post(*given, **named)) or seen[-1]
        )
        visitor.fill(identity=identity)
        visitor.post = post
        counted[identity] = [
            tuple(map(int, re.findall(r'-step">(\d+)</span>.*?of (\d+)<', page.text)[0]))
            for page in seen
        ]
    assert {total for steps in counted.values() for _n, total in steps} == {10}
    assert [n for n, _total in counted["OPEN"]] == list(range(1, 11))
    assert [n for n, _total in counted["ANONYMOUS"]] == [1, 2, 3, 4, 5, 6, 7, 8, 10]
    visitor.fill()
    assert "Step 9, not asked" in visitor.page.text
    assert "up to nine short questions" in visitor.get("/").text


def test_a_day_is_shown_as_every_page_shows_it(visitor):
    visitor.fill()
    visitor.answer(go="when")
    visitor.answer(when_on="03/04/2026", when="at night")
    assert "Mar 4, 2026" in visitor.page.text
    assert "03/04/2026" not in visitor.page.text


def test_duty_whistleblowing_and_retaliation_are_asked_and_need_no_answer(app, visitor, collecting):
    visitor.fill()
    assert visitor.heading == "Check your answers and send"
    visitor.send()
    visitor.fill(kind="DHS_EMPLOYEE", duty="YES", whistleblower="YES", retaliation="UNSURE")
    visitor.send()
    said = {body["kind"]: body for body in (item.body for item in opened(app, collecting))}
    names = ("duty", "whistleblower", "retaliation")
    assert [said["TRAVELER_PUBLIC"][name] for name in names] == ["", "", ""]
    assert [said["DHS_EMPLOYEE"][name] for name in names] == ["YES", "YES", "UNSURE"]
    visitor.post("/start")
    for answer in ({"agency": "CBP"}, {"what": "x"}, {}, {}, {}):
        visitor.answer(**answer)
    assert visitor.answer(kind="DHS_EMPLOYEE", duty="PERHAPS").status_code == 422
