"""What evidence adds to a report of investigation: the list of exhibits, and where items are.

Material on an access list, and what labor relations never gets, stands by its number alone: a
report is read by more people than that.
"""

from collections.abc import Sequence
from typing import Any

from jicms.allegations.models import Finding
from jicms.cases.handling import COMPELLED, NEVER_TO_LR, Handling
from jicms.evidence import additions, queries
from jicms.evidence.models import Document, EvidenceItem, Exhibit, Statement
from jicms.evidence.models_weighing import FindingEvidence, Weight
from jicms.evidence.queries_weighing import weighed_in
from jicms.evidence.service.exhibits import numbers_of
from jicms.investigations import assembling
from jicms.investigations.assembling import Block, day, sub, table
from jicms.investigations.models import Report
from jicms.investigations.workflow import TO_PROSECUTOR
from jicms.web.filters import label

_HELD = "Kept apart from this report"
#: The number of the exhibit that points to a record, by the record's column and id.
Numbers = dict[tuple[str, int], int]


def exhibit_list(report: Report) -> list[Block]:
    """Number, description, pages, source and date of every exhibit."""
    numbers = numbers_of(report)
    if not numbers:
        return []
    seen = {row.n: row for row in queries.exhibits_of(report)}
    rows = [_row(n, seen.get(n), report) for n in numbers]
    return [table(("No.", "Description", "Pages", "Source", "Date"), rows, (2, 10, 3, 6, 4))]


def _row(n: int, exhibit: Exhibit | None, report: Report) -> tuple[str, ...]:
    if exhibit is None or Handling(exhibit.handling) & NEVER_TO_LR:
        return (str(n), _HELD, "", "", "")
    source = exhibit.source
    zone = report.case.agency.zone
    return (
        str(n),
        exhibit.description,
        exhibit.pages or _pages_of(source),
        _said_of(source),
        day(date_of(source), zone),
    )


def _pages_of(source: EvidenceItem | Statement | Document | None) -> str:
    return str(source.pages) if isinstance(source, Statement) and source.pages else ""


def _said_of(source: EvidenceItem | Statement | Document | None) -> str:
    """Where it came from: its number, and who gave or collected it."""
    if isinstance(source, Statement):
        return f"{source.key}, {source.giver.name}" if source.giver else source.key
    if isinstance(source, EvidenceItem):
        return ", ".join(filter(None, (source.key, source.collected_where)))
    return ", ".join(filter(None, (source.key, source.source))) if source is not None else ""


def weighed(report: Report, findings: Sequence[Finding]) -> dict[int, list[Block]]:
    """What each finding rests on: for it, then against it, by the number of the exhibit."""
    rows = [row for row in weighed_in(findings) if _may_stand(row, report)]
    numbers = {_id_of(exhibit): exhibit.n for exhibit in queries.exhibits_of(report)}
    found: dict[int, list[Block]] = {}
    for finding in findings:
        own = [row for row in rows if row.finding_id == finding.id]
        if own:
            found[finding.id] = [_side(weight, own, numbers) for weight in Weight]
    return found


def _side(weight: Weight, rows: Sequence[FindingEvidence], numbers: Numbers) -> Block:
    """One side of a finding; that nothing stands there is said too."""
    lines = [_weighed_line(row, numbers) for row in rows if row.weight is weight]
    head = ("Exhibit", "Evidence", "What it shows")
    blocks: list[Block] = [table(head, lines, (3, 7, 10))] if lines else [{"kind": "none"}]
    return sub(f"Evidence {weight.value.lower()} the allegation", blocks)


def _may_stand(row: FindingEvidence, report: Report) -> bool:
    """A report that goes to a prosecutor names nothing compelled."""
    handling = row.source.handling if row.source is not None else 0
    return report.type_code != TO_PROSECUTOR or not handling & COMPELLED


def _weighed_line(row: FindingEvidence, numbers: Numbers) -> tuple[str, ...]:
    n = numbers.get(_id_of(row))
    place = str(n) if n is not None else "No exhibit"
    source = row.source
    if source is None or Handling(source.handling) & NEVER_TO_LR:
        return place, _HELD, ""
    return place, f"{source.key}: {_named(source)}", row.note


def _named(source: EvidenceItem | Statement | Document) -> str:
    if isinstance(source, Statement):
        giver = f" of {source.giver.name}" if source.giver else ""
        return f"{label(source.kind)}{giver}"
    if isinstance(source, EvidenceItem):
        return source.description.split("\n", 1)[0]
    return source.title


def _id_of(row: Exhibit | FindingEvidence) -> tuple[str, int]:
    """What a row points to, as a key."""
    for column in ("item_id", "statement_id", "document_id"):
        if (key := getattr(row, column)) is not None:
            return column, key
    return "", 0


def date_of(source: EvidenceItem | Statement | Document | None) -> Any:
    """The day that a record is of: collected, taken, dated."""
    if isinstance(source, EvidenceItem):
        return source.collected_at
    if isinstance(source, Statement):
        return source.taken_at
    return source.dated_on if source is not None else None


def disposition(report: Report) -> list[Block]:
    """Where the items of the case are, as far as every reader of the report may know of them."""
    shut = NEVER_TO_LR if report.handling % 2 else NEVER_TO_LR | COMPELLED
    items = [i for i in queries.items_of(report.case) if not Handling(i.handling) & shut]
    places = additions.places_of(items)
    rows = [
        (
            item.key,
            item.description.split("\n", 1)[0],
            label(item.kind),
            places.get(item.id) or "Not recorded",
        )
        for item in items
    ]
    return (
        [table(("Item", "Description", "Kind", "Where it is"), rows, (2, 7, 4, 5))] if rows else []
    )


def register() -> None:
    """Let reports take them. Twice is once."""
    for part, load in (("EXHIBITS", exhibit_list), ("DISPOSITION", disposition)):
        if load not in assembling.supplies[part]:
            assembling.supplies[part].append(load)
    if weighed not in assembling.weighed:
        assembling.weighed.append(weighed)
