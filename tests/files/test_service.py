"""Taking files in and giving them out: limits, rollback, damage, quarantine."""

import base64
import hashlib
import io

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError, StatementError

from jicms.auth.models import Principal, PrincipalKind, User
from jicms.core import unit_of_work
from jicms.core.crypto import keys
from jicms.core.errors import Denied, RuleBroken
from jicms.files import alarms, leftovers, service
from jicms.files import settings as settings_module
from jicms.files.errors import FileDamaged, StorageFailed
from jicms.files.models import FileSource, ScanState, StoredFile
from tests.files.clamd import Clamd
from tests.files.helpers import CONTENT, SYSTEM, PeakMemory, damage, take_in


def refuse_to_remove(_draft) -> None:
    raise PermissionError


def read(file: StoredFile) -> bytes:
    with service.open_stream(file) as stream:
        return b"".join(stream)


@pytest.fixture
def alarms_heard(context):
    heard = []
    return heard, heard.append


class TestIngest:
    def test_records_what_the_content_is(self, context):
        file = take_in()
        assert file.sha256 == hashlib.sha256(CONTENT).hexdigest()
        assert file.size == len(CONTENT)
        assert file.content_type == "application/pdf"
        assert file.key_id == "k1"
        assert file.scan_state is ScanState.UNSCANNED
        assert file.source is FileSource.UPLOAD
        assert file.created_at.tzinfo is not None
        assert read(file) == CONTENT

    def test_knows_who_brought_it(self, context):
        with unit_of_work.write(SYSTEM) as session:
            principal = Principal(kind=PrincipalKind.USER)
            session.add(principal)
            session.flush()
            user = User(username="a", name="A", principal_id=principal.id)
            session.add(user)
            session.flush()
            file = service.ingest(io.BytesIO(b"x"), name="x", by=user.id, source=FileSource.IMPORT)
            assert file.created_by_id == user.id
            assert file.source is FileSource.IMPORT

    @pytest.mark.parametrize(
        ("name", "kept"),
        [
            ("../../etc/passwd", "passwd"),
            ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
            ("a\0b", "ab"),
            (None, "unnamed"),
        ],
    )
    def test_the_name_is_a_label_and_never_a_place(self, context, on_disk, name, kept):
        file = take_in(name=name)
        assert file.original_name == kept
        assert on_disk() == [f"{file.key[:2]}/{file.key[2:4]}/{file.key}"]

    def test_equal_files_are_stored_apart(self, context):
        one, other = take_in(), take_in()
        assert one.key != other.key
        assert one.sha256 == other.sha256

    def test_an_empty_file_is_refused_with_a_sentence(self, context, on_disk):
        with pytest.raises(RuleBroken, match="is empty") as caught:
            take_in(b"")
        assert caught.value.field == "file"
        assert on_disk() == []

    def test_a_file_at_the_limit_is_taken_and_one_byte_more_is_not(self, context, on_disk):
        assert take_in(b"x" * 200_000).size == 200_000
        with pytest.raises(RuleBroken, match=r"larger than 195\.3 KB"):
            take_in(b"x" * 200_001)
        assert len(on_disk()) == 1

    @pytest.mark.parametrize(
        ("limit", "spoken"), [(10, "10 bytes"), (60 * 1024**2, "60 MB"), (2 * 1024**3, "2 GB")]
    )
    def test_limits_are_said_in_plain_numbers(self, limit, spoken):
        assert service.spoken(limit) == spoken

    def test_markup_is_stored_and_marked(self, context):
        page = take_in(b"<html><script>alert(1)</script></html>", "report.pdf")
        drawing = take_in(b"<svg onload='alert(1)'/>", "photo.png")
        assert (page.content_type, page.is_passive) == ("text/html", False)
        assert (drawing.content_type, drawing.is_passive) == ("image/svg+xml", False)

    def test_a_full_disk_is_a_sentence_and_leaves_nothing(self, context, on_disk, monkeypatch):
        def full(*_given):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(service.Draft, "write", full)
        with pytest.raises(StorageFailed, match="Nothing was saved"):
            take_in()
        assert on_disk() == []

    def test_a_broken_upload_leaves_nothing(self, context, on_disk):
        class Broken(io.BytesIO):
            def read(self, size=-1, /):
                raise ConnectionResetError

        unit_of_work.begin_write()
        with pytest.raises(StorageFailed):
            service.ingest(Broken(b""), name="x", by=None)
        unit_of_work.abandon()
        assert on_disk() == []

    def test_64_mib_are_taken_in_and_verified_in_little_memory(self, context, configured):
        class Zeros:
            left = 64 << 20

            def read(self, size, /):
                size = min(size, self.left)
                self.left -= size
                return bytes(size)

        configured(max_bytes=64 << 20)
        with PeakMemory() as peak, unit_of_work.write(SYSTEM):
            file = service.ingest(Zeros(), name="video", by=None)
            assert service.verify(file)
        assert file.size == 64 << 20
        assert peak.bytes < 4 << 20

    def test_is_audited_without_the_name(self, context, trail):
        file = take_in(name="john-doe-affidavit.pdf")
        ((event, number, detail),) = trail()
        assert (event, number) == ("ROW_CREATED", file.id)
        assert detail["fields"]["sha256"] == file.sha256
        assert "john" not in str(detail)

    def test_an_unconfigured_store_says_so(self, context, monkeypatch):
        monkeypatch.setattr(settings_module._Process, "settings", None)
        with pytest.raises(RuntimeError, match="not configured"):
            take_in()


class TestRollback:
    def test_a_rolled_back_file_leaves_the_disk(self, context, on_disk):
        unit_of_work.begin_write()
        service.ingest(io.BytesIO(b"x"), name="x", by=None)
        assert len(on_disk()) == 1
        unit_of_work.abandon()
        assert on_disk() == []

    def test_a_refused_request_leaves_nothing_and_a_good_one_stays(self, store_app, on_disk):
        client = store_app.test_client()
        for status, files in ((422, 0), (201, 1), (500, 1)):
            form = {"file": (io.BytesIO(b"x"), "x.txt"), "status": status}
            assert client.post("/file", data=form).status_code == status
            assert len(on_disk()) == files

    def test_a_file_that_can_not_be_removed_does_not_disturb_the_rollback(
        self, context, on_disk, monkeypatch, caplog
    ):
        unit_of_work.begin_write()
        service.ingest(io.BytesIO(b"x"), name="x", by=None)
        with monkeypatch.context() as patch:
            patch.setattr("jicms.files.store.Draft.discard", refuse_to_remove)
            unit_of_work.abandon()
        assert "left to the sweep" in caplog.text
        assert len(on_disk()) == 1

    def test_a_removed_file_keeps_its_bytes_until_the_commit(self, context, on_disk):
        with unit_of_work.write():
            number = service.ingest(io.BytesIO(b"x"), name="x", by=None).id
        unit_of_work.begin_write()
        service.remove(unit_of_work.session().get_one(StoredFile, number))
        unit_of_work.session().flush()
        assert len(on_disk()) == 1
        unit_of_work.abandon()
        with unit_of_work.write() as session:
            file = session.get_one(StoredFile, number)
            assert read(file) == b"x", "the row and its bytes are back together"
            service.remove(file)
            assert len(on_disk()) == 1
        assert on_disk() == []

    def test_a_closed_session_counts_as_rolled_back(self, context, on_disk):
        unit_of_work.begin_write()
        service.ingest(io.BytesIO(b"x"), name="x", by=None)
        unit_of_work.session().close()
        assert on_disk() == []
        unit_of_work.abandon()

    def test_a_savepoint_undoes_only_its_own_files(self, context, on_disk):
        with unit_of_work.write(SYSTEM) as session:
            kept = service.ingest(io.BytesIO(b"kept"), name="x", by=None)
            savepoint = session.begin_nested()
            service.ingest(io.BytesIO(b"lost"), name="x", by=None)
            savepoint.rollback()
            with session.begin_nested():
                also = service.ingest(io.BytesIO(b"also"), name="x", by=None)
            assert len(on_disk()) == 3
        assert {path[-32:] for path in on_disk()} == {kept.key, also.key}

    def test_a_commit_that_fails_leaves_the_file_to_the_sweep(self, context, on_disk, monkeypatch):
        """The server may have committed before the connection broke."""
        session = unit_of_work.session()
        unit_of_work.begin_write()
        service.ingest(io.BytesIO(b"x"), name="x", by=None)

        def broken(_connection):
            raise ConnectionError

        monkeypatch.setattr(session.get_bind().dialect, "do_commit", broken)
        with pytest.raises(ConnectionError):
            unit_of_work.commit()
        assert len(on_disk()) == 1
        assert leftovers._COMMITTING not in session.info


class TestReading:
    def test_ranges_come_from_the_middle(self, context):
        file = take_in()
        with service.open_stream(file) as stream:
            assert stream.part(100_000, 100_050) == CONTENT[100_000:100_050]
            assert stream.part(len(CONTENT) - 5) == CONTENT[-5:]

    def test_needs_no_session_once_it_is_open(self, store_app):
        with store_app.app_context():
            stream = service.open_stream(take_in())
        with stream:
            assert b"".join(stream) == CONTENT

    @pytest.mark.parametrize("at", [0, 20, 70, 66_000, -1])
    def test_a_changed_byte_sounds_the_alarm_before_anything_false_is_shown(self, alarms_heard, at):
        heard, listen = alarms_heard
        file, shown = take_in(), b""
        damage(file, at)

        def read_all():
            nonlocal shown
            with service.open_stream(file, on_damage=listen) as stream:
                for piece in stream:
                    shown += piece

        with pytest.raises(FileDamaged, match="integrity check"):
            read_all()
        assert CONTENT.startswith(shown)
        assert len(shown) < len(CONTENT)
        assert [(alarm.file_id, alarm.reason) for alarm in heard] == [(file.id, "TAMPERED")]

    def test_a_wrong_hash_holds_back_the_end(self, alarms_heard):
        heard, listen = alarms_heard
        file = take_in()
        file.sha256 = "0" * 64
        with service.open_stream(file, on_damage=listen) as stream:
            pieces = []
            with pytest.raises(FileDamaged):
                pieces.extend(stream)
        assert len(b"".join(pieces)) < len(CONTENT)
        assert heard[0].reason == "HASH"

    def test_other_damage_has_its_reason(self, alarms_heard, monkeypatch):
        heard, listen = alarms_heard
        file, other = take_in(), take_in(b"other")
        store = service.store()

        def fails():
            assert service.verify(file, on_damage=listen) is False

        file.size += 1
        fails()
        file.size -= 1
        key, file.key = file.key, "../../../etc/passwd"
        fails()
        file.key = other.key
        fails()
        file.key = key
        with monkeypatch.context() as patch:
            patch.setattr(keys._Process, "ring", keys.Keyring(bytes(32)))
            fails()
        store.path(key).replace(store.root / "gone")
        fails()
        store.path(key).mkdir()
        fails()
        reasons = ["SIZE", "TAMPERED", "SIZE", "KEY", "MISSING", "UNREADABLE"]
        assert [alarm.reason for alarm in heard] == reasons
        assert service.verify(other, on_damage=listen) is True

    def test_files_outlive_a_rotation_of_the_master_key(self, context, monkeypatch):
        old = take_in()
        text = ",".join(
            f"{name}:{base64.b64encode(key).decode()}"
            for name, key in (("k2", b"2" * 32), ("k1", bytes(range(32))))
        )
        monkeypatch.setattr(keys._Process, "ring", keys.Keyring(text))
        new = take_in()
        assert (old.key_id, new.key_id) == ("k1", "k2")
        assert read(old) == read(new) == CONTENT

    def test_the_alarm_is_in_the_trail(self, context, trail):
        file = take_in()
        damage(file)
        assert not service.verify(file)
        assert trail()[-1] == (
            "FILE_ALARM",
            file.id,
            {"key": file.key, "reason": "TAMPERED"},
        )

    def test_within_a_write_transaction_the_alarm_belongs_to_it(self, context, trail):
        file = take_in()
        damage(file)
        with unit_of_work.write(SYSTEM):
            assert not service.verify(file)
        assert [event for event, *_rest in trail()] == ["ROW_CREATED", "FILE_ALARM"]

    def test_an_alarm_that_can_not_be_passed_on_hides_nothing(self, context, monkeypatch, caplog):
        def deaf(_damage):
            raise RuntimeError("no mail today")

        monkeypatch.setattr(alarms, "on_damage", [deaf])
        file = take_in()
        damage(file)
        assert not service.verify(file)
        assert "TAMPERED" in caplog.text
        assert "not passed on" in caplog.text


class TestScan:
    def test_clean_only_by_the_scanners_word(self, context, configured):
        with Clamd().running() as clamd:
            configured(clamd=clamd.address)
            file = take_in()
        assert clamd.received == [CONTENT]
        assert (file.scan_state, file.scan_detail) == (ScanState.CLEAN, None)
        service.require_released(file)

    @pytest.mark.parametrize(
        ("clamd", "detail"),
        [
            (Clamd(b"stream: Eicar FOUND\0"), "Eicar"),
            (Clamd(b"stream: broken ERROR\0"), "check failed: stream: broken ERROR"),
            (Clamd(limit=1000), "check failed"),
        ],
        ids=["found", "error", "limit"],
    )
    def test_anything_else_is_stored_in_quarantine(self, context, configured, clamd, detail):
        with clamd.running():
            configured(clamd=clamd.address)
            file = take_in()
        assert file.scan_state is ScanState.QUARANTINED
        assert file.scan_detail.startswith(detail)
        assert read(file) == CONTENT
        with pytest.raises(Denied, match="quarantine"):
            service.require_released(file)

    def test_nobody_answering_is_quarantine_too(self, context, configured):
        configured(clamd="/nowhere")
        assert take_in().scan_state is ScanState.QUARANTINED

    def test_unchecked_files_stay_once_a_scanner_is_configured(self, context, configured):
        file = take_in()
        service.require_released(file)
        configured(clamd="/nowhere")
        with pytest.raises(Denied, match="not checked for malware yet"):
            service.require_released(file)

    def test_a_refused_upload_closes_the_scan(self, context, configured):
        with Clamd().running() as clamd:
            configured(clamd=clamd.address, max_bytes=10)
            with pytest.raises(RuleBroken):
                take_in()
        assert clamd.received == []

    def test_a_check_without_a_scanner_is_refused(self, context):
        with pytest.raises(RuleBroken, match="No malware scanner"):
            service.check(take_in())


def test_the_table_refuses_rows_that_can_not_be(context):
    file = take_in()
    for wrong in ({"size": 0}, {"sha256": "x"}, {"key": "x"}, {"scan_state": "FINE"}):
        unit_of_work.begin_write()
        table = StoredFile.__table__
        statement = update(table).where(table.c.id == file.id).values(**wrong)
        with pytest.raises((IntegrityError, StatementError)):
            unit_of_work.session().connection().execute(statement)
        unit_of_work.abandon()
    with unit_of_work.read(SYSTEM) as session:
        assert session.scalars(select(StoredFile.sha256)).all() == [file.sha256]
