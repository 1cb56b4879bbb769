"""The accounts of a run: every delivered row has one outcome, every doubt a line of the report."""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jicms.imports import bulk
from jicms.imports.models import ImportFile, ImportIssue
from jicms.imports.reading import Issue

OUTCOMES = ("imported", "updated", "unchanged", "conflicting", "duplicate", "rejected")
HEADINGS = ("file", "row", "key", "what", "column", "delivered", "stored", "reason")
_WIDE = 200


@dataclass(slots=True)
class Account:
    """The rows of one file by outcome, and what was counted beside them."""

    name: str
    kind: str
    rows: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    issues: Counter[str] = field(default_factory=Counter)
    read_as: Counter[str] = field(default_factory=Counter)
    written: Counter[str] = field(default_factory=Counter)

    @property
    def adds_up(self) -> bool:
        """Whether every delivered row has exactly one outcome."""
        return self.rows == sum(self.outcomes.values())


@dataclass(slots=True)
class Batch:
    """What one batch did: outcomes, issues, digest of the rows as delivered."""

    first: int
    last: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    issues: list[Issue] = field(default_factory=list)
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def take(self, number: int, cells: Sequence[str]) -> None:
        """Count a row in. Digest: number and cells joined by 1F, rows ended by 1E, UTF-8."""
        self.last = number
        line = "\x1f".join((str(number), *cells)) + "\x1e"
        self._digest.update(line.encode(errors="surrogateescape"))

    def digest(self) -> str:
        """SHA-256 of the rows as delivered."""
        return self._digest.hexdigest()


def account_of(file: ImportFile) -> Account:
    """The account that a stored file carries, to go on from."""
    return Account(
        name=file.name,
        kind=file.kind,
        rows=file.position,
        outcomes=Counter({name: getattr(file, name) for name in OUTCOMES}),
        read_as=Counter(file.read_as),
        written=Counter(file.written),
    )


def enter(account: Account, batch: Batch) -> None:
    """Add a batch to the account."""
    account.rows = batch.last
    account.outcomes.update(batch.outcomes)
    account.issues.update(str(issue.kind) for issue in batch.issues)


def keep(session: Session, file: ImportFile, account: Account, batch: Batch) -> None:
    """Store account and report lines with the batch, in its transaction."""
    file.position = account.rows
    for name in OUTCOMES:
        setattr(file, name, account.outcomes[name])
    file.read_as = dict(account.read_as)
    file.written = dict(account.written)
    bulk.insert(
        session,
        ImportIssue,
        [
            {
                "run_id": file.run_id,
                "file_id": file.id,
                "row": issue.row,
                "key": safe(issue.key)[:80],
                "kind": issue.kind,
                "column": issue.column[:60],
                "delivered": safe(issue.delivered)[:_WIDE],
                "stored": safe(issue.stored)[:_WIDE],
                "reason": safe(issue.reason)[:_WIDE],
            }
            for issue in batch.issues
        ],
    )


def safe(text: str) -> str:
    """A text that both databases store: no NUL, no lone surrogates."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()


class ReportFile:
    """The report as CSV. Cells that a spreadsheet would take for formulas are neutralised."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stream: IO[str] = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._stream)
        self._writer.writerow(HEADINGS)

    def write(self, name: str, issues: Iterable[Issue]) -> None:
        """Add lines about a file."""
        for each in issues:
            texts = (each.key, each.kind, each.column, each.delivered, each.stored, each.reason)
            self._writer.writerow((name, each.row, *(neutral(safe(str(text))) for text in texts)))

    def close(self) -> None:
        """Finish the file."""
        self._stream.close()


def neutral(text: str) -> str:
    """As exports do: a quote before what would begin a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def issue_counts(session: Session, file_id: int) -> Counter[str]:
    """The report lines of a file by kind."""
    found = session.execute(
        select(ImportIssue.kind, func.count())
        .where(ImportIssue.file_id == file_id)
        .group_by(ImportIssue.kind)
    )
    return Counter({str(kind): count for kind, count in found})


def write_report(session: Session, run_id: int, path: Path) -> int:
    """Write a run's report from the stored lines, a few at a time; their number."""
    report = ReportFile(path)
    lines = 0
    try:
        line = ImportIssue
        statement = (
            select(
                ImportFile.name,
                line.row,
                line.key,
                line.kind,
                line.column,
                line.delivered,
                line.stored,
                line.reason,
            )
            .join(ImportFile, ImportFile.id == line.file_id)
            .where(line.run_id == run_id)
            .order_by(line.id)
            .execution_options(yield_per=2_000)
        )
        for name, *values in session.execute(statement):
            report.write(name, [Issue(*cast("Any", values))])
            lines += 1
    finally:
        report.close()
    return lines
