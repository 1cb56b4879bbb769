"""Makes what goes with a package at its release, and the manifest whose digest stands for it."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jicms.access.actor import Actor
from jicms.cases.handling import Handling
from jicms.core import clock, crypto
from jicms.custody import chain
from jicms.custody.models import CustodyEvent
from jicms.custody.queries import events_of
from jicms.evidence.models import EvidenceItem, Statement
from jicms.exports import certificate, parts, trail
from jicms.exports.choosing import Source, bodies_of, file_of
from jicms.exports.declined import declinations
from jicms.exports.models import ExportContent, ExportPackage
from jicms.exports.readme import readme
from jicms.files.models import StoredFile
from jicms.files.naming import offered_name
from jicms.files.service import Received, verify
from jicms.investigations.models import Report
from jicms.refdata.models import HandlingFlag
from jicms.refdata.queries import label_of

MANIFEST, SUMS, VERIFIER = "manifest.json", "SHA256SUMS", "verify.py"
FORMAT = "jicms-export/1"
_VERIFIER = Path(__file__).with_name("verify.py")
Logs = Mapping[str, Sequence[CustodyEvent]]


@dataclass(frozen=True, slots=True)
class Made:
    """What was made for a release: when, the digest of the manifest, and the parts, which have no
    row yet."""

    at: datetime
    digest: str
    parts: Received


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as the manifest has it: where its content lies in the package, and what it is."""

    content: ExportContent
    key: str
    path: str | None
    file: StoredFile | None
    text: bytes | None


def make(package: ExportPackage, *, actor: Actor) -> Made:
    """Make the parts of a package: at its release, after `damaged` and `trail.seal`. Reads alone;
    `service.release` gives them their row, or `Received.drop` removes them."""
    listed, at = entries(package), clock.now()
    logs = _logs_of(listed)
    found = trail.extract(_rows_of(listed, logs))
    made: dict[str, bytes] = {}
    if found is not None:
        made |= {"audit/events.jsonl": found.events, "audit/seals.jsonl": found.seals}
    made |= dict(_custody_files(listed, logs))
    made |= {entry.path: entry.text for entry in listed if entry.path and entry.text is not None}
    told = _manifest(package, listed, logs, actor=actor, at=at) | _audit_of(found)
    originals_of = {
        entry.path: (entry.key, entry.file) for entry in listed if entry.file is not None
    }
    made |= {VERIFIER: _VERIFIER.read_bytes()}
    made |= {certificate.PATH: certificate.certificate(told, list(originals_of.values()))}
    made |= {"README.txt": readme(told).encode()}
    told["files"] = _files(made, listed)
    manifest = json.dumps(told, indent=1, ensure_ascii=False).encode() + b"\n"
    digest = crypto.digest(manifest)
    rows = sorted([*((row["sha256"], row["path"]) for row in told["files"]), (digest, MANIFEST)])
    sums = "".join(f"{value}  {path}\n" for value, path in sorted(rows, key=lambda row: row[1]))
    whole = {"README.txt": made.pop("README.txt"), MANIFEST: manifest, SUMS: sums.encode()} | made
    name = f"{package.case.number}-export-{package.n}.parts"
    received = parts.keep(whole, name=name, by=actor.user_id)
    return Made(at, digest, received)


def files_in(package: ExportPackage) -> list[tuple[str, StoredFile]]:
    """What a package consists of, by the keys of its records, each in no session: it is read when
    no transaction waits for it."""
    kept = [("its own parts", package.parts)] if package.parts is not None else []
    kept += [(entry.key, entry.file) for entry in entries(package) if entry.file is not None]
    return [(key, apart(file)) for key, file in kept]


def apart(file: StoredFile) -> StoredFile:
    """What reading it asks for, in no session."""
    return StoredFile(id=file.id, key=file.key, size=file.size, sha256=file.sha256)


def damaged(kept: Iterable[tuple[str, StoredFile]]) -> str | None:
    """Read every file: the key of the first that is not what was received, after its alarm; None
    where all are whole."""
    return next((key for key, file in kept if not verify(file)), None)


def entries(package: ExportPackage) -> list[Entry]:
    """The records of a package in order, each with the place of its content."""
    bodies = bodies_of(package.case)
    return [_entry(content, file_of(content.record, bodies)) for content in package.contents]


def originals(package: ExportPackage) -> Iterator[tuple[str, StoredFile]]:
    """Path and file of what is read from the store anew each time; each file once."""
    seen: set[str] = set()
    for entry in entries(package):
        if entry.path is not None and entry.file is not None and entry.path not in seen:
            seen.add(entry.path)
            yield entry.path, entry.file


def _entry(content: ExportContent, file: StoredFile | None) -> Entry:
    record = content.record
    key = record.key.replace(" ", "-")
    if file is not None:
        return Entry(content, key, f"files/{offered_name(file, key)}", file, None)
    text = record.body if isinstance(record, Report) else getattr(record, "text", "")
    if text:
        return Entry(content, key, f"files/{key}.txt", None, f"{text}\n".encode())
    return Entry(content, key, None, None, None)


def _logs_of(listed: Sequence[Entry]) -> Logs:
    """The custody events of each item, by the key of its entry."""
    rows = ((entry.key, entry.content.record) for entry in listed)
    return {key: events_of(record) for key, record in rows if isinstance(record, EvidenceItem)}


def _custody_of(entry: Entry, logs: Logs) -> list[dict[str, Any]]:
    """The custody log of an item: `custody.chain` has the rule of its digests."""
    return chain.log_of(logs.get(entry.key, ()), entry.content.record.key)


def _custody_files(listed: Sequence[Entry], logs: Logs) -> Iterator[tuple[str, bytes]]:
    """One event a line."""
    for entry in listed:
        rows = _custody_of(entry, logs)
        if rows:
            lines = "".join(f"{json.dumps(row, separators=(',', ':'))}\n" for row in rows)
            yield _custody_path(entry), lines.encode()


def _custody_told(entry: Entry, logs: Logs) -> dict[str, Any] | None:
    rows = _custody_of(entry, logs)
    if not rows:
        return None
    return {"path": _custody_path(entry), "events": len(rows), "last": rows[-1]["digest"]}


def _custody_path(entry: Entry) -> str:
    return f"custody/{entry.key}.jsonl"


def _rows_of(listed: Sequence[Entry], logs: Logs) -> Iterator[tuple[str, int]]:
    for entry in listed:
        content, record = entry.content, entry.content.record
        yield record.__tablename__, record.id
        if entry.file is not None:
            yield "stored_file", entry.file.id
        yield from (("custody_event", event.id) for event in logs.get(entry.key, ()))
        if content.exhibit is not None:
            yield "exhibit", content.exhibit.id


def _files(made: Mapping[str, bytes], listed: Sequence[Entry]) -> list[dict[str, Any]]:
    rows = {
        path: {"path": path, "size": len(content), "sha256": crypto.digest(content)}
        for path, content in made.items()
    }
    for entry in listed:
        if entry.path is not None and entry.file is not None:
            file = entry.file
            rows[entry.path] = {"path": entry.path, "size": file.size, "sha256": file.sha256}
    return [rows[path] for path in sorted(rows)]


def _audit_of(found: trail.Extract | None) -> dict[str, Any]:
    if found is None:
        return {}
    return {
        "audit": {
            "events": "audit/events.jsonl",
            "seals": "audit/seals.jsonl",
            "count": found.count,
            "stretches": found.stretches,
        }
    }


def _manifest(
    package: ExportPackage, listed: Sequence[Entry], logs: Logs, *, actor: Actor, at: datetime
) -> dict[str, Any]:
    use = package.routine_use
    return {
        "format": FORMAT,
        "case": package.case.number,
        "export": package.n,
        "made_at": at.isoformat(),
        "made_by": package.made_by.name,
        "released_by": actor.name,
        "office": package.case.lead_office.name,
        "recipient": {
            "kind": package.recipient.label,
            "name": package.recipient_name,
            "address": package.recipient_address,
        },
        "authority": package.authority,
        "order": package.order_reference,
        "legal_basis": {
            "label": package.condition.label,
            "citation": package.condition.citation,
            "routine_use": use.label if use else None,
            "accounting": package.condition.needs_accounting,
        },
        "purpose": package.purpose,
        "algorithm": "SHA-256",
        "records": [_record(entry, logs) for entry in listed],
    }


def _record(entry: Entry, logs: Logs) -> dict[str, Any]:
    content, file = entry.content, entry.file
    record = content.record
    handling = record.handling | (content.exhibit.handling if content.exhibit else 0)
    told: dict[str, Any] = {
        "key": record.key,
        **_facts(record),
        "handling": [label_of(HandlingFlag, flag.name) for flag in Handling if flag & handling],
        "path": entry.path,
        "custody": _custody_told(entry, logs),
        **declinations(record),
    }
    if file is not None:
        told |= {
            "original_name": file.original_name,
            "content_type": file.content_type,
            "sha256_at_receipt": file.sha256,
            "received_at": file.created_at.isoformat(),
        }
    if content.exhibit is not None:
        exhibit = content.exhibit
        told["exhibit"] = {
            "report": exhibit.report.key,
            "number": exhibit.n,
            "description": exhibit.description,
            "pages": exhibit.pages,
        }
    return told


def _facts(record: Source) -> dict[str, Any]:
    if isinstance(record, EvidenceItem):
        return {
            "kind": record.kind.label,
            "description": record.description,
            "collected_at": record.collected_at.isoformat(),
            "collected_where": record.collected_where,
            "collected_by": record.collected_by,
            "seal": record.seal_number,
        }
    if isinstance(record, Statement):
        return {
            "kind": record.kind.label,
            "given_by": record.giver.name if record.giver else "",
            "warning": record.warning.label if record.warning else "",
            "taken_at": record.taken_at.isoformat(),
            "taken_by": record.taken_by,
            "place": record.place,
            "pages": record.pages,
        }
    if isinstance(record, Report):
        approved = record.approved_at.isoformat() if record.approved_at else ""
        return {"kind": record.type.label, "title": record.title, "approved_at": approved}
    dated = record.dated_on.isoformat() if record.dated_on else ""
    return {"kind": "Document", "title": record.title, "dated": dated, "source": record.source}
