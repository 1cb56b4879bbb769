"""Files of a report: handed over with its recording or taken later, by the identity's rule."""

import json
import re
import threading

import pytest
from sqlalchemy import func, select

from jicms.access.actor import Actor
from jicms.audit.models import AuditEvent
from jicms.cases.handling import Handling
from jicms.cases.models import Case, GrantKind, IdentityMode, Party, PartyRole
from jicms.cases.models_vault_files import VaultFile
from jicms.core import clock, crypto
from jicms.core.errors import Denied
from jicms.dropbox import envelope
from jicms.dropbox.envelope import Attachment, Item
from jicms.evidence.models import EvidenceItem
from jicms.files.models import StoredFile
from jicms.files.reading import open_stream
from jicms.intake import service
from jicms.intake.models import IntakeFile
from jicms.intake.models_received import ReceivedFile, ReceivedReport, ReporterMessage
from jicms.intake.reported import words_of
from tests.factories import cases, pictures, received
from tests.support.desk import draft_of, record

OPEN, CONFIDENTIAL, ANONYMOUS = IdentityMode.OPEN, IdentityMode.CONFIDENTIAL, IdentityMode.ANONYMOUS
SUMMARY = {"summary": "Cash was taken at a gate."}
CAME, CLEAN = pictures.picture(), pictures.picture("PNG")
HOSTILE = '../../<script>alert("Quarrington")</script>\x00\r\nX: y.jpg'


def sent(mode, *, names=("quarrington.jpg", "quarrington-diary.txt")):
    """A picture and a text, as the page sends them under that mode."""
    if mode is ANONYMOUS:
        return [Attachment("file-1.png", CLEAN, is_cleaned=True), Attachment("file-2", b"Diary")]
    return [
        Attachment(names[0], CLEAN, original=CAME, is_cleaned=True),
        Attachment(names[1], b"Diary"),
    ]


def bring_report(acting, mode, files):
    key = crypto.random_name()
    body = received.SAID | received.WILMA | {"identity": mode.value, "mailbox": key}
    body |= {"at": clock.now().isoformat(), "writes_to": envelope.reporter_key(key, key).public}
    with acting() as session:
        item = Item(key, envelope.REPORT, body, files)
        assert service.take_in(item, actor=Actor.system("public"))
        return session.scalar(select(ReceivedReport.id).where(ReceivedReport.key == key)), key


def bring_message(acting, mailbox, files):
    body = {"text": "A second driver told me.", "at": clock.now().isoformat(), "mailbox": mailbox}
    with acting():
        item = Item(crypto.random_name(), envelope.MESSAGE, body, files)
        assert service.take_in(item, actor=Actor.system("public"))


def content_of(file):
    with open_stream(file) as stream:
        return b"".join(stream)


def recorded(client, report_id, mode, **more):
    more |= SUMMARY if mode is CONFIDENTIAL else {}
    answer = record(client, draft_of(client, report_id), **more)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"].rpartition("/")[2]


def items_of(session):
    return session.scalars(select(EvidenceItem).order_by(EvidenceItem.n)).all()


def check_landed(session, mode, *, of=2):
    """What the case and the vault have of a picture and a text, and that nothing is kept twice."""
    items = items_of(session)
    vault = session.scalars(select(VaultFile).order_by(VaultFile.n)).all()
    held = [content_of(row.file) for row in items]
    assert (
        held
        == {
            OPEN: [CAME, b"Diary"],
            CONFIDENTIAL: [CLEAN],
            ANONYMOUS: [CLEAN, b"Diary"],
        }[mode]
    )
    assert [content_of(row.file) for row in vault] == (
        [CAME, b"Diary"] if mode is CONFIDENTIAL else []
    )
    stored = session.scalar(select(func.count(StoredFile.id)))
    assert stored == (of if mode is ANONYMOUS else of + 1), "the bytes are stored once"
    rows = session.scalars(select(ReceivedFile).order_by(ReceivedFile.n)).all()
    assert [row.original_id is not None for row in rows] == [mode is not ANONYMOUS, False]
    if mode is not OPEN:
        names = [row.file.original_name for row in items + vault]
        assert "quarrington" not in str(names).lower()
    assert session.scalars(select(IntakeFile)).all() == []


@pytest.mark.parametrize("mode", [OPEN, CONFIDENTIAL, ANONYMOUS])
def test_recording_hands_the_files_over_by_the_identity(acting, sign_in, mode):
    report_id, _mailbox = bring_report(acting, mode, sent(mode))
    client = sign_in("intake.ia")
    number = recorded(client, report_id, mode)
    with acting() as session:
        check_landed(session, mode)
        if mode is OPEN:
            assert items_of(session)[0].file.original_name == "quarrington.jpg"
    page = client.get(f"/cases/{number}/reporter").text
    assert "E0001" in page
    assert "Take into" not in page
    assert client.get(f"/cases/{number}/evidence/items/1/file").status_code == 200


def test_what_an_open_reporter_wrote_is_the_vaults_where_the_desk_protects_him(acting, sign_in):
    report_id, mailbox = bring_report(acting, OPEN, [])
    bring_message(acting, mailbox, [])
    client = sign_in("intake.ia")
    number = recorded(client, report_id, OPEN, identity="CONFIDENTIAL", **SUMMARY)
    said = received.SAID["what"]
    for username in ("intake.ia", "supervisor.ia"):
        page = sign_in(username).get(f"/cases/{number}/reporter")
        assert page.status_code == 200
        assert said not in page.text
        assert "second driver" not in page.text
    with acting() as session:
        report = session.get(ReceivedReport, report_id)
        assert report.is_confidential
        texts = [words_of(report, each).text for each in session.scalars(select(ReporterMessage))]
        assert any(said in text for text in texts), "whoever opens the vault reads it"
        assert "A second driver told me." in texts


@pytest.mark.parametrize("mode", [OPEN, CONFIDENTIAL, ANONYMOUS])
def test_what_comes_later_is_taken_by_the_same_rule_and_once(acting, sign_in, mode):
    report_id, mailbox = bring_report(acting, mode, [])
    client = sign_in("intake.ia")
    number = recorded(client, report_id, mode)
    bring_message(acting, mailbox, sent(mode))
    page = client.get(f"/cases/{number}/reporter").text
    doors = sorted(set(re.findall(r'action="([^"]+/take)"', page)))
    assert len(doors) == 2
    for door in doors:
        assert client.get(door).status_code == 405
        assert client.post(door).status_code == 302
        again = client.post(door)
        assert again.status_code == 422
        assert "taken into the case already" in again.text
    with acting() as session:
        check_landed(session, mode)
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.event == "REPORTER_FILE_TAKEN")
        ).all()
        assert len(events) == 2
        assert all(event.case_id for event in events)
    page = client.get(f"/cases/{number}/reporter").text
    assert "Take into" not in page
    assert "E0001" in page


def test_two_at_once_take_a_file_once(app, acting, sign_in):
    report_id, mailbox = bring_report(acting, OPEN, [])
    one, two = sign_in("intake.ia"), sign_in("supervisor.ia")
    number = recorded(one, report_id, OPEN)
    bring_message(acting, mailbox, [Attachment("a.txt", b"Diary")])
    door = re.search(r'action="([^"]+/take)"', one.get(f"/cases/{number}/reporter").text)[1]
    together, codes = threading.Barrier(2), []

    def press(client):
        together.wait()
        codes.append(client.post(door).status_code)

    threads = [threading.Thread(target=press, args=(client,)) for client in (one, two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) in ([302, 409], [302, 422]), codes
    with acting() as session:
        assert len(items_of(session)) == 1


def test_no_other_office_and_no_reader_takes_a_file(acting, sign_in):
    report_id, mailbox = bring_report(acting, OPEN, [])
    number = recorded(sign_in("intake.ia"), report_id, OPEN)
    bring_message(acting, mailbox, [Attachment("a.txt", b"Diary")])
    with acting() as session:
        file = session.scalar(select(ReceivedFile.id))
    door = f"/cases/{number}/reporter/files/{file}/take"
    for name in ("intake.opr", "supervisor.opr", "investigator.ia", "specialist.ler", "admin"):
        assert sign_in(name).post(door).status_code in {403, 404}, name
    other, _mailbox = bring_report(acting, OPEN, [])
    elsewhere = recorded(sign_in("intake.ia"), other, OPEN)
    assert sign_in("intake.ia").post(door.replace(number, elsewhere)).status_code == 404
    with acting() as session:
        assert items_of(session) == []


def test_a_hostile_name_is_a_label_and_nothing_else(acting, sign_in):
    report_id, _mailbox = bring_report(acting, OPEN, sent(OPEN, names=(HOSTILE, HOSTILE)))
    client = sign_in("intake.ia")
    assert "<script>alert" not in client.get(f"/intake/received/{report_id}").text
    number = recorded(client, report_id, OPEN)
    for path in ("reporter", "evidence", "evidence/items/1"):
        assert "<script>alert" not in client.get(f"/cases/{number}/{path}").text
    answer = client.get(f"/cases/{number}/evidence/items/1/file")
    assert answer.data == CAME
    assert "X" not in answer.headers
    with acting() as session:
        name = items_of(session)[0].file.original_name
        assert not set(name) & set("\x00\r\n/")


def test_what_the_desk_leaves_out_stays_with_the_report(acting, sign_in):
    report_id, _mailbox = bring_report(acting, CONFIDENTIAL, sent(CONFIDENTIAL))
    client = sign_in("intake.ia")
    typed = draft_of(client, report_id)
    removed = client.post("/intake/new", data=typed | {"detach": typed["files-1-key"]})
    assert removed.status_code == 200
    typed = {name: value for name, value in typed.items() if not name.startswith("files-1-")}
    answer = record(client, typed, **SUMMARY, **{"files-0-keep_back": "1"})
    assert answer.status_code == 302, answer.text
    number = answer.headers["Location"].rpartition("/")[2]
    with acting() as session:
        assert items_of(session) == []
        assert content_of(session.scalars(select(VaultFile)).one().file) == CAME
        one, two = session.scalars(select(ReceivedFile).order_by(ReceivedFile.n))
        assert content_of(two.file) == b"Diary"
        kept_out, left = one.id, two.id
    page = client.get(f"/cases/{number}/reporter").text
    assert f"/files/{left}/take" in page
    assert f"/files/{kept_out}/take" not in page
    assert client.get(f"/cases/{number}/reporter/files/{kept_out}").status_code == 403


def test_a_discarded_draft_takes_nothing_from_the_report(acting, sign_in):
    report_id, _mailbox = bring_report(acting, OPEN, sent(OPEN))
    client = sign_in("intake.ia")
    typed = draft_of(client, report_id)
    client.post("/intake/new", data=typed | {"identity": "ANONYMOUS", "draft": "1"})
    with acting() as session:
        assert session.scalars(select(IntakeFile).order_by(IntakeFile.id)).first().is_cleaned
        number = session.scalar(select(IntakeFile.draft_id))
    client.post(f"/intake/drafts/{number}/discard", data={})
    with acting() as session:
        assert session.scalars(select(IntakeFile)).all() == []
        assert session.scalar(select(func.count(StoredFile.id))) == 3
    number = recorded(client, report_id, OPEN)
    with acting() as session:
        check_landed(session, OPEN)


def test_a_refused_recording_hands_nothing_over(acting, sign_in):
    report_id, _mailbox = bring_report(acting, OPEN, sent(OPEN))
    one, two = sign_in("intake.ia"), sign_in("supervisor.ia")
    first, second = draft_of(one, report_id), draft_of(two, report_id)
    assert record(two, second).status_code == 302
    assert record(one, first).status_code == 422
    with acting() as session:
        assert session.scalar(select(func.count(Case.id))) == 1
        assert len(items_of(session)) == 2
        assert session.scalar(select(func.count(StoredFile.id))) == 3


def test_a_picture_that_the_page_did_not_clean_is_cleaned_inside(acting, sign_in):
    report_id, _mailbox = bring_report(acting, ANONYMOUS, [Attachment("brennek.jpg", CAME)])
    recorded(sign_in("intake.ia"), report_id, ANONYMOUS)
    with acting() as session:
        assert session.scalar(select(func.count(StoredFile.id))) == 1
        item = items_of(session)[0]
        assert pictures.PLANTED.encode() not in content_of(item.file)
        assert "drawn anew" in item.description


def test_the_mailbox_gives_out_no_item_that_one_may_not_see(acting, sign_in):
    report_id, _mailbox = bring_report(acting, OPEN, [Attachment("a.txt", b"Diary")])
    client = sign_in("intake.ia")
    number = recorded(client, report_id, OPEN)
    with acting() as session:
        file = session.scalar(select(ReceivedFile.id))
    assert client.get(f"/cases/{number}/reporter/files/{file}").status_code == 200
    with acting() as session:
        items_of(session)[0].handling = int(Handling.GRAND_JURY)
    page = client.get(f"/cases/{number}/reporter").text
    assert "E0001" not in page
    assert "it is evidence of the case" in page
    assert client.get(f"/cases/{number}/reporter/files/{file}").status_code == 403
    assert client.post(f"/cases/{number}/reporter/files/{file}/take").status_code == 422


@pytest.mark.parametrize("mode", [OPEN, CONFIDENTIAL])
def test_no_reason_opens_the_original_of_an_item_that_one_may_not_see(acting, sign_in, mode):
    report_id, mailbox = bring_report(acting, mode, [])
    number = recorded(sign_in("intake.ia"), report_id, mode)
    bring_message(acting, mailbox, sent(mode)[:1])
    with acting() as session:
        case = session.scalars(select(Case)).one()
        case.status = "OPEN"
        cases.grant(session, case, user="investigator2.ia", kind=GrantKind.ASSIGNMENT)
        file = session.scalar(select(ReceivedFile.id))
    at = f"/cases/{number}/reporter/files/{file}"
    assert sign_in("investigator2.ia").post(f"{at}/take").status_code == 302
    boss, reason = sign_in("supervisor.ia"), {"reason_code": "CONTACT"}
    doors = [f"{at}/original"] + [f"/cases/{number}/vault/1"] * (mode is CONFIDENTIAL)
    for door in doors:
        assert boss.post(door, data=reason).data == CAME
    with acting() as session:
        items_of(session)[0].handling = int(Handling.GRAND_JURY)
    for door in doors:
        answer = boss.post(door, data=reason)
        assert answer.status_code == 403, door
        assert CAME not in answer.data
    assert boss.get(f"{at}/original").status_code == 403
    assert f"{at}/original" not in boss.get(f"/cases/{number}/reporter").text
    with acting("supervisor.ia") as session, pytest.raises(Denied):
        service.reveal_file(session.get(ReceivedFile, file), actor=session.info["actor"], **reason)


def test_without_a_confidential_reporter_in_the_case_nothing_is_taken(acting, sign_in):
    report_id, mailbox = bring_report(acting, CONFIDENTIAL, [])
    client = sign_in("intake.ia")
    number = recorded(client, report_id, CONFIDENTIAL)
    bring_message(acting, mailbox, sent(CONFIDENTIAL))
    with acting() as session:
        party = session.scalar(select(Party).where(Party.role == PartyRole.COMPLAINANT))
        party.withdrawn_at = clock.now()
        file = session.scalar(select(ReceivedFile.id).order_by(ReceivedFile.n))
    answer = client.post(f"/cases/{number}/reporter/files/{file}/take")
    assert answer.status_code == 422
    assert "names no confidential reporter" in answer.text
    with acting() as session:
        assert items_of(session) == []
        assert session.scalars(select(VaultFile)).all() == []


def test_no_name_of_a_protected_file_is_in_the_trail(acting, sign_in):
    report_id, mailbox = bring_report(acting, CONFIDENTIAL, sent(CONFIDENTIAL))
    client = sign_in("intake.ia")
    number = recorded(client, report_id, CONFIDENTIAL)
    bring_message(acting, mailbox, [Attachment("quarrington-2.txt", b"Diary")])
    door = re.search(r'action="([^"]+/take)"', client.get(f"/cases/{number}/reporter").text)[1]
    assert client.post(door).status_code == 302
    with acting() as session:
        for row in session.scalars(select(AuditEvent)):
            said = json.dumps([row.detail, getattr(row, "changes", None)], default=str)
            assert "quarrington" not in said.lower()
