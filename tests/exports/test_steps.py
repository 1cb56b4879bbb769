"""From the draft to the hand-over: who does what, what is refused, what the trail keeps."""

import json
import threading

import pytest

from jicms.access.actor import Actor
from jicms.audit.models import AuditEvent
from jicms.core import clock, unit_of_work
from jicms.core.errors import Denied, RuleBroken, TransitionRefused
from jicms.custody import queries as custody
from jicms.custody.kinds import CustodyKind
from jicms.custody.service import Told, steps
from jicms.evidence.models import EvidenceItem
from jicms.exports import building, parts, releasing, service
from jicms.exports.models import ExportPackage, ExportState
from jicms.exports.sending import _entries
from jicms.exports.zipping import zipped
from jicms.files import service as files
from jicms.files.models import StoredFile
from jicms.notices.models import Notice
from tests.exports.conftest import CRIMINAL, HEAD, MAKER, SUPERVISOR, prepared, the_package, told
from tests.factories import accounts, evidence
from tests.factories.investigations import user
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
            releasing.at_once(package, actor=actor)
    with acting(HEAD) as session:
        actor, package = accounts.actor_of(HEAD), the_package(session)
        service.give_back(package, actor=actor, reason="Name the docket")
        assert package.state is ExportState.DRAFT
        with pytest.raises(TransitionRefused):
            releasing.at_once(package, actor=actor)
        with pytest.raises(Denied):
            service.choose(package, ["item-2"], actor=actor)
    with acting(SUPERVISOR) as session:
        service.ask(the_package(session), actor=accounts.actor_of(SUPERVISOR))
    with acting(HEAD) as session:
        actor, package = accounts.actor_of(HEAD), the_package(session)
        assert releasing.at_once(package, actor=actor) is None
        with pytest.raises(TransitionRefused):
            releasing.at_once(package, actor=actor)
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


def test_only_who_answers_for_a_package_ends_it(acting, records, sign_in):
    with acting(MAKER) as session:
        package = prepared(session, records, "item-1", name=MAKER)
        service.ask(package, actor=accounts.actor_of(MAKER))
    path = f"/cases/{records}/exports/1"
    other = sign_in(CRIMINAL)
    assert "Waits for release" in other.get(path).text
    for step in ("cancel", "recall"):
        assert f"{path}/{step}" not in other.get(path).text
        assert other.get(f"{path}/{step}").status_code == 403
        assert other.post(f"{path}/{step}", data={"reason": "x"}).status_code == 403
    assert f"{path}/cancel" in sign_in(MAKER).get(path).text
    assert f"{path}/cancel" in sign_in(SUPERVISOR).get(path).text
    with acting(SUPERVISOR) as session:
        releasing.at_once(the_package(session), actor=accounts.actor_of(SUPERVISOR))
    assert other.post(f"{path}/recall", data={"reason": "x"}).status_code == 403
    with acting(SUPERVISOR) as session:
        package = the_package(session)
        service.recall(package, actor=accounts.actor_of(SUPERVISOR), reason="Sent in error")
        assert package.state is ExportState.RECALLED


def test_nobody_waits_while_a_package_is_released(app, acting, records, sign_in, monkeypatch):
    """Another writes while its files are read, and again while its parts are kept: on SQLite, too,
    where there is one writer at a time. Each item whose file goes has the copy in its chain."""
    with acting(MAKER) as session:
        package = prepared(session, records, "item-1", "item-2", "document-1")
        service.ask(package, actor=accounts.actor_of(MAKER))
    went_through = []

    def write():
        with app.app_context(), unit_of_work.write(Actor.system("other")) as session:
            evidence.the_case(session, records).title += "."
        went_through.append(True)

    def meanwhile(step):
        def stepped(*given, **named):
            other = threading.Thread(target=write)
            other.start()
            other.join(timeout=10)
            assert not other.is_alive(), "the other waits"
            return step(*given, **named)

        return stepped

    monkeypatch.setattr(building, "verify", meanwhile(building.verify))
    monkeypatch.setattr(building.parts, "keep", meanwhile(building.parts.keep))
    client, path = sign_in(SUPERVISOR), f"/cases/{records}/exports/1/release"
    version = client.get(path).text.split('name="version" value="')[1].split('"')[0]
    assert client.post(path, data={"version": version}).status_code == 302
    assert len(went_through) == 3
    with acting() as session:
        assert the_package(session).state is ExportState.RELEASED
        with_file, without = session.query(EvidenceItem).order_by(EvidenceItem.n)
        last = custody.events_of(with_file)[-1]
        assert (last.kind, last.purpose) == ("COPIED", service.COPIED)
        assert last.hash_before == last.hash_after == with_file.file.sha256
        assert last.first_name == accounts.actor_of(SUPERVISOR).name
        assert last.from_hand == last.to_hand
        assert "COPIED" not in {row.kind for row in custody.events_of(without)}


def test_a_package_that_changed_while_it_was_read_is_not_released(
    app, acting, records, sign_in, monkeypatch
):
    with acting(MAKER) as session:
        package = prepared(session, records, "item-1")
        service.ask(package, actor=accounts.actor_of(MAKER))
    make = building.make

    def returned_meanwhile(*given, **named):
        made = make(*given, **named)
        unit_of_work.end_read()
        with unit_of_work.write(accounts.actor_of(HEAD)) as session:
            service.give_back(the_package(session), actor=accounts.actor_of(HEAD), reason="Wait")
        return made

    monkeypatch.setattr(building, "make", returned_meanwhile)
    client, path = sign_in(SUPERVISOR), f"/cases/{records}/exports/1/release"
    version = client.get(path).text.split('name="version" value="')[1].split('"')[0]
    with app.app_context():
        root = files.store().root

    def on_disk():
        return sorted(path for path in root.rglob("*") if path.is_file())

    before = on_disk()
    assert client.post(path, data={"version": version}).status_code == 409
    assert on_disk() == before, "what was made for it is gone"
    with acting() as session:
        package = the_package(session)
        assert (package.state, package.parts_id) == (ExportState.DRAFT, None)


def test_no_copy_is_put_between_the_halves_of_a_step(acting, records, sign_in):
    with acting(MAKER) as session:
        package = prepared(session, records, "item-1")
        service.ask(package, actor=accounts.actor_of(MAKER))
        steps.dispose(
            session.query(EvidenceItem).filter_by(n=1).one(),
            actor=accounts.actor_of(MAKER),
            kind=CustodyKind.DESTROYED,
            to="",
            witness=user(session, SUPERVISOR),
            told=Told(authority="Retention schedule 4"),
        )
    client, path = sign_in(SUPERVISOR), f"/cases/{records}/exports/1/release"
    version = client.get(path).text.split('name="version" value="')[1].split('"')[0]
    answer = client.post(path, data={"version": version})
    assert answer.status_code == 422
    assert "E0001: a step of custody waits to be confirmed" in answer.text


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
        releasing.at_once(package, actor=accounts.actor_of(SUPERVISOR))
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
        big = building.apart(files.ingest(Zeros(size), name="disk.img", by=None))
        kept = files.enter(parts.keep({"README.txt": b"Read me"}, name="parts", by=None))
        made = building.apart(kept)
    with PeakMemory() as peak:
        entries = _entries(made, [("files/E0001.img", big)])
        sent = sum(len(piece) for piece in zipped(entries, at=clock.now()))
    assert size < sent < size + 1_000
    assert peak.bytes < 4 * 1024 * 1024
