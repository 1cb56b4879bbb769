"""One batch: equal rows aside, fields read, records found, compared, written."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import clock
from jicms.imports.books import Account, Batch
from jicms.imports.compare import Verdict, compare, noticed
from jicms.imports.models import IssueKind, Prefer
from jicms.imports.reading import Issue, Row, RowReader
from jicms.imports.scratch import Scratch
from jicms.imports.targets import Change, Context, Known, Target
from jicms.imports.targets.lookups import existing

Delivery = tuple[int, list[str] | None, str]
#: Where an altered record is named in the trail, by kind.
TABLES = {
    "person": "person",
    "case": "case_file",
    "allegation": "allegation_subject",
    "party": "party",
    "investigator": "assignment",
}
#: Fields whose values the trail does not repeat.
PRIVATE = frozenset({"gender", "age", "race", "locality"})


@dataclass(frozen=True, slots=True)
class Loader:
    """Loads the rows of one file. `store` is false in a dry run: nothing is written then."""

    file: int
    target: Target
    reader: RowReader
    scratch: Scratch
    prefer: Prefer
    store: bool
    run_id: int | None

    @property
    def context(self) -> Context:
        """The run's constants and session."""
        return self.target.context

    def remember(self, delivery: Sequence[Delivery]) -> None:
        """Count rows that an earlier start of this run has committed."""
        self.scratch.count(self.file, ((n, cells) for n, cells, _ in delivery if cells is not None))

    def load(self, delivery: Sequence[Delivery], account: Account) -> Batch:
        """Bring a batch in; its outcomes and report lines."""
        batch = Batch(first=delivery[0][0])
        for number, cells, _fault in delivery:
            batch.take(number, cells or ())
        rows = self._rows(delivery, batch)
        while rows:
            rows = self._wave(rows, batch)
        account.read_as.update(self.reader.read_as)
        account.written.update(self.context.written)
        self.reader.read_as.clear()
        self.context.written.clear()
        return batch

    def finish(self, _account: Account) -> Batch | None:
        """What is left to do when every row is in; nothing for most files."""
        return None

    def _rows(self, delivery: Sequence[Delivery], batch: Batch) -> list[Row]:
        """The rows that are worth looking at; rejected and equal ones are entered at once."""
        whole = [(number, cells) for number, cells, _fault in delivery if cells is not None]
        seen = dict(zip((n for n, _ in whole), self.scratch.count(self.file, whole), strict=True))
        rows = []
        for number, cells, fault in delivery:
            if cells is None:
                self._reject(batch, number, "", fault)
                continue
            ordinal, first = seen[number]
            if ordinal > 1 and not self.target.keeps_equal_rows:
                batch.outcomes["duplicate"] += 1
                reason = f"an exact copy of row {first}"
                name = self.reader.name_of(cells)
                batch.issues.append(Issue(number, name, IssueKind.DUPLICATE, "", "", "", reason))
                continue
            row, refusal = self.reader.read(number, ordinal, cells)
            if not refusal and self._is_in_the_future(row):
                refusal = "received in the future"
            if refusal:
                self._reject(batch, number, self.reader.name_of(cells), refusal)
                continue
            row.key = self.target.key_of(row)
            rows.append(row)
        return rows

    def _is_in_the_future(self, row: Row) -> bool:
        received = self.context.moment(row.cell("received").value)
        return received is not None and received > clock.now()

    def _wave(self, rows: list[Row], batch: Batch) -> list[Row]:
        """Load the first row of each key; the rows that must wait for it."""
        first: dict[str, Row] = {}
        later = []
        for row in rows:
            if row.key in first:
                later.append(row)
            else:
                first[row.key] = row
        self._enter(self._with_references(list(first.values()), batch), batch)
        return later

    def _with_references(self, rows: list[Row], batch: Batch) -> list[Row]:
        """The rows whose case and persons are there."""
        missing = {
            kind: keys
            - existing(self.context.session, kind, keys)
            - self.scratch.planned(kind, () if self.store else keys).keys()
            for kind, keys in self.target.references(rows).items()
        }
        if not any(missing.values()):
            return rows
        kept = []
        for row in rows:
            lacks = [
                f"{kind} {row.cell(kind).text} was not delivered"
                for kind, keys in missing.items()
                if row.cell(kind).text and self.context.key(row.cell(kind).text) in keys
            ]
            if lacks:
                self._reject(batch, row.number, row.key, "; ".join(lacks))
            else:
                kept.append(row)
        return kept

    def _enter(self, rows: list[Row], batch: Batch) -> None:
        known = self._known([row.key for row in rows])
        new: list[Row] = []
        changes: list[Change] = []
        for row in rows:
            batch.issues += [_with_key(issue, row.key) for issue in row.issues]
            if row.key not in known:
                new.append(row)
                batch.issues += noticed(row, self.reader) if self.target.kind == "case" else []
                continue
            verdict = compare(row, known[row.key], self.target.fields, self.reader, self.prefer)
            batch.issues += verdict.issues
            batch.outcomes[_outcome(verdict)] += 1
            if verdict.change is not None:
                changes.append(verdict.change)
        batch.outcomes["imported"] += len(new)
        if self.store:
            self._write(new, changes)
        else:
            self._plan(new, changes)

    def _known(self, keys: list[str]) -> dict[str, Known]:
        found = self.target.known(keys)
        if not self.store:
            planned = self.scratch.planned(self.target.kind, keys)
            found |= {key: Known(0, None, fields) for key, fields in planned.items()}
        return found

    def _write(self, new: list[Row], changes: list[Change]) -> None:
        if new:
            self.target.insert(new)
        if changes:
            self.target.change(changes)
        for each in changes:
            fields: dict[str, object] = {
                name: recorder.CHANGED if name in PRIVATE else [each.old[name], cell.raw]
                for name, cell in each.new.items()
            }
            recorder.record(
                Event.IMPORT_ALTERED,
                case=each.known.case_id,
                person=each.known.id if self.target.kind == "person" else None,
                entity=(TABLES[self.target.kind], each.known.id),
                run=self.run_id,
                file=self.target.file.name,
                row=each.row.number,
                fields=fields,
            )

    def _plan(self, new: Iterable[Row], changes: Iterable[Change]) -> None:
        records = [(row.key, {name: row.cell(name).text for name in row.cells}) for row in new]
        records += [
            (each.row.key, each.known.fields | {k: cell.text for k, cell in each.new.items()})
            for each in changes
        ]
        self.scratch.plan(self.target.kind, records)

    @staticmethod
    def _reject(batch: Batch, number: int, key: str, reason: str) -> None:
        batch.outcomes["rejected"] += 1
        batch.issues.append(Issue(number, key, IssueKind.REJECTED, "", "", "", reason))


def _outcome(verdict: Verdict) -> str:
    if verdict.change is not None:
        return "updated"
    return "conflicting" if verdict.contradicts else "unchanged"


def _with_key(issue: Issue, key: str) -> Issue:
    return Issue(
        issue.row, key, issue.kind, issue.column, issue.delivered, issue.stored, issue.reason
    )


def batches(
    rows: Iterable[Delivery], size: int, *, after: int, skipped: Callable[[list[Delivery]], None]
) -> Iterable[list[Delivery]]:
    """Rows in batches; those up to `after` are handed to `skipped` instead."""
    held: list[Delivery] = []
    for row in rows:
        if held and (len(held) == size or held[-1][0] == after):
            if held[-1][0] <= after:
                skipped(held)
            else:
                yield held
            held = []
        held.append(row)
    if held and held[-1][0] <= after:
        skipped(held)
    elif held:
        yield held
