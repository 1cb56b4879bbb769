"""What a report is made of, and what running one gives."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select

from jicms.access.actions import Action

if TYPE_CHECKING:
    from jicms.reports.scoped import Scoped
    from jicms.reports.settings import Param, Settings

#: Measures that count distinct values of a column: each links to its cases.
COUNT = "count"
#: Percentiles and the mean of a column of days.
DAYS = "days"
#: The largest text or date of a column; a fact about the row, no number.
FACT = "fact"
#: How many columns of numbers stand beside a chart.
WIDE = 9
#: One measure as a share of another, "63 of 154".
SHARE = "share"
RATE = "rate"


@dataclass(frozen=True, slots=True)
class Axis:
    """What rows or columns stand for: a column of the facts, named like the axis.

    `order` sorts its values. `always` lists values that are shown although no fact has them.
    """

    key: str
    heading: str
    label: Callable[[Any], str] = str
    order: Callable[[Any], Any] = str
    always: Callable[[], Sequence[Any]] = tuple
    is_number: bool = False
    short: Callable[[Any], str] | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of a row. `column` is what is counted, measured or shown.

    `only(facts)` limits it to some facts. `percent` is 50 or 90 for a percentile, 0 for the mean.
    A share or rate is worked out of the measures `part` and `whole`, which need not be shown.
    """

    key: str
    heading: str
    column: str = ""
    kind: str = COUNT
    only: Callable[[Any], ColumnElement[bool]] | None = None
    percent: int = 0
    part: str = ""
    whole: str = ""
    is_shown: bool = True

    @property
    def is_stored(self) -> bool:
        """Asked of the database, not worked out of others."""
        return self.kind not in {SHARE, RATE}


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """A bar for each row (`of` names a measure) or for each column (`of` is "across").

    `ghost` names a measure that is drawn beside it for comparison.
    """

    title: str
    of: str
    ghost: str = ""
    top: int = 15


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table of a report: facts, what rows and columns stand for, and what is measured.

    `facts(scoped, settings)` selects one row per fact, from `scoped_*` only: `case_id`, a column
    for each axis, and those that the measures name. `cell` is the measure of the columns across.
    `narrows` names axes whose value, given as a setting, lets `facts` read less: for lists.
    """

    key: str
    title: str
    facts: Callable[["Scoped", "Settings"], Select[Any]]
    rows: Callable[["Settings"], Sequence[Axis]]
    measures: Callable[["Settings"], Sequence[Measure]]
    across: Callable[["Settings"], Axis | None] = lambda _settings: None
    cell: Callable[["Settings"], Measure | None] = lambda _settings: None
    chart: Callable[["Settings"], ChartSpec] | None = None
    keep: Callable[["Settings", dict[str, Any]], bool] | None = None
    order: Callable[["Settings", tuple[Any, ...], dict[str, Any]], Any] | None = None
    total: str = "Total"
    shown: int = 200
    note: str = ""
    tally: Callable[["Settings", int], str] | None = None
    narrows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A report: what it measures, what may be chosen, its tables, and what its numbers mean."""

    key: str
    title: str
    summary: str
    params: tuple["Param", ...]
    tables: tuple[TableSpec, ...]
    definition: tuple[tuple[str, str], ...]
    permission: Action = Action.REPORTS

    def table(self, key: str | None) -> TableSpec | None:
        """The table of that key; the first one for None."""
        if not key:
            return self.tables[0]
        return next((spec for spec in self.tables if spec.key == key), None)


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column. `kind` is "label" or the kind of its measure."""

    key: str
    text: str
    kind: str

    @property
    def is_number(self) -> bool:
        """Set flush right."""
        return self.kind not in {"label", FACT}


@dataclass(frozen=True, slots=True)
class Cell:
    """A value, how it is printed, and the list behind it."""

    value: Any
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the keys of its axes, what they read, and its numbers."""

    keys: tuple[Any, ...]
    labels: tuple[str, ...]
    cells: tuple[Cell, ...]
    short: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What running a table gave. `rows` are all of them; `shown` says how many a page prints."""

    key: str
    title: str
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    total: Row | None
    shown: int
    note: str = ""
    tally: str = ""
    chart: Any = None
    of: TableSpec | None = field(default=None, repr=False)

    @property
    def labels(self) -> int:
        """How many columns at the left are labels."""
        return sum(heading.kind == "label" for heading in self.headings)

    @property
    def is_wide(self) -> bool:
        """Too wide for a chart beside it."""
        return len(self.headings) - self.labels > WIDE

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """The rows that a page prints, under all of their labels but the last."""
        found: list[tuple[str, list[Row]]] = []
        for row in self.rows[: self.shown]:
            name = ", ".join(row.labels[:-1])
            if not found or found[-1][0] != name:
                found.append((name, []))
            found[-1][1].append(row)
        return found
