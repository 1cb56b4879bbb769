"""What may stand in a text that a user types."""

import re
import unicodedata

#: Everything in these categories is refused: control characters (NUL among them), surrogates, and
#: code points without meaning. PostgreSQL refuses NUL and surrogates; none can be read by anybody.
_REFUSED = {"Cc", "Cs", "Cn"}
_LINE_BREAKS = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_GAPS = re.compile(r"[\t\n\v\f]+")

UNREADABLE = "Remove the characters that cannot be shown."


def is_readable(text: str) -> bool:
    """Whether every character of the text can be stored and shown."""
    return not any(unicodedata.category(char) in _REFUSED for char in text if char not in "\n\t")


def clean_lines(text: str) -> str:
    """A text of several lines: breaks as \\n, composed characters, no blanks at the ends.

    Raises ValueError with a sentence for characters that cannot be shown.
    """
    tidy = _LINE_BREAKS.sub("\n", text)
    if not is_readable(tidy):
        raise ValueError(UNREADABLE)
    return unicodedata.normalize("NFC", tidy).strip()


def clean_line(text: str) -> str:
    """A text of one line: breaks and tabs, as pasted from a sheet, become spaces."""
    parts = _GAPS.split(_LINE_BREAKS.sub("\n", text))
    return clean_lines(" ".join(part.strip() for part in parts))


def showable(text: str) -> str:
    """What was typed, for showing it again beside its error: without what no page may hold."""
    tidy = _LINE_BREAKS.sub("\n", text)
    return "".join(c for c in tidy if c in "\n\t" or unicodedata.category(c) not in _REFUSED)
