"""A number of a report as an address: which cell it is, and which cases stand behind it.

The text is a query string: `r` the report, `t` the table, `m` the measure, `k.<axis>` the cell's
place, and the settings of the run. It is read against the report's own definition; what does not
fit it selects no case.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import ColumnElement, false

from jicms.access import policy
from jicms.access.actor import Actor
from jicms.cases.models import Case
from jicms.reports import engine, registry
from jicms.reports.scoped import Scoped
from jicms.reports.settings import Settings
from jicms.reports.shapes import Axis, Measure, Report, TableSpec

#: How a fact without a value stands in an address.
NOTHING = "~"
LONGEST = 600


@dataclass(frozen=True, slots=True)
class Place:
    """A cell: its table under these settings, the values of its axes, and its measure."""

    report: Report
    plan: engine.Plan
    where: dict[str, Any]
    measure: Measure

    def say(self) -> str:
        """`Findings: IT-02 Query for personal reasons, Substantiated`."""
        axes = [*self.plan.axes, *([self.plan.across] if self.plan.across else [])]
        said = [axis.label(self.where[axis.key]) for axis in axes if axis.key in self.where]
        return f"{self.report.title}: {', '.join(said) or 'all'}"


def write(
    report: Report, table: TableSpec, settings: Settings, where: dict[str, Any], measure: Measure
) -> str:
    """The text of a cell."""
    pairs = [("r", report.key), ("m", measure.key)]
    if table is not report.tables[0]:
        pairs.append(("t", table.key))
    pairs += [(f"k.{key}", NOTHING if v is None else str(v)) for key, v in where.items()]
    return urlencode([*pairs, *settings.query.items()])


def read(text: str, actor: Actor) -> Place | None:
    """The cell of a text; None where it fits no report that the actor may run."""
    if len(text) > LONGEST:
        return None
    given = dict(parse_qsl(text, keep_blank_values=True))
    if any("\x00" in value for value in given.values()):
        return None
    report = registry.find(given.get("r", ""))
    if report is None or not policy.allows(actor, report.permission):
        return None
    table = report.table(given.get("t"))
    settings = Settings(report.params, given, actor)
    if table is None or settings.faults:
        return None
    plan = engine.Plan(table, settings)
    measures = [*plan.stored, *([plan.cell] if plan.cell else [])]
    measure = next((m for m in measures if m.key == given.get("m")), None)
    where = _where(plan, given)
    return None if measure is None or where is None else Place(report, plan, where, measure)


def _where(plan: engine.Plan, given: dict[str, str]) -> dict[str, Any] | None:
    axes: dict[str, Axis] = {axis.key: axis for axis in plan.axes}
    if plan.across is not None:
        axes[plan.across.key] = plan.across
    found: dict[str, Any] = {}
    for name, text in given.items():
        if not name.startswith("k."):
            continue
        axis = axes.get(name[2:])
        if axis is None or (axis.is_number and not _is_number(text)):
            return None
        found[axis.key] = None if text == NOTHING else int(text) if axis.is_number else text
    return found


def _is_number(text: str) -> bool:
    return text == NOTHING or (text.isascii() and text.isdecimal() and len(text) < 9)


def criterion(text: str, actor: Actor) -> ColumnElement[bool]:
    """The criterion of a list of cases: those behind the cell, or none."""
    place = read(text, actor)
    if place is None:
        return false()
    ids = engine.case_ids(place.plan, Scoped(actor), place.where, place.measure)
    return Case.id.in_(ids)
