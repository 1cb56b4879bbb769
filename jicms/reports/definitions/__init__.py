"""The reports, one module each."""

from jicms.reports.definitions import (
    allegations,
    cases,
    discipline,
    findings,
    intake,
    quality,
    subjects,
    timeliness,
)

REPORTS = (
    allegations.REPORT,
    cases.REPORT,
    intake.REPORT,
    findings.REPORT,
    discipline.REPORT,
    timeliness.REPORT,
    subjects.REPORT,
    quality.REPORT,
)
