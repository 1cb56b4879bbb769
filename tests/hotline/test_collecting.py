"""Collecting: what comes out of the drop box, what stays in it, and what the reporter is told."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import func, select, text

from jicms.audit.models import AuditEvent
from jicms.cases.models import IdentityMode
from jicms.core import clock
from jicms.dropbox import engines, envelope, outside, tables
from jicms.dropbox.envelope import Attachment, Item
from jicms.files import settings
from jicms.hotline.live import live
from jicms.intake.models_received import ReceivedFile, ReceivedReport, ReporterMessage
from jicms.intake.reported import content_of, identity_of, words_of
from jicms.notices.models import Notice
from tests.support.hotline import Visitor, picture, publish, rows

REPORTS = select(func.count()).select_from(ReceivedReport)


def test_a_report_comes_to_the_desk_of_its_agency(app, visitor, collect, reading, collecting):
    visitor.fill(agency="ICE", what="A very peculiar sentence.")
    visitor.send([(io.BytesIO(picture()), "wilma.jpg")])
    done = collect()
    assert (done.taken, done.left, done.posted) == (1, 0, 1)
    assert rows(collecting, tables.item) == rows(collecting, tables.part) == 0
    with reading() as session:
        report = session.scalar(select(ReceivedReport))
        assert report.office.code == "OPR"
        assert report.identity_mode is IdentityMode.ANONYMOUS
        assert report.identity_sealed == ""
        assert report.code_digest == envelope.code_digest(visitor.receipt[0])
        assert report.triage_due_on > report.received_at.date()
        assert "peculiar" not in report.content_sealed
        assert content_of(report)["what"] == "A very peculiar sentence."
        first = session.scalar(select(ReporterMessage).where(ReporterMessage.n == 1))
        assert "A very peculiar sentence." in words_of(report, first).text
        file = session.scalar(select(ReceivedFile))
        assert file.file.original_name == "reporter-file-1"
        assert file.original_id is None
        event = session.scalar(select(AuditEvent).where(AuditEvent.event == "REPORT_COLLECTED"))
        assert event.source == "public"
        assert not event.address
        told = session.scalars(select(Notice).where(Notice.event == "REPORT_RECEIVED")).all()
        assert told


def test_identity_of_the_others_is_sealed_as_the_vault_seals_it(visitor, collect, reading):
    contact = {"name": "Wilma Quarrington", "telephone": "555-0142", "email": "", "address": ""}
    visitor.fill(identity="CONFIDENTIAL", contact=contact)
    visitor.send([(io.BytesIO(b"plain words"), "quarrington-diary.txt")])
    collect()
    with reading() as session:
        report = session.scalar(select(ReceivedReport))
        assert identity_of(report) == {"name": "Wilma Quarrington", "telephone": "555-0142"}
        message = session.scalar(select(ReporterMessage).where(ReporterMessage.n == 1))
        assert words_of(report, message).names == ("quarrington-diary.txt",)
        for table in ("received_report", "reporter_message", "received_file", "stored_file"):
            kept = str(session.execute(text(f"SELECT * FROM {table}")).all()).lower()
            assert "quarrington" not in kept, table
        for row in session.execute(text("SELECT * FROM audit_event")):
            assert "quarrington" not in str(row).lower()


def test_the_reporter_finds_a_first_letter_in_the_mailbox(
    app, hotline, visitor, collect, collecting
):
    visitor.fill()
    visitor.send()
    code, phrase = visitor.receipt
    collect()
    assert collect().posted == 0
    publish(collecting, app)  # the checklist is not filled here: collecting closed the page
    hotline.extensions["hotline"].read_at = 0
    reader = Visitor(hotline)
    reader.enter(code, phrase)
    assert "We received your report" in reader.page.text
    assert reader.page.text.count("<article") == 1


def test_what_does_not_open_stays_in_the_box_and_stops_nothing(
    app, box, visitor, collect, collecting
):
    visitor.fill()
    visitor.send()
    page = engines.connect(box.public)
    with page.begin() as connection:
        for key, kind in (("0" * 32, "REPORT"), ("1" * 32, "MESSAGE"), ("2" * 32, "OTHER")):
            connection.execute(tables.item.insert().values(key=key, kind=kind, box=b"nonsense"))
    page.dispose()
    done = collect()
    assert (done.taken, done.left) == (1, 3)
    assert rows(collecting, tables.item) == 3


def test_what_grows_when_it_is_cleaned_does_not_stop_the_others(
    hotline, collect, reading, collecting
):
    out = io.BytesIO()
    Image.new("RGB", (4700, 4700)).save(out, "TIFF", compression="tiff_adobe_deflate")
    for files in ([(out, "large.tif")], []):
        out.seek(0)
        visitor = Visitor(hotline)
        visitor.fill()
        visitor.send(files)
        assert visitor.receipt
    done = collect()
    assert (done.taken, done.left, done.posted) == (2, 0, 2)
    assert rows(collecting, tables.item) == 0
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(ReceivedFile)) == 1


def test_a_report_is_taken_in_without_the_file_that_is_refused(
    hotline, collect, reading, monkeypatch
):
    least = settings.Settings(settings.current().root, max_bytes=1000)
    monkeypatch.setattr(settings._Process, "settings", least)
    sent = [Attachment("small.txt", b"Diary"), Attachment("large.txt", b"x" * 1001)]
    sent += [Attachment("last.txt", b"Letter")]
    put(hotline, Item("a" * 32, envelope.REPORT, body(identity="OPEN"), sent))
    assert collect().taken == 1
    with reading() as session:
        found = session.scalars(select(ReceivedFile).order_by(ReceivedFile.n)).all()
        assert [(row.n, row.file.original_name) for row in found] == [
            (1, "small.txt"),
            (2, "last.txt"),
        ]
        words = words_of(found[0].report, found[0].message)
        assert words.names == ("small.txt", "last.txt")
        assert "Not taken in: large.txt. The file is larger than 1000 bytes" in words.text


def test_an_item_that_breaks_something_is_left_and_said_by_its_type_alone(
    hotline, collect, reading, collecting, caplog
):
    # Before the first day that a clock can show elsewhere.
    broken = body(at="0001-01-01T00:00:00+14:00", what="A very peculiar sentence.")
    put(hotline, Item("a" * 32, envelope.REPORT, broken))
    put(hotline, Item("b" * 32, envelope.REPORT, body(mailbox="1" * 64)))
    done = collect()
    assert (done.taken, done.left, done.posted) == (1, 1, 1)
    assert rows(collecting, tables.item) == rows(collecting, tables.letter) == 1
    assert "CannotCount" in caplog.text
    assert "peculiar" not in caplog.text
    with reading() as session:
        assert session.scalar(REPORTS) == 1


def body(**changes):
    """A report as the page writes it."""
    return {
        "agency": "CBP",
        "identity": "ANONYMOUS",
        "at": clock.now().isoformat(),
        "mailbox": "0" * 64,
        "writes_to": envelope.reporter_key("a", "b").public,
    } | changes


@pytest.mark.parametrize(
    "changes",
    [
        {"agency": "LEGACY"},
        {"agency": "NONE"},
        {"identity": "NOBODY"},
        {"at": "yesterday"},
        {"at": "2026-01-01T00:00:00"},
    ],
)
def test_a_report_that_the_page_would_not_write_is_not_taken(hotline, collect, reading, changes):
    body = {
        "agency": "CBP",
        "identity": "ANONYMOUS",
        "at": clock.now().isoformat(),
        "mailbox": "0" * 64,
        "writes_to": "x",
    }
    put(hotline, Item("a" * 32, envelope.REPORT, body | changes))
    assert collect().left == 1
    with reading() as session:
        assert session.scalar(REPORTS) == 0


def put(hotline, item):
    with hotline.test_request_context():
        return outside.put(hotline.extensions["hotline"].engine, item, live().seals_to)


def test_a_clock_that_runs_fast_makes_no_receipt_in_the_future(hotline, collect, reading):
    body = {
        "agency": "CBP",
        "identity": "ANONYMOUS",
        "at": (clock.now() + timedelta(days=2)).isoformat(),
        "mailbox": "0" * 64,
        "writes_to": envelope.reporter_key("a", "b").public,
    }
    put(hotline, Item("b" * 32, envelope.REPORT, body))
    assert collect().taken == 1
    with reading() as session:
        assert session.scalar(select(ReceivedReport.received_at)) <= clock.now()


def test_a_message_waits_for_its_report_and_then_finds_it(hotline, visitor, collect, reading):
    body = {"text": "later", "at": clock.now().isoformat(), "mailbox": "9" * 64}
    put(hotline, Item("c" * 32, envelope.MESSAGE, body))
    assert collect().left == 1
    report = {
        "agency": "CBP",
        "identity": "ANONYMOUS",
        "at": clock.now().isoformat(),
        "mailbox": "9" * 64,
        "writes_to": envelope.reporter_key("a", "b").public,
    }
    put(hotline, Item("d" * 32, envelope.REPORT, report))
    assert collect().taken == 2
    with reading() as session:
        found = session.scalars(select(ReporterMessage).order_by(ReporterMessage.n)).all()
        assert [row.is_from_reporter for row in found] == [True, False, True]


def test_the_command_says_what_it_did_and_what_is_wrong(app, box, hotline, visitor):
    runner = app.test_cli_runner()
    before = app.config["DROPBOX"]
    try:
        app.config["DROPBOX"] = ""
        assert "JICMS_DROPBOX" in runner.invoke(args=["intake", "collect"]).output
        app.config["DROPBOX"] = "mysql://user:secret@host/x"
        refused = runner.invoke(args=["intake", "collect"])
        assert refused.exit_code == 1
        assert "secret" not in refused.output
        app.config["DROPBOX"] = box.collect
        visitor.fill()
        visitor.send()
        done = runner.invoke(args=["intake", "collect"])
        assert done.exit_code == 0, done.output
        assert "1 items taken in, 1 letters posted" in done.output
        assert "not live" in done.output
    finally:
        app.config["DROPBOX"] = before
    key = runner.invoke(args=["intake", "public-key"]).output.strip()
    assert key == hotline.config["PUBLIC_KEY"]


def test_a_letter_that_no_mailbox_can_take_is_set_aside_and_stops_no_other(
    hotline, collect, collecting, reading, sign_in
):
    for n, key in enumerate(("not a key", envelope.reporter_key("a", "b").public, "")):
        put(hotline, Item(f"{n}" * 32, envelope.REPORT, body(mailbox=f"{n}" * 64, writes_to=key)))
    done = collect()
    assert (done.taken, done.posted, done.aside, done.left) == (3, 1, 2, 0)
    assert rows(collecting, tables.letter) == 1
    again = collect()
    assert (again.posted, again.aside) == (0, 0), "it is not tried again"
    with reading() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.event == "LETTER_SET_ASIDE"))
        assert len(events.all()) == 2
        by_key = {row.key[0]: row.id for row in session.scalars(select(ReceivedReport))}
    client = sign_in("intake.ia")
    assert "not delivered" in client.get(f"/intake/received/{by_key['0']}").text
    assert "not delivered" not in client.get(f"/intake/received/{by_key['1']}").text


def test_the_command_tells_of_a_letter_that_was_set_aside(app, box, hotline):
    put(hotline, Item("e" * 32, envelope.REPORT, body(mailbox="e" * 64, writes_to="x")))
    before = app.config["DROPBOX"]
    try:
        app.config["DROPBOX"] = box.collect
        done = app.test_cli_runner().invoke(args=["intake", "collect"])
    finally:
        app.config["DROPBOX"] = before
    assert (done.exit_code, "1 letters set aside" in done.output) == (1, True)


def test_a_letter_that_we_can_not_read_waits_and_stops_no_other(hotline, collect, acting, reading):
    for n in range(2):
        put(hotline, Item(f"{n}" * 32, envelope.REPORT, body(mailbox=f"{n}" * 64)))
    assert collect().posted == 2
    with acting() as session:
        letters = session.scalars(
            select(ReporterMessage)
            .where(ReporterMessage.is_from_reporter.is_(False))
            .order_by(ReporterMessage.id)
        ).all()
        for letter in letters:
            letter.posted_at = None
        letters[0].body_sealed = "nonsense"
        number = letters[0].id
    done = collect()
    assert (done.posted, done.left, done.aside) == (1, 1, 0)
    with reading() as session:
        assert session.get(ReporterMessage, number).set_aside_at is None
