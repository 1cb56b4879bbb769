"""Whether a text still says what its letter must say.

Letters and digits are compared and nothing else: word processors change quotation marks, hyphens,
blanks and the breaks of lines.
"""

import itertools
import unicodedata
from collections.abc import Mapping, Sequence

#: The shortest piece of words that may stand at the end of a page.
_LEAST = 4


def folded(text: str) -> str:
    """The letters and digits of a text, in lower case."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in plain if char.isalnum())


def lost_words(must: Mapping[str, Sequence[str]], pages: Sequence[str]) -> dict[str, list[str]]:
    """For each block the words that none of the pages say; a block that is whole has none."""
    said = [folded(page) for page in pages]
    return {
        block: [words for words in phrases if not _is_said(folded(words), said)]
        for block, phrases in must.items()
    }


def _is_said(words: str, pages: Sequence[str]) -> bool:
    if any(words in page for page in pages):
        return True
    return any(_goes_over(words, *pair) for pair in itertools.pairwise(pages))


def _goes_over(words: str, page: str, following: str) -> bool:
    """Whether words begin on a page and end on the next one, between whose feet and heads stand."""
    low, high = 0, len(words)
    while low < high:  # the longest beginning that the page has
        middle = (low + high + 1) // 2
        low, high = (middle, high) if words[:middle] in page else (low, middle - 1)
    rest = words[low:]
    return low >= _LEAST and len(rest) >= _LEAST and rest in following
