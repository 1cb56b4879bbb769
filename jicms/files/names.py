"""Original file names: labels to show and to offer on download, never a path."""

import unicodedata
from pathlib import PurePosixPath

STORED_CHARACTERS = 255
OFFERED_CHARACTERS = 150
UNNAMED = "unnamed"
_SUFFIX = 20
#: Joiners that letters of some scripts need; every other invisible character goes.
_JOINERS = "\u200c\u200d"
_FORBIDDEN = str.maketrans(dict.fromkeys('"*:<>?|', "_"))


def label(name: str | None, *, limit: int = STORED_CHARACTERS) -> str:
    """The last part of `name` without anything that hides, reorders or escapes; never empty.

    Control, format, private and unassigned characters go; a long name is cut before its ending.
    """
    last = unicodedata.normalize("NFC", name or "").replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(char for char in last if _is_visible(char))
    shown = " ".join(shown.translate(_FORBIDDEN).split()).strip(". ")
    return _shortened(shown, limit) or UNNAMED


def download_name(name: str | None) -> str:
    """`label`, short enough for every file system."""
    return label(name, limit=OFFERED_CHARACTERS)


def _is_visible(char: str) -> bool:
    category = unicodedata.category(char)
    return char in _JOINERS or (category[0] != "C" and category not in {"Zl", "Zp"})


def _shortened(name: str, limit: int) -> str:
    if len(name) <= limit:
        return name
    suffix = PurePosixPath(name).suffix
    if len(suffix) > _SUFFIX:
        suffix = ""
    return name[: limit - len(suffix)].rstrip(". ") + suffix
