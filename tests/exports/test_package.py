"""The package itself: whole, checkable with nothing but Python, every fault named."""

import ast
import hashlib
import json
import shutil
import subprocess
import sys

import pytest

from jicms.audit.cli import seal_all
from tests.exports.conftest import MAKER, unpacked
from tests.factories import evidence

ALL = ("item-1", "item-2", "statement-1", "document-1")


@pytest.fixture(scope="module")
def made_once():
    """What the first test of this file made, for the others to copy."""
    return {}


@pytest.fixture
def package(request, made_once, tmp_path_factory, tmp_path):
    """A package unpacked outside of the project, its digest, and the names in it."""
    if "package" not in made_once:
        release, sign_in = (request.getfixturevalue(name) for name in ("release", "sign_in"))
        number, folder = request.getfixturevalue("records"), tmp_path_factory.mktemp("package")
        digest = release(*ALL)
        answer = sign_in(MAKER).get(f"/cases/{number}/exports/1/package", buffered=True)
        made_once["package"] = (folder, digest, unpacked(answer, folder))
    folder, digest, names = made_once["package"]
    return shutil.copytree(folder, tmp_path / "package"), digest, names


def verified(folder, *given):
    """Exit code and lines of `verify.py`, run without the project and its packages."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", *given],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"LANG": "C.UTF-8"},
    )
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout.splitlines()


def faults(lines):
    return [line for line in lines if line.startswith("FAULT")]


def edit(folder, path, old, new):
    content = (folder / path).read_bytes()
    assert old in content, f"{path} holds no {old!r}"
    (folder / path).write_bytes(content.replace(old, new, 1))


def reseal(folder, *paths):
    """What a forger does who knows hashes: lists the new digests, in the manifest too."""
    manifest = json.loads((folder / "manifest.json").read_text())
    for row in manifest["files"]:
        if row["path"] in paths:
            content = (folder / row["path"]).read_bytes()
            row |= {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    rows = [(row["sha256"], row["path"]) for row in manifest["files"]]
    own = hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    lines = [f"{value}  {path}\n" for value, path in [*rows, (own, "manifest.json")]]
    (folder / "SHA256SUMS").write_text("".join(lines))


def test_a_whole_package_is_good_and_holds_what_it_says(package):
    folder, digest, names = package
    code, lines = verified(folder, "--digest", f"{digest[:8]} {digest[8:].upper()}")
    assert (code, faults(lines)) == (0, [])
    assert lines[0] == f"Digest of this package: {digest}"
    assert lines[-1] == "GOOD: the package is whole and unchanged."
    assert names[:4] == ["README.txt", "manifest.json", "SHA256SUMS", "audit/events.jsonl"]
    assert {"files/E0001.bin", "files/S01.txt", "files/Document-1.txt"} <= set(names)
    manifest = json.loads((folder / "manifest.json").read_text())
    by_key = {row["key"]: row for row in manifest["records"]}
    assert by_key["E0001"]["original_name"] == "D. Quill’s phone.bin"
    assert by_key["E0002"]["path"] is None
    assert (folder / "files/S01.txt").read_text() == "He said that he saw it.\n"
    assert (folder / "certificate-902-14.pdf").read_bytes().startswith(b"%PDF-")
    done = subprocess.run(["/usr/bin/sha256sum", "-c", "SHA256SUMS"], cwd=folder, check=False)
    assert done.returncode == 0
    ast.parse((folder / "verify.py").read_text(), feature_version=(3, 8))


def test_the_audit_extract_speaks_of_these_records_alone(package):
    folder, _digest, _names = package
    rows = [json.loads(line) for line in (folder / "audit/events.jsonl").read_text().splitlines()]
    said = {(row["row"]["entity"], row["row"]["event"]) for row in rows}
    of_records = {"evidence_item", "statement", "document"}
    assert {entity for entity, _event in said} == of_records | {"stored_file", "custody_event"}
    assert ("evidence_item", "EVIDENCE_RECORDED") in said
    assert not any("VIEWED" in event or "DOWNLOADED" in event for _entity, event in said)
    # The compelled statement, S02, is no row of it.
    assert {row["row"]["entity_id"] for row in rows if row["row"]["entity"] == "statement"} == {1}


FAULTS = {
    "a changed file": (
        lambda at: edit(at, "files/E0001.bin", b"Call", b"Cell"),
        "files/E0001.bin: changed",
    ),
    "a removed file": (
        lambda at: (at / "files/S01.txt").unlink(),
        "files/S01.txt: removed",
    ),
    "an added file": (
        lambda at: (at / "files/E0009.txt").write_text("Planted"),
        "files/E0009.txt: added, the manifest does not list it",
    ),
    "an edited manifest": (
        lambda at: edit(at, "manifest.json", b"R. Vale", b"R. Dale"),
        "manifest.json: edited, its digest is not the one in SHA256SUMS",
    ),
    "an edited list of digests": (
        lambda at: edit(at, "SHA256SUMS", b"files/S01.txt", b"files/S02.txt"),
        "SHA256SUMS: it and the manifest disagree about files/S01.txt",
    ),
    "a file removed from both lists": (
        lambda at: (at / "manifest.json").write_text("{}"),
        "manifest.json: it can’t be read (KeyError)",
    ),
    "a removed manifest": (
        lambda at: (at / "manifest.json").unlink(),
        "manifest.json: removed",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_named(package, name):
    folder, _digest, _names = package
    act, said = FAULTS[name]
    act(folder)
    code, lines = verified(folder)
    assert code == 1
    assert f"FAULT  {said}" in lines, lines
    assert lines[-1].startswith("FAULTS:")


def edited_event(folder):
    lines = (folder / "audit/events.jsonl").read_text().splitlines()
    row = json.loads(lines[0])
    row["row"]["username"] = "somebody.else"
    lines[0] = json.dumps(row)
    (folder / "audit/events.jsonl").write_text("\n".join(lines) + "\n")
    return f"audit: event {row['id']} was edited"


def seals(folder, change):
    path = folder / "audit/seals.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    said = change(rows)
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return said


def broken_link(rows):
    del rows[1]
    return f"audit: the chain is broken before seal {rows[1]['no']}"


def edited_digest(rows):
    row = next(row for row in rows if row.get("digests"))
    row["digests"][0] = "0" * 64
    return f"audit: seal {row['no']} does not hold the digests listed with it"


def removed_event(folder):
    path = folder / "audit/events.jsonl"
    lines = path.read_text().splitlines()
    path.write_text("\n".join(lines[1:]) + "\n")
    return f"audit: {len(lines) - 1} events, {len(lines)} were sent"


def custody(folder, change):
    """Edit a custody log and give each line the digest that it would need."""
    path = folder / "custody/E0001.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    said = change(rows)
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return f"custody/E0001.jsonl: {said}"


def edited_line(rows):
    rows[0]["to_name"] = "Somebody Else"
    return "line 1 was edited"


def edited_and_rehashed_line(rows):
    edited_line(rows)
    signed = {name: value for name, value in rows[0].items() if name != "digest"}
    text = json.dumps(signed, sort_keys=True, separators=(",", ":"))
    rows[0]["digest"] = hashlib.sha256(text.encode()).hexdigest()
    return "a line before line 2 is missing or was exchanged"


def removed_line(rows):
    del rows[0]
    return "a line before line 1 is missing or was exchanged"


def cut_log(rows):
    del rows[-1]
    return "its last line is not the one that was sent"


FORGERIES = {
    "a custody log that ends earlier": lambda at: custody(at, cut_log),
    "an edited custody line": lambda at: custody(at, edited_line),
    "an edited custody line with a new digest": lambda at: custody(at, edited_and_rehashed_line),
    "a removed custody line": lambda at: custody(at, removed_line),
    "an edited event": edited_event,
    "a removed event": removed_event,
    "a seal that is gone": lambda at: seals(at, broken_link),
    "an exchanged digest": lambda at: seals(at, edited_digest),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_the_chain_names_what_fits_every_other_digest(chained, name):
    """The forger lists the digests of what he changed, and leaves no other trace."""
    folder, digest = chained
    said = FORGERIES[name](folder)
    reseal(folder, "audit/events.jsonl", "audit/seals.jsonl", "custody/E0001.jsonl")
    code, lines = verified(folder)
    assert code == 1
    assert faults(lines)[0] == f"FAULT  {said}", lines
    assert "manifest.json: edited, its digest is not the one that you were given" in " ".join(
        verified(folder, "--digest", digest)[1]
    )


@pytest.fixture
def chained(request, made_once, tmp_path_factory, tmp_path):
    """A package whose records were sealed at different times, with other seals between."""
    if "chained" not in made_once:
        wanted = ("app", "acting", "records", "release", "sign_in")
        app, acting, number, release, sign_in = map(request.getfixturevalue, wanted)
        for place in range(3):
            with app.app_context():
                seal_all()
            with acting(MAKER) as session:
                evidence.document(session, number, title=f"Paper {place}")
        digest, folder = release("item-1", "document-4"), tmp_path_factory.mktemp("chained")
        unpacked(sign_in(MAKER).get(f"/cases/{number}/exports/1/package", buffered=True), folder)
        made_once["chained"] = (folder, digest)
    folder, digest = made_once["chained"]
    copy = shutil.copytree(folder, tmp_path / "package")
    assert verified(copy)[0] == 0
    return copy, digest
