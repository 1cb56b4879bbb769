"""Reports of the public page, written straight into the tables."""

import io
import json
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jicms.auth.models import Office
from jicms.cases.models import Case, IdentityMode
from jicms.core import clock, crypto
from jicms.dropbox import envelope
from jicms.files import service as files
from jicms.intake.models_received import (
    ReceivedFile,
    ReceivedReport,
    ReporterMessage,
    ReportState,
)
from jicms.intake.reported import account_of, context_of

SAID = {
    "agency": "CBP",
    "what": "He took cash from a driver.",
    "when_on": "2026-10-04",
    "when": "",
    "where": "Port of Nogales",
    "who": "Tall, badge 4471",
    "kind": "TRAVELER_PUBLIC",
    "identity": "ANONYMOUS",
}
WILMA = {"name": "Wilma Quarrington", "telephone": "555-0142"}


def report(
    session: Session,
    *,
    mode: IdentityMode = IdentityMode.ANONYMOUS,
    case: Case | None = None,
    office: str = "IA",
    **said: str,
) -> ReceivedReport:
    """A report with its first message; of a case, where one is given."""
    lead = session.scalar(select(Office).where(Office.code == office))
    assert lead is not None
    now, key = clock.now(), crypto.random_name()
    made = ReceivedReport(
        key=key,
        code_digest=crypto.token_digest(key),
        writes_to=envelope.reporter_key(key, key).public,
        office_id=lead.id,
        received_at=now - timedelta(days=1),
        triage_due_on=now.date(),
        identity_mode=mode,
        state=ReportState.WAITING if case is None else ReportState.RECORDED,
        case_id=case.id if case else None,
    )
    if case is None:
        content = SAID | said | {"identity": mode.value}
        made.content_sealed = crypto.seal_text(
            made.purpose, context_of(made, "content"), json.dumps(content)
        )
        if mode is not IdentityMode.ANONYMOUS:
            made.identity_sealed = crypto.seal_text(
                "vault", context_of(made, "identity"), json.dumps(WILMA)
            )
    session.add(made)
    session.flush()
    message(session, made, account_of(SAID | said))
    return made


def message(session: Session, of: ReceivedReport, text: str, **values: Any) -> ReporterMessage:
    """A message from the reporter, or what `values` say."""
    key = crypto.random_name()
    last = session.scalars(select(ReporterMessage.n).where(ReporterMessage.report_id == of.id))
    said = json.dumps({"text": text, "names": []})
    made = ReporterMessage(
        **{
            "report_id": of.id,
            "n": max(last, default=0) + 1,
            "key": key,
            "is_from_reporter": True,
            "written_at": clock.now(),
            "body_sealed": crypto.seal_text(of.purpose, f"reporter_message:{key}", said),
            **values,
        }
    )
    session.add(made)
    session.flush()
    return made


def file(session: Session, of: ReceivedReport, data: bytes = b"Shown") -> ReceivedFile:
    """A file of its first message, with an original beside it."""
    first = session.scalar(select(ReporterMessage).where(ReporterMessage.report_id == of.id))
    assert first is not None
    shown, original = (
        files.ingest(io.BytesIO(text), name="reporter-file-1", by=None)
        for text in (data, b"As it came")
    )
    made = ReceivedFile(
        report_id=of.id,
        message_id=first.id,
        n=1,
        is_cleaned=True,
        file_id=shown.id,
        original_id=original.id,
    )
    session.add(made)
    session.flush()
    return made
