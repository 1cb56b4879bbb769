"""Reads and checks the CSV lists. Knows their form, not the database.

A folder of lists has one `<table>.csv` per code table and `manifest.csv` (file, version,
retire_missing, sha256). A date is YYYY-MM-DD, a flag is yes or no, an empty cell is "none".
"""

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Column, Date, Enum, Integer, String, inspect

from jicms.refdata.models import ALL_CODE_MODELS, CodeMixin

DATA = Path(__file__).parent / "data"
MANIFEST = "manifest.csv"
MANIFEST_COLUMNS = ("file", "version", "retire_missing", "sha256")
#: Columns that the installation itself fills.
NOT_IN_FILES = frozenset({"edited_at"})
_CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,39}")
_FLAGS = {"yes": True, "no": False}


class DataFault(Exception):
    """The lists can't be loaded; `faults` names file, line and what is wrong, one each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One row of a list: its line in the file and its values by column name."""

    line: int
    values: dict[str, Any]

    @property
    def code(self) -> str:
        return str(self.values["code"])


@dataclass(frozen=True, slots=True)
class CodeList:
    """One list as read. `retire_missing`: a stored code that it lacks is retired."""

    model: type[CodeMixin]
    file: str
    version: int
    retire_missing: bool
    rows: tuple[CodeRow, ...]


def digest(path: Path) -> str:
    """SHA-256 of the file's text, the same whatever line ends a checkout gave it."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def file_of(model: type[CodeMixin]) -> str:
    """The file that holds a table's rows."""
    return f"{inspect(model).local_table.name}.csv"


def columns_of(model: type[CodeMixin]) -> dict[str, Column[Any]]:
    """The columns that a list's file must have, by name."""
    return {c.name: c for c in inspect(model).columns if c.name not in NOT_IN_FILES}


def read_lists(directory: Path = DATA) -> tuple[CodeList, ...]:
    """Every list of the folder, parents first. Raises `DataFault` with all that is wrong."""
    faults: list[str] = []
    manifest = _read_manifest(directory, faults)
    known = {file_of(model) for model in ALL_CODE_MODELS} | {MANIFEST}
    faults.extend(
        f"{path.name}: no code table has this name"
        for path in sorted(directory.glob("*.csv"))
        if path.name not in known
    )
    lists = []
    for model in ALL_CODE_MODELS:
        file = file_of(model)
        if not (directory / file).is_file():
            faults.append(f"{file}: the file is missing")
        elif file not in manifest:
            faults.append(f"{MANIFEST}: {file} is not listed")
        else:
            version, retire_missing = manifest[file]
            rows = tuple(_read_rows(directory / file, model, faults))
            lists.append(CodeList(model, file, version, retire_missing, rows))
    faults.extend(_dangling(lists))
    if faults:
        raise DataFault(faults)
    return tuple(lists)


def _read_manifest(directory: Path, faults: list[str]) -> dict[str, tuple[int, bool]]:
    """Version and retire_missing by file name."""
    found: dict[str, tuple[int, bool]] = {}
    path = directory / MANIFEST
    if not path.is_file():
        faults.append(f"{MANIFEST}: the file is missing")
        return found
    for line, cells in _table(path, MANIFEST_COLUMNS, faults):
        where, file = f"{MANIFEST}:{line}", cells["file"]
        if file in found:
            faults.append(f"{where}: {file} is listed twice")
        if not cells["version"].isdecimal() or cells["retire_missing"] not in _FLAGS:
            faults.append(f"{where}: version is a whole number and retire_missing yes or no")
            continue
        found[file] = (int(cells["version"]), _FLAGS[cells["retire_missing"]])
        if not (directory / file).is_file():
            faults.append(f"{where}: there is no file {file}")
        elif digest(directory / file) != cells["sha256"]:
            faults.append(
                f"{where}: {file} was changed without a new version; run `flask refdata stamp`"
            )
    return found


def _table(
    path: Path, columns: tuple[str, ...], faults: list[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells of each row; nothing but a fault when the header is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        faults.append(f"{path.name}: the file is not UTF-8")
        return
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        header = next(reader, [])
        if sorted(header) != sorted(columns):
            missing = ", ".join(sorted(set(columns) - set(header))) or "none"
            unknown = ", ".join(sorted(set(header) - set(columns))) or "none"
            faults.append(
                f"{path.name}:1: wrong columns (missing: {missing}; unknown or twice: {unknown})"
            )
            return
        for cells in reader:
            if len(cells) == len(header):
                yield reader.line_num, dict(zip(header, cells, strict=True))
            elif cells:
                faults.append(
                    f"{path.name}:{reader.line_num}: {len(cells)} cells, {len(header)} expected"
                )
    except csv.Error as error:
        faults.append(f"{path.name}:{reader.line_num}: {error}")


def _read_rows(path: Path, model: type[CodeMixin], faults: list[str]) -> Iterator[CodeRow]:
    columns = columns_of(model)
    first_line: dict[str, int] = {}
    for line, cells in _table(path, tuple(columns), faults):
        where = f"{path.name}:{line}"
        values, wrong = _values(columns, cells)
        faults.extend(f"{where}: {sentence}" for sentence in wrong)
        code = cells["code"]
        if code in first_line:
            faults.append(f"{where}: code {code} stands on line {first_line[code]} already")
        first_line.setdefault(code, line)
        if not wrong:
            yield CodeRow(line, values)


def _values(
    columns: dict[str, Column[Any]], cells: dict[str, str]
) -> tuple[dict[str, Any], list[str]]:
    """The row's typed values, and one sentence per cell that can't be read."""
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for name, column in columns.items():
        try:
            values[name] = _value(column, cells[name].strip())
        except ValueError as error:
            wrong.append(f"{name} {error}")
    if not _CODE.fullmatch(cells["code"]):
        wrong.append(f"code {cells['code']!r} is not 1 to 40 of A-Z, 0-9, _ and -")
    start, end = values.get("valid_from"), values.get("valid_to")
    if start and end and end < start:
        wrong.append("valid_to is before valid_from")
    return values, wrong


def _value(column: Column[Any], cell: str) -> Any:
    """One cell as its column's type. Raises ValueError with the end of a sentence."""
    if not cell:
        if column.nullable:
            return None
        if column.name == "description":
            return ""
        raise ValueError("is empty")
    kind = column.type
    if isinstance(kind, Boolean):
        if cell not in _FLAGS:
            raise ValueError(f"{cell!r} is not yes or no")
        return _FLAGS[cell]
    if isinstance(kind, Integer):
        try:
            return int(cell)
        except ValueError:
            raise ValueError(f"{cell!r} is not a whole number") from None
    if isinstance(kind, Date):
        try:
            return date.fromisoformat(cell)
        except ValueError:
            raise ValueError(f"{cell!r} is not a date as YYYY-MM-DD") from None
    return _text(kind, cell)


def _text(kind: Any, cell: str) -> Any:
    if isinstance(kind, Enum) and kind.enum_class is not None:
        try:
            return kind.enum_class(cell)
        except ValueError:
            raise ValueError(f"{cell!r} is not one of {', '.join(kind.enums)}") from None
    if isinstance(kind, String) and kind.length is not None and len(cell) > kind.length:
        raise ValueError(f"has {len(cell)} characters, {kind.length} are allowed")
    return cell


def _dangling(lists: list[CodeList]) -> Iterator[str]:
    """A sentence for each reference to a code that its list does not hold."""
    codes = {inspect(each.model).local_table.name: {r.code for r in each.rows} for each in lists}
    for each in lists:
        for name, column in columns_of(each.model).items():
            for key in column.foreign_keys:
                target = key.column.table.name
                for row in each.rows:
                    value = row.values[name]
                    if value is not None and value not in codes.get(target, ()):
                        yield f"{each.file}:{row.line}: {name} {value} is not in {target}.csv"
