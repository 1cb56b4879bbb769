"""A piece of a text around the words that were searched for. Parts are marked by the template."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

AROUND = 90


@dataclass(frozen=True, slots=True)
class Part:
    """A run of text; `hit` runs are marked."""

    text: str
    hit: bool


def excerpt(text: str, words: Sequence[str]) -> list[Part]:
    """About two lines around the first match, split into matching and other runs."""
    line = " ".join(text.split())
    pattern = re.compile("|".join(re.escape(word) for word in words if word), re.IGNORECASE)
    first = pattern.search(line) if pattern.pattern else None
    at = first.start() if first else 0
    start = max(0, at - AROUND)
    if start:
        start = line.find(" ", start) + 1 or start
    shown = line[start : at + 2 * AROUND]
    cut = len(line) > at + 2 * AROUND
    parts = [Part("… ", hit=False)] if start else []
    parts += marked(shown, words)
    return [*parts, Part(" …", hit=False)] if cut else parts


def marked(text: str, words: Sequence[str]) -> list[Part]:
    """The whole text, split into matching and other runs."""
    wanted = [re.escape(word) for word in sorted(words, key=len, reverse=True) if word]
    if not wanted:
        return [Part(text, hit=False)]
    runs = re.split(f"({'|'.join(wanted)})", text, flags=re.IGNORECASE)
    return [Part(run, hit=bool(place % 2)) for place, run in enumerate(runs) if run]
