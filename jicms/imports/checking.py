"""Does a mapping fit this installation and this folder? Everything is said before a row is read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from jicms.auth.models import Agency, Office
from jicms.cases.models import CaseStatus, PartyRole
from jicms.core import clock
from jicms.imports.mapping import FileMapping, Mapping, MappingFault
from jicms.imports.reading import delivered
from jicms.imports.source import Delivered
from jicms.imports.targets import Context
from jicms.investigations.models import InvestigationType
from jicms.refdata import models as lists
from jicms.refdata.mixin import CodeMixin

#: The code list that each translation of a mapping leads to.
CODE_LISTS: dict[str, type[CodeMixin]] = {
    "category": lists.AllegationCategory,
    "finding": lists.FindingCode,
    "penalty": lists.ActionType,
    "complainant": lists.ComplainantKind,
}
#: Likewise for single codes of the settings.
SETTING_LISTS: dict[str, type[CodeMixin]] = {
    "case_type": lists.CaseType,
    "class": lists.SeverityClass,
    "intake_method": lists.IntakeMethod,
    "person_kind": lists.PersonKind,
}
PREFIX_LIMIT = 10
#: Files that every folder may have beside the data.
_COMMON = ("README", "LICENSE")


@dataclass(frozen=True, slots=True)
class Planned:
    """A file that will be read: its mapping, where it lies, its columns."""

    mapping: FileMapping
    source: Delivered
    header: list[str]


def plan(mapping: Mapping, folder: Path) -> list[Planned]:
    """The files to read, in the mapping's order. Raises `MappingFault` with all that is missing.

    A column that the mapping neither uses nor leaves out with a reason stops the import: nothing
    is dropped in silence.
    """
    faults: list[str] = []
    found = []
    for file in mapping.files:
        path = delivered(folder, file.name)
        if path is None:
            if not file.optional:
                faults.append(f"{file.name} is missing in {folder}")
            continue
        source = Delivered(path)
        header = source.header()
        faults += _columns_amiss(file, header)
        found.append(Planned(file, source, header))
    if not found and not faults:
        faults.append(f"none of the mapped files is in {folder}")
    if faults:
        raise MappingFault(faults)
    return found


def _columns_amiss(file: FileMapping, header: list[str]) -> Iterator[str]:
    used = {column.column for column in file.columns}
    for name in sorted(used - set(header)):
        yield f"{file.name} has no column {name}"
    for name in header:
        if name not in used and name not in file.ignore:
            yield f"{file.name}: column {name} is neither mapped nor left out with a reason"
    if len(set(header)) != len(header):
        yield f"{file.name}: a column name stands twice"


def left_out(mapping: Mapping, folder: Path) -> list[tuple[str, str]]:
    """(file, reason) for everything in the folder that is not read."""
    read = {file.name for file in mapping.files}
    looked_up = {
        column.lookup[0] for file in mapping.files for column in file.columns if column.lookup
    }
    found = []
    for path in sorted(folder.iterdir()):
        name = path.name.removesuffix(".gz")
        if name in read:
            continue
        if name in looked_up:
            reason = "a code list that codes are looked up in"
        else:
            reason = mapping.left.get(name, "")
            if not reason and not name.startswith(_COMMON):
                reason = "not in the mapping"
        if reason:
            found.append((path.name, reason))
    return found


def context(session: Session, mapping: Mapping) -> Context:
    """What the run needs of this installation. Raises `MappingFault` with all that is missing."""
    faults = [*_codes_amiss(session, mapping), *_names_amiss(mapping)]
    settings = mapping.settings
    agency = session.scalar(select(Agency).where(Agency.code == settings["agency"]))
    offices = {
        name: session.scalar(select(Office).where(Office.code == settings[name]))
        for name in ("office", "discipline_office")
    }
    if agency is None:
        faults.append(f"There is no agency {settings['agency']}.")
    faults += [
        f"There is no office {settings[name]}." for name, office in offices.items() if not office
    ]
    if agency is not None and not agency.is_legacy:
        faults.append(f"{agency.code} is not an agency for imported records.")
    office, discipline = offices["office"], offices["discipline_office"]
    if faults or agency is None or office is None or discipline is None:
        raise MappingFault([f"{mapping.name}: {sentence}" for sentence in faults])
    return Context(
        session=session,
        mapping=mapping,
        agency_id=agency.id,
        office_id=office.id,
        discipline_office_id=discipline.id,
        now=clock.now(),
    )


def _codes_amiss(session: Session, mapping: Mapping) -> Iterator[str]:
    for name, codes in mapping.codes.items():
        if name not in CODE_LISTS:
            yield f"codes.{name} is none of {', '.join(CODE_LISTS)}"
            continue
        yield from _unknown(session, CODE_LISTS[name], codes.every_code(), f"codes.{name}")
    for name, model in SETTING_LISTS.items():
        yield from _unknown(session, model, {mapping.settings[name]}, f"settings.{name}")
    states = [*mapping.states.values(), *mapping.state_rules.values()]
    closures = {state.closure for state in states if state.closure}
    yield from _unknown(session, lists.ClosureReason, closures, "states")
    for state in states:
        if state.status not in set(CaseStatus):
            yield f"{state.status} is no status of a case"


def _unknown(
    session: Session, model: type[CodeMixin], wanted: Iterable[str], where: str
) -> Iterator[str]:
    codes = set(wanted)
    stored = set(session.scalars(select(model.code).where(model.code.in_(codes))))
    for code in sorted(codes - stored):
        yield f"{where}: {code} is not in the list {model.__name__}; run `refdata load`"


def _names_amiss(mapping: Mapping) -> Iterator[str]:
    if mapping.settings["investigation_type"] not in set(InvestigationType):
        yield f"{mapping.settings['investigation_type']} is no type of investigation"
    if len(mapping.prefix) > PREFIX_LIMIT:
        yield f"prefix is longer than {PREFIX_LIMIT} characters"
    for file in mapping.files:
        if file.role and file.role not in set(PartyRole):
            yield f"{file.name}: {file.role} is no role of a party"
