"""Allegations by class × category × year."""

from jicms.reports import axes, choices, common
from jicms.reports.shapes import ChartSpec, Report, TableSpec

REPORT = Report(
    key="allegations-by-category",
    title="Allegations by category",
    summary="Allegations received, by class, category and year.",
    params=(*choices.COMMON, choices.LEVEL, choices.MEASURE),
    tables=(
        TableSpec(
            key="categories",
            title="By class and category",
            facts=common.charges,
            rows=lambda s: [*axes.grouping(s), axes.CLASS, axes.category(s)],
            across=axes.year,
            cell=common.chosen,
            measures=common.all_measures,
            chart=lambda s: ChartSpec(common.chosen(s).heading, s["measure"]),
            total="All categories",
        ),
    ),
    definition=(
        common.ALLEGATION,
        common.CHARGE,
        common.RECEIVED,
        (
            "Class, category",
            (
                "Those that the allegation has now, after all changes. A row that no class was set"
                " for reads “Not classed”."
            ),
        ),
        common.GROUPED,
        common.LEFT_OUT,
    ),
)
