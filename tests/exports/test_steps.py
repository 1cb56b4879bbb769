"""From the draft to the hand-over: who does what, what is refused, what the trail keeps."""

import json

import pytest

from jicms.audit.models import AuditEvent
from jicms.core import clock
from jicms.core.errors import Denied, RuleBroken, TransitionRefused
from jicms.exports import parts, service
from jicms.exports.models import ExportPackage, ExportState
from jicms.exports.sending import _apart, _entries
from jicms.exports.zipping import zipped
from jicms.files import service as files
from jicms.files.models import StoredFile
from jicms.notices.models import Notice
from tests.exports.conftest import HEAD, MAKER, SUPERVISOR, prepared, the_package, told
from tests.factories import accounts, evidence
from tests.files.helpers import PeakMemory, damage
from tests.support.counting import statements

__all__ = ["statements"]

ADDRESS = {
    "recipient_code": "PROSECUTOR",
    "recipient_name": "R. Vale",
    "recipient_address": "1 Court Square",
    "condition_code": "B_3",
    "routine_use_code": "RU_LAW_ENFORCEMENT",
    "authority": "Letter of Nov 9, 2026",
    "purpose": "Charging decision",
    "persons": "1",
}


def events(session, *names):
    found = session.query(AuditEvent).filter(AuditEvent.event.in_(names)).order_by(AuditEvent.id)
    return [(row.event, json.loads(row.detail)) for row in found]


def test_a_package_is_made_by_hand_from_begin_to_end(records, sign_in, acting):
    maker, approver = sign_in(MAKER), sign_in(SUPERVISOR)
    base = f"/cases/{records}/exports"
    assert f'href="{base}"' in maker.get(f"/cases/{records}/evidence").text
    assert maker.post(f"{base}/new", data=ADDRESS).location.endswith("/exports/1/records")
    page = maker.get(f"{base}/1/records").text
    version = page.split('name="version" value="')[1].split('"')[0]
    answer = maker.post(
        f"{base}/1/records", data={"records": ["item-1", "document-1"], "version": version}
    )
    assert answer.status_code == 302, answer.text
    page = maker.get(f"{base}/1").text
    assert "files/E0001.bin" in page
    assert "Ask for release" in page
    assert "/release" not in page
    version = maker.get(f"{base}/1/ask").text.split('name="version" value="')[1].split('"')[0]
    assert maker.post(f"{base}/1/ask", data={"version": version}).status_code == 302
    assert "waits for its release" in approver.get("/notices").text
    assert maker.get(f"{base}/1/release").status_code == 403
    page = approver.get(f"{base}/1/release").text
    version = page.split('name="version" value="')[1].split('"')[0]
    assert approver.post(f"{base}/1/release", data={"version": "1"}).status_code == 409
    assert approver.post(f"{base}/1/release", data={"version": version}).status_code == 302
    page = maker.get(f"{base}/1").text
    with acting() as session:
        digest = the_package(session).manifest_sha256
    assert digest[:8] in page
    assert "Your export package is released" in maker.get("/notices").text
    first, second = (maker.get(f"{base}/1/package", buffered=True) for _ in range(2))
    assert first.data == second.data
    assert "attachment" in first.headers["Content-Disposition"]
    today = clock.today("America/New_York").strftime("%m/%d/%Y")
    version = maker.get(f"{base}/1/handed-over").text.split('name="version" value="')[1]
    handed = {"on": today, "how": "By courier", "version": version.split('"')[0]}
    assert maker.post(f"{base}/1/handed-over", data=handed).status_code == 302
    assert "By courier" in maker.get(f"{base}/1").text
    with acting() as session:
        names = ("EXPORT_RELEASED", "EXPORT_STARTED", "EXPORT_DONE")
        trail = events(session, *names)
        assert [name for name, _ in trail] == [names[0], *names[1:], *names[1:]]
        assert trail[0][1]["manifest"] == trail[1][1]["manifest"] == digest
        assert trail[2][1]["bytes"] == len(first.data)
        waiting = session.query(Notice).filter(
            Notice.cleared_at.is_(None), Notice.event.like("EXPORT%")
        )
        assert waiting.count() == 0


def test_nobody_releases_what_he_made_nor_twice(acting, records):
    with acting(SUPERVISOR) as session:
        actor = accounts.actor_of(SUPERVISOR)
        package = prepared(session, records, "item-1", name=SUPERVISOR)
        service.ask(package, actor=actor)
        with pytest.raises(Denied):
            service.release(package, actor=actor)
    with acting(HEAD) as session:
        actor, package = accounts.actor_of(HEAD), the_package(session)
        service.give_back(package, actor=actor, reason="Name the docket")
        assert package.state is ExportState.DRAFT
        with pytest.raises(TransitionRefused):
            service.release(package, actor=actor)
        with pytest.raises(Denied):
            service.choose(package, ["item-2"], actor=actor)
    with acting(SUPERVISOR) as session:
        service.ask(the_package(session), actor=accounts.actor_of(SUPERVISOR))
    with acting(HEAD) as session:
        actor, package = accounts.actor_of(HEAD), the_package(session)
        assert service.release(package, actor=actor) is None
        with pytest.raises(TransitionRefused):
            service.release(package, actor=actor)
    with pytest.raises(RuleBroken, match="stays as it is"), acting(HEAD) as session:
        the_package(session).purpose = "Another one"


def test_a_recalled_package_is_no_longer_handed_out_and_stays_in_the_accounting(
    acting, records, release, sign_in
):
    release("item-1")
    client, path = sign_in(MAKER), f"/cases/{records}/exports/1"
    with acting(MAKER) as session:
        package = the_package(session)
        service.recall(package, actor=accounts.actor_of(MAKER), reason="Sent in error")
    answer = client.get(f"{path}/package", buffered=True)
    assert answer.status_code == 409
    page = client.get(path).text
    assert "Sent in error" in page
    assert "Download the package" not in page


def test_damage_stops_release_and_download_with_a_sentence_and_an_alarm(
    acting, records, release, sign_in
):
    release("item-1", "document-1")
    with acting() as session:
        damage(session.query(StoredFile).filter_by(original_name="statement.txt").one(), at=90)
    answer = sign_in(MAKER).get(f"/cases/{records}/exports/1/package", buffered=True)
    assert answer.status_code == 500
    assert "Document-1: the file failed its integrity check. Nothing was sent." in answer.text
    with acting() as session:
        assert [name for name, _ in events(session, "EXPORT_STARTED", "FILE_ALARM")] == [
            "FILE_ALARM"
        ]
    with acting(MAKER) as session:
        package = prepared(session, records, "document-1")
        service.ask(package, actor=accounts.actor_of(MAKER))
    client, path = sign_in(SUPERVISOR), f"/cases/{records}/exports/2/release"
    version = client.get(path).text.split('name="version" value="')[1].split('"')[0]
    answer = client.post(path, data={"version": version})
    assert answer.status_code == 422
    assert "so nothing was released" in answer.text
    with acting() as session:
        assert len(events(session, "FILE_ALARM")) == 2
        made = session.query(ExportPackage).filter_by(n=2).one()
        assert (made.state, made.parts_id) == (ExportState.ASKED, None)


def test_bad_input_is_refused_at_its_field(records, sign_in):
    client, path = sign_in(MAKER), f"/cases/{records}/exports/new"
    for name, value, said in (
        ("routine_use_code", "", "A routine use has to be named."),
        ("condition_code", "B_7", "Only the basis"),
        ("recipient_code", "NOBODY", "Choose one of the entries offered."),
        ("recipient_name", "x" * 100_000, "Shorten this"),
        ("purpose", "", "Enter the purpose"),
        ("persons", "99", "Choose one of the entries offered."),
    ):
        answer = client.post(path, data=ADDRESS | {name: value})
        assert answer.status_code == 422, name
        assert said in answer.text, name
        assert "Letter of Nov 9, 2026" in answer.text


def test_the_accounting_follows_the_basis_and_the_person(acting, records, release, sign_in):
    with acting() as session:
        party = evidence.party(session)
        party.person_id = accounts.person_of(session, "specialist.ler").id
        person_id = party.person_id
    release("item-1", condition_code="B_1", recipient="AGENCY_COUNSEL")
    client, path = sign_in(SUPERVISOR), f"/people/{person_id}/disclosures"
    assert "No disclosure" in client.get(path).text
    with acting(MAKER) as session:
        persons = [evidence.party(session)]
        package = service.prepare(
            evidence.the_case(session, records),
            told(persons=persons),
            actor=accounts.actor_of(MAKER),
        )
        service.choose(package, ["item-1"], actor=accounts.actor_of(MAKER))
        service.ask(package, actor=accounts.actor_of(MAKER))
    with acting(SUPERVISOR) as session:
        package = session.query(ExportPackage).filter_by(n=2).one()
        service.release(package, actor=accounts.actor_of(SUPERVISOR))
    page = client.get(path).text
    assert f"{records}, export 2" in page
    assert "5 USC 552a(b)(7)" in page
    assert sign_in(MAKER).get(path, buffered=True).status_code == 403
    # Of another agency, and for the person's own account: as if there were nobody.
    assert sign_in("supervisor.opr").get(path).status_code == 404


def test_no_page_asks_more_often_for_more_records_or_packages(acting, records, sign_in, statements):
    def fill(*values):
        with acting(MAKER) as session:
            evidence.document(session, records)
            prepared(session, records, *values)

    fill("item-1")
    base = f"/cases/{records}/exports"
    maker = sign_in(MAKER)
    paths = ("", "/{}", "/{}/records", "/{}/recipient")

    def costs(n):
        addresses = [base + path.format(n) for path in paths]
        return [statements(lambda address=address: maker.get(address)) for address in addresses]

    before = costs(1)
    fill("item-1", "item-2", "statement-1", "document-1", "document-2")
    after = costs(2)
    assert after == before
    assert max(after) <= 22, after


class Zeros:
    """60 MB that nobody holds."""

    def __init__(self, size):
        self.left = size

    def read(self, size):
        found = min(size, self.left)
        self.left -= found
        return bytes(found)


def test_a_package_of_60_mb_is_sent_in_constant_memory(acting):
    size = 60 * 1024 * 1024
    with acting():
        big = _apart(files.ingest(Zeros(size), name="disk.img", by=None))
        made = _apart(parts.keep({"README.txt": b"Read me"}, name="parts", by=None))
    with PeakMemory() as peak:
        entries = _entries(made, [("files/E0001.img", big)])
        sent = sum(len(piece) for piece in zipped(entries, at=clock.now()))
    assert size < sent < size + 1_000
    assert peak.bytes < 4 * 1024 * 1024
