"""What the generated cases are about: read from `data/themes.toml`, filled in per case."""

import random
import tomllib
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
    """One kind of matter. `grave`: minor, serious or criminal; `ranks`: penalties, low to high."""

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
    system: str | None = None
    query_subject: str = ""
    query_purpose: str = ""
    prosecutor: tuple[str, str] = ("FEDERAL", "U.S. Attorney’s Office, Western Division")

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
    """Deals the themes of a gravity in turn, shuffled, so that none comes up too often."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._piles: dict[str, list[Theme]] = {}

    def deal(self, grave: str) -> Theme:
        """The next theme of that gravity."""
        pile = self._piles.setdefault(grave, [])
        if not pile:
            pile.extend(theme for theme in themes() if theme.grave == grave)
            self._rng.shuffle(pile)
        return pile.pop()
