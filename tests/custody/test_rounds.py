"""Inventory rounds and media by reference: found, misplaced, missing, different."""

import io
import subprocess

import pytest

from jicms.auth.models import Office
from jicms.core.errors import RuleBroken
from jicms.custody import hashlists, queries, queries_rounds, service
from jicms.custody.kinds import CustodyKind, RoundResult
from jicms.custody.models import CustodyState
from jicms.custody.models_rounds import InventoryRound, RoundItem
from jicms.custody.service import Told
from jicms.files.models import StoredFile
from tests.factories import accounts
from tests.factories.custody import DUE, confirmed, handed, the_item, to_laboratory
from tests.factories.evidence import item
from tests.factories.files import upload
from tests.factories.investigations import user

A, B, C = ("a" * 64, "b" * 64, "c" * 64)
LIST = f"{A}  disk/one.img\n{B} *disk/two words.img\n"


@pytest.fixture
def shelf(acting, number):
    """Three items at C-14 and one at C-15, with the custodian; one in the store."""
    with acting("investigator.ia") as session:
        for _ in range(4):
            item(session, number)
        item(session, number, kind_code="DIGITAL_FILE", file=upload())
    for n in (1, 2, 3, 4):
        handed(acting, n=n, location="C-15" if n == 4 else "C-14")
    return number


def test_a_round_says_what_was_found_misplaced_and_missing(acting, sign_in, shelf):
    keeper = sign_in("custodian.ia")
    begun = keeper.post("/custody/inventory/new", data={"location": "C-14"})
    assert begun.status_code == 302
    here = begun.location
    again = keeper.post("/custody/inventory/new", data={"location": "C-14"})
    assert "counted already" in again.text
    for typed, seen, said in (
        (f"{shelf}-E0001", "", "found"),
        (f" {shelf}-e2 ", "C-20", "misplaced"),
        (f"{shelf}E0004", "", "misplaced"),
    ):
        done = keeper.post(here, data={"typed": typed, "seen_at": seen}, follow_redirects=True)
        assert f"{said}." in done.text, typed
    for typed, said in (
        (f"{shelf}-E0001", "confirmed already"),
        (f"{shelf}-E0005", "system store"),
        (f"{shelf}-E0099", "No item of your office"),
        ("209900001-E0001", "No item of your office"),
        ("junk", "as on the label"),
        ("9" * 40, "as on the label"),
    ):
        assert said in keeper.post(here, data={"typed": typed}).text, typed
    page = keeper.get(here).text
    folded = page[page.index("<summary>Close the round without 1 item</summary>") :]
    assert "Close: 1 item missing" in folded
    assert page.count(f'action="{here}/close"') == 1
    assert keeper.post(f"{here}/close").status_code == 302
    assert keeper.post(f"{here}/close").status_code == 409
    assert "Not found at the last inventory" in keeper.get("/custody?status=missing").text
    assert "missing or not what it was" in keeper.get("/notices").text
    listed = keeper.get("/custody/inventory").text
    assert "1 found, 2 misplaced, 1 missing" in listed
    with acting() as session:
        places = {n: queries.state_of(the_item(session, n)).location for n in (1, 2, 4)}
        assert places == {1: "C-14", 2: "C-20", 4: "C-14"}
        assert queries.custody_log(the_item(session))[-1]["kind"] == "INVENTORIED"
    second = keeper.post("/custody/inventory/new", data={}).location
    met = keeper.post(second, data={"typed": f"{shelf}-E0003"}, follow_redirects=True)
    assert "found." in met.text
    assert "missing or not what it was" not in keeper.get("/notices").text


def test_what_left_or_was_met_by_another_count_is_not_missing(acting, sign_in, shelf):
    with acting("investigator.ia") as session:
        item(session, shelf)
    handed(acting, n=6, location="C-16")
    keeper = sign_in("custodian.ia")
    all_of_it = keeper.post("/custody/inventory/new", data={}).location
    handed(
        acting, by="custodian.ia", to="investigator.ia", kind=CustodyKind.CHECKED_OUT, due_on=DUE
    )
    with acting("custodian.ia") as session:
        to_laboratory(session, n=2)
        service.dispose(
            the_item(session, 6),
            actor=accounts.actor_of("custodian.ia"),
            kind=CustodyKind.DESTROYED,
            to="",
            witness=user(session, "supervisor.ia"),
            told=Told(authority="Retention schedule 4"),
        )
    for n in (2, 6):
        confirmed(acting, "supervisor.ia", n)
    shelf_alone = keeper.post("/custody/inventory/new", data={"location": "C-14"}).location
    assert keeper.post(shelf_alone, data={"typed": f"{shelf}-E0003"}).status_code == 302
    assert keeper.post(f"{all_of_it}/close").status_code == 302
    with acting() as session:
        rows = session.query(RoundItem).filter_by(round_id=int(all_of_it.rsplit("/", 1)[1]))
        assert {row.item.n: row.result.value for row in rows} == {
            1: "MOVED",
            2: "MOVED",
            3: "FOUND",
            4: "MISSING",
            6: "MOVED",
        }
        missing = session.query(CustodyState).filter(CustodyState.missing_at.is_not(None))
        assert [row.item.n for row in missing] == [4]
    page = keeper.get(all_of_it).text
    moved = page.partition("Moved during this round")[2]
    for said in ("Checked out", "Sent to laboratory", "Digital Forensics Laboratory", "Destroyed"):
        assert said in moved, said
    assert f"{shelf}-E0004" not in moved
    assert page.count("Left meanwhile") == 3
    assert "1 found, 0 misplaced, 1 missing" in keeper.get("/custody/inventory").text


def test_rounds_are_the_custodians_of_their_office_alone(acting, sign_in, shelf):
    here = sign_in("custodian.ia").post("/custody/inventory/new", data={}).location
    for name, status in (("supervisor.ia", 403), ("investigator.ia", 403), ("admin", 403)):
        client = sign_in(name)
        assert client.get("/custody/inventory").status_code == status
        assert client.get("/custody/inventory/new").status_code == status
        assert client.post(f"{here}/close").status_code in {403, 404}
    with acting() as session:
        row = session.get(InventoryRound, int(here.rsplit("/", 1)[1]))
        row.office_id = accounts.actor_of("supervisor.opr").office_id
    assert sign_in("custodian.ia").get(here).status_code == 404


def test_a_list_is_read_as_sha256sum_writes_it_and_no_other_way():
    read = hashlists.parsed(LIST.replace("\n", "\r\n") + f"\\{C}  odd\\nname\\\\\n")
    assert read == {"disk/one.img": A, "disk/two words.img": B, "odd\nname\\": C}
    assert hashlists.parsed(hashlists.written(read).decode()) == read
    for bad, message in (
        ("", "Line 1"),
        (f"{A}  x\n\n", "Line 2"),
        (f"{A.upper()}  x", "Line 1"),
        (f"{A} x", "Line 1"),
        (f"SHA256 (x) = {A}", "Line 1"),
        (f"{A}  x\n{B}  x", "a second time"),
        (f"\\{A}  a\\tb", "not written out"),
        (f"{A}  {'x' * 5000}", "too long"),
    ):
        with pytest.raises(RuleBroken, match=message):
            hashlists.parsed(bad)


def test_a_later_list_names_file_by_file_what_differs(acting, sign_in, phone):
    at = f"/cases/{phone}/evidence/items/1"
    client = sign_in("investigator.ia")
    assert "Enter the number" in client.post(f"{at}/medium", data={"hashes": LIST}).text
    assert "Line 1" in client.post(f"{at}/medium", data={"serial": "1", "hashes": "x"}).text
    first = client.post(f"{at}/medium", data={"serial": "WD-77", "hashes": LIST})
    assert first.status_code == 302
    assert "WD-77" in client.get(at).text
    changed = f"{C}  disk/one.img\n{B}  disk/three.img\n"
    sent = {"list_file": (io.BytesIO(changed.encode()), "list.sha256")}
    shown = client.post(f"{at}/medium", data=sent, follow_redirects=True).text
    assert "3 files are not as in the first list" in shown
    for path, how in (
        ("disk/one.img", "Changed"),
        ("disk/two words.img", "Gone"),
        ("disk/three.img", "New"),
    ):
        assert f'{path}</span></th><td data-label="How">{how}' in shown
    assert "A hash is not what it was" in client.get(f"/cases/{phone}/custody").text
    again = client.post(f"{at}/medium", data={"hashes": LIST}, follow_redirects=True).text
    assert "Every file is as in the first list" in again
    assert "A hash is not what it was" not in client.get(f"/cases/{phone}/custody").text
    accent = {"Re\u0301sume\u0301": A}
    assert hashlists.compared(accent, {"R\xe9sum\xe9": A}) == []
    got = client.get(f"{at}/media/3/file").text
    assert hashlists.parsed(got) == hashlists.parsed(LIST)
    assert client.get(f"{at}/media/9").status_code == 404
    with acting() as session:
        rows = queries.custody_log(the_item(session))
        assert [row["hash_before"] == row["hash_after"] for row in rows[1:]] == [False, True]
    # A new list ends the alert; equal hashes that somebody types do not.
    client.post(f"{at}/medium", data={"hashes": changed})
    with acting("investigator.ia") as session:
        actor = accounts.actor_of("investigator.ia")
        told = Told(purpose="Looked at", hash_before=A, hash_after=A)
        service.record_in_place(the_item(session), actor=actor, kind=CustodyKind.COPIED, told=told)
    assert "A hash is not what it was" in client.get(f"/cases/{phone}/custody").text


def test_the_list_of_a_real_folder_is_verified_at_registration_and_at_the_inventory(
    acting, sign_in, phone, tmp_path
):
    """As whoever keeps a medium does it: `sha256sum` over what is mounted, twice."""
    for name, content in {
        "image.E01": b"\x00" * 300_000,
        "deep/two words.log": b"log",
        "R\u00e9sum\u00e9.txt": b"text",
        "odd\nname": b"line",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)

    def listed():
        found = "find . -type f -print0 | sort -z | xargs -0 sha256sum"
        done = subprocess.run(
            ["/bin/sh", "-c", found], cwd=tmp_path, capture_output=True, check=True
        )
        return {"list_file": (io.BytesIO(done.stdout), "medium.sha256")}

    at, client = f"/cases/{phone}/evidence/items/1", sign_in("investigator.ia")
    first = {"serial": "WD-77", "path": str(tmp_path), **listed()}
    assert client.post(f"{at}/medium", data=first).status_code == 302
    shown = client.get(at).text
    assert str(tmp_path) in shown
    assert "4 files" in shown
    again = client.post(f"{at}/medium", data=listed(), follow_redirects=True).text
    assert "Every file is as in the first list" in again
    with (tmp_path / "image.E01").open("r+b") as image:
        image.seek(150_000)
        image.write(b"\x01")
    changed = client.post(f"{at}/medium", data=listed(), follow_redirects=True).text
    assert "1 file is not as in the first list" in changed
    assert 'image.E01</span></th><td data-label="How">Changed' in changed
    handed(acting)
    keeper = sign_in("custodian.ia")
    assert f"{phone}-E0001" in keeper.get("/custody?status=differs").text
    here = keeper.post("/custody/inventory/new", data={}).location
    assert "Compare its files" in keeper.get(here).text


def test_a_medium_is_listed_where_it_is(acting, sign_in, phone):
    at, sent = f"/cases/{phone}/evidence/items/1/medium", {"serial": "WD-77", "hashes": LIST}
    handed(acting)
    assert "You don’t hold this item" in sign_in("investigator.ia").post(at, data=sent).text
    assert sign_in("custodian.ia").post(at, data=sent).status_code == 302
    with acting("custodian.ia") as session:
        to_laboratory(session)
    confirmed(acting, "supervisor.ia")
    assert "You don’t hold this item" in sign_in("custodian.ia").post(at, data=sent).text
    with acting() as session:
        kinds = [row["kind"] for row in queries.custody_log(the_item(session))]
        assert kinds[-1] == "SENT_TO_LAB"


def test_a_stored_file_is_no_medium_and_bytes_that_are_no_text_are_refused(acting, sign_in, number):
    with acting("investigator.ia") as session:
        item(session, number)
        stored = item(session, number, kind_code="DIGITAL_FILE", file=upload())
        actor = accounts.actor_of("investigator.ia")
        with pytest.raises(RuleBroken, match="system store"):
            service.register_medium(stored, actor=actor, serial="1", hashes=LIST)
        files = session.query(StoredFile).count()
    client = sign_in("investigator.ia")
    sent = {"serial": "1", "list_file": (io.BytesIO(b"\xff\xfe\x00"), "list")}
    answer = client.post(f"/cases/{number}/evidence/items/1/medium", data=sent)
    assert "not a text in UTF-8" in answer.text
    with acting() as session:
        assert session.query(StoredFile).count() == files


def test_a_round_expects_nothing_that_is_out_or_stored(acting, shelf):
    with acting("custodian.ia") as session:
        actor = accounts.actor_of("custodian.ia")
        office = session.get(Office, actor.office_id)
        with pytest.raises(RuleBroken, match="Nothing is kept there"):
            service.begin_round(office, actor=actor, location="C-99")
        made = service.begin_round(office, actor=actor)
        rows = queries_rounds.items_of(made)
        assert [row.item.n for row in rows] == [1, 2, 3, 4]
        assert {row.result for row in rows} == {RoundResult.EXPECTED}
