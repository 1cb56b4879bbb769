"""The reports, one module each."""

from jicms.reports.definitions.allegations import REPORT as ALLEGATIONS
from jicms.reports.definitions.cases import REPORT as CASES
from jicms.reports.definitions.contractors import REPORT as CONTRACTORS
from jicms.reports.definitions.discipline import REPORT as DISCIPLINE
from jicms.reports.definitions.findings import REPORT as FINDINGS
from jicms.reports.definitions.intake import REPORT as INTAKE
from jicms.reports.definitions.quality import REPORT as QUALITY
from jicms.reports.definitions.subjects import REPORT as SUBJECTS
from jicms.reports.definitions.timeliness import REPORT as TIMELINESS

REPORTS = (
    ALLEGATIONS,
    CASES,
    INTAKE,
    FINDINGS,
    DISCIPLINE,
    CONTRACTORS,
    TIMELINESS,
    SUBJECTS,
    QUALITY,
)
