"""How the text of a cell is read. Each reader gives (canonical text, value) or raises `Unreadable`.

Canonical text is what two extracts are compared by: `18.0` and `018` are one unit, a date with
a midnight is the date.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

_SPREADSHEET_NUMBER = re.compile(r"(-?\d+)\.0+")
_US_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_FLAGS = {
    **dict.fromkeys(("Y", "YES", "1", "T", "TRUE"), True),
    **dict.fromkeys(("N", "NO", "0", "F", "FALSE"), False),
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Unreadable(ValueError):
    """The cell does not hold what its column should; the message is the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a row: as delivered, as compared, and as the value that is stored."""

    raw: str
    text: str
    value: Any
    #: Our code for it and the number that goes with the code (days), where the field is translated.
    code: str | None = None
    number: int | None = None
    #: (kind of issue, reason) for the report, where the reading is in doubt.
    note: tuple[str, str] | None = None


#: A column that the file does not have.
BLANK = Cell("", "", None)


def read_text(raw: str) -> tuple[str, Any]:
    """The text without blanks around it."""
    text = raw.strip()
    return text, text


def read_code(raw: str, *, width: int = 0) -> tuple[str, Any]:
    """A code that may have gone through a spreadsheet: `600.0` is 600, and 018 with width 3."""
    text = raw.strip()
    found = _SPREADSHEET_NUMBER.fullmatch(text)
    text = found[1] if found else text
    if width and text.isdecimal():
        text = text.zfill(width)
    return text, text


def read_date(raw: str) -> tuple[str, Any]:
    """A day: `2001-01-26`; a time after it is left out."""
    text = raw.strip()
    if not _DAY.match(text):
        raise Unreadable(f"{text[:40]!r} is not a date as YYYY-MM-DD")
    try:
        day = datetime.fromisoformat(text).date() if len(text) > 10 else date.fromisoformat(text)
    except ValueError:
        raise Unreadable(f"{text[:40]!r} is no day of the calendar") from None
    return day.isoformat(), day


def read_moment(raw: str) -> tuple[str, Any]:
    """A day with a time of the source's own zone: a naive datetime. A day alone stays a day."""
    text = raw.strip()
    if len(text) <= 10:
        return read_date(text)
    if not _DAY.match(text):
        raise Unreadable(f"{text[:40]!r} is not a date and time as YYYY-MM-DD HH:MM:SS")
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise Unreadable(f"{text[:40]!r} is no moment of the calendar") from None
    return moment.isoformat(), moment


def read_us_date(raw: str) -> tuple[str, Any]:
    """A day as HR systems print it: `01/26/2001`; `2001-01-26` is read too."""
    found = _US_DAY.fullmatch(raw.strip())
    return read_date(f"{found[3]}-{found[1]:0>2}-{found[2]:0>2}" if found else raw)


def read_flag(raw: str) -> tuple[str, Any]:
    """Yes or no."""
    word = raw.strip().upper()
    if word not in _FLAGS:
        raise Unreadable(f"{word[:40]!r} is neither yes nor no")
    return ("Y", True) if _FLAGS[word] else ("N", False)


READERS: dict[str, Callable[..., tuple[str, Any]]] = {
    "text": read_text,
    "code": read_code,
    "date": read_date,
    "moment": read_moment,
    "us_date": read_us_date,
    "flag": read_flag,
}
