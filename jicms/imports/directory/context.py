"""What a run needs to know beforehand: who is delivered, whose extract it is, who would leave."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from jicms.auth.models import Agency
from jicms.core import clock
from jicms.core.errors import RuleBroken
from jicms.imports.checking import Planned
from jicms.imports.mapping import Mapping, MappingFault
from jicms.imports.targets import Context
from jicms.people.models import Person
from jicms.people.names import fold

EMPLOYEE, CONTRACTOR, FORMER, SEPARATED = "EMPLOYEE", "CONTRACTOR", "FORMER_EMPLOYEE", "SEPARATED"
#: What a status of the source may mean.
STANDINGS = frozenset({EMPLOYEE, CONTRACTOR, SEPARATED})
#: Leavers of a full extract, in percent of those employed, above which it is taken for truncated.
MOST_LEAVERS = 5


@dataclass(frozen=True, slots=True)
class Owner:
    """An agency, as far as a run needs it: rows of the session do not outlive a batch."""

    id: int
    is_legacy: bool


@dataclass(slots=True)
class Survey:
    """The whole file, read once before anything is written: numbers, names, and no more.

    `twice` are the numbers of several rows that differ.
    """

    numbers: set[str] = field(default_factory=set)
    twice: dict[str, list[int]] = field(default_factory=dict)
    by_name: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    has_contractors: bool = False


@dataclass(slots=True)
class DirectoryContext(Context):
    """One run's constants. `full` is the agency whose full extract this is, "" for a partial one;
    `as_of` the day from which changes count."""

    survey: Survey = field(default_factory=Survey)
    agencies: dict[str, Owner] = field(default_factory=dict)
    full: str = ""
    as_of: date = date.min

    @property
    def leaving_kinds(self) -> tuple[str, ...]:
        """Who may leave by being missing: contractors only where the extract delivers any."""
        return (EMPLOYEE, CONTRACTOR) if self.survey.has_contractors else (EMPLOYEE,)


def prepare(
    session: Session,
    mapping: Mapping,
    planned: list[Planned],
    *,
    full: str,
    as_of: date | None,
    allow_leavers: bool,
) -> DirectoryContext:
    """Read the extract through and refuse what looks truncated. Raises `MappingFault` where the
    mapping does not fit, `RuleBroken` where too many would leave."""
    faults = list(_faults(mapping))
    if faults:
        raise MappingFault([f"{mapping.name}: {sentence}" for sentence in faults])
    rows = session.execute(select(Agency.id, Agency.code, Agency.is_legacy))
    agencies = {row.code: Owner(row.id, row.is_legacy) for row in rows}
    if full and (full not in agencies or agencies[full].is_legacy):
        raise RuleBroken(f"There is no agency {full} whose employees can be imported.")
    found = DirectoryContext(
        session=session,
        mapping=mapping,
        # An extract of employees belongs to no office.
        agency_id=0,
        office_id=0,
        discipline_office_id=0,
        now=clock.now(),
        survey=survey(planned[0], mapping),
        agencies=agencies,
        full=full,
        as_of=as_of or clock.today(mapping.zone.key),
    )
    if full and not allow_leavers:
        _refuse_truncated(found)
    return found


def _faults(mapping: Mapping) -> Iterator[str]:
    if len(mapping.files) != 1:
        yield "an extract of employees is one file"
    for code in sorted(mapping.codes["standing"].every_code() - STANDINGS):
        yield f"codes.standing: {code} is none of {', '.join(sorted(STANDINGS))}"
    if not mapping.settings.get("most_leavers", str(MOST_LEAVERS)).isdecimal():
        yield "settings.most_leavers is a percentage"


def survey(planned: Planned, mapping: Mapping) -> Survey:
    """Who is delivered, by number and by name."""
    index = {c.field: planned.header.index(c.column) for c in planned.mapping.columns}
    contractors = {k for k, v in mapping.codes["standing"].table.items() if v == CONTRACTOR}
    found = Survey()
    digests: dict[str, bytes] = {}
    places: dict[str, int] = {}
    for n, cells, _fault in planned.source.rows():
        if cells is None:
            continue
        number = cells[index["key"]].strip()
        digest = hashlib.blake2b("\x1f".join(cells).encode(errors="replace"), digest_size=8)
        if digests.setdefault(number, digest.digest()) != digest.digest():
            found.twice.setdefault(number, [places[number]]).append(n)
        places.setdefault(number, n)
        found.numbers.add(number)
        given = cells[index["given_name"]] if "given_name" in index else ""
        found.by_name[fold(f"{given} {cells[index['family_name']]}")].add(number)
        found.has_contractors |= cells[index["standing"]].strip() in contractors
    return found


def leavers(context: DirectoryContext) -> tuple[list[int], int]:
    """(ids of those whom the full extract lacks, how many the directory has in all)."""
    rows = context.session.execute(
        select(Person.id, Person.employee_number).where(
            Person.agency_id == context.agencies[context.full].id,
            Person.employee_number.is_not(None),
            Person.legacy_key.is_(None),
            Person.merged_into_id.is_(None),
            Person.kind_code.in_(context.leaving_kinds),
        )
    ).all()
    delivered = context.survey.numbers
    # Who is delivered under the number of a record that was merged into theirs is there.
    merged = context.session.execute(
        select(Person.merged_into_id, Person.employee_number).where(
            Person.merged_into_id.is_not(None), Person.employee_number.is_not(None)
        )
    )
    there = {row.merged_into_id for row in merged if row.employee_number in delivered}
    gone = [r.id for r in rows if r.employee_number not in delivered and r.id not in there]
    return gone, len(rows)


def _refuse_truncated(context: DirectoryContext) -> None:
    gone, known = leavers(context)
    most = int(context.mapping.settings.get("most_leavers", str(MOST_LEAVERS)))
    if len(gone) * 100 > known * most:
        raise RuleBroken(
            f"{len(gone):,} of {known:,} people of {context.full} are missing from this extract:"
            f" more than {most} %. Nothing was stored. If they all left, run it again with"
            " --allow-leavers; if not, the file may be truncated."
        )
