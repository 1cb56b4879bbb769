"""The settings that several reports share, and what may be chosen in each."""

from sqlalchemy import select

from jicms.auth.models import Agency, Office, OfficeKind
from jicms.core import unit_of_work
from jicms.refdata.models import SeverityClass
from jicms.refdata.queries import entries
from jicms.reports.settings import Choices, Param

#: Offices that handle cases or discipline.
HANDLING = (OfficeKind.INVESTIGATIONS, OfficeKind.LABOR_RELATIONS)


def _places() -> Choices:
    rows = unit_of_work.session().execute(
        select(Agency.code, Agency.name, Office.code, Office.name)
        .join(Office, Office.agency_id == Agency.id)
        .where(Office.kind == OfficeKind.INVESTIGATIONS)
        .order_by(Agency.id, Office.id)
    )
    found: dict[str, str] = {"": "All"}
    for agency, agency_name, office, office_name in rows:
        found.setdefault(f"agency:{agency}", agency_name)
        found[f"office:{office}"] = f"{agency} {office_name}"
    return list(found.items())


def _classes() -> Choices:
    listed = entries(SeverityClass).values()
    return [("", "All"), *((row.code, f"{row.code.split('-')[0]} {row.label}") for row in listed)]


GROUP = Param(
    "group",
    "Group by",
    "none",
    choices=lambda: (
        ("none", "No grouping"),
        ("office", "Handling office"),
        ("component", "Program office at incident"),
    ),
)
YEAR = Param(
    "year",
    "Years",
    "fiscal",
    choices=lambda: (("fiscal", "Fiscal, Oct to Sep"), ("calendar", "Calendar")),
)
PERIOD = Param(
    "period",
    "Received",
    "3",
    choices=lambda: (
        ("1", "This year to date"),
        ("last", "Last year"),
        ("3", "Last 3 years"),
        ("5", "Last 5 years"),
        ("all", "All years"),
        ("dates", "Chosen dates"),
    ),
)
FIRST_DAY = Param("from", "From", kind="date")
LAST_DAY = Param("to", "To", kind="date")
PLACE = Param("place", "Agency or office", choices=_places)
CLASS = Param("class", "Class", choices=_classes)
ORIGIN = Param(
    "origin",
    "Records",
    choices=lambda: (("", "All"), ("NATIVE", "Recorded here"), ("LEGACY", "Imported")),
)
#: What every report over time offers.
COMMON = (PERIOD, FIRST_DAY, LAST_DAY, YEAR, GROUP, PLACE, CLASS, ORIGIN)

MEASURE = Param(
    "measure",
    "Count",
    "allegations",
    choices=lambda: (
        ("allegations", "Allegations"),
        ("charges", "Allegation × subject"),
        ("cases", "Cases"),
    ),
)
LEVEL = Param(
    "level",
    "Detail",
    "category",
    choices=lambda: (
        ("category", "Category"),
        ("group", "Group of categories"),
        ("source", "Category of the source"),
    ),
)
