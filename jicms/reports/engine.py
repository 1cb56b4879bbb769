"""Runs a table of a report in one statement: its cells, its row totals, its column totals.

The facts are one CTE, which both databases work out once; every level of totals is a GROUP BY of
its own over them, because distinct counts do not add up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    CompoundSelect,
    Select,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from jicms.core import unit_of_work
from jicms.reports.scoped import Scoped
from jicms.reports.settings import Settings
from jicms.reports.shapes import COUNT, DAYS, FACT, Axis, Measure, TableSpec
from jicms.reports.sql import percentile, rank_of

CELL, ROW, COLUMN, TOTAL = "cell", "row", "column", "total"


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the database answered: measures by row keys, cells by (row keys, column key)."""

    rows: dict[tuple[Any, ...], dict[str, Any]]
    cells: dict[tuple[tuple[Any, ...], Any], Any]
    columns: dict[Any, Any]
    total: dict[str, Any]


class Plan:
    """The axes and measures of one run of a table."""

    def __init__(self, spec: TableSpec, settings: Settings) -> None:
        self.spec, self.settings = spec, settings
        self.axes: Sequence[Axis] = spec.rows(settings)
        self.across = spec.across(settings)
        self.cell = spec.cell(settings) if self.across is not None else None
        self.measures: Sequence[Measure] = spec.measures(settings)

    @property
    def shown(self) -> list[Measure]:
        """The measures that stand in the table."""
        return [measure for measure in self.measures if measure.is_shown]

    @property
    def stored(self) -> list[Measure]:
        """The measures that the database works out."""
        return [measure for measure in self.measures if measure.is_stored]

    def statement(self, scoped: Scoped) -> CompoundSelect[Any]:
        """Every level of the table, one UNION ALL."""
        facts = self.spec.facts(scoped, self.settings).cte("facts")
        whole = facts
        if self.settings.group == "component":
            # Somebody in two program offices, or a case with two subjects, counts once in all.
            whole = self.spec.facts(scoped, self.settings.with_values(group="none")).cte("whole")
        selects = [
            self._level(ROW, facts, self.axes, None, self.stored),
            self._level(TOTAL, whole, (), None, self.stored, types=facts),
        ]
        if self.across is not None and self.cell is not None:
            selects += [
                self._level(CELL, facts, self.axes, self.across, [self.cell]),
                self._level(COLUMN, whole, (), self.across, [self.cell], types=facts),
            ]
        return union_all(*selects)

    def _level(
        self,
        name: str,
        facts: CTE,
        axes: Sequence[Axis],
        across: Axis | None,
        measures: Sequence[Measure],
        *,
        types: CTE | None = None,
    ) -> Any:
        known = facts if types is None else types
        by = [*axes, *([across] if across is not None else [])]
        source: Any = facts
        ranked = {m.column: None for m in measures if m.kind == DAYS and m.percent}
        if ranked:
            places = []
            for days in ranked:
                place, n = rank_of(facts.c[days], [facts.c[axis.key] for axis in by])
                places += [place.label(f"place_{days}"), n.label(f"n_{days}")]
            source = select(*facts.c, *places).subquery()
        columns = [literal(name).label("level")]
        every = [*self.axes, *([self.across] if self.across is not None else [])]
        wanted = {axis.key for axis in by}
        for axis in every:
            kind = known.c[axis.key].type
            column = source.c[axis.key] if axis.key in wanted else cast(null(), kind)
            columns.append(column.label(f"at_{axis.key}"))
        if name in {CELL, COLUMN}:
            columns.append(_aggregate(measures[0], source).label("in_cell"))
            columns += [cast(null(), _type(m, known)).label(m.key) for m in self.stored]
        else:
            columns.append(cast(null(), _type(self.cell, known)).label("in_cell"))
            columns += [_aggregate(m, source).label(m.key) for m in measures]
        return select(*columns).select_from(source).group_by(*(source.c[a.key] for a in by))

    def run(self, scoped: Scoped) -> Numbers:
        """Ask the database."""
        found = Numbers({}, {}, {}, {})
        width = len(self.axes)
        end = width + (2 if self.across is not None else 1)
        rows = unit_of_work.session().connection().execute(self.statement(scoped))
        for row in rows:
            keys, across, measures = tuple(row[1 : 1 + width]), row[end - 1], row[end + 1 :]
            named = dict(zip((m.key for m in self.stored), measures, strict=True))
            if row[0] == CELL:
                found.cells[keys, across] = row[end]
            elif row[0] == COLUMN:
                found.columns[across] = row[end]
            elif row[0] == ROW:
                found.rows[keys] = named
            else:
                found.total.update(named)
        return found


def _aggregate(measure: Measure, facts: Any) -> Any:
    column = facts.c[measure.column or "days"]
    if measure.only is not None:
        column = case((measure.only(facts), column))
    if measure.kind == COUNT:
        return func.count(column.distinct())
    if measure.kind == FACT:
        return func.max(column)
    if measure.percent:
        ranks = (facts.c[f"{rank}_{measure.column}"] for rank in ("place", "n"))
        return percentile(measure.percent, facts.c[measure.column], *ranks)
    return func.sum(column) * 1.0 / func.nullif(func.count(column), 0)


def _type(measure: Measure | None, facts: CTE) -> Any:
    if measure is None or measure.kind == COUNT:
        return func.count().type
    if measure.kind == FACT:
        return facts.c[measure.column].type
    return (func.sum(literal(1)) / 100.0).type


def case_ids(plan: Plan, scoped: Scoped, where: dict[str, Any], measure: Measure) -> Select[Any]:
    """The cases behind a number: the facts of a cell that its measure counts."""
    narrowed = {key: where[key] for key in plan.spec.narrows if key in where}
    facts = plan.spec.facts(scoped, plan.settings.with_values(**narrowed)).cte("facts")
    criteria = [facts.c[key].is_not_distinct_from(value) for key, value in where.items()]
    if measure.only is not None:
        criteria.append(measure.only(facts))
    if measure.column:
        criteria.append(facts.c[measure.column].is_not(None))
    return select(facts.c.case_id).where(*criteria)
