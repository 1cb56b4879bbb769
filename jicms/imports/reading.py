"""Turns the cells of a row into fields: read, cut to size, translated, and what was noticed."""

import csv
import gzip
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from jicms.imports.mapping import (
    KINDS,
    TRANSLATED,
    Codes,
    Column,
    FileMapping,
    Mapping,
    MappingFault,
)
from jicms.imports.models import IssueKind
from jicms.imports.values import BLANK, READERS, Cell, Unreadable

#: The longest text that each field is stored with; the row as delivered is kept beside it.
LIMITS = {
    "status": 80,
    "category": 200,
    "area": 40,
    "place_code": 40,
    "place": 120,
    "locality": 120,
    "handling_body": 60,
    "complainant_type": 60,
    "rank": 160,
    "unit": 120,
    "gender": 20,
    "age": 40,
    "race": 60,
    "final_penalty": 40,
    "recommended_penalty": 40,
    "family_name": 120,
    "given_name": 120,
    "program_office": 120,
    "duty_location": 160,
    "title": 160,
    "series": 20,
    "grade": 20,
    "bargaining_unit": 60,
    "appointment": 60,
    "email": 200,
    "telephone": 60,
    "user_name": 80,
}
KEY_LIMIT = 24
#: Rows of a code list that is delivered along; more is no code list.
LOOKUP_LIMIT = 20_000
#: Cells of a column whose reading is remembered.
_MEMORY = 4_096
KEYS = ("key", "case", "person")
#: The age that a person can have; others are kept as delivered, and noted.
PLAUSIBLE_AGE = (0, 115)
#: Kind of issue and reason.
Note = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Issue:
    """One line of the report."""

    row: int
    key: str
    kind: IssueKind
    column: str
    delivered: str
    stored: str
    reason: str


@dataclass(slots=True)
class Row:
    """A delivered row as fields. `ordinal` is its place among equal rows of the file."""

    number: int
    ordinal: int
    cells: dict[str, Cell]
    key: str = ""
    issues: list[Issue] = field(default_factory=list)

    def cell(self, name: str) -> Cell:
        """The field, blank where the file has no column for it."""
        return self.cells.get(name, BLANK)

    def raw(self, *leave_out: str) -> dict[str, str]:
        """What was delivered, by field, without blanks."""
        return {k: c.raw for k, c in self.cells.items() if c.raw and k not in leave_out}


class RowReader:
    """Reads the rows of one file by its mapping."""

    def __init__(
        self, file: FileMapping, mapping: Mapping, header: list[str], folder: Path
    ) -> None:
        self.file = file
        self._codes = mapping.codes
        self._index = {column.field: header.index(column.column) for column in file.columns}
        # A file of persons names one in each row; one of unnamed people has no such column.
        self._needed = KINDS[file.kind][0] | ({"person"} & self._index.keys())
        self._lookups = {
            column.field: read_lookup(folder, *column.lookup)
            for column in file.columns
            if column.lookup
        }
        self._known: dict[str, dict[str, Cell]] = {column.field: {} for column in file.columns}
        self.read_as: Counter[str] = Counter()

    def read(self, number: int, ordinal: int, cells: list[str]) -> tuple[Row, str]:
        """The row, and why it can't be imported ("" when it can)."""
        row = Row(number, ordinal, {})
        for column in self.file.columns:
            raw = cells[self._index[column.field]]
            try:
                cell = self._cell(column, raw)
            except Unreadable as error:
                reason = f"{column.column}: {error}"
                if column.field in self._needed:
                    return row, reason
                row.issues.append(
                    Issue(
                        number,
                        "",
                        IssueKind.ALTERED,
                        column.column,
                        raw,
                        "",
                        f"left blank: {error}",
                    )
                )
                cell = Cell(raw, "", None)
            if not cell.text and column.field in self._needed:
                return row, f"{column.column} is blank"
            if cell.text != raw:
                self.read_as[column.column] += 1
            if cell.note is not None:
                kind, reason = cell.note
                stored = cell.code or cell.text
                row.issues.append(
                    Issue(number, "", IssueKind(kind), column.column, raw, stored, reason)
                )
            row.cells[column.field] = cell
        return row, ""

    def name_of(self, cells: list[str]) -> str:
        """The keys in a row as they were delivered, for the report."""
        return ":".join(cells[self._index[name]] for name in KEYS if name in self._index)[:80]

    def canonical(self, name: str, text: str) -> str:
        """A stored text in the form in which it is compared with this file's cells."""
        column = next(each for each in self.file.columns if each.field == name)
        if not text:
            return ""
        try:
            found = self._cell(column, text).text
        except Unreadable:
            found = text
        return comparable(column, found)

    def compared(self, name: str, cell: Cell) -> str:
        """A cell in the form in which it is compared."""
        column = next(each for each in self.file.columns if each.field == name)
        return comparable(column, cell.text)

    def column_of(self, name: str) -> str:
        """The delivered column behind a field."""
        return next(each.column for each in self.file.columns if each.field == name)

    def _cell(self, column: Column, raw: str) -> Cell:
        known = self._known[column.field]
        cell = known.get(raw)
        if cell is None:
            cell = self._fresh(column, raw)
            if len(known) < _MEMORY:
                known[raw] = cell
        return cell

    def _fresh(self, column: Column, raw: str) -> Cell:
        if not raw.strip():
            text, value = "", None
        elif column.width:
            text, value = READERS[column.reads](raw, width=column.width)
        else:
            text, value = READERS[column.reads](raw)
        note: Note | None = None
        limit = KEY_LIMIT if column.field in KEYS else LIMITS.get(column.field)
        if limit is not None and len(text) > limit:
            if column.field in KEYS:
                raise Unreadable(f"{text[:40]!r} is longer than {limit} characters")
            text = value = text[:limit]
            note = (IssueKind.ALTERED, f"cut to {limit} characters")
        if column.field == "age" and text:
            note = note or _doubtful_age(text)
        name = TRANSLATED.get(column.field)
        if name is None or name not in self._codes:
            return Cell(raw, text, value, note=note)
        return self._translated(column, raw, text, self._codes[name])

    def _translated(self, column: Column, raw: str, text: str, codes: Codes) -> Cell:
        source = text.split(column.before, maxsplit=1)[0].strip() if column.before else text
        if source and column.field in self._lookups:
            # A code that the delivered list lacks stays itself, and is in no table either.
            source = self._lookups[column.field].get(source, source)
        code, number, note = translate(codes, source)
        return Cell(raw, text, text, code, number, note)


def comparable(column: Column, text: str) -> str:
    """`835`, `0835` and `835.0` are one code where the mapping gives a width to compare by."""
    return text.zfill(column.compare_width) if text.isdecimal() else text


def translate(codes: Codes, source: str) -> tuple[str | None, int | None, Note | None]:
    """Our code, the number beside it, and the issue to report. Raises `Unreadable`."""
    if not source:
        return codes.blank, None, None
    if source in codes.table:
        doubt = codes.notes.get(source)
        note = (IssueKind.NOTED, doubt) if doubt else None
        return codes.table[source], None, note
    if source.isdecimal():
        for each in codes.numbers:
            if each.low <= int(source) <= each.high:
                note = (IssueKind.ALTERED, each.note) if each.note else None
                return each.code, int(source), note
    if codes.other is None:
        raise Unreadable(f"{source[:40]!r} is in no list of the mapping")
    return codes.other, None, (IssueKind.ALTERED, "in no list of the source")


def _doubtful_age(text: str) -> Note | None:
    try:
        years = float(text)
    except ValueError:
        return (IssueKind.NOTED, "an age that is no number")
    low, high = PLAUSIBLE_AGE
    return None if low <= years <= high else (IssueKind.NOTED, "an age that nobody has")


def read_lookup(folder: Path, file: str, key: str, value: str) -> dict[str, str]:
    """A code list that is delivered along. Raises `MappingFault`."""
    path = delivered(folder, file)
    if path is None:
        raise MappingFault([f"{file} is missing: the mapping looks codes up in it."])
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        if not {key, value} <= set(reader.fieldnames or ()):
            raise MappingFault([f"{file} has no columns {key} and {value}."])
        found = {}
        for row in reader:
            found[row[key].strip()] = row[value].strip()
            if len(found) > LOOKUP_LIMIT:
                raise MappingFault([f"{file} has more than {LOOKUP_LIMIT} rows: no code list."])
    return found


def delivered(folder: Path, name: str) -> Path | None:
    """A delivered file by its name in the mapping, gzipped or not."""
    for candidate in (folder / name, folder / f"{name}.gz"):
        if candidate.is_file():
            return candidate
    return None
