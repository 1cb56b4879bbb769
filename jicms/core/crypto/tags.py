"""Keyed tags: proof that this installation wrote some bytes, or a lookup value that leaks nothing.

A tag is deterministic, so equal data has equal tags under one key: that is what makes it usable to
look up a hashed address or search term, and why the purpose must differ between such uses.
"""

import hmac

from jicms.core.crypto.keys import Keyring, keyring


def current_key_id(_purpose: str = "") -> str:
    """The key id to store beside new tags. All purposes rotate together, with the master key."""
    return keyring().current


def tag(purpose: str, data: bytes, *, key_id: str, keys: Keyring | None = None) -> str:
    """HMAC-SHA-256 of `data` under one key of the purpose, 64 hex digits.

    Store `key_id` (the `current_key_id`) beside it; it may be part of the data. UnknownKey.
    """
    return hmac.digest((keys or keyring()).derive(f"tag/{purpose}", key_id), data, "sha256").hex()


def check_tag(
    purpose: str, key_id: str, data: bytes, hex_tag: str, *, keys: Keyring | None = None
) -> bool:
    """Whether `hex_tag` is the tag of `data` under this key; UnknownKey if the ring lacks it."""
    expected = tag(purpose, data, key_id=key_id, keys=keys)
    return hmac.compare_digest(expected.encode(), hex_tag.encode("utf-8", "replace"))
