"""The making of a file, so that nobody waits while it is drawn and bound.

First its papers are named, in a transaction that reads; then the volumes are made in none; what is
written at last is short, and asks everything once more. A paper's file is read when its turn comes.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from jicms.access.actor import Actor
from jicms.core import crypto, unit_of_work
from jicms.core.errors import Missing, RuleBroken
from jicms.discipline.models import DisciplinaryAction
from jicms.documents import render
from jicms.documents.binding import Insert
from jicms.documents.volumes import Placed, Tab, Volume, bind, count
from jicms.files.errors import FileDamaged, NotReleased
from jicms.files.models import FileSource, StoredFile
from jicms.files.service import open_stream, receive, require_released
from jicms.litigation import gathering, queries_production
from jicms.litigation.models_production import Production, ProductionEntry
from jicms.litigation.service import production as service
from jicms.litigation.service.production import Made, MadeVolume
from jicms.web.filters import size

#: Larger files have their sheet alone, and are handed over by themselves.
LARGEST = 100 * 1024**2
FORMAT = "jicms-file/1"
_PDF = "application/pdf"


class Job:
    """What a file is made of, in no session: read in one transaction, made in none."""

    def __init__(self, production: Production) -> None:
        action = production.action
        self.number = f"{action.number}-F{production.n}"
        self.limit = production.megabytes * 1024**2
        employee = action.party.name if action.party is not None else ""
        self.about: dict[str, Any] = {
            "action": action.number,
            "employee": employee,
            "agency": action.office.agency.name,
            "forum": production.forum.label,
            "docket": production.docket,
            "file": production.n,
        }
        self.rows: list[tuple[str, str, str]] = []
        self.tabs: list[Tab] = []
        letters: dict[str, str] = {}
        counted: dict[str, int] = {}
        papers = service.ordered(production)
        names = [(entry.entity, entry.entity_id) for entry in papers if entry.file_id is None]
        found = gathering.rows_of(action, names)
        for entry in papers:
            row = found.get((entry.entity, entry.entity_id))
            letter = letters.setdefault(entry.part_code, _letter(len(letters)))
            counted[letter] = counted.get(letter, 0) + 1
            label = f"{letter}-{counted[letter]}"
            content = _content(action, entry, row)
            self._add(entry, content, label, f"{letter}. {entry.part.label}")

    def _add(
        self, entry: ProductionEntry, content: gathering.Content, label: str, group: str
    ) -> None:
        heading = f"Tab {label}: {entry.title}"
        on = f"{entry.dated_on:%m/%d/%Y}" if entry.dated_on else ""
        facts = [("Part", entry.part.label), ("Date", on)]
        if content.file is not None:
            content = replace(content, file=_apart(content.file))
        self.tabs.append(
            Tab(label, entry.title, group, lambda: _insert(heading, facts, content, self.number))
        )
        self.rows.append((label, on, content.file.sha256 if content.file else ""))


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else f"Z{place - 25}"


def _content(action: DisciplinaryAction, entry: ProductionEntry, row: Any) -> gathering.Content:
    if entry.file is not None:
        return gathering.Content(file=entry.file)
    if row is None:
        return gathering.Content(lacking=gathering.HIDDEN)
    return gathering.content_of(action, row)


def _apart(file: StoredFile) -> StoredFile:
    """What reading it asks for, in no session."""
    return StoredFile(
        id=file.id,
        key=file.key,
        size=file.size,
        sha256=file.sha256,
        content_type=file.content_type,
        scan_state=file.scan_state,
    )


def _insert(
    heading: str, facts: list[tuple[str, str]], content: gathering.Content, reference: str
) -> Insert:
    file = content.file
    if file is None:
        if not content.text.strip():
            return Insert(heading, facts, missing=content.lacking or "It has no file.")
        said = {"title": heading, "text": content.text, "reference": reference}
        return Insert(heading, facts, content=render("documents/text", said), content_type=_PDF)
    facts = [*facts, ("File", f"{file.content_type}, {size(file.size)}"), ("SHA-256", file.sha256)]
    if file.size > LARGEST:
        return Insert(heading, facts, missing="Too large to be bound in: handed over by itself.")
    try:
        require_released(file)
    except NotReleased:
        return Insert(heading, facts, missing="Held back by the malware check.")
    if not file.content_type.startswith((_PDF, "image/")):
        return Insert(heading, facts, missing="This kind of file is handed over by itself.")
    try:
        with open_stream(file) as stream:
            whole = b"".join(stream)
    except FileDamaged:
        raise RuleBroken(
            f"{heading}: the file failed its integrity check, so nothing was made. The failure was"
            " recorded. Tell the evidence custodian."
        ) from None
    return Insert(heading, facts, content=whole, content_type=file.content_type)


def make(job: Job, *, by: int | None) -> Made:
    """Draw and bind the volumes. Raises RuleBroken; then nothing stays."""
    made: list[MadeVolume] = []
    placed: list[Sequence[Placed]] = [[]]

    def front(where: Sequence[Placed], n: int, of: int) -> bytes:
        placed[0] = where
        return _index(job, where, n, of)

    def keep(volume: Volume) -> MadeVolume:
        name = f"{job.number} volume {volume.n} of {volume.of}.pdf"
        stream = io.BytesIO(volume.content)
        most = max(len(volume.content), 1)
        received = receive(stream, name=name, by=by, source=FileSource.GENERATED, limit=most)
        made.append(MadeVolume(received, volume.pages, volume.first, volume.last))
        return made[-1]

    def drop(volume: MadeVolume) -> None:
        made.remove(volume)
        volume.received.drop()

    try:
        count(job.tabs)
        kept = bind(
            job.tabs,
            number=job.number,
            note=f"{job.about['forum']} {job.about['docket']}".strip(),
            limit=job.limit,
            front=front,
            keep=keep,
            drop=drop,
        )
    except BaseException:
        while made:
            drop(made[-1])
        raise
    manifest = _manifest(job, placed[0], kept)
    told = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return Made(kept, manifest, crypto.digest(told.encode()))


def _index(job: Job, where: Sequence[Placed], n: int, of: int) -> bytes:
    dates = {label: on for label, on, _sha in job.rows}
    groups: dict[str, list[dict[str, str]]] = {}
    for tab in where:
        pages = tab.first if tab.first == tab.last else f"{tab.first} to {tab.last}"
        told = {"label": tab.label, "title": tab.title, "date": dates[tab.label], "pages": pages}
        volumes = ", ".join(str(one) for one in tab.volumes)
        groups.setdefault(tab.group, []).append(told | {"volume": volumes, "note": tab.missing})
    rows = [{"name": name, "tabs": tabs} for name, tabs in groups.items()]
    return render(
        "litigation/file_index", {**job.about, "number": job.number, "n": n, "of": of, "rows": rows}
    )


def _manifest(job: Job, where: Sequence[Placed], kept: Sequence[MadeVolume]) -> dict[str, Any]:
    shas = {label: sha for label, _on, sha in job.rows}
    return {
        "format": FORMAT,
        "algorithm": "SHA-256",
        "action": job.about["action"],
        "forum": job.about["forum"],
        "docket": job.about["docket"],
        "file": job.about["file"],
        "volumes": [
            {
                "n": n,
                "of": len(kept),
                "pages": volume.pages,
                "first": volume.first,
                "last": volume.last,
                "size": volume.received.file.size,
                "sha256": volume.received.file.sha256,
            }
            for n, volume in enumerate(kept, 1)
        ],
        "tabs": [
            {
                "label": tab.label,
                "title": tab.title,
                "first": tab.first,
                "last": tab.last,
                "volumes": list(tab.volumes),
                "source_sha256": shas[tab.label],
                "note": tab.missing,
            }
            for tab in where
        ],
    }


def produce(
    number: str, n: int, production: int, *, version: int, without: str, actor: Actor
) -> None:
    """Make a file as its maker saw it, each part in a transaction of its own. Raises RuleBroken for
    what can't go, Stale where it is another by now, Missing where it can't be seen any more."""
    with unit_of_work.read(actor):
        found = _found(number, n, production)
        service.refuse_making(found, actor=actor, version=version, without=without)
        job = Job(found)
    made = make(job, by=actor.user_id)
    try:
        with unit_of_work.write(actor):
            found = _found(number, n, production)
            service.close(found, made, actor=actor, version=version, without=without)
    except BaseException:
        made.drop()
        raise


def _found(number: str, n: int, production: int) -> Production:
    found = queries_production.production_of(number, n, production)
    if found is None:
        raise Missing
    return found
