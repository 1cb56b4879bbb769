"""Dates as an iCalendar file (RFC 5545): case numbers and kinds of date, no text of a case.

Whole days have no zone. A `UID` stays the same from one download to the next.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from jicms.cases.queries_calendar import Entry

#: Octets of a line, without its end (§3.1).
WIDEST = 75
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})


def calendar(entries: Iterable[Entry], *, base_url: str, now: datetime) -> str:
    """The file's text, its lines folded and ended as the standard asks."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//JICMS//Dates//EN", "METHOD:PUBLISH"]
    for entry in entries:
        lines += _event(entry, base_url.rstrip("/"), now)
    lines.append("END:VCALENDAR")
    return "".join(f"{fold(line)}\r\n" for line in lines)


def _event(entry: Entry, base_url: str, now: datetime) -> list[str]:
    after = entry.on + timedelta(days=1)
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.kind}-{entry.key}@jicms",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{entry.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{after:%Y%m%d}",
        f"SUMMARY:{escape(f'{entry.word} {entry.number}')}",
        f"URL:{base_url}{entry.path}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def escape(text: str) -> str:
    """A text as a value."""
    return text.translate(_ESCAPED)


def fold(line: str) -> str:
    """A line cut into pieces of at most 75 octets, never within a character."""
    pieces, piece = [], ""
    for letter in line:
        if len((piece + letter).encode()) > WIDEST:
            pieces.append(piece)
            piece = " "
        piece += letter
    return "\r\n".join([*pieces, piece])
