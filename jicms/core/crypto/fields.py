"""Encryption of single text fields: `v1.<key id>.<base64url(check | nonce | ciphertext)>`."""

import base64
import binascii
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from jicms.core.crypto.errors import Malformed, Tampered
from jicms.core.crypto.keys import CHECK_BYTES, KEY_ID, Keyring, keyring

VERSION: Final = "v1"
NONCE_BYTES: Final = 12


def seal_text(purpose: str, context: str, text: str, *, keys: Keyring | None = None) -> str:
    """Encrypt `text` with AES-256-GCM for storage in a text column.

    `purpose` selects the key (`vault`), `context` names the place (`vault:42:phone`): the value
    opens only under the same two, so it can't be moved to another row or column.
    """
    ring = keys or keyring()
    key_id, nonce = ring.current, os.urandom(NONCE_BYTES)
    cipher = AESGCM(ring.derive(f"field/{purpose}", key_id))
    sealed = cipher.encrypt(nonce, text.encode(), _bound(purpose, key_id, context))
    body = base64.urlsafe_b64encode(ring.check_value(key_id) + nonce + sealed).decode()
    return f"{VERSION}.{key_id}.{body}"


def open_text(purpose: str, context: str, sealed: str, *, keys: Keyring | None = None) -> str:
    """The text behind `sealed`; raises Malformed, UnknownKey, WrongKey or Tampered."""
    ring = keys or keyring()
    key_id, body = _split(sealed)
    ring.require(key_id, body[:CHECK_BYTES])
    nonce, data = body[CHECK_BYTES:][:NONCE_BYTES], body[CHECK_BYTES + NONCE_BYTES :]
    try:
        opened = AESGCM(ring.derive(f"field/{purpose}", key_id)).decrypt(
            nonce, data, _bound(purpose, key_id, context)
        )
    except InvalidTag:
        raise Tampered("a sealed field was changed or belongs to another record") from None
    return opened.decode()


def needs_reseal(sealed: str, *, keys: Keyring | None = None) -> bool:
    """Whether the value was sealed with a key that is no longer the current one."""
    return _split(sealed)[0] != (keys or keyring()).current


def _split(sealed: str) -> tuple[str, bytes]:
    version, _, rest = sealed.partition(".")
    key_id, _, encoded = rest.partition(".")
    if version != VERSION or not KEY_ID.fullmatch(key_id):
        raise Malformed("not a sealed field")
    try:
        body = base64.b64decode(encoded, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("not a sealed field") from None
    if base64.urlsafe_b64encode(body).decode() != encoded or len(body) < CHECK_BYTES + NONCE_BYTES:
        raise Malformed("not a sealed field")
    return key_id, body


def _bound(purpose: str, key_id: str, context: str) -> bytes:
    """Each part with its length before it, so that no two different triples are bound alike."""
    parts = (VERSION.encode(), purpose.encode(), key_id.encode(), context.encode())
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
