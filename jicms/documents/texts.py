"""Texts on their way into a document."""

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

#: Joiners that letters of some scripts need; other invisible characters reorder or hide text.
_JOINERS = "\u200c\u200d"
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


def printable(value: Any) -> Any:
    """`value` with texts that can be printed: nothing in them hides or reorders what stands there.

    Raises TypeError for dates: their template could not know how the user reads them.
    """
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, date | datetime):
        raise TypeError("give dates to a document as the text that is to be read")
    if isinstance(value, Mapping):
        return {str(key): printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable(item) for item in value]
    return value


def _text(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    tidy = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(filter(_is_shown, tidy))


def _is_shown(char: str) -> bool:
    return char in "\n\t" or char in _JOINERS or unicodedata.category(char) not in _HIDDEN
