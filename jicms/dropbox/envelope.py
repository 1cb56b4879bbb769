"""What is sealed: reports, messages and files for the inside, letters for the reporter."""

import json
from dataclasses import dataclass, field
from typing import Any

from jicms.core import crypto
from jicms.core.crypto import BoxKey

#: The purposes of the installation's keys.
INSIDE, SIGNING = "dropbox", "dropbox-notice"
REPORT, MESSAGE = "REPORT", "MESSAGE"


class Unreadable(ValueError):
    """A box opened, and what was in it is not of our making."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file. `original` is set where the content is a cleaned copy of it and it is kept too."""

    name: str
    data: bytes
    original: bytes | None = None
    is_cleaned: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A report or a message: `body` is what was typed, with the time and the mailbox."""

    key: str
    kind: str
    body: dict[str, Any]
    files: list[Attachment] = field(default_factory=list)


def seal_item(item: Item, public: str) -> tuple[bytes, list[bytes]]:
    """The boxes of an item and of its files."""
    names = [{"name": f.name, "cleaned": f.is_cleaned} for f in item.files]
    text = json.dumps({**item.body, "files": names}).encode()
    box = crypto.seal_box(public, _of_item(item.kind, item.key), text)
    parts = [
        crypto.seal_box(public, _of_part(item.key, n), _packed(file))
        for n, file in enumerate(item.files, 1)
    ]
    return box, parts


def open_item(key: str, kind: str, box: bytes, parts: list[bytes]) -> Item:
    """The item behind its boxes, opened with this installation's keys.

    Raises `CryptoError` and `Unreadable`.
    """
    body = _loaded(crypto.open_by_ring(INSIDE, _of_item(kind, key), box))
    named = body.pop("files", [])
    if not isinstance(named, list) or len(named) != len(parts):
        raise Unreadable("a file is missing")
    files = []
    for n, (said, sealed) in enumerate(zip(named, parts, strict=True), 1):
        data, original = _unpacked(crypto.open_by_ring(INSIDE, _of_part(key, n), sealed))
        files.append(Attachment(str(said["name"]), data, original, bool(said["cleaned"])))
    return Item(key, kind, body, files)


def reporter_key(code: str, phrase: str) -> BoxKey:
    """The reporter's own key. Nobody keeps it: code and phrase make it each time (140 bits)."""
    secret = f"{crypto.normalise_code(code)}/{crypto.normalise_phrase(phrase)}"
    return crypto.secret_key("reporter", secret)


def code_digest(code: str) -> str:
    """The digest under which a receipt code is known on both sides."""
    return crypto.token_digest(crypto.normalise_code(code))


def seal_letter(key: str, public: str, body: dict[str, Any]) -> bytes:
    """A letter to a reporter."""
    return crypto.seal_box(public, f"letter:{key}", json.dumps(body).encode())


def open_letter(key: str, own: BoxKey, box: bytes) -> dict[str, Any]:
    """A letter, by the reporter's key. Raises `CryptoError` and `Unreadable`."""
    return _loaded(own.open(f"letter:{key}", box))


def _of_item(kind: str, key: str) -> str:
    return f"item:{kind}:{key}"


def _of_part(key: str, n: int) -> str:
    return f"part:{key}:{n}"


def _packed(file: Attachment) -> bytes:
    """The length of what is shown, it, and the original behind it."""
    return len(file.data).to_bytes(8, "big") + file.data + (file.original or b"")


def _unpacked(packed: bytes) -> tuple[bytes, bytes | None]:
    size = int.from_bytes(packed[:8], "big")
    data, original = packed[8 : 8 + size], packed[8 + size :]
    if len(packed) < 8 or len(data) != size:
        raise Unreadable("a file was cut")
    return data, original or None


def _loaded(text: bytes) -> dict[str, Any]:
    try:
        body = json.loads(text)
    except ValueError:
        raise Unreadable("no body") from None
    if not isinstance(body, dict):
        raise Unreadable("no body")
    return body
