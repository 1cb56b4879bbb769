"""The report as a PDF: a preview while it is written, the stored file once it is approved."""

import io
from datetime import datetime
from importlib.metadata import version
from typing import Any

from jicms.access.actor import Actor
from jicms.core import crypto, unit_of_work
from jicms.documents import render
from jicms.files.models import FileSource
from jicms.files.service import ingest
from jicms.investigations.assembling import Approval, assemble
from jicms.investigations.models import Report
from jicms.investigations.models_sections import ReportBody

TEMPLATE = "investigations/report"


def preview(report: Report) -> bytes:
    """The PDF as it would be now; nothing is stored."""
    return render(TEMPLATE, assemble(report))


def make(report: Report, *, actor: Actor, at: datetime) -> tuple[dict[str, Any], bytes]:
    """The data and the PDF that an approval by `actor` at that moment stores."""
    data = assemble(report, approval=Approval(actor.name, at))
    return data, render(TEMPLATE, data, at=at)


def store(report: Report, data: dict[str, Any], content: bytes) -> ReportBody:
    """Keep the PDF of a report that was just approved, and what it was made of."""
    file = ingest(
        io.BytesIO(content),
        name=f"{report.case.number}-{report.key}.pdf",
        by=None,
        source=FileSource.GENERATED,
    )
    body = ReportBody(
        report=report,
        case_id=report.case_id,
        file=file,
        data=data,
        made_with=f"typst {version('typst')}",
    )
    unit_of_work.session().add(body)
    unit_of_work.session().flush()
    return body


def again(body: ReportBody) -> bytes:
    """The approved PDF made anew: with the same Typst these are the bytes that are stored."""
    assert body.report.approved_at is not None
    return render(TEMPLATE, body.data, at=body.report.approved_at)


def is_reproduced(body: ReportBody) -> bool:
    """Whether the report renders again to the bytes that were approved."""
    return crypto.digest(again(body)) == body.file.sha256
