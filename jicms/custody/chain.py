"""The chain of an item's events: what is hashed, and how a chain is checked.

The rule, so that anybody can recompute it with nothing but SHA-256 and JSON. Of each event take an
object with exactly the members of `FIELDS`. Texts are as recorded, "" where there is none; `n` is a
number and `taken_over` true or false; moments are UTC as `2026-11-28T18:04:05.000000Z`, days as
`2026-11-28`, and both null where there is none. `prev` is the digest of the event before; of the
first event it is 64 random hex digits, kept with it, so that no two chains begin alike. Write the
object as JSON with its members sorted by name, without blanks, every character beyond ASCII as
\\uXXXX (Python: `json.dumps(row, sort_keys=True, separators=(",", ":"))`). The digest is the
SHA-256 of those bytes as 64 lower-case hex digits.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from jicms.core import crypto

#: The members of the object that is hashed. `item` is the item within its case: E0003.
FIELDS = (
    *("item", "n", "kind", "at", "recorded_at", "from_hand", "from_name", "to_hand", "to_name"),
    *("place", "location", "purpose", "seal", "condition", "hash_before", "hash_after", "due_on"),
    *("authority", "late_reason", "unsigned_reason", "taken_over"),
    *("first_name", "first_at", "second_name", "second_as", "second_at"),
    *("receipt_sha256", "prev"),
)


def plain(value: Any) -> Any:
    """A value as the hashed object has it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def row_of(event: Any, item_key: str) -> dict[str, Any]:
    """The object of an event, as `FIELDS` has it, without its digest."""
    own = {"item": item_key, "prev": event.prev_digest, "second_as": event.second_as or ""}
    return {name: plain(own[name] if name in own else getattr(event, name)) for name in FIELDS}


def log_of(events: Iterable[Any], item_key: str) -> list[dict[str, Any]]:
    """The objects of an item's events, each with its digest."""
    return [{**row_of(event, item_key), "digest": event.digest} for event in events]


def digest_of(row: Mapping[str, Any]) -> str:
    """The digest of an event's object; members beyond `FIELDS` are left out."""
    hashed = {name: row[name] for name in FIELDS}
    return crypto.digest(json.dumps(hashed, sort_keys=True, separators=(",", ":")).encode())


def new_start() -> str:
    """What stands in the place of the digest before the first event."""
    return crypto.random_name() + crypto.random_name()


def broken(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """What is wrong with the rows of one item's log, in order; nothing where the chain holds."""
    found: list[str] = []
    before: Mapping[str, Any] | None = None
    for place, row in enumerate(rows, start=1):
        if row["n"] != place:
            found.append(f"Event {place} is missing.")
        if digest_of(row) != row["digest"]:
            found.append(f"Event {row['n']} was changed.")
        if before is not None:
            if row["prev"] != before["digest"]:
                found.append(f"Event {row['n']} does not follow event {before['n']}.")
            if row["from_hand"] != before["to_hand"]:
                found.append(f"There is a gap before event {row['n']}.")
            if row["at"] < before["at"]:
                found.append(f"Event {row['n']} lies before event {before['n']}.")
        before = row
    return found
