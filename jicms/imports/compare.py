"""A delivered row against the stored record: what is filled, contradicted, or kept."""

from dataclasses import dataclass

from jicms.imports.models import IssueKind, Prefer
from jicms.imports.reading import Issue, Row, RowReader
from jicms.imports.targets import Change, Known
from jicms.imports.values import Cell

_REASONS = {
    IssueKind.FILLED: "blank before",
    IssueKind.CONFLICT: "contradicts what is stored",
    IssueKind.REPLACED: "contradicted what was stored",
    IssueKind.KEPT: "blank in this extract",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a row whose record is there."""

    change: Change | None
    issues: list[Issue]
    contradicts: bool


def compare(
    row: Row, known: Known, fields: tuple[str, ...], reader: RowReader, prefer: Prefer
) -> Verdict:
    """Fill blanks; take contradictions only where the incoming value is preferred.

    A blank never erases. A moment is no contradiction of its own day, whichever of the two came
    first; it fills in the time.
    """
    new: dict[str, Cell] = {}
    old: dict[str, str] = {}
    issues: list[Issue] = []
    contradicts = False
    for name in fields:
        cell = row.cell(name)
        stored = known.fields.get(name, "")
        kind = _kind(reader, name, cell, stored, prefer)
        if kind is None:
            continue
        column = reader.column_of(name)
        issues.append(Issue(row.number, row.key, kind, column, cell.raw, stored, _REASONS[kind]))
        contradicts = contradicts or kind is IssueKind.CONFLICT
        if kind in {IssueKind.FILLED, IssueKind.REPLACED}:
            new[name] = cell
            old[name] = stored
    change = Change(row, known, new, old) if new else None
    return Verdict(change, issues, contradicts)


def _kind(
    reader: RowReader, name: str, cell: Cell, stored: str, prefer: Prefer
) -> IssueKind | None:
    if not cell.text:
        # An unreadable cell is blank here and was reported when it was read.
        return IssueKind.KEPT if stored and not cell.raw.strip() else None
    if not stored:
        return IssueKind.FILLED
    then, now = reader.canonical(name, stored), reader.compared(name, cell)
    if then == now:
        return None
    if name == "incident" and now.startswith(f"{then}T"):
        return IssueKind.FILLED
    return IssueKind.REPLACED if prefer is Prefer.INCOMING else IssueKind.CONFLICT


def noticed(row: Row, reader: RowReader) -> list[Issue]:
    """Doubts about a new case's dates: kept as delivered, and said."""
    received, closed = row.cell("received").value, row.cell("closed").value
    found = {}
    if closed is not None and closed < received:
        found["closed"] = "closed before it was received"
    incident = row.cell("incident").text[:10]
    if incident > received.isoformat():
        found["incident"] = "received before the incident"
    return [
        Issue(
            row.number,
            row.key,
            IssueKind.NOTED,
            reader.column_of(name),
            row.cell(name).raw,
            row.cell(name).text,
            reason,
        )
        for name, reason in found.items()
    ]
