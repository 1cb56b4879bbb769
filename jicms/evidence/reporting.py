"""What evidence adds to a report of investigation: the list of exhibits, and where items are.

Material on an access list, and what labor relations never gets, stands by its number alone: a
report is read by more people than that.
"""

from typing import Any

from jicms.cases.handling import NEVER_TO_LR, Handling
from jicms.evidence import queries
from jicms.evidence.models import Document, EvidenceItem, Exhibit, Statement
from jicms.evidence.service.exhibits import numbers_of
from jicms.investigations import assembling
from jicms.investigations.assembling import Block, day, table
from jicms.investigations.models import Report
from jicms.web.filters import label

_HELD = "Kept apart from this report"


def exhibit_list(report: Report) -> list[Block]:
    """Number, description, pages, source and date of every exhibit."""
    numbers = numbers_of(report)
    if not numbers:
        return []
    seen = {row.n: row for row in queries.exhibits_of(report)}
    rows = [_row(n, seen.get(n), report) for n in numbers]
    return [table(("No.", "Description", "Pages", "Source", "Date"), rows, (2, 12, 3, 4, 4))]


def _row(n: int, exhibit: Exhibit | None, report: Report) -> tuple[str, ...]:
    if exhibit is None or Handling(exhibit.handling) & NEVER_TO_LR:
        return (str(n), _HELD, "", "", "")
    source = exhibit.source
    zone = report.case.agency.zone
    return (
        str(n),
        exhibit.description,
        exhibit.pages,
        source.key if source is not None else "",
        day(date_of(source), zone),
    )


def date_of(source: EvidenceItem | Statement | Document | None) -> Any:
    """The day that a record is of: collected, taken, dated."""
    if isinstance(source, EvidenceItem):
        return source.collected_at
    if isinstance(source, Statement):
        return source.taken_at
    return source.dated_on if source is not None else None


def disposition(report: Report) -> list[Block]:
    """Where the items of the case are, as far as every reader of the report may know of them."""
    shut = NEVER_TO_LR if report.handling % 2 else NEVER_TO_LR | Handling.GARRITY_COMPELLED
    rows = [
        (
            item.key,
            item.description.split("\n", 1)[0],
            label(item.kind),
            item.location or "Not recorded",
        )
        for item in queries.items_of(report.case)
        if not Handling(item.handling) & shut
    ]
    return [table(("Item", "Description", "Kind", "Location"), rows, (2, 7, 4, 5))] if rows else []


def register() -> None:
    """Let reports take them. Twice is once."""
    for part, load in (("EXHIBITS", exhibit_list), ("DISPOSITION", disposition)):
        if load not in assembling.supplies[part]:
            assembling.supplies[part].append(load)
