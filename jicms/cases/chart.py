"""Bars of cases by stage and age, worked out on the server: numbers and a table stand beside it."""

from dataclasses import dataclass

from jicms.cases.figures import StageAges
from jicms.cases.kinds import CaseStatus
from jicms.web.filters import label

LEFT, WIDTH, TOP, STEP, HEIGHT = 112.0, 236.0, 24, 30, 20
GAP = 1.0
#: A bar narrower than this carries no number.
ROOM = 14.0
#: From this column on the bars are dark and their numbers light.
DARK_FROM = 2
TICKS = 4
#: Stages whose words are longer than the room left of the bars; the table has them in full.
SHORT = {CaseStatus.SUSPENDED_FOR_PROSECUTION: "Suspended"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch of a row: where it lies, its shade (s1 to s4), and its number where it fits."""

    x: float
    width: float
    shade: str
    number: int
    fits: bool
    is_dark: bool

    @property
    def middle(self) -> float:
        """Where the number stands."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Row:
    """One stage."""

    name: str
    y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The whole picture; `ticks` are (x, number)."""

    rows: tuple[Row, ...]
    ticks: tuple[tuple[float, int], ...]
    height: int
    summary: str


def draw(stages: list[StageAges]) -> Chart:
    """The chart of these stages."""
    longest = max((stage.total for stage in stages), default=0)
    top = _round_up(longest)
    rows = tuple(_row(stage, place, top) for place, stage in enumerate(stages))
    ticks = tuple(
        (round(LEFT + WIDTH * part / TICKS, 1), top * part // TICKS) for part in range(TICKS + 1)
    )
    return Chart(rows, ticks, TOP + STEP * len(rows) + 8, _summary(stages))


def _row(stage: StageAges, place: int, top: int) -> Row:
    x, bars = LEFT, []
    for column, number in enumerate(stage.numbers):
        width = WIDTH * number / top
        if number:
            drawn = max(width - GAP, 1.0)
            fits = drawn >= ROOM
            shade = f"s{column + 1}"
            bars.append(Bar(round(x, 1), round(drawn, 1), shade, number, fits, column >= DARK_FROM))
        x += width
    return Row(SHORT.get(stage.status, label(stage.status)), TOP + STEP * place + 6, tuple(bars))


def _round_up(number: int) -> int:
    """The end of the scale: a number that four ticks divide evenly."""
    unit = TICKS
    while unit * 10 < number:
        unit *= 10
    return max(TICKS, -(-number // unit) * unit)


def _summary(stages: list[StageAges]) -> str:
    if not stages:
        return "No open cases."
    most = max(stages, key=lambda stage: stage.total)
    old = most.numbers[-1]
    return (
        f"{label(most.status)} has most cases, {most.total}, of which {old} "
        f"{'is' if old == 1 else 'are'} older than 180 days. The table below gives every number."
    )
