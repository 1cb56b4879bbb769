"""What is printed of custody: the log of an item, a receipt to sign, labels with their codes."""

import io
from collections.abc import Iterable
from typing import Any

import segno

from jicms.custody import chain
from jicms.custody.kinds import NOBODY, STORE
from jicms.custody.models import CustodyEvent, CustodyState
from jicms.documents import render
from jicms.evidence.models import EvidenceItem
from jicms.refdata.models import EvidenceKind
from jicms.refdata.queries import label_of
from jicms.web import dates

#: Labels in one file: ten sheets.
MOST_LABELS = 240


def signatures(event: CustodyEvent) -> str:
    """Who stands for an event, in words."""
    if event.taken_over:
        return "Taken over; nobody signed."
    said = f"{event.first_name}, {dates.moment(event.first_at)}"
    if event.second_name:
        part = event.second_as.value.lower() if event.second_as else ""
        said += f"; {event.second_name} as {part}, {dates.moment(event.second_at)}"
    if event.unsigned_reason:
        said += f". Giving hand not signed: {event.unsigned_reason}"
    if event.receipt_sha256:
        said += f". Signed receipt, SHA-256 {event.receipt_sha256}"
    return said


def hands(event: CustodyEvent) -> str:
    """From whom to whom."""
    if not event.moves:
        return event.to_name
    if event.from_hand == NOBODY.key:
        by = event.first_name if event.to_hand == STORE.key and not event.taken_over else ""
        return f"{by} to {event.to_name}" if by else event.to_name
    return f"{event.from_name} to {event.to_name}"


def details(event: CustodyEvent) -> list[str]:
    """What else an event tells, a line each."""
    pairs = (
        ("", event.purpose),
        ("Place", event.place),
        ("Kept at", event.location),
        ("Seal", event.seal),
        ("Condition", event.condition),
        ("Authority", event.authority),
        ("Due back", dates.day(event.due_on) if event.due_on else ""),
        ("SHA-256 before", event.hash_before),
        ("SHA-256 after", event.hash_after),
        ("Recorded later", event.late_reason),
    )
    return [f"{name}: {text}" if name else text for name, text in pairs if text]


def log(item: EvidenceItem, events: Iterable[CustodyEvent]) -> bytes:
    """The custody log of an item as PDF, with the digests of its chain."""
    listed = list(events)
    return render(
        "custody/log",
        {
            **_head(item),
            "description": item.description,
            "broken": chain.broken(chain.log_of(listed, item.key)),
            "events": [
                {
                    "n": event.n,
                    "kind": event.kind.label,
                    "at": dates.moment(event.at),
                    "hands": hands(event),
                    "details": details(event),
                    "signed": signatures(event),
                    "digest": event.digest,
                }
                for event in listed
            ],
        },
    )


def receipt(item: EvidenceItem, state: CustodyState | None) -> bytes:
    """A form that a hand without an account signs."""
    held = {
        "holder": state.holder_name if state else "",
        "seal": state.seal if state else item.seal_number,
        "last": state.last_digest if state else "",
    }
    return render("custody/receipt", {**_head(item), **held, "description": item.description})


def labels(rows: Iterable[Any]) -> bytes:
    """A sheet of labels. They name no person and no matter: number, kind and seal alone."""
    made, files = [], {}
    for place, row in enumerate(rows):
        number = f"{row.number}-E{row.n:04d}"
        code = io.BytesIO()
        segno.make(number, micro=False, error="m").save(code, kind="png", scale=6, border=2)
        files[f"code-{place}.png"] = code.getvalue()
        kind = label_of(EvidenceKind, row.kind_code)
        made.append({"number": number, "kind": kind, "seal": row.seal or ""})
    return render("custody/labels", {"labels": made}, files=files)


def _head(item: EvidenceItem) -> dict[str, str]:
    return {
        "number": f"{item.case.number}-{item.key}",
        "kind": label_of(EvidenceKind, item.kind_code),
        "collected": dates.moment(item.collected_at),
        "file": item.file.sha256 if item.file else "",
    }
