"""The pages of custody: what each person is offered, does, and never sees."""

import hashlib
import io
from contextlib import suppress
from datetime import timedelta

import pytest
from PIL import Image

from jicms.audit.models import AuditEvent
from jicms.cases.handling import Handling
from jicms.cases.models import GrantKind, GrantLevel
from jicms.core import clock
from jicms.core.errors import RuleBroken
from jicms.custody import queries, service
from jicms.custody.models import CustodyState
from jicms.files.errors import FileDamaged
from jicms.files.reading import store as service_store
from tests.factories import accounts, cases
from tests.factories.custody import (
    confirmed,
    hand_over,
    handed,
    the_item,
    the_step,
    to_laboratory,
)
from tests.factories.evidence import item
from tests.factories.files import upload
from tests.factories.investigations import user
from tests.support import codes, pdf

HAND_OVER = {"kind": "TRANSFERRED", "location": "Evidence room, C-14", "seal": "S-1"}
OFFERS = ("Hand over", "Give to an outside hand", "Take over from the holder", "Dispose of it")


def page(client, number, path="/evidence/items/1"):
    answer = client.get(f"/cases/{number}{path}")
    assert answer.status_code == 200, answer.text
    return answer.text


def offered(text):
    return {label for label in OFFERS if f">{label}<" in text}


def test_the_steps_are_offered_to_whom_they_belong(acting, sign_in, phone):
    holder = sign_in("investigator.ia")
    assert offered(page(holder, phone)) == {
        "Hand over",
        "Give to an outside hand",
        "Dispose of it",
    }
    assert offered(page(sign_in("custodian.ia"), phone)) == {"Take over from the holder"}
    other = sign_in("investigator2.ia")
    assert offered(page(other, phone)) == set()
    with acting("investigator.ia") as session:
        hand_over(session)
    assert offered(page(holder, phone)) == set()
    assert 'Custody <span class="count">1' in page(holder, phone)
    assert "Withdraw the hand-over" in page(holder, phone)
    assert "Confirm or decline" not in page(holder, phone)
    assert "Confirm or decline" in page(sign_in("custodian.ia"), phone)
    assert "Withdraw" not in page(sign_in("custodian.ia"), phone)
    assert sign_in("supervisor.opr").get(f"/cases/{phone}/evidence/items/1").status_code == 404


def test_labor_relations_sees_the_custody_of_what_was_handed_to_it_and_takes_no_step(
    acting, sign_in, phone
):
    with acting("investigator.ia") as session:
        item(session, phone, description="Not handed over")
    with acting() as session:
        case = the_item(session).case
        grant = cases.grant(
            session, case, office="LER", kind=GrantKind.REFERRAL, level=GrantLevel.ITEMS
        )
        cases.name_item(session, grant, the_item(session))
    client, at = sign_in("supervisor.ler"), f"/cases/{phone}/evidence/items"
    text = page(client, phone)
    assert "Unbroken, 1 event" in text
    assert offered(text) == set()
    assert "Not handed over" not in page(client, phone, "/custody")
    for path in ("1/hand-over", "1/receipt.pdf", "1/label.pdf", "1/medium"):
        assert client.get(f"{at}/{path}").status_code == 403
    assert client.get(f"{at}/2/custody.csv").status_code == 404
    assert client.get("/custody").status_code == 403


def test_two_people_hand_an_item_over_by_their_pages(acting, reading, sign_in, phone):
    at = f"/cases/{phone}/evidence/items/1"
    giver, taker = sign_in("investigator.ia"), sign_in("custodian.ia")
    with reading() as session:
        keeper = user(session, "custodian.ia").id
    answer = giver.post(f"{at}/hand-over", data={**HAND_OVER, "second": "99999999"})
    assert answer.status_code == 422
    assert "Choose" in answer.text
    assert "Evidence room, C-14" in answer.text
    assert giver.post(f"{at}/hand-over", data={**HAND_OVER, "second": keeper}).status_code == 302
    again = giver.post(f"{at}/hand-over", data={**HAND_OVER, "second": keeper})
    assert "has not answered yet" in again.text
    assert "Evidence for you to confirm" in taker.get("/").text
    assert "An item of evidence waits for you" in taker.get("/notices").text
    assert giver.get(f"{at}/steps/1").status_code == 403
    assert taker.get(f"{at}/steps/1/withdraw").status_code == 403
    assert "Say why" in taker.post(f"{at}/steps/1", data={"decline": "1"}).text
    assert taker.post(f"{at}/steps/1", data={"confirm": "1"}).status_code == 302
    assert taker.post(f"{at}/steps/1", data={"confirm": "1"}).status_code == 409
    assert "An item of evidence waits for you" not in taker.get("/notices").text
    assert "Evidence for you to confirm" not in taker.get("/").text
    shown = page(taker, phone)
    assert "Unbroken, 2 events" in shown
    assert "Evidence room, C-14" in page(taker, phone, "/evidence")


def test_a_decline_is_told_to_the_giver(acting, sign_in, phone):
    with acting("investigator.ia") as session:
        hand_over(session)
    at = f"/cases/{phone}/evidence/items/1/steps/1"
    taker = sign_in("custodian.ia")
    assert taker.post(at, data={"decline": "1", "reason": "Seal broken"}).status_code == 302
    giver = sign_in("investigator.ia")
    assert "A hand-over of evidence was not confirmed" in giver.get("/notices").text


def test_the_receipt_of_a_laboratory_is_bound_and_handed_out(acting, sign_in, reading, phone):
    handed(acting)
    at = f"/cases/{phone}/evidence/items/1"
    with reading() as session:
        witness = user(session, "supervisor.ia").id
    typed = {
        "kind": "SENT_TO_LAB",
        "outside": "LABORATORY",
        "name": "Digital Forensics Laboratory",
        "second": witness,
        "due_on": (clock.now() + timedelta(days=10)).strftime("%m/%d/%Y"),
    }
    keeper = sign_in("custodian.ia")
    refused = keeper.post(f"{at}/send-out", data=typed)
    assert refused.status_code == 422
    typed["receipt"] = (io.BytesIO(b"Signed: R. Doe"), "receipt.txt")
    assert keeper.post(f"{at}/send-out", data=typed).status_code == 302
    boss = sign_in("supervisor.ia")
    assert boss.get(f"{at}/steps/2/receipt").data == b"Signed: R. Doe"
    assert keeper.get(f"{at}/steps/2/receipt").status_code == 403
    assert boss.post(f"{at}/steps/2", data={"confirm": "1"}).status_code == 302
    got = keeper.get(f"{at}/events/3/receipt")
    assert got.data == b"Signed: R. Doe"
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert keeper.get(f"{at}/events/2/receipt").status_code == 404
    assert "Digital Forensics Laboratory" in keeper.get("/custody?status=out").text


def test_the_list_filters_pages_and_exports(acting, sign_in, number):
    with acting("investigator.ia") as session:
        for n in range(27):
            item(session, number, description=f"Thing {n}", location=f"Shelf {n % 2}")
    keeper = sign_in("custodian.ia")
    first = keeper.get("/custody").text
    assert first.count('data-label="Held by"') == 25
    assert "after=" in first
    other = keeper.get("/custody?location=Shelf+1").text
    assert other.count('data-label="Held by"') == 13
    rows = keeper.get("/custody/export/csv?location=Shelf+1").text.splitlines()
    assert len(rows) == 14
    assert keeper.get("/custody?status=disposed").text.count('data-label="Held by"') == 0
    labels = pdf.check(keeper.get("/custody/labels.pdf?location=Shelf+1").data)
    assert f"{number}-E0002" in labels.drawn
    read = codes.codes_in(keeper.get("/custody/labels.pdf?location=Shelf+1").data)
    assert read == [f"{number}-E{n:04d}" for n in range(2, 27, 2)]
    for name in ("investigator.ia", "specialist.ler", "auditor"):
        assert sign_in(name).get("/custody").status_code == 403
        assert "/custody" not in sign_in(name).get("/").text.replace("/custody.", "")


def test_what_is_late_missing_or_different_is_an_alert(acting, sign_in, phone):
    handed(acting)
    with acting("custodian.ia") as session:
        to_laboratory(session)
    confirmed(acting, "supervisor.ia")
    with acting() as session:
        session.get(CustodyState, the_item(session).id).due_on = clock.now().date() - timedelta(2)
    keeper = sign_in("custodian.ia")
    assert "Not back" in page(keeper, phone, "/custody")
    assert "Not back" in keeper.get("/").text
    assert "Not back" in page(keeper, phone)
    for name in ("custodian.ia", "investigator.ia", "supervisor.ia"):
        said = sign_in(name).get(f"/cases/{phone}").text
        assert '<span class="count count--alert">1 not settled</span>' in said, name
        assert f'href="/cases/{phone}/custody"' not in said, "it stands in the second row"
    with acting("investigator.ia") as session:
        item(session, phone, description="Second")
        hand_over(session, n=2)
    with acting() as session:
        the_step(session, 2).begun_at = clock.now() - timedelta(days=4)
    assert "A hand-over is not confirmed" in keeper.get("/custody?status=alert").text
    assert f"{phone}-E0001" not in keeper.get("/custody?status=waiting").text


def test_damage_in_the_store_is_an_alert_of_the_item(app, acting, sign_in, number):
    with acting("investigator.ia") as session:
        made = item(session, number, kind_code="DIGITAL_FILE", file=upload())
        key = made.file.key
    with app.app_context():
        place = service_store().path(key)
    whole = place.read_bytes()
    place.write_bytes(whole[:-3] + b"xyz")
    client = sign_in("investigator.ia")
    with suppress(FileDamaged):
        client.get(f"/cases/{number}/evidence/items/1/file", buffered=True)
    assert "A hash is not what it was" in page(client, number, "/custody")
    keeper = sign_in("custodian.ia")
    assert "missing or not what it was" in keeper.get("/notices").text
    at = f"/cases/{number}/evidence/items/1"
    # A hash that somebody types, and a check that fails, end nothing.
    digest = hashlib.sha256(b"Some text.\n").hexdigest()
    typed = {"kind": "COPIED", "purpose": "Looked at", "hash_after": digest}
    assert client.post(f"{at}/record", data=typed).status_code == 302
    assert "A hash is not what it was" in page(client, number, "/custody")
    failed = client.post(f"{at}/check", follow_redirects=True)
    assert "not what was received. The alarm is sounded" in failed.text
    assert "A hash is not what it was" in page(client, number, "/custody")
    # The store reads the whole of it: restored.
    place.write_bytes(whole)
    assert "Check the stored file now" in client.get(at).text
    assert "is what was received" in client.post(f"{at}/check", follow_redirects=True).text
    assert "A hash is not what it was" not in page(client, number, "/custody")
    assert "Check the stored file now" not in client.get(at).text
    assert "missing or not what it was" not in keeper.get("/notices").text
    with acting() as session:
        restored = session.query(AuditEvent).filter_by(event="FILE_RESTORED").one()
        assert restored.username == "investigator.ia"
    assert sign_in("specialist.ler").post(f"{at}/check").status_code in {403, 404}


def test_hidden_items_are_nowhere_in_custody(acting, reading, sign_in, phone):
    """A grand jury item: pages, list, tab, export, labels, notices and rounds keep still."""
    with acting("investigator2.ia") as session:
        secret = item(
            session,
            phone,
            name="investigator2.ia",
            description="Sealed transcript",
            location="Safe 9",
            handling=int(Handling.GRAND_JURY),
            named=[user(session, "head.ia")],
        )
        n = secret.n
        hand_over(session, by="investigator2.ia", to="head.ia", n=n, location="Safe 9")
    listed = sign_in("investigator2.ia")
    assert f"E{n:04d}" in page(listed, phone, "/custody")
    for name in ("custodian.ia", "supervisor.ia", "investigator.ia"):
        client = sign_in(name)
        texts = [page(client, phone, "/custody"), client.get("/").text, client.get("/notices").text]
        texts += [page(client, phone, "/evidence")]
        if name != "investigator.ia":
            texts += [client.get("/custody").text, client.get("/custody/export/csv").text]
            texts += [pdf.check(client.get("/custody/labels.pdf").data).drawn]
        for text in texts:
            assert "Sealed transcript" not in text, name
            assert "Safe 9" not in text, name
            assert f"E{n:04d}" not in text, name
        for path in ("custody.pdf", "custody.csv", "label.pdf", "hand-over", "steps/1"):
            assert client.get(f"/cases/{phone}/evidence/items/{n}/{path}").status_code == 404
    with acting("investigator2.ia") as session:
        service.withdraw(
            the_step(session, n), actor=accounts.actor_of("investigator2.ia"), reason="x"
        )
        with pytest.raises(RuleBroken, match="works with this item"):
            hand_over(session, by="investigator2.ia", to="custodian.ia", n=n)


def test_the_log_goes_out_as_pdf_and_csv_and_the_receipt_is_printed(acting, sign_in, phone):
    handed(acting)
    keeper, at = sign_in("custodian.ia"), f"/cases/{phone}/evidence/items/1"
    read = pdf.check(keeper.get(f"{at}/custody.pdf").data)
    assert "Unbroken" in read.drawn
    with acting() as session:
        digests = [row["digest"] for row in queries.custody_log(the_item(session))]
    told = keeper.get(f"{at}/custody.csv").text
    assert all(digest in told for digest in digests)
    assert "Receipt for evidence" in pdf.check(keeper.get(f"{at}/receipt.pdf").data).title
    assert f"{phone}-E0001" in pdf.check(keeper.get(f"{at}/label.pdf").data).drawn
    assert sign_in("investigator2.ia").get(f"{at}/receipt.pdf").status_code == 200
    assert sign_in("counsel.cbp").get(f"{at}/custody.pdf").status_code == 404


def picture(kind, **more):
    out = io.BytesIO()
    Image.new("RGB", (2400, 300), "red").save(out, kind, **more)
    return out.getvalue()


def test_pictures_are_shown_drawn_anew_and_the_original_stays(acting, sign_in, number):
    exif = Image.Exif()
    exif[0x010E] = "taken by Odalys"
    original = picture("TIFF", exif=exif)
    assert b"Odalys" in original
    with acting("investigator.ia") as session:
        item(session, number, kind_code="PHOTOGRAPH", file=upload(original, name="a.tif"))
        item(session, number, kind_code="PHOTOGRAPH", file=upload(b"<svg/>", name="a.svg"))
    client, at = sign_in("investigator.ia"), f"/cases/{number}/evidence/items"
    shown = client.get(f"{at}/1/preview")
    assert shown.content_type == "image/jpeg"
    assert b"Odalys" not in shown.data
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    with Image.open(io.BytesIO(shown.data)) as seen:
        assert seen.size == (1600, 200)
    assert client.get(f"{at}/1/file").data == original
    assert client.get(f"{at}/2/preview").status_code == 404
    assert client.get(f"{at}/1/play").status_code == 404
    assert "Show the picture" in page(client, number)


def test_the_page_of_an_item_asks_no_more_for_more_events(acting, sign_in, statements, phone):
    client, counts = sign_in("supervisor.ia"), []
    at = f"/cases/{phone}/evidence/items/1"
    for _ in range(2):
        counts.append(statements(lambda: client.get(at)))
        handed(acting)
        handed(acting, by="custodian.ia", to="investigator.ia")
    assert counts[0] == counts[1]
