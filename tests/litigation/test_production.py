"""The file for a tribunal: gathered, checked, made once, and what never is in it."""

import hashlib
import io
import json
import re
from datetime import UTC, datetime

import pikepdf
import pypdf
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from jicms.access.actor import current_actor
from jicms.audit.models import AuditEvent
from jicms.cases.handling import Handling
from jicms.core import unit_of_work
from jicms.discipline import service
from jicms.discipline.models import ActionLetter, DisciplinaryAction
from jicms.documents import render
from jicms.evidence.models import Exhibit
from jicms.litigation import producing, queries_production
from jicms.litigation.models import AccountedDisclosure
from jicms.litigation.models_production import Production, ProductionVolume
from tests.factories import discipline, files

TO = {
    "forum_code": "MSPB",
    "recipient_name": "Administrative judge",
    "recipient_address": "Dallas Regional Office",
    "docket": "DA-0752-24-0100-I-1",
}
OTHERS = ("official2.cbp", "specialist.elr", "investigator.ia", "supervisor.ia", "auditor")


def version_in(page):
    return re.search(r'name="version" value="(\d+)"', page.text).group(1)


def send(client, at, **data):
    page = client.get(at)
    assert page.status_code == 200, page.text
    sent = {"version": version_in(page), **data}
    return client.post(at, data=sent, content_type="multipart/form-data")


def order(client, at):
    """Add the SF-50."""
    content = render("documents/text", {"title": "SF-50", "text": "Removal.", "reference": "R"})
    told = {"part_code": "ORDER", "title": "SF-50 of Apr 1, 2024", "dated_on": "04/01/2024"}
    return send(client, f"{at}/papers/new", file=(io.BytesIO(content), "sf50.pdf"), **told)


@pytest.fixture
def begun(led, acting, sign_in):
    """A file of a served removal: the litigation file's address, and its own."""
    at = led("SERVED")
    with acting() as session:
        for letter in session.scalars(select(ActionLetter)):
            said = {"title": "Letter", "text": f"The {letter.kind} says so.", "reference": "R"}
            letter.file = files.upload(render("documents/text", said), "letter.pdf")
    made = sign_in("specialist.ler").post(f"{at}/files/new", data=TO)
    assert made.status_code == 302, made.text
    return at, f"{at}/files/1"


def rows_of(page):
    """The papers on a page, in order: (part, title)."""
    found = page.partition('id="papers"')[2]
    pairs = re.findall(r'data-label="Part">(.*?)</td><td data-label="Paper">(.*?)[<]', found)
    return [(part, title.strip()) for part, title in pairs]


def test_a_file_is_gathered_completed_made_once_and_accounted_for(begun, sign_in, reading):
    at, one = begun
    client = sign_in("specialist.ler")
    page = client.get(one).text
    parts = [part for part, _title in rows_of(page)]
    assert parts[0] == "Notice of proposed action"
    assert parts == sorted(parts, key=parts.index), "each part stands together"
    assert "Written reply" in parts
    assert "Decision" in parts
    # Of the notice, of what went with it, of the decision.
    assert parts.count("Proofs of service") == 3
    assert "Deciding official" in page
    assert "Missing from the file" in page
    assert "Order effecting the action" in page
    refused = send(client, f"{one}/make")
    assert refused.status_code == 422
    assert "Missing: " in refused.text
    assert order(client, one).status_code == 302
    lacking = re.search(r"Missing from the file(.*?)</p>", client.get(one).text, re.DOTALL)
    assert lacking is None or "Order" not in lacking[1]
    left = send(client, f"{one}/papers/1", part_code="NOTICE", included="no", reason="")
    assert left.status_code == 422
    assert "why it is left out" in left.text
    n = next(
        int(key)
        for key, title in re.findall(r"Change<[^>]*> paper (\d+), (.*?)</span>", page)
        if "Deciding official" in title
    )
    stale = {"version": "9", "part_code": "SUPPORT", "included": "no", "reason": "R"}
    assert client.post(f"{one}/papers/{n}", data=stale).status_code == 409
    out = send(client, f"{one}/papers/{n}", part_code="SUPPORT", included="no", reason="Not asked")
    assert out.status_code == 302
    without = "The employee’s copies are filed apart." if lacking else ""
    done = send(client, f"{one}/make", without=without)
    assert done.status_code == 302, done.text
    shown = client.get(one).text
    assert "Volume 1 of 1" in shown
    assert "Make the file" not in shown
    volume = client.get(f"{one}/volumes/1")
    assert volume.headers["Content-Disposition"].startswith("attachment")
    with pikepdf.open(io.BytesIO(volume.data)) as pdf:
        assert pdf.check_pdf_syntax() == []
        with pdf.open_outline() as outline:
            titles = [row.title for row in outline.root]
        assert titles[0] == "Index"
        assert "A. Notice of proposed action" in titles
        assert not any("Supporting" in title for title in titles), "it was left out"
    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(volume.data)).pages]
    for place, said in enumerate(texts, 1):
        assert f"-D01-F1-{place:06d}" in said
    whole = "\n".join(texts)
    assert "Removal." in whole
    assert "The DECISION says so." in whole
    assert "I saw it." in whole, "the statement that the notice relied on"
    assert "Hand delivery" in whole or "Handed over" in whole
    manifest = client.get(f"{one}/manifest")
    told = json.loads(manifest.data)
    assert told["volumes"][0]["sha256"] == hashlib.sha256(volume.data).hexdigest()
    digest = hashlib.sha256(manifest.data).hexdigest()
    assert digest in shown
    with reading() as session:
        entry = session.scalars(select(AccountedDisclosure)).one()
        assert entry.routine_use_code == "RU_LABOR"
        assert entry.files == [{"name": "Volume 1", "sha256": told["volumes"][0]["sha256"]}]
        events = session.scalars(
            select(AuditEvent.event).where(AuditEvent.entity == "file_production")
        ).all()
        assert "PRODUCTION_MADE" in events
    assert send_refused(client, one)
    counsel = sign_in("counsel.cbp")
    again = client.post(f"{at}/files/new", data=TO)
    assert again.status_code == 302
    two = f"{at}/files/2"
    assert order(client, two).status_code == 302
    assert send(counsel, f"{two}/make", without="Same").status_code == 302
    assert counsel.get(f"{two}/volumes/1").data.startswith(b"%PDF-")


def send_refused(client, one):
    """Nothing of a file that was made can be changed."""
    tries = [
        client.post(f"{one}/gather"),
        client.post(f"{one}/papers/1/down"),
        client.post(f"{one}/make", data={"version": "1"}),
        order(client, one),
    ]
    return all(answer.status_code == 409 for answer in tries)


def test_papers_change_places_and_nobody_else_reaches_a_file(begun, sign_in):
    at, one = begun
    client = sign_in("specialist.ler")
    before = rows_of(client.get(one).text)
    served = [n for n, (part, _title) in enumerate(before) if part == "Proofs of service"]
    key = re.findall(r"papers/(\d+)/up", client.get(one).text)[-1]
    assert client.post(f"{one}/papers/{key}/up").status_code == 302
    after = rows_of(client.get(one).text)
    assert [after[n] for n in served[-2:]] == [before[n] for n in reversed(served[-2:])]
    again = [client.post(f"{one}/papers/{key}/up").status_code for _ in range(2)]
    assert again == [302, 409], "second, first, and no further"
    for name in OTHERS:
        other = sign_in(name)
        for path in (one, f"{one}/make", f"{one}/papers/1", f"{at}/files/new"):
            assert other.get(path).status_code in {403, 404}, (name, path)
        assert other.post(f"{one}/papers/1/up").status_code in {403, 404}, name
    for path in (f"{one}/papers/99", f"{one}/volumes/1", f"{one}/manifest", f"{at}/files/9"):
        assert client.get(path).status_code == 404, path
    for change, words in (
        ({"forum_code": "MOON"}, "entries offered"),
        ({"megabytes": "9999"}, "200"),
        ({"recipient_address": "x" * 400}, "too long"),
        ({"recipient_name": ""}, "Recipient"),
    ):
        wrong = client.post(f"{at}/files/new", data=TO | change)
        assert wrong.status_code == 422, change
        assert words in wrong.text, change


def test_marked_material_and_notes_are_never_in_a_file(begun, acting, sign_in, reading):
    at, one = begun
    client = sign_in("specialist.ler")
    assert client.post(f"{at}/notes", data={"text": "Zephyrine"}).status_code == 302
    assert order(client, one).status_code == 302
    with acting() as session:
        exhibit = session.scalars(select(Exhibit).where(Exhibit.n == 1)).one()
        exhibit.handling |= int(Handling.PRIVILEGED)
    page = send(client, f"{one}/make", without="Yes")
    assert page.status_code == 422
    assert "its marks keep it out" in page.text
    with acting() as session:
        exhibit = session.scalars(select(Exhibit).where(Exhibit.n == 1)).one()
        exhibit.handling = int(Handling.GRAND_JURY)
    page = send(client, f"{one}/make", without="Yes")
    assert page.status_code == 422
    assert "not open to you" in page.text
    again = client.post(f"{at}/files/new", data=TO)
    assert again.status_code == 302
    assert "Affidavit of the witness" not in client.get(f"{at}/files/2").text
    assert send(client, f"{at}/files/2/make", without="Yes").status_code == 422
    assert order(client, f"{at}/files/2").status_code == 302
    made = send(client, f"{at}/files/2/make", without="Yes")
    with reading() as session:
        volumes = session.scalars(select(ProductionVolume)).all()
    if made.status_code == 302:
        content = client.get(f"{at}/files/2/volumes/1").data
        whole = "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(content)).pages)
        assert "Zephyrine" not in whole
        assert "I saw it." not in whole
    else:
        assert not volumes


def test_the_same_papers_give_the_same_bytes_and_what_was_made_stands(begun, app, acting, sign_in):
    _at, one = begun
    client = sign_in("specialist.ler")
    assert order(client, one).status_code == 302
    with acting("specialist.ler"):
        found = queries_production.production_of(one.split("/")[2], 1, 1)
        made = [producing.make(producing.Job(found), by=None) for _ in range(2)]
        assert made[0].sha256 == made[1].sha256
        shas = [[row.received.file.sha256 for row in each.volumes] for each in made]
        assert shas[0] == shas[1]
        for row in made:
            row.drop()
    assert send(client, f"{one}/make", without="Yes").status_code == 302
    for change in (
        "UPDATE file_production SET docket = 'Other'",
        "DELETE FROM production_volume",
        "UPDATE production_volume SET pages = 1",
        "UPDATE production_entry SET included = false, reason = 'R'",
        "DELETE FROM production_entry",
    ):
        with app.app_context(), pytest.raises(DatabaseError), unit_of_work.write() as session:
            session.connection().execute(text(change))
    with acting() as session:
        assert session.scalars(select(Production.sha256)).one()


def test_what_was_served_later_is_in_the_file_and_what_was_not_is_left_out(led, acting, sign_in):
    at = led("ANSWER")
    with acting() as session:
        action = session.scalars(select(DisciplinaryAction)).one()
        titles = ("Gate log", "Radio log")
        first, second = (discipline.came(session, action, title=title) for title in titles)
        by_hand = {"method_code": "HAND_DELIVERY", "proof": "Signed."}
        came = datetime(2024, 3, 21, 15, tzinfo=UTC)
        service.serve_new_material(first, actor=current_actor(), received_at=came, **by_hand)
        service.leave_unused(second, actor=current_actor(), reason="It says nothing.")
    client = sign_in("specialist.ler")
    assert client.post(f"{at}/files/new", data=TO).status_code == 302
    titles = [title for _part, title in rows_of(client.get(f"{at}/files/1").text)]
    assert "Served later: Gate log" in titles
    assert not any("Radio log" in title for title in titles)
