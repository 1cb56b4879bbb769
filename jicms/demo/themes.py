"""What the generated cases are about: read from `data/themes.toml`, filled in per case."""

import random
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Record:
    """Something that an investigator obtains: kind of evidence, what it is, what it says."""

    kind: str
    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Theme:
    """One kind of matter. `grave`: minor, serious or criminal; `ranks`: penalties, low to high;
    `posts`: words in the titles of those whom it may be about, everybody where there are none."""

    code: str
    grave: str
    title: str
    accounts: tuple[str, ...]
    methods: tuple[str, ...]
    reporters: tuple[str, ...]
    records: tuple[Record, ...]
    log: tuple[str, ...]
    proof: str
    doubt: str
    charge: str
    specification: str
    ranks: tuple[str, ...]
    second: str = ""
    leo: bool = False
    posts: tuple[str, ...] = ()
    system: str | None = None
    query_subject: str = ""
    query_purpose: str = ""
    prosecutor: tuple[str, str] = ("FEDERAL", "U.S. Attorney’s Office, Western Division")

    def fits(self, title: str, *, is_leo: bool) -> bool:
        """Whether somebody of that post may have done it."""
        in_post = not self.posts or any(post in title for post in self.posts)
        return in_post and (is_leo or not self.leo)

    def penalty(self, rank: float) -> tuple[str, int | None]:
        """The penalty at a rank from 0 (low) to 1 (high), with its days."""
        chosen = self.ranks[min(int(rank * len(self.ranks)), len(self.ranks) - 1)]
        code, _, days = chosen.partition(":")
        return code, int(days) if days else None


@cache
def themes() -> tuple[Theme, ...]:
    """Every theme, in the order of the file."""
    with (DATA / "themes.toml").open("rb") as file:
        return tuple(_theme(row) for row in tomllib.load(file)["theme"])


def _theme(row: dict[str, Any]) -> Theme:
    lists = {key: tuple(value) for key, value in row.items() if isinstance(value, list)}
    lists["records"] = tuple(Record(*record) for record in row["records"])
    return Theme(**(row | lists))


def theme_of(code: str) -> Theme:
    """The theme of an allegation code."""
    return next(theme for theme in themes() if theme.code == code)


class Dealer:
    """Deals the themes of a gravity in turn, shuffled, so that none comes up too often; those alone
    that fit one of these posts: (title, whether of law enforcement)."""

    def __init__(self, rng: random.Random, posts: Collection[tuple[str, bool]]) -> None:
        self._rng, self._posts = rng, posts
        self._piles: dict[str, list[Theme]] = {}

    def deal(self, grave: str) -> Theme:
        """The next theme of that gravity."""
        pile = self._piles.setdefault(grave, [])
        if not pile:
            pile.extend(theme for theme in themes() if theme.grave == grave and self._fits(theme))
            self._rng.shuffle(pile)
        return pile.pop()

    def _fits(self, theme: Theme) -> bool:
        return any(theme.fits(title, is_leo=is_leo) for title, is_leo in self._posts)
