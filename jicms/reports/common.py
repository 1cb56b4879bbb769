"""Facts and words that several reports share."""

from typing import Any

from sqlalchemy import Select, String, and_, case, func, select

from jicms.reports.axes import group_column
from jicms.reports.scoped import Scoped
from jicms.reports.settings import Settings
from jicms.reports.shapes import Measure
from jicms.reports.sql import year_of

#: Cases that were recorded in error or merged count in no report of allegations.
IN_ERROR = "ENTERED_IN_ERROR"
MERGED = "MERGED_DUPLICATE"

ALLEGATIONS = Measure("allegations", "Allegations", "allegation_id")
CHARGES = Measure("charges", "Allegation × subject", "charge_id")
CASES = Measure("cases", "Cases", "case_id")
BOTH = (ALLEGATIONS, CHARGES, CASES)


def chosen(settings: Settings) -> Measure:
    """The measure of the columns across, as chosen."""
    return next(measure for measure in BOTH if measure.key == settings["measure"])


def all_measures(_settings: Settings) -> tuple[Measure, ...]:
    """Allegations, allegation × subject, cases."""
    return BOTH


def counts_once(cases: Any) -> Any:
    """Criterion: neither a merged duplicate nor recorded in error."""
    return and_(cases.c.status != MERGED, func.coalesce(cases.c.closure_code, "") != IN_ERROR)


def category_column(settings: Settings, allegation: Any) -> Any:
    """The category as chosen: ours, its group, or the source's."""
    if settings["level"] == "group":
        return allegation.c.group_code
    if settings["level"] == "source":
        return func.nullif(allegation.c.legacy_category, "", type_=String)
    return allegation.c.category_code


def charges(scoped: Scoped, settings: Settings) -> Select[Any]:
    """One fact per allegation and subject; an allegation without a subject is one fact too."""
    cases, allegation = scoped.case, scoped.allegation
    charge, party = scoped.allegation_subject, scoped.party
    joined = allegation.join(cases, cases.c.id == allegation.c.case_id).outerjoin(
        charge, charge.c.allegation_id == allegation.c.id
    )
    if settings.group == "component":
        joined = joined.outerjoin(party, party.c.id == charge.c.party_id)
    return (
        select(
            cases.c.id.label("case_id"),
            allegation.c.id.label("allegation_id"),
            charge.c.id.label("charge_id"),
            category_column(settings, allegation).label("category"),
            allegation.c.class_code,
            allegation.c.intake_method_code.label("method"),
            charge.c.finding_code.label("finding"),
            charge.c.is_substantiating,
            charge.c.mark,
            year_of(cases.c.received_on, fiscal=settings.is_fiscal).label("year"),
            *group_column(settings, office=cases.c.office_code, component=party.c.component),
        )
        .select_from(joined)
        .where(*settings.criteria(cases, classed=allegation), counts_once(cases))
    )


def case_facts(scoped: Scoped, settings: Settings, *columns: Any) -> Select[Any]:
    """One fact per case, or per case and program office of a subject where grouped by it."""
    cases, party = scoped.case, scoped.party
    stmt = select(
        cases.c.id.label("case_id"),
        *columns,
        *group_column(settings, office=cases.c.office_code, component=party.c.component),
    ).where(*settings.criteria(cases))
    if settings.group == "component":
        subject = and_(party.c.case_id == cases.c.id, party.c.role == "SUBJECT")
        stmt = stmt.select_from(cases.outerjoin(party, subject)).distinct()
    return stmt


def banded(value: Any, bands: tuple[tuple[str, int], ...], last: str) -> Any:
    """The name of the band that a number of days falls in: each has its highest value."""
    return case(*((value <= high, name) for name, high in bands), else_=last)


RECEIVED = (
    "Received",
    (
        "By the day on which the case was first received, in the agency’s time zone. A fiscal year"
        " runs from October 1 to September 30."
    ),
)
LEFT_OUT = (
    "Left out",
    (
        "Cases that you may not see are in none of these numbers. Merged duplicates and cases"
        " recorded in error are not counted."
    ),
)
HIDDEN = ("Left out", "Cases that you may not see are in none of these numbers.")
ALLEGATION = (
    "Allegation",
    (
        "One allegation on one case, whatever the number of its subjects. Cases, subjects and"
        " allegations are different counts."
    ),
)
CHARGE = (
    "Allegation × subject",
    (
        "Each allegation once for each of its subjects: what a finding is made on. Imported figures"
        " are of this measure."
    ),
)
GROUPED = (
    "Program office",
    (
        "Of the subject, as at incident. An allegation with subjects of several program offices is"
        " counted once in each, and once in the total."
    ),
)
PERCENTILE = (
    "Median, 90th percentile",
    "Of whole days, with linear interpolation between neighbours (SQL percentile_cont).",
)
