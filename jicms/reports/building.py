"""From the numbers of the database to the table that is printed: labels, order, totals, links."""

from typing import Any
from urllib.parse import urlencode

from flask import url_for

from jicms.access.actor import Actor
from jicms.reports import cells
from jicms.reports.charts import chart_of
from jicms.reports.engine import Numbers, Plan
from jicms.reports.scoped import Scoped
from jicms.reports.settings import Settings
from jicms.reports.shapes import (
    COUNT,
    DAYS,
    RATE,
    SHARE,
    Cell,
    Heading,
    Measure,
    Report,
    Row,
    Table,
    TableSpec,
)
from jicms.web import dates

#: The parameter of the list of cases that holds a cell.
LIST_FILTER = "report"


def run(report: Report, settings: Settings, actor: Actor) -> list[Table]:
    """Every table of a report, each in one statement."""
    scoped = Scoped(actor)
    return [build(report, spec, settings, scoped) for spec in report.tables]


def build(report: Report, spec: TableSpec, settings: Settings, scoped: Scoped) -> Table:
    """One table of a report."""
    return Builder(report, spec, settings, Plan(spec, settings).run(scoped)).table()


class Builder:
    """Puts one table together."""

    def __init__(
        self, report: Report, spec: TableSpec, settings: Settings, numbers: Numbers
    ) -> None:
        self.report, self.spec, self.settings = report, spec, settings
        self.plan, self.numbers = Plan(spec, settings), numbers
        self.columns = self._columns()

    def _columns(self) -> list[Any]:
        if self.plan.across is None:
            return []
        found = set(self.numbers.columns) | set(self.plan.across.always())
        return sorted(found, key=self.plan.across.order)

    def table(self) -> Table:
        """The table."""
        keys = self._row_keys()
        rows = tuple(self._row(key) for key in keys)
        total = self._total() if self.spec.total else None
        tally = self.spec.tally(self.settings, len(rows)) if self.spec.tally else ""
        made = Table(
            key=self.spec.key,
            title=self.spec.title,
            headings=tuple(self._headings()),
            rows=rows,
            total=total,
            shown=self.spec.shown,
            note=self.spec.note,
            tally=tally,
            of=self.spec,
        )
        chart = self.spec.chart(self.settings) if self.spec.chart and rows else None
        return _with_chart(made, chart_of(made, chart, self.columns, self.plan) if chart else None)

    def _row_keys(self) -> list[tuple[Any, ...]]:
        rows = self.numbers.rows
        if self.spec.keep is not None:
            rows = {k: v for k, v in rows.items() if self.spec.keep(self.settings, v)}
        if self.spec.order is not None:
            order = self.spec.order
            return sorted(rows, key=lambda key: order(self.settings, key, rows[key]))
        axes = self.plan.axes
        keys = set(rows)
        if len(axes) == 1:
            keys |= {(value,) for value in axes[0].always()}
        return sorted(
            keys, key=lambda key: [axis.order(v) for axis, v in zip(axes, key, strict=True)]
        )

    def _headings(self) -> list[Heading]:
        found = [Heading(axis.key, axis.heading, "label") for axis in self.plan.axes]
        if self.plan.across is not None:
            label = self.plan.across.label
            found += [Heading(f"{column}", label(column), COUNT) for column in self.columns]
        return found + [Heading(m.key, m.heading, m.kind) for m in self.plan.shown]

    def _row(self, keys: tuple[Any, ...]) -> Row:
        axes = self.plan.axes
        where = {axis.key: value for axis, value in zip(axes, keys, strict=True)}
        labels = tuple(axis.label(value) for axis, value in zip(axes, keys, strict=True))
        short = [(a.short or a.label)(v) for a, v in zip(axes, keys, strict=True)]
        across = {column: self.numbers.cells.get((keys, column), 0) for column in self.columns}
        cells_ = self._cells(where, across, self.numbers.rows.get(keys, {}))
        return Row(keys, labels, cells_, short=", ".join(part for part in short if part))

    def _total(self) -> Row:
        across = {column: self.numbers.columns.get(column, 0) for column in self.columns}
        labels = (self.spec.total, *("" for _ in self.plan.axes[1:]))
        return Row((), labels, self._cells({}, across, self.numbers.total))

    def _cells(
        self, where: dict[str, Any], across: dict[Any, Any], measures: dict[str, Any]
    ) -> tuple[Cell, ...]:
        found = []
        if self.plan.across is not None and self.plan.cell is not None:
            for column in self.columns:
                at = {**where, self.plan.across.key: column}
                found.append(self._count(at, self.plan.cell, across[column] or 0))
        for measure in self.plan.shown:
            if measure.kind == COUNT:
                found.append(self._count(where, measure, measures.get(measure.key) or 0))
            else:
                found.append(_other(measure, measures))
        return tuple(found)

    def _count(self, where: dict[str, Any], measure: Measure, number: int) -> Cell:
        if not number:
            return Cell(0, "0")
        text = cells.write(self.report, self.spec, self.settings, where, measure)
        return Cell(
            number, f"{number:,}", url_for("cases.index") + "?" + urlencode({LIST_FILTER: text})
        )


def _other(measure: Measure, measures: dict[str, Any]) -> Cell:
    if measure.kind in {SHARE, RATE}:
        part, whole = (measures.get(key) or 0 for key in (measure.part, measure.whole))
        if measure.kind == SHARE:
            return Cell(f"{part} of {whole}", f"{part:,} of {whole:,}")
        if not whole:
            return Cell(None, "–")
        return Cell(round(part / whole, 4), f"{100 * part / whole:.0f}%")
    value = measures.get(measure.key)
    if value is None:
        return Cell(None, "–")
    if measure.kind == DAYS:
        rounded = round(float(value), 2)
        return Cell(rounded, days_text(rounded))
    return Cell(value, str(value) if isinstance(value, str) else dates.day(value))


def days_text(value: float) -> str:
    """`175`, `400.3`, `1,234.5`: days as they are printed."""
    return f"{value:,.1f}".removesuffix(".0").replace("-", "−")


def _with_chart(table: Table, chart: Any) -> Table:
    fields = {name: getattr(table, name) for name in table.__slots__}
    return Table(**{**fields, "chart": chart})
