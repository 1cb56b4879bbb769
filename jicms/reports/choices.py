"""The settings that several reports share, and what may be chosen in each."""

from jicms.auth.models import OfficeKind
from jicms.cases.directory import directory
from jicms.refdata.models import SeverityClass
from jicms.refdata.queries import entries
from jicms.reports.settings import Choices, Param


def _places() -> Choices:
    offices = [row for row in directory().case_offices() if row.kind is OfficeKind.INVESTIGATIONS]
    agencies = {row.agency: f"{row.agency}, all offices" for row in offices}
    return [
        ("", "All"),
        *((f"agency:{code}", label) for code, label in agencies.items()),
        *((f"office:{row.code}", f"{row.agency} {row.name}") for row in offices),
    ]


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
