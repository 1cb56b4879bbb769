"""Cases by status and age, and by the year they were received in."""

from typing import Any

from sqlalchemy import Date, Select, case, func, literal

from jicms.cases.kinds import ENDED
from jicms.reports import axes, choices, common
from jicms.reports.scoped import Scoped
from jicms.reports.settings import Settings
from jicms.reports.shapes import DAYS, ChartSpec, Measure, Report, TableSpec
from jicms.reports.sql import days_between, year_of

BANDS = (("0-30", 30), ("31-90", 90), ("91-180", 180), ("181-365", 365))
LAST_BAND = "366"
BAND_LABELS = {
    "0-30": "0 to 30 days",
    "31-90": "31 to 90",
    "91-180": "91 to 180",
    "181-365": "181 to 365",
    "366": "Over 365",
    "none": "No age",
}
AGE = axes.fixed("band", "Age", BAND_LABELS)
MEDIAN = Measure("median", "Median days", "days", DAYS, percent=50)
P90 = Measure("p90", "90th pct", "days", DAYS, percent=90)


def by_status(scoped: Scoped, settings: Settings) -> Select[Any]:
    """One fact per case: its status and its age, up to its closing or to today."""
    cases = scoped.case
    today = literal(settings.today, Date)
    end = case((cases.c.closed_on.is_not(None), cases.c.closed_on), else_=today)
    ended = cases.c.status.in_([status.value for status in ENDED])
    # An ended case without a closing date has no age: it does not grow older.
    days = case(
        (ended & cases.c.closed_on.is_(None), None),
        else_=days_between(end, cases.c.received_on),
    )
    band = case((days.is_(None), "none"), else_=common.banded(days, BANDS, LAST_BAND))
    status = cases.c.status.label("status")
    return common.case_facts(scoped, settings, status, days.label("days"), band.label("band"))


def by_year(scoped: Scoped, settings: Settings) -> Select[Any]:
    """One fact per case: the year received, and the days to its closing."""
    cases = scoped.case
    days = case(
        (cases.c.closed_on.is_not(None), days_between(cases.c.closed_on, cases.c.received_on))
    )
    year = year_of(cases.c.received_on, fiscal=settings.is_fiscal)
    return common.case_facts(
        scoped,
        settings,
        year.label("year"),
        days.label("days"),
        func.coalesce(cases.c.origin, "").label("origin"),
    )


CLOSED = Measure("closed", "With a closing date", "case_id", only=lambda f: f.c.days.is_not(None))
UNDATED = Measure("undated", "Without a closing date", "case_id", only=lambda f: f.c.days.is_(None))
NEGATIVE = Measure("negative", "Closed before received", "case_id", only=lambda f: f.c.days < 0)

REPORT = Report(
    key="cases-by-status",
    title="Cases by status and age",
    summary="Cases by status with their age; cases received per year with the days to closing.",
    params=choices.COMMON,
    tables=(
        TableSpec(
            key="status",
            title="By status",
            facts=by_status,
            rows=lambda s: [*axes.grouping(s), axes.STATUS],
            across=lambda _s: AGE,
            cell=lambda _s: common.CASES,
            measures=lambda _s: (common.CASES, MEDIAN, P90),
            chart=lambda _s: ChartSpec("Cases by status", "cases"),
            total="All cases",
        ),
        TableSpec(
            key="received",
            title="By year received",
            facts=by_year,
            rows=lambda s: [*axes.grouping(s), axes.year(s)],
            measures=lambda _s: (common.CASES, CLOSED, UNDATED, NEGATIVE, MEDIAN, P90),
            chart=lambda _s: ChartSpec("Cases received", "cases", top=25),
            total="All years",
        ),
    ),
    definition=(
        ("Case", "Every case, whatever became of it; merged ones stand in a row of their own."),
        (
            "Age",
            (
                "Calendar days from receipt to closing; of a case that has not ended, to the day of"
                " the report. An ended case without a closing date has no age."
            ),
        ),
        (
            "By year received",
            (
                "Days from receipt to closing, received and closed day as they stand in the record."
                " Negative ones (closed before received) are kept and named."
            ),
        ),
        common.PERCENTILE,
        common.RECEIVED,
        common.GROUPED,
        common.HIDDEN,
    ),
)
