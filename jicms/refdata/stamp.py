"""Gives changed lists a new version in the manifest."""

import csv
from pathlib import Path

from jicms.refdata.models import ALL_CODE_MODELS
from jicms.refdata.reader import DATA, MANIFEST, MANIFEST_COLUMNS, digest, file_of


def stamp(directory: Path = DATA) -> list[str]:
    """Raise the version of each list whose text changed; returns their file names.

    A list that is new gets version 1 and keeps stored codes that it lacks.
    """
    path = directory / MANIFEST
    stored: dict[str, dict[str, str]] = {}
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as lines:
            stored = {row["file"]: row for row in csv.DictReader(lines)}
    changed = []
    for file in map(file_of, ALL_CODE_MODELS):
        row = stored.setdefault(
            file, {"file": file, "version": "0", "retire_missing": "no", "sha256": ""}
        )
        now = digest(directory / file)
        if now != row["sha256"]:
            changed.append(file)
            row.update(version=str(int(row["version"]) + 1), sha256=now)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, MANIFEST_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(stored[file] for file in map(file_of, ALL_CODE_MODELS))
    return changed
