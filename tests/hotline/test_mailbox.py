"""The mailbox: two keys, equal refusals, letters that only the reporter reads."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import event

from jicms.core import clock, crypto
from jicms.dropbox import envelope, inside, tables
from jicms.files import images
from jicms.hotline import limits
from jicms.hotline.limits import Counters
from tests.support.hotline import Visitor, opened, picture, rows


@pytest.fixture
def receipt(visitor):
    visitor.fill()
    visitor.send()
    return visitor.receipt


def post(engine, code, phrase, text, key=None):
    """A letter, as the inside posts it."""
    key = key or crypto.random_name()
    body = {"text": text, "at": clock.now().isoformat(), "sender": "Internal Affairs"}
    box = envelope.seal_letter(key, envelope.reporter_key(code, phrase).public, body)
    inside.post(engine, key=key, digest=envelope.code_digest(code), box=box)


def test_code_and_phrase_open_the_mailbox_however_they_are_typed(hotline, receipt, collecting):
    code, phrase = receipt
    post(collecting, code, phrase, "Which gate was it?")
    visitor = Visitor(hotline)
    visitor.enter(code.lower().replace("-", " "), phrase.upper().replace("-", " "))
    assert visitor.heading == "Your mailbox"
    assert "Which gate was it?" in visitor.page.text
    assert "Internal Affairs" in visitor.page.text


def test_a_wrong_code_and_a_wrong_phrase_are_answered_alike(hotline, receipt):
    code, phrase = receipt
    pages = set()
    for wrong in ((code, crypto.pass_phrase()), (crypto.one_time_code(), phrase), ("QQQQ", "zzzz")):
        visitor = Visitor(hotline)
        answer = visitor.enter(*wrong)
        assert answer.status_code == 422
        text = answer.text.replace(visitor.state, "").replace(wrong[0], "")
        pages.add((text, len(answer.headers)))
    assert len(pages) == 1


def test_they_take_the_same_statements_and_the_same_hashing(hotline, receipt):
    code, phrase = receipt
    here, seen = hotline.extensions["hotline"], []
    checks = []

    class Counting(crypto.Passwords):
        def _check_argon2(self, stored, password):
            checks.append(stored.rsplit("$", 2)[0])
            return super()._check_argon2(stored, password)

    here.passwords = Counting(cost=here.passwords.cost)
    event.listen(here.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    work = []
    for wrong in ((code, crypto.pass_phrase()), (crypto.one_time_code(), phrase)):
        visitor = Visitor(hotline)
        visitor.get("/mailbox")
        seen.clear(), checks.clear()
        visitor.post("/mailbox", {"code": wrong[0], "phrase": wrong[1]})
        work.append((list(seen), list(checks)))
    assert work[0] == work[1]
    assert len(work[0][1]) == 1


def test_guessing_ends_after_ten_tries_for_one_address_and_not_for_another(hotline, receipt):
    visitor = Visitor(hotline)
    visitor.get("/mailbox")
    for _ in range(limits.GUESSING.each):
        assert visitor.post("/mailbox", {"code": "x", "phrase": "x"}).status_code == 422
    refused = visitor.client.post("/mailbox", data={"state": visitor.state, "code": "x"})
    assert refused.status_code == 429
    right = Visitor(hotline)
    right.client.environ_base["REMOTE_ADDR"] = "198.51.100.4"
    assert right.enter(*receipt).status_code == 200


def test_what_is_sent_past_the_limit_is_refused_before_a_picture_is_decoded(
    hotline, visitor, receipt, collecting, monkeypatch
):
    decoded = []
    monkeypatch.setattr(images, "cleaned", decoded.append)
    here, files = hotline.extensions["hotline"], [(io.BytesIO(picture()), "a.jpg")]
    writer, before = Visitor(hotline), rows(collecting, tables.item)
    writer.enter(*receipt)
    visitor.fill()
    for limit in (limits.SENDING, limits.WRITING):
        for _ in range(limit.each):
            here.counters.count(limit, "127.0.0.1")
    assert visitor.send(files).status_code == 429
    files[0][0].seek(0)
    assert writer.write("The picture.", files).status_code == 429
    assert not decoded
    assert rows(collecting, tables.item) == before


def test_pictures_that_are_refused_are_counted_too(hotline, visitor, receipt):
    writer, broken = Visitor(hotline), picture()[:200]
    writer.enter(*receipt)
    visitor.fill()
    counters = hotline.extensions["hotline"].counters
    for limit, send in (
        (limits.SENDING, visitor.send),
        (limits.WRITING, lambda files: writer.write("", files)),
    ):
        counters._counts.clear()
        for _ in range(limit.each):
            assert send([(io.BytesIO(broken), "a.jpg")]).status_code == 422
        assert counters.is_over(limit, "127.0.0.1")


def test_letters_sealed_to_another_key_or_under_another_name_are_not_shown(
    hotline, receipt, collecting
):
    code, phrase = receipt
    post(collecting, code, phrase, "A true letter")
    other = envelope.reporter_key(code, crypto.pass_phrase()).public
    forged = envelope.seal_letter("f" * 32, other, {"text": "Forged", "at": "", "sender": ""})
    inside.post(collecting, key="f" * 32, digest=envelope.code_digest(code), box=forged)
    with collecting.connect() as connection:
        true = connection.scalar(
            tables.letter.select().with_only_columns(tables.letter.c.box).limit(1)
        )
    inside.post(collecting, key="e" * 32, digest=envelope.code_digest(code), box=true)
    visitor = Visitor(hotline)
    visitor.enter(code, phrase)
    assert visitor.page.text.count("<article") == 1


def test_a_message_with_a_file_is_sealed_and_sent_once(app, visitor, receipt, collecting):
    visitor.post("/mailbox/open")
    state = visitor.state
    for _ in range(2):
        visitor.page = type("Page", (), {"text": f'name="state" value="{state}"'})
        answer = visitor.write("It was gate 4.", [(io.BytesIO(picture()), "wilma.jpg")])
        assert "Your message was sent" in answer.text
    visitor.page = type("Page", (), {"text": f'name="state" value="{state}"'})
    visitor.write("It was gate 5.")
    found = [item for item in opened(app, collecting) if item.kind == envelope.MESSAGE]
    assert sorted(item.body["text"] for item in found) == ["It was gate 4.", "It was gate 5."]
    photo = next(file for item in found for file in item.files)
    assert photo.name == "file-1.jpeg"
    assert b"Planted" not in photo.data
    assert {item.body["mailbox"] for item in found} == {envelope.code_digest(receipt[0])}


def test_an_empty_message_is_refused_and_a_long_one_kept(visitor, receipt, collecting):
    visitor.post("/mailbox/open")
    assert visitor.write("").status_code == 422
    assert "Write a message" in visitor.page.text
    answer = visitor.write("y" * 15_001)
    assert answer.status_code == 422
    assert "y" * 15_001 in answer.text
    assert rows(collecting, tables.item) == 1


def test_an_open_mailbox_closes_by_itself(visitor, receipt):
    visitor.post("/mailbox/open")
    with clock.at(clock.now() + timedelta(minutes=31)):
        assert visitor.post("/mailbox/open").status_code == 409


def test_counters_know_no_address_and_forget_within_a_day():
    counters = Counters()
    for _ in range(limits.GUESSING.each):
        counters.count(limits.GUESSING, "203.0.113.77")
    assert counters.is_over(limits.GUESSING, "203.0.113.77")
    assert not counters.is_over(limits.SENDING, "203.0.113.77")
    assert not counters.is_over(limits.GUESSING, "203.0.113.78")
    assert "203.0.113" not in repr(counters)
    with clock.at(clock.now() + limits.GUESSING.period):
        assert not counters.is_over(limits.GUESSING, "203.0.113.77")
    before = counters._keys
    with clock.at(clock.now() + limits.DAY):
        counters.count(limits.GUESSING, "203.0.113.1")
        assert len(counters._counts) == 2
    assert counters._keys is not before


def test_one_subscriber_of_version_six_is_one_whatever_the_second_half():
    counters = Counters()
    for n in range(limits.GUESSING.each):
        counters.count(limits.GUESSING, f"2001:db8:1:2::{n:x}")
    assert counters.is_over(limits.GUESSING, "2001:db8:1:2:ffff::1")
    assert not counters.is_over(limits.GUESSING, "2001:db8:1:3::1")


def test_counters_stay_within_bounds():
    counters = Counters()
    for n in range(limits.AT_MOST + 50):
        counters._counts[str(n)] = (1, clock.now().timestamp())
    counters.count(limits.STEPPING, "192.0.2.1")
    assert len(counters._counts) <= limits.AT_MOST
