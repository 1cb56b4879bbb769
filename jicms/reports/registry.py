"""The reports that there are."""

from collections.abc import Callable, Sequence

from jicms.access.actor import Actor
from jicms.reports.shapes import Report

_reports: dict[str, Report] = {}
#: Pages that stand beside the reports: (address, title, summary) for the actor, or None.
beside: list[Callable[[Actor], tuple[str, str, str] | None]] = []


def add(*reports: Report) -> None:
    """Add reports; one of the same key replaces the earlier one."""
    _reports.update({report.key: report for report in reports})


def every() -> Sequence[Report]:
    """All reports, in the order in which they are listed."""
    return tuple(_reports.values())


def find(key: str) -> Report | None:
    """The report of a key."""
    return _reports.get(key)
