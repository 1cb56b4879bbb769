"""Cursors of list pages: a row's sort key as an opaque text that only this installation writes."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from jicms.core import crypto

PURPOSE = "list cursor"
#: A cursor is a handful of dates and numbers; anything longer was not written here.
LENGTH_LIMIT = 2000
_TAG_LENGTH = 64
_READERS: dict[str, Callable[[str], Any]] = {
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "decimal": Decimal,
}


def _pack(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)


def _unpack(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    [(kind, text)] = value.items()
    return _READERS[kind](text)


def encode(values: Sequence[Any], order: str) -> str:
    """The cursor for a row with these sort values, under the sort named `order`."""
    key_id = crypto.current_key_id(PURPOSE)
    packed = [key_id, order, [_pack(value) for value in values]]
    data = json.dumps(packed, separators=(",", ":")).encode()
    signed = crypto.tag(PURPOSE, data, key_id=key_id).encode() + data
    return base64.urlsafe_b64encode(signed).decode().rstrip("=")


def decode(cursor: str, order: str, width: int) -> list[Any] | None:
    """The sort values; None for a cursor that was altered, is foreign, or is of another sort."""
    if not cursor.isascii() or len(cursor) > LENGTH_LIMIT:
        return None
    try:
        signed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        tag, data = signed[:_TAG_LENGTH].decode(), signed[_TAG_LENGTH:]
        key_id, made_for, packed = json.loads(data)
        if not crypto.check_tag(PURPOSE, str(key_id), data, tag):
            return None
        values = [_unpack(value) for value in packed]
    except (binascii.Error, ValueError, TypeError, RecursionError, crypto.CryptoError):
        return None
    return values if made_for == order and len(values) == width else None
