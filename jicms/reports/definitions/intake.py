"""Allegations received by intake method."""

from jicms.reports import axes, choices, common
from jicms.reports.shapes import ChartSpec, Report, TableSpec

REPORT = Report(
    key="intake-methods",
    title="Intake methods",
    summary="How allegations arrive: by intake method and year.",
    params=(*choices.COMMON, choices.MEASURE),
    tables=(
        TableSpec(
            key="methods",
            title="By intake method",
            facts=common.charges,
            rows=lambda s: [*axes.grouping(s), axes.METHOD],
            across=axes.year,
            cell=common.chosen,
            measures=common.all_measures,
            chart=lambda s: ChartSpec(common.chosen(s).heading, s["measure"]),
            total="All methods",
        ),
    ),
    definition=(
        (
            "Intake method",
            (
                "How the allegation itself arrived. A case with allegations that arrived in several"
                " ways counts as a case in each, and once in the total."
            ),
        ),
        common.ALLEGATION,
        common.CHARGE,
        common.RECEIVED,
        common.GROUPED,
        common.LEFT_OUT,
    ),
)
