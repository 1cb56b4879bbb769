"""Findings by category."""

from jicms.refdata.models import FindingMark
from jicms.reports import axes, choices, common
from jicms.reports.shapes import RATE, SHARE, ChartSpec, Measure, Report, TableSpec

SUBSTANTIATED = Measure(
    "substantiated",
    "Substantiated",
    "charge_id",
    only=lambda facts: facts.c.is_substantiating.is_(True),
    is_shown=False,
)
MERITS = Measure(
    "merits",
    "Found on the merits",
    "charge_id",
    only=lambda facts: facts.c.mark != FindingMark.ADMIN,
    is_shown=False,
)
SHARED = Measure("share", "Of the merits", kind=SHARE, part="substantiated", whole="merits")
RATED = Measure("rate", "Rate", kind=RATE, part="substantiated", whole="merits")

REPORT = Report(
    key="findings",
    title="Findings",
    summary="Findings on each allegation and subject, by category, with the substantiation rate.",
    params=(*choices.COMMON, choices.LEVEL),
    tables=(
        TableSpec(
            key="findings",
            title="By category",
            facts=lambda scoped, settings: common.charges(scoped, settings).where(
                scoped.allegation_subject.c.id.is_not(None)
            ),
            rows=lambda s: [*axes.grouping(s), axes.category(s)],
            across=lambda _s: axes.FINDING,
            cell=lambda _s: common.CHARGES,
            measures=lambda _s: (
                common.CHARGES,
                common.ALLEGATIONS,
                MERITS,
                SUBSTANTIATED,
                SHARED,
                RATED,
            ),
            chart=lambda _s: ChartSpec("Allegation × subject by finding", "across"),
            total="All categories",
        ),
    ),
    definition=(
        common.CHARGE,
        ("Finding", "The one that stands. A finding that was replaced does not count."),
        (
            "Substantiated",
            (
                "Findings after which discipline may follow, out of those found on the merits; n is"
                " shown. Open ones, those closed administratively and those referred to management"
                " are left out of the rate."
            ),
        ),
        common.RECEIVED,
        common.GROUPED,
        common.LEFT_OUT,
    ),
)
