"""Bar charts as numbers for an SVG: drawn on the server, always beside the table they show."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jicms.reports.shapes import ChartSpec, Row, Table

if TYPE_CHECKING:
    from jicms.reports.engine import Plan

WIDTH = 400
#: Room for the number behind the longest bar.
MARGIN = 56
TOP = 44
#: Labels up to this length stand left of their bar, longer ones above it.
SHORT = 5
LEFT = 44
TICKS = 4
LONGEST_LABEL = 52


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, lengths and number, and the height it starts at."""

    label: str
    text: str
    y: float
    length: float
    ghost: float | None


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of horizontal bars. `legend` names the bar and, where there is one, the ghost."""

    title: str
    desc: str
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]
    height: int
    left: int
    legend: tuple[str, ...]
    note: str = ""

    @property
    def is_above(self) -> bool:
        """Labels stand above their bars."""
        return self.left == 0


def chart_of(table: Table, spec: ChartSpec, columns: list[Any], plan: "Plan") -> Chart | None:
    """The chart of a table, or None where every number is zero."""
    if spec.of == "across":
        return _across(table, spec, columns, plan)
    heads = [h.key for h in table.headings][table.labels :]
    at, beside = heads.index(spec.of), heads.index(spec.ghost) if spec.ghost else None
    rows = [
        row
        for row in table.rows
        if row.cells[at].value is not None and (row.cells[at].value or _ghost(row, beside))
    ]
    note = ""
    if len(rows) > spec.top:
        note = f"The {spec.top} largest of {len(rows):,}."
        rows = sorted(rows, key=lambda row: -row.cells[at].value)[: spec.top]
    items = [(row.short, row.cells[at], _ghost(row, beside)) for row in rows]
    names = [table.headings[table.labels + n].text for n in (at, beside) if n is not None]
    return _draw(spec.title, items, tuple(names), note)


def _across(table: Table, spec: ChartSpec, columns: list[Any], plan: "Plan") -> Chart | None:
    if table.total is None or plan.across is None or plan.cell is None:
        return None
    items: list[tuple[str, Any, float | None]] = [
        (plan.across.label(column), cell, None)
        for column, cell in zip(columns, table.total.cells, strict=False)
    ]
    return _draw(spec.title, items, (plan.cell.heading,), "")


def _ghost(row: Row, beside: int | None) -> float | None:
    return None if beside is None else float(row.cells[beside].value or 0)


def _draw(
    title: str, items: list[tuple[str, Any, float | None]], legend: tuple[str, ...], note: str
) -> Chart | None:
    most = max((max(cell.value, ghost or 0) for _label, cell, ghost in items), default=0)
    if most <= 0:
        return None
    left = LEFT if max(len(label) for label, _c, _g in items) <= SHORT else 0
    step = _step(most)
    scale = (WIDTH - MARGIN - left) / most
    ghosts = len(legend) > 1
    height = (36 if ghosts else 28) if left else (48 if ghosts else 42)
    bars = tuple(
        Bar(
            label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…",
            cell.text,
            TOP + 6 + n * height,
            round(max(cell.value, 0) * scale, 1),
            None if ghost is None else round(max(ghost, 0) * scale, 1),
        )
        for n, (label, cell, ghost) in enumerate(items)
    )
    ticks = tuple(
        (round(left + n * step * scale, 1), f"{n * step:,}") for n in range(int(most // step) + 1)
    )
    largest, cell, _ = max(items, key=lambda item: item[1].value)
    desc = f"{largest} is the largest with {cell.text}. Every number is in the table beside it."
    return Chart(title, desc, bars, ticks, TOP + 8 + len(items) * height, left, legend, note)


def _step(most: float) -> int:
    size = 1
    while True:
        for factor in (1, 2, 5):
            if most / (size * factor) <= TICKS:
                return size * factor
        size *= 10
