"""Where a report went: its referrals to labor relations, with exactly what was released in each."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from jicms.cases.models import CaseGrantItem
from jicms.core import unit_of_work
from jicms.discipline import queries
from jicms.evidence.models import Exhibit
from jicms.investigations import attachments
from jicms.investigations.attachments import Part
from jicms.investigations.models import Report, ReportStatus


def sent_with(report: Report) -> Mapping[str, Any] | None:
    """The referrals with this report that the viewer sees; none before its approval."""
    if report.status is not ReportStatus.APPROVED:
        return None
    rows = [row for row in queries.referrals_of(report.case) if row.report_id == report.id]
    if not rows:
        return None
    released: dict[int | None, list[int]] = {}
    found = unit_of_work.session().execute(
        select(CaseGrantItem.grant_id, Exhibit.n)
        .join(Exhibit, Exhibit.id == CaseGrantItem.entity_id)
        .where(
            CaseGrantItem.entity == "exhibit",
            CaseGrantItem.grant_id.in_([row.grant_id for row in rows]),
            Exhibit.report_id == report.id,
        )
        .order_by(Exhibit.n)
    )
    for grant_id, n in found:
        released.setdefault(grant_id, []).append(n)
    return {"rows": rows, "released": released}


def register() -> None:
    """Show it on the page of the report."""
    attachments.parts.add(
        Part("transmitted", "discipline/parts_transmitted.html", sent_with, order=60)
    )
