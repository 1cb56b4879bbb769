"""Checks an export package of JICMS. Needs Python 3.8 or later and nothing else.

    python3 verify.py [FOLDER] [--digest DIGEST]

FOLDER is where the package was unpacked; without it, where this program lies. DIGEST is the digest
of the package, which the sender reads to you: with it an edited manifest shows, too.

One line per check, a verdict at the end; ends with 0 where all is well, with 1 at any fault.
"""

import argparse
import hashlib
import json
import os
import sys

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
PIECE = 1024 * 1024


class Report:
    """What was checked so far."""

    def __init__(self) -> None:
        self.faults = 0

    def ok(self, said: str) -> None:
        print("ok     " + said)

    def fault(self, said: str) -> None:
        self.faults += 1
        print("FAULT  " + said)


def digest_of(path: str) -> str:
    found = hashlib.sha256()
    with open(path, "rb") as file:
        for piece in iter(lambda: file.read(PIECE), b""):
            found.update(piece)
    return found.hexdigest()


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def canonical(row: dict) -> str:
    return json.dumps(row, sort_keys=True, separators=(",", ":"))


def is_inside(path: str) -> bool:
    parts = path.split("/")
    return bool(path) and "\\" not in path and not {"", ".", ".."} & set(parts)


def files_in(folder: str) -> set:
    found = set()  # type: set
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in names:
            path = os.path.relpath(os.path.join(place, name), folder)
            found.add(path.replace(os.sep, "/"))
    return found


def lines_of(folder: str, path: str) -> list:
    with open(os.path.join(folder, *path.split("/")), encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def read_sums(folder: str) -> dict:
    sums = {}  # type: dict
    with open(os.path.join(folder, SUMS), encoding="utf-8") as file:
        for line in file:
            value, _, path = line.rstrip("\n").partition("  ")
            sums[path] = value
    return sums


def check_manifest(folder: str, given: str, report: Report) -> dict:
    """The manifest is the one that was sent; None where it can't be read at all."""
    found = digest_of(os.path.join(folder, MANIFEST))
    print("Digest of this package: " + found)
    if given and given != found:
        report.fault(MANIFEST + ": edited, its digest is not the one that you were given")
    elif given:
        report.ok(MANIFEST + ": its digest is the one that you were given")
    sums = read_sums(folder)
    if sums.get(MANIFEST) != found:
        report.fault(MANIFEST + ": edited, its digest is not the one in " + SUMS)
    with open(os.path.join(folder, MANIFEST), encoding="utf-8") as file:
        manifest = json.load(file)  # type: dict
    listed = {row["path"]: row["sha256"] for row in manifest["files"]}
    for path in sorted(set(sums) ^ (set(listed) | {MANIFEST})):
        report.fault(SUMS + ": it and the manifest disagree about " + path)
    for path in sorted(set(sums) & set(listed)):
        if sums[path] != listed[path]:
            report.fault(SUMS + ": it and the manifest disagree about " + path)
    return manifest


def check_files(folder: str, manifest: dict, report: Report) -> None:
    """Every file is there, is what it was, and there is no other."""
    present, listed = files_in(folder), set()  # type: set, set
    for row in manifest["files"]:
        path = row["path"]
        listed.add(path)
        if not is_inside(path):
            report.fault(path + ": no name of a file in this package")
        elif path not in present:
            report.fault(path + ": removed")
        elif digest_of(os.path.join(folder, *path.split("/"))) != row["sha256"]:
            report.fault(path + ": changed")
        else:
            report.ok(path)
    for path in sorted(present - listed - {MANIFEST, SUMS}):
        report.fault(path + ": added, the manifest does not list it")


def check_custody(folder: str, manifest: dict, report: Report) -> None:
    """Each line of a custody log is what was recorded, and follows the one before."""
    logs = {row["custody"]["path"]: row["custody"] for row in manifest["records"] if row["custody"]}
    for path in sorted(logs):
        before, wrong, rows = {}, 0, lines_of(folder, path)  # type: dict, int, list
        for place, row in enumerate(rows, start=1):
            signed = {name: value for name, value in row.items() if name != "digest"}
            said = ""
            if sha256(canonical(signed)) != row["digest"]:
                said = "line {} was edited"
            elif row["n"] != place or (before and row["prev"] != before["digest"]):
                said = "a line before line {} is missing or was exchanged"
            elif before and row["from_hand"] != before["to_hand"]:
                said = "there is a gap in custody before line {}"
            if said:
                report.fault("{}: {}".format(path, said.format(place)))
                wrong += 1
            before = row
        if (len(rows), before.get("digest")) != (logs[path]["events"], logs[path]["last"]):
            report.fault("{}: its last line is not the one that was sent".format(path))
        elif not wrong:
            report.ok("{}: {} events follow each other".format(path, len(rows)))


def check_trail(folder: str, manifest: dict, report: Report) -> None:
    """Each row of the audit extract stands in its seal, and each seal follows the one before."""
    trail = manifest.get("audit")
    if not trail:
        return
    seals = lines_of(folder, trail["seals"])
    begins = {first for first, _last in trail["stretches"]}
    before, broken = {}, 0  # type: dict, int
    for seal in seals:
        name = "audit: seal {}".format(seal["no"])
        signed = [seal[key] for key in ("no", "first_seq", "last_seq", "n", "root", "prev")]
        if sha256(json.dumps(signed)) != seal["hash"]:
            report.fault(name + " was edited")
            broken += 1
        listed = seal.get("digests")
        if listed is not None and (len(listed), sha256("".join(listed))) != (
            seal["n"],
            seal["root"],
        ):
            report.fault(name + " does not hold the digests listed with it")
            broken += 1
        if seal["no"] not in begins and (
            not before or (before["no"] + 1, before["hash"]) != (seal["no"], seal["prev"])
        ):
            report.fault("audit: the chain is broken before seal {}".format(seal["no"]))
            broken += 1
        before = seal
    if [seals[0]["no"], seals[-1]["no"]] != [trail["stretches"][0][0], trail["stretches"][-1][1]]:
        report.fault("audit: the chain is broken, seals are missing at its begin or end")
        broken += 1
    if not broken:
        report.ok(f"audit: {len(seals)} seals follow each other")
    check_rows(lines_of(folder, trail["events"]), seals, trail, report)


def check_rows(rows: list, seals: list, trail: dict, report: Report) -> None:
    """Each row of the extract has the digest that its seal holds for its place."""
    sealed = {}  # type: dict
    for seal in seals:
        for place, value in enumerate(seal.get("digests") or ()):
            sealed[seal["first_seq"] + place] = value
    wrong = 0
    for row in rows:
        found = sha256("{}|{}|{}".format(canonical(row["row"]), row["id"], row["mac"]))
        if sealed.get(row["seq"]) != found:
            report.fault("audit: event {} was edited".format(row["id"]))
            wrong += 1
    if len(rows) != trail["count"]:
        report.fault("audit: {} events, {} were sent".format(len(rows), trail["count"]))
    elif not wrong:
        report.ok(f"audit: {len(rows)} events stand in the chain")


def check(folder: str, given: str, report: Report) -> None:
    for path in (MANIFEST, SUMS):
        if not os.path.isfile(os.path.join(folder, path)):
            report.fault(path + ": removed")
            return
    checks = (check_files, check_custody, check_trail)
    try:
        manifest = check_manifest(folder, given, report)
    except (KeyError, TypeError, ValueError) as error:
        report.fault(f"{MANIFEST}: it can’t be read ({type(error).__name__})")
        return
    for one in checks:
        try:
            one(folder, manifest, report)
        except (IndexError, KeyError, OSError, TypeError, ValueError) as error:
            report.fault(f"{one.__name__}: {error} ({type(error).__name__})")


def main() -> int:
    parser = argparse.ArgumentParser(description="Checks an export package.")
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("folder", nargs="?", default=here)
    parser.add_argument("--digest", default="", help="as the sender read it to you")
    given = parser.parse_args()
    report = Report()
    check(given.folder, "".join(given.digest.split()).lower(), report)
    if report.faults:
        print(f"FAULTS: {report.faults}. This is not the package that was sent.")
        return 1
    print("GOOD: the package is whole and unchanged.")
    if not given.digest:
        print("Compare its digest above with the one that the sender reads to you (--digest).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
