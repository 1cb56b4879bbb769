"""The reports that there are."""

from collections.abc import Sequence

from jicms.reports.shapes import Report

_reports: dict[str, Report] = {}


def add(*reports: Report) -> None:
    """Add reports; one of the same key replaces the earlier one."""
    _reports.update({report.key: report for report in reports})


def every() -> Sequence[Report]:
    """All reports, in the order in which they are listed."""
    return tuple(_reports.values())


def find(key: str) -> Report | None:
    """The report of a key."""
    return _reports.get(key)
