"""Names as searches compare them, and numbers that must not be searched for."""

import re
import unicodedata

_NOT_A_LETTER = re.compile(r"[^0-9a-z]+")
#: Letters that have no plain base letter of their own.
_SPELLED = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_DASH = "[-. /\u2010-\u2015]"
_GROUPED_SSN = re.compile(rf"(?<![0-9])[0-9]{{3}}{_DASH}[0-9]{{2}}{_DASH}[0-9]{{4}}(?![0-9])")
_NINE_DIGITS = re.compile(r"(?<![0-9-])([0-9]{9})(?![0-9-])")
#: A case number begins with its fiscal year.
_CASE_YEARS = range(1980, 2100)

SSN_HINT = (
    "Social Security numbers are not kept here and can’t be searched for."
    " Search by name or employee number."
)


def fold(text: str) -> str:
    """A name for comparing: lower case, no accents, words parted by one blank.

    `Éloïse O'Brien-Łuk` becomes `eloise o brien luk`.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_SPELLED))
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _NOT_A_LETTER.sub(" ", plain).strip()


def looks_like_ssn(text: str) -> bool:
    """Whether a text holds what may be a Social Security number.

    Nine digits that begin with a fiscal year are taken for a case number.
    """
    digits = unicodedata.normalize("NFKC", text)
    if _GROUPED_SSN.search(digits):
        return True
    return any(int(nine[:4]) not in _CASE_YEARS for nine in _NINE_DIGITS.findall(digits))
