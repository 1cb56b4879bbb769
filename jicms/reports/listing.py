"""The filter of the list of cases that holds a number of a report."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from jicms.access.actor import current_actor
from jicms.cases import listing
from jicms.reports import cells
from jicms.reports.building import LIST_FILTER
from jicms.web.liststate import Filter


@dataclass(frozen=True, slots=True)
class CellFilter(Filter):
    """A cell of a report: its text stands in the URL, its words on the chip. Never typed."""

    kind: str = "hidden"

    def read(self, texts: Iterable[str]) -> list[Any]:
        """The text of the cell; one that fits no report is kept and selects nothing."""
        return [text for text in texts if text][:1]

    def say(self, value: Any) -> str:
        """Which number of which report."""
        place = cells.read(str(value), current_actor())
        return place.say() if place is not None else "a number that is no longer there"


def register() -> None:
    """Add the filter to the list of cases."""
    listing.filters.add(
        listing.CaseFilter(
            LIST_FILTER,
            lambda: CellFilter(LIST_FILTER, "Behind the number"),
            lambda value: cells.criterion(str(value), current_actor()),
            order=90,
        )
    )
