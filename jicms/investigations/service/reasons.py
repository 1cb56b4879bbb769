"""A report that holds compelled reasons is compelled itself, as one with a compelled exhibit is."""

from sqlalchemy import select

from jicms.allegations.models import Finding, FindingDetail
from jicms.cases.handling import Handling
from jicms.core import unit_of_work
from jicms.investigations.guards import whole
from jicms.investigations.models import Investigation, InvestigationType, Report, ReportStatus
from jicms.investigations.workflow import TO_PROSECUTOR

_COMPELLED = int(Handling.GARRITY_COMPELLED)


def follow_reasons(report: Report) -> None:
    """Called before a report goes to its reviewer and before its body is made. A criminal
    investigation's, and one for a prosecutor, leave such reasons out."""
    criminal = report.investigation.type is InvestigationType.CRIMINAL
    if criminal or report.type_code == TO_PROSECUTOR:
        return
    held = unit_of_work.session().scalar(
        whole(
            select(FindingDetail.finding_id)
            .join(Finding, Finding.id == FindingDetail.finding_id)
            .where(
                Finding.case_id == report.case_id,
                Finding.superseded_at.is_(None),
                FindingDetail.handling.op("&")(_COMPELLED) != 0,
            )
            .limit(1)
        )
    )
    if held is not None:
        report.handling |= _COMPELLED
        unit_of_work.session().flush()


def shut_reports(case_id: int) -> None:
    """Reasons became compelled: so do the reports that hold them, approved ones too."""
    found = unit_of_work.session().scalars(
        whole(
            select(Report)
            .join(Investigation, Investigation.id == Report.investigation_id)
            .where(
                Report.case_id == case_id,
                Report.status.in_((ReportStatus.SUBMITTED, ReportStatus.APPROVED)),
                Investigation.type != InvestigationType.CRIMINAL,
            )
        )
    )
    for report in found.all():
        report.handling |= _COMPELLED
