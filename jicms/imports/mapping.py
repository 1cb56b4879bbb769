"""A mapping: which columns of which files feed which fields, and how codes translate.

A TOML file; `mappings/` holds the built-in ones, `mappings/README.md` explains every key.
"""

import hashlib
import tomllib
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jicms.imports.values import READERS

BUILT_IN = Path(__file__).parent / "mappings"

#: What a file's rows can become, with the fields that must and those that may be mapped.
KINDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "person": (
        frozenset({"key"}),
        frozenset({"gender", "rank", "unit", "appointed_year"}),
    ),
    "case": (
        frozenset({"key", "received"}),
        frozenset(
            {
                "closed",
                "status",
                "incident",
                "area",
                "place_code",
                "place",
                "locality",
                "handling_body",
                "complainant_type",
            }
        ),
    ),
    "allegation": (
        frozenset({"case", "person"}),
        frozenset(
            {
                "rank",
                "unit",
                "category",
                "recommended_finding",
                "final_finding",
                "recommended_penalty",
                "final_penalty",
            }
        ),
    ),
    "investigator": (frozenset({"case", "person"}), frozenset({"rank", "unit"})),
    "party": (frozenset({"case"}), frozenset({"person", "gender", "age", "race"})),
    "employee": (
        frozenset({"key", "family_name", "agency", "standing"}),
        frozenset(
            {
                "given_name",
                "other_names",
                "program_office",
                "duty_location",
                "title",
                "series",
                "grade",
                "is_law_enforcement",
                "is_supervisor",
                "is_ses",
                "is_internal_affairs",
                "bargaining_unit",
                "appointment",
                "entered_on_duty",
                "probation_ends",
                "separated_on",
                "born",
                "email",
                "telephone",
                "user_name",
            }
        ),
    ),
}
#: Fields whose cells are translated, and the code table of the mapping that does it.
TRANSLATED = {
    "category": "category",
    "final_finding": "finding",
    "recommended_finding": "finding",
    "final_penalty": "penalty",
    "recommended_penalty": "penalty",
    "complainant_type": "complainant",
    "standing": "standing",
    "agency": "agency",
}
#: Tables that a mapping may do without: the source's codes are ours then.
OPTIONAL_TABLES = frozenset({"agency"})


class MappingFault(Exception):
    """The mapping can't be used; `faults` says why, one sentence each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Numbers:
    """Codes that are whole numbers in a range; the number is stored beside the code (days)."""

    low: int
    high: int
    code: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Codes:
    """One translation: our code by the source's. Looked up in `table`, then by `numbers`."""

    table: Table[str, str]
    numbers: tuple[Numbers, ...] = ()
    blank: str | None = None
    other: str | None = None
    #: Said in the report for a source code whose meaning is in doubt.
    notes: Table[str, str] = field(default_factory=dict)

    def every_code(self) -> set[str]:
        """Our codes that this translation can give."""
        found = {*self.table.values(), *(each.code for each in self.numbers)}
        return found | {code for code in (self.blank, self.other) if code}


@dataclass(frozen=True, slots=True)
class State:
    """Our status and closing reason for a status of the source."""

    status: str
    closure: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """Where one field comes from. `lookup` is (file, key column, value column) of a code list that
    is delivered along; `before` cuts the text at a separator first."""

    field: str
    column: str
    reads: str
    width: int = 0
    compare_width: int = 0
    before: str = ""
    lookup: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class FileMapping:
    """How the rows of one file are read. `role` is the party's, for rows that become parties."""

    name: str
    kind: str
    columns: tuple[Column, ...]
    ignore: Table[str, str]
    role: str = ""
    unnamed: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole mapping. `prefix` stands before every key, where keys of two sources may meet."""

    name: str
    title: str
    sha256: str
    zone: ZoneInfo
    prefix: str
    settings: Table[str, str]
    states: Table[str, State]
    state_rules: Table[str, State]
    codes: Table[str, Codes]
    files: tuple[FileMapping, ...]
    left: Table[str, str]

    @property
    def is_directory(self) -> bool:
        """Whether the delivery is an extract of employees, not of cases."""
        return any(file.kind == "employee" for file in self.files)


#: Settings that every mapping of cases states.
SETTINGS = (
    "agency",
    "office",
    "discipline_office",
    "case_type",
    "class",
    "intake_method",
    "person_kind",
    "investigation_type",
    "case_title",
)


def find(name_or_file: str) -> Path:
    """The file of a built-in mapping, or the file itself. Raises `MappingFault`."""
    built_in = BUILT_IN / f"{name_or_file}.toml"
    if built_in.is_file() and built_in.parent == BUILT_IN:
        return built_in
    path = Path(name_or_file)
    if path.is_file():
        return path
    known = ", ".join(sorted(each.stem for each in BUILT_IN.glob("*.toml")))
    raise MappingFault([f"There is no mapping {name_or_file!r}; built in are: {known}."])


def load(path: Path) -> Mapping:
    """Read a mapping. Raises `MappingFault` with everything that is wrong with its form."""
    content = path.read_bytes()
    try:
        data = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingFault([f"{path.name}: {error}"]) from None
    faults: list[str] = []
    try:
        found = _build(data, hashlib.sha256(content).hexdigest())
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise MappingFault([f"{path.name}: not a mapping ({error!r})"]) from None
    needed = () if found.is_directory else SETTINGS
    faults += [f"settings.{name} is missing" for name in needed if name not in found.settings]
    if found.is_directory and any(file.kind != "employee" for file in found.files):
        faults.append("an extract of employees holds nothing else")
    for each in found.files:
        faults += _faults_of(each, found)
    faults += [f"codes.{name} has no table" for name, each in found.codes.items() if not each.table]
    if not found.files:
        faults.append("no file is mapped")
    if faults:
        raise MappingFault([f"{path.name}: {sentence}" for sentence in faults])
    return found


def _build(data: dict[str, Any], sha256: str) -> Mapping:
    return Mapping(
        name=data["name"],
        title=data["title"],
        sha256=sha256,
        zone=ZoneInfo(data["zone"]),
        prefix=data.get("prefix", ""),
        settings={str(k): str(v) for k, v in data["settings"].items()},
        states={k: State(**v) for k, v in data.get("states", {}).items()},
        state_rules={k: State(**v) for k, v in data.get("state_rules", {}).items()},
        codes={name: _codes(each) for name, each in data.get("codes", {}).items()},
        files=tuple(_file(each) for each in data.get("files", ())),
        left=dict(data.get("left", {})),
    )


def _codes(data: dict[str, Any]) -> Codes:
    return Codes(
        table=dict(data.get("table", {})),
        numbers=tuple(Numbers(**each) for each in data.get("numbers", ())),
        blank=data.get("blank"),
        other=data.get("other"),
        notes=dict(data.get("notes", {})),
    )


def _file(data: dict[str, Any]) -> FileMapping:
    return FileMapping(
        name=data["name"],
        kind=data["kind"],
        columns=tuple(_column(name, each) for name, each in data["fields"].items()),
        ignore=dict(data.get("ignore", {})),
        role=data.get("role", ""),
        unnamed=data.get("unnamed", ""),
        optional=bool(data.get("optional", False)),
    )


def _column(name: str, data: str | dict[str, Any]) -> Column:
    if isinstance(data, str):
        return Column(name, data, "text")
    lookup = data.get("lookup")
    return Column(
        field=name,
        column=data["column"],
        reads=data.get("as", "text"),
        width=int(data.get("width", 0)),
        compare_width=int(data.get("compare_width", 0)),
        before=data.get("before", ""),
        lookup=(lookup["file"], lookup["key"], lookup["value"]) if lookup else None,
    )


def _faults_of(each: FileMapping, mapping: Mapping) -> list[str]:
    if each.kind not in KINDS:
        return [f"{each.name}: kind {each.kind!r} is none of {', '.join(KINDS)}"]
    needed, may = KINDS[each.kind]
    fields = {column.field for column in each.columns}
    faults = [f"{each.name}: field {name} is missing" for name in sorted(needed - fields)]
    faults += [
        f"{each.name}: {each.kind} has no field {name}" for name in sorted(fields - needed - may)
    ]
    for column in each.columns:
        if column.reads not in READERS:
            faults.append(f"{each.name}: {column.field} is read as {column.reads!r}, unknown")
        table = TRANSLATED.get(column.field)
        if table and table not in mapping.codes and table not in OPTIONAL_TABLES:
            faults.append(f"{each.name}: {column.field} needs the table codes.{table}")
    if each.kind == "party" and not each.role:
        faults.append(f"{each.name}: a party needs a role")
    if each.kind == "case" and not {"blank", "blank_closed", "other"} <= set(mapping.state_rules):
        faults.append("state_rules needs blank, blank_closed and other")
    return faults
