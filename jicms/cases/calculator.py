"""The calculator of dates: what stands in its address, and what the rule gives for it.

Nothing of it is stored. A set holds one value for each start event of the rule; several sets are
computed at once. What was typed stays, whatever it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from jicms.auth.models import Agency
from jicms.cases.ledger import Row, law_of, rows_of_result
from jicms.core import unit_of_work
from jicms.core.errors import DomainError
from jicms.deadlines import engine, queries
from jicms.deadlines.engine import Moment, Result
from jicms.deadlines.models import DeadlineRule
from jicms.deadlines.starts import at_wall_clock
from jicms.deadlines.terms import start_label
from jicms.refdata.models import CaseType
from jicms.refdata.queries import label_of
from jicms.web.dates import offered_zones, viewer_zone
from jicms.web.forms.dates import parse_date, parse_time

MOST_SETS = 10
#: The name of a start event's time of day in the address.
TIME = "_at"
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Box:
    """One date to type, with its time of day where the hour counts."""

    name: str
    label: str
    day: str
    at: str


@dataclass(frozen=True, slots=True)
class Of:
    """The agency and the type of case whose own versions of the rule count; None for neither."""

    agency_id: int | None = None
    case_type: str | None = None


@dataclass(slots=True)
class Entry:
    """One set of start events: what was typed, what is wrong with it, or what it gives."""

    place: int
    boxes: list[Box]
    faults: dict[str, str] = field(default_factory=dict)
    rule: DeadlineRule | None = None
    result: Result | None = None
    rows: list[Row] = field(default_factory=list)
    law: str = ""

    @property
    def is_blank(self) -> bool:
        """Nothing was typed."""
        return not any(box.day or box.at for box in self.boxes)


@dataclass(frozen=True, slots=True)
class Calculation:
    """The page: the rules to choose from, the chosen one, and its sets."""

    rules: list[DeadlineRule]
    chosen: DeadlineRule | None
    zone: str
    entries: list[Entry]
    agencies: list[tuple[int, str]]
    types: list[tuple[str, str]]
    of: Of

    @property
    def faults(self) -> list[tuple[str, str]]:
        """(target, sentence) of everything that could not be read."""
        return [
            (f"{name}-{entry.place}", sentence)
            for entry in self.entries
            for name, sentence in entry.faults.items()
        ]


def calculate(args: MultiDict[str, str]) -> Calculation:
    """Read the address and compute; what is unknown in it counts as not chosen."""
    known = list(queries.rules())
    newest = {row.code: row for row in known if row.rank[:2] == (False, False)}
    chosen = newest.get(args.get("rule", "").upper())
    zone = args.get("zone", "")
    if zone not in dict(offered_zones()):
        zone = viewer_zone()
    versions = [row for row in known if chosen is not None and row.code == chosen.code]
    agencies = sorted({row.agency_id for row in versions if row.agency_id is not None})
    types = sorted({row.case_type_code for row in versions if row.case_type_code is not None})
    of = Of(
        next((key for key in agencies if str(key) == args.get("agency")), None),
        next((code for code in types if code == args.get("type")), None),
    )
    return Calculation(
        rules=sorted(newest.values(), key=lambda row: row.label),
        chosen=chosen,
        zone=zone,
        entries=_entries(args, chosen, zone, of) if chosen is not None else [],
        agencies=_agencies(agencies),
        types=[(code, label_of(CaseType, code)) for code in types],
        of=of,
    )


def _agencies(keys: list[int]) -> list[tuple[int, str]]:
    if not keys:
        return []
    found = select(Agency.id, Agency.name).where(Agency.id.in_(keys)).order_by(Agency.code)
    return [(row.id, row.name) for row in unit_of_work.session().execute(found)]


def _entries(args: MultiDict[str, str], rule: DeadlineRule, zone: str, of: Of) -> list[Entry]:
    names = rule.as_rule().start_names
    width = max((len(args.getlist(name)) for name in names), default=0)
    sets = [_typed(args, names, place) for place in range(1, min(width, MOST_SETS) + 1)]
    kept = [entry for entry in sets if not entry.is_blank]
    for place, entry in enumerate(kept, start=1):
        entry.place = place
        _compute(entry, rule.code, zone, of)
    if not kept or ("more" in args and len(kept) < MOST_SETS):
        kept.append(_typed(MultiDict(), names, len(kept) + 1))
    return kept


def _typed(args: MultiDict[str, str], names: tuple[str, ...], place: int) -> Entry:
    def text(name: str) -> str:
        found = args.getlist(name)
        return found[place - 1].strip()[:LONGEST] if len(found) >= place else ""

    boxes = [Box(name, start_label(name), text(name), text(name + TIME)) for name in names]
    return Entry(place, boxes)


def _compute(entry: Entry, code: str, zone: str, of: Of) -> None:
    starts = {box.name: when for box in entry.boxes if (when := _read(box, entry, zone))}
    if entry.faults:
        return
    try:
        entry.rule, entry.result = applied(code, starts, zone, of)
    except DomainError as error:
        entry.faults[entry.boxes[0].name] = str(error)
        return
    entry.rows = rows_of_result(entry.result, starts)
    entry.law = law_of(entry.rule)


def applied(
    code: str, starts: Mapping[str, Moment], zone: str, of: Of
) -> tuple[DeadlineRule, Result]:
    """The version of the rule for these start events, and what it gives."""
    days = [engine.local_day(when, engine.zone_of(zone)) for when in starts.values()]
    versions = queries.versions([code])[code]
    row = queries.pick(versions, max(days), agency_id=of.agency_id, case_type=of.case_type)
    rule = row.as_rule()
    holidays = queries.holidays_for([(rule, days)])
    return row, engine.compute(rule, starts, holidays, zone)


def _read(box: Box, entry: Entry, zone: str) -> Moment | None:
    if not box.day:
        entry.faults[box.name] = f"{box.label}: enter the date."
        return None
    try:
        day = parse_date(box.day)
        if not box.at:
            return day
        return at_wall_clock(datetime.combine(day, parse_time(box.at)), engine.zone_of(zone))
    except (ValueError, DomainError) as error:
        entry.faults[box.name] = f"{box.label}: {error}"
        return None
