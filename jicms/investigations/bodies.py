"""The report as a PDF: a preview while it is written, the stored file once it is approved."""

import io
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Made:
    """The PDF of a report as an approval at that moment stores it, and the data it is made of."""

    data: dict[str, Any]
    content: bytes
    at: datetime


def make(report: Report, *, actor: Actor, at: datetime) -> Made:
    """The PDF for an approval by `actor` at that moment."""
    data = data_of(report, actor=actor, at=at)
    return Made(data, render(TEMPLATE, data, at=at), at)


def data_of(report: Report, *, actor: Actor, at: datetime) -> dict[str, Any]:
    """What the report says if `actor` approves it at that moment."""
    return assemble(report, approval=Approval(actor.name, at))


def store(report: Report, made: Made) -> ReportBody:
    """Keep the PDF of a report that was just approved, and what it was made of."""
    file = ingest(
        io.BytesIO(made.content),
        name=f"{report.case.number}-{report.key}.pdf",
        by=None,
        source=FileSource.GENERATED,
    )
    body = ReportBody(
        report=report,
        case_id=report.case_id,
        file=file,
        data=made.data,
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
