"""Reads of what a report is made of. Scoped by the listener."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.core import unit_of_work
from jicms.investigations.models import Report, ReportReview
from jicms.investigations.models_sections import ReportBody, ReportSection, SectionComment
from jicms.investigations.sections import Spot


def sections_of(report: Report) -> Sequence[ReportSection]:
    """The sections that were saved, with who saved them."""
    found = unit_of_work.session().scalars(
        select(ReportSection)
        .where(ReportSection.report_id == report.id)
        .options(joinedload(ReportSection.edited_by))
    )
    return found.all()


def comments_of(report: Report) -> dict[Spot, list[SectionComment]]:
    """What was said of each section, the latest first."""
    rows = unit_of_work.session().scalars(
        select(SectionComment)
        .where(SectionComment.report_id == report.id)
        .order_by(SectionComment.id.desc())
        .options(joinedload(SectionComment.review).joinedload(ReportReview.user))
    )
    found: dict[Spot, list[SectionComment]] = {}
    for row in rows:
        found.setdefault(row.spot, []).append(row)
    return found


def body_of(report: Report) -> ReportBody | None:
    """The stored PDF of an approved report that was written in sections."""
    return unit_of_work.session().scalar(
        select(ReportBody)
        .where(ReportBody.report_id == report.id)
        .options(joinedload(ReportBody.file), joinedload(ReportBody.report))
    )
