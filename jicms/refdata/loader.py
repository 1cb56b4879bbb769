"""Brings the code tables to the state of the CSV lists, without ever deleting a row."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from jicms.core import clock
from jicms.refdata import queries
from jicms.refdata.mixin import CodeMixin
from jicms.refdata.reader import DATA, CodeList, CodeRow, read_lists


@dataclass(slots=True)
class ListCount:
    """What happened to the rows of one list. `kept`: edited here, and left as they are."""

    file: str
    version: int
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0
    retired: int = 0


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did, list by list."""

    lists: tuple[ListCount, ...]

    @property
    def is_change(self) -> bool:
        """Whether any row is now different."""
        return any(each.added or each.changed or each.retired for each in self.lists)

    def total(self, what: str) -> int:
        """Sum of one count ("added", "changed" ...) over all lists."""
        return sum(getattr(each, what) for each in self.lists)


#: Called at the end of a load, in its transaction; the audit trail registers its event here.
loaded_hooks: list[Callable[[Session, LoadReport], None]] = []


def load(session: Session, *, directory: Path = DATA, force: bool = False) -> LoadReport:
    """Add new codes, update changed ones, retire missing ones where the manifest says so.

    A row that an administrator edited stays as it is unless `force`; then the edit is undone. A
    row that an administrator added is never touched. Flushes, never commits. Raises `DataFault`
    before anything is written.
    """
    report = LoadReport(tuple(_load(session, each, force=force) for each in read_lists(directory)))
    for hook in loaded_hooks:
        hook(session, report)
    queries.forget_after_commit(session)
    return report


def _load(session: Session, each: CodeList, *, force: bool) -> ListCount:
    count = ListCount(each.file, each.version)
    stored = {row.code: row for row in session.scalars(select(each.model))}
    for row in each.rows:
        known = stored.pop(row.code, None)
        if known is None:
            session.add(each.model(**row.values))
            count.added += 1
        else:
            _update(known, row, count, force=force)
    if each.retire_missing:
        _retire(stored.values(), count)
    # Lists refer to earlier ones without a relationship, so the order of flushes is ours.
    session.flush()
    return count


def _update(known: CodeMixin, row: CodeRow, count: ListCount, *, force: bool) -> None:
    differing = {k: v for k, v in row.values.items() if getattr(known, k) != v}
    if not differing:
        count.unchanged += 1
    elif known.edited_at is not None and not force:
        count.kept += 1
    else:
        for name, value in differing.items():
            setattr(known, name, value)
        known.edited_at = None
        count.changed += 1


def _retire(missing: Iterable[CodeMixin], count: ListCount) -> None:
    today = clock.now().date()
    for row in missing:
        if row.edited_at is None and row.valid_to is None:
            row.valid_to = max(today, row.valid_from)
            count.retired += 1
