"""The headers of the protocol, read strictly: what is not exactly right is refused."""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from jicms.core import crypto
from jicms.files.tus.errors import BadHeader

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,checksum,expiration"
ALGORITHMS = ("sha1", "sha256")
PART_TYPE = "application/offset+octet-stream"
#: Names and types of files; nobody needs more.
LONGEST_METADATA = 4096
_NUMBER = re.compile(r"[0-9]{1,18}")
_NAME = re.compile(r"[!-+\--~]+")


@dataclass(frozen=True, slots=True)
class Checksum:
    """What the sum of one part has to be."""

    algorithm: str
    expected: bytes

    def start(self) -> crypto.Hasher:
        """A running sum."""
        return crypto.checksum(self.algorithm)


def number(name: str, text: str | None) -> int:
    """A whole number that is not negative, of at most 18 digits."""
    if text is None or not _NUMBER.fullmatch(text):
        raise BadHeader(f"{name} has to be a whole number.")
    return int(text)


def file_name(text: str) -> str:
    """The name in `Upload-Metadata`, "" where there is none; every pair has to be well-formed."""
    return told(text, "filename")


def told(text: str, key: str) -> str:
    """What `Upload-Metadata` says under a key, "" where it does not."""
    if len(text) > LONGEST_METADATA:
        raise BadHeader("Upload-Metadata is too long.")
    found: dict[str, bytes] = {}
    for pair in text.split(",") if text.strip() else ():
        name, _, value = pair.strip().partition(" ")
        if not _NAME.fullmatch(name) or name in found:
            raise BadHeader("Upload-Metadata has a name that is empty, malformed or there twice.")
        found[name] = _decoded("Upload-Metadata", value)
    return found.get(key, b"").decode("utf-8", "replace")


def checksum(text: str | None) -> Checksum | None:
    """What `Upload-Checksum` says; None where it is not sent."""
    if text is None:
        return None
    algorithm, _, value = text.partition(" ")
    if algorithm not in ALGORITHMS:
        raise BadHeader(f"Upload-Checksum takes {' and '.join(ALGORITHMS)}.")
    return Checksum(algorithm, _decoded("Upload-Checksum", value))


def moment(at: datetime) -> str:
    """A moment as `Upload-Expires` has it."""
    return format_datetime(at, usegmt=True)


def _decoded(name: str, value: str) -> bytes:
    try:
        return base64.b64decode(value.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise BadHeader(f"{name} holds what is not base64.") from None
