"""The master keys, and the keys derived from them, one per purpose."""

import base64
import binascii
import re
from collections.abc import Mapping

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from jicms.core.crypto.errors import BadKeyMaterial, NotConfigured, UnknownKey, WrongKey

KEY_BYTES = 32
#: Bytes of the value that tells a wrong key from damaged data; derived, so it reveals nothing.
CHECK_BYTES = 4
DEFAULT_KEY_ID = "k1"
KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,16}")


class Keyring:
    """Master keys by id; the first is current, the others only open what they once sealed.

    `master` is the text of JICMS_MASTER_KEY: `id:base64` once or several times, separated by
    commas; a single bare base64 value has the id k1. Bytes are one raw key with the id k1.
    Each key is at least 32 bytes of real randomness. Raises BadKeyMaterial.
    """

    def __init__(self, master: str | bytes) -> None:
        self._masters: Mapping[str, bytes] = _parse(master)
        self.current: str = next(iter(self._masters))
        self._derived: dict[tuple[str, str], bytes] = {}

    def __repr__(self) -> str:
        return f"<Keyring {', '.join(self._masters)}>"

    @property
    def key_ids(self) -> tuple[str, ...]:
        """All ids, the current one first."""
        return tuple(self._masters)

    def derive(self, purpose: str, key_id: str | None = None) -> bytes:
        """The 32-byte key for `purpose` under the current or the named master; UnknownKey."""
        key_id = key_id or self.current
        found = self._derived.get((key_id, purpose))
        if found is None:
            found = hkdf(self._master(key_id), f"jicms/v1/{purpose}".encode())
            self._derived[key_id, purpose] = found
        return found

    def check_value(self, key_id: str) -> bytes:
        """CHECK_BYTES bytes that identify the key behind an id."""
        return self.derive("key-check", key_id)[:CHECK_BYTES]

    def require(self, key_id: str, check_value: bytes) -> None:
        """Raise UnknownKey or WrongKey unless the ring's key of this id is the one meant."""
        if self.check_value(key_id) != check_value:
            raise WrongKey(key_id)

    def _master(self, key_id: str) -> bytes:
        try:
            return self._masters[key_id]
        except KeyError:
            raise UnknownKey(key_id) from None


def hkdf(key: bytes, info: bytes, *, salt: bytes | None = None) -> bytes:
    """HKDF-SHA-256 (RFC 5869) to KEY_BYTES bytes."""
    return HKDF(hashes.SHA256(), KEY_BYTES, salt, info).derive(key)


def _parse(master: str | bytes) -> dict[str, bytes]:
    if isinstance(master, bytes):
        return {DEFAULT_KEY_ID: _long_enough(DEFAULT_KEY_ID, master)}
    entries = [entry.strip() for entry in master.split(",") if entry.strip()]
    if not entries:
        raise BadKeyMaterial("JICMS_MASTER_KEY is not set.")
    keys: dict[str, bytes] = {}
    for entry in entries:
        key_id, colon, value = entry.rpartition(":")
        if not colon and len(entries) > 1:
            raise BadKeyMaterial("JICMS_MASTER_KEY lists several keys: write each as id:base64.")
        key_id = key_id or DEFAULT_KEY_ID
        if not KEY_ID.fullmatch(key_id):
            raise BadKeyMaterial(
                "A key id in JICMS_MASTER_KEY has 1 to 16 letters, digits, - or _."
            )
        if key_id in keys:
            raise BadKeyMaterial(f"JICMS_MASTER_KEY names the key id {key_id} twice.")
        keys[key_id] = _long_enough(key_id, _decode(key_id, value))
    return keys


def _decode(key_id: str, value: str) -> bytes:
    """Either base64 alphabet, padded or not."""
    plain = value.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise BadKeyMaterial(f"The key {key_id} in JICMS_MASTER_KEY is not base64.") from None


def _long_enough(key_id: str, key: bytes) -> bytes:
    if len(key) < KEY_BYTES:
        raise BadKeyMaterial(
            f"The key {key_id} in JICMS_MASTER_KEY has {len(key)} bytes; {KEY_BYTES} are needed."
        )
    return key


class _Process:
    """What this process uses."""

    ring: Keyring | None = None


def keyring() -> Keyring:
    """The ring set by `configure()`; NotConfigured before that."""
    if _Process.ring is None:
        raise NotConfigured("crypto.configure() was not called")
    return _Process.ring


def use_ring(ring: Keyring) -> None:
    """Make `ring` the current one for this process."""
    _Process.ring = ring
