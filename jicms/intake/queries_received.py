"""Reads of the reports that came by the public page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from jicms.access.actor import Actor
from jicms.cases.models import Case
from jicms.cases.queries import case_by_number
from jicms.core import unit_of_work
from jicms.intake.models_received import (
    ReceivedFile,
    ReceivedReport,
    ReporterMessage,
    ReportState,
)
from jicms.intake.reported import Words, words_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as a page shows it. `words` is None where only the vault's authority opens it."""

    message: ReporterMessage
    words: Words | None

    def name_of(self, place: int) -> str:
        """The name that a file came with."""
        names = self.words.names if self.words else ()
        return names[place] if place < len(names) else ""


def count_waiting(actor: Actor) -> Select[Any]:
    """The rows that the navigation counts."""
    return select(ReceivedReport.id).where(
        ReceivedReport.state == ReportState.WAITING, ReceivedReport.office_id == actor.office_id
    )


def received(states: Sequence[ReportState], office_id: int | None) -> Select[Any]:
    """The reports of an office's desk."""
    return (
        select(ReceivedReport)
        .where(
            ReceivedReport.state.in_(states or (ReportState.WAITING,)),
            ReceivedReport.office_id == office_id,
        )
        .options(
            joinedload(ReceivedReport.case),
            joinedload(ReceivedReport.opened_by),
            joinedload(ReceivedReport.dismissal),
        )
    )


def answered(reports: Sequence[ReceivedReport]) -> dict[int, datetime]:
    """When the reporter wrote last, by report: of those to whom nobody has written since."""
    wanted = [report.id for report in reports]
    of = aliased(ReporterMessage)
    last = select(func.max(of.n)).where(of.report_id == ReporterMessage.report_id)
    rows = unit_of_work.session().execute(
        select(ReporterMessage.report_id, ReporterMessage.written_at).where(
            ReporterMessage.report_id.in_(wanted or (0,)),
            ReporterMessage.is_from_reporter,
            ReporterMessage.n > 1,
            ReporterMessage.n == last.scalar_subquery(),
        )
    )
    return {row.report_id: row.written_at for row in rows}


def report_of(report_id: int) -> ReceivedReport | None:
    """A report at the actor's desk; once it is a case, it is read there."""
    return unit_of_work.session().scalar(
        select(ReceivedReport)
        .where(ReceivedReport.id == report_id, ReceivedReport.case_id.is_(None))
        .options(
            joinedload(ReceivedReport.opened_by),
            joinedload(ReceivedReport.decided_by),
            joinedload(ReceivedReport.dismissal),
        )
    )


def reports_of(case: Case) -> Sequence[ReceivedReport]:
    """The reports that a case was recorded from: none or one, more after a merge."""
    return (
        unit_of_work.session()
        .scalars(
            select(ReceivedReport)
            .where(ReceivedReport.case_id == case.id)
            .order_by(ReceivedReport.id)
        )
        .all()
    )


def thread(reports: Sequence[ReceivedReport], *, at_desk: bool = False) -> list[Shown]:
    """What was written to and fro, the latest first. What a confidential reporter wrote is opened
    at the desk alone, which has to record it."""
    if not reports:
        return []
    rows = unit_of_work.session().scalars(
        select(ReporterMessage)
        .where(ReporterMessage.report_id.in_([report.id for report in reports]))
        .options(
            joinedload(ReporterMessage.report),
            joinedload(ReporterMessage.sent_by),
            selectinload(ReporterMessage.files).joinedload(ReceivedFile.file),
            selectinload(ReporterMessage.files).joinedload(ReceivedFile.original),
        )
        .order_by(ReporterMessage.written_at.desc(), ReporterMessage.id.desc())
    )
    return [
        Shown(row, None if _is_vaults(row, at_desk) else words_of(row.report, row)) for row in rows
    ]


def _is_vaults(message: ReporterMessage, at_desk: bool) -> bool:
    return message.is_from_reporter and message.report.is_confidential and not at_desk


def file_at_desk(report_id: int, n: int) -> ReceivedFile | None:
    """A file of a report at the actor's desk."""
    return unit_of_work.session().scalar(
        select(ReceivedFile)
        .join(ReceivedFile.report)
        .where(ReceivedFile.n == n, ReceivedFile.report_id == report_id)
        .where(ReceivedReport.case_id.is_(None))
        .options(joinedload(ReceivedFile.file), joinedload(ReceivedFile.report))
    )


def letter_of(number: str, message: int) -> ReporterMessage | None:
    """A message of a case."""
    case = case_by_number(number)
    if case is None:
        return None
    return unit_of_work.session().scalar(
        select(ReporterMessage)
        .join(ReporterMessage.report)
        .where(ReporterMessage.id == message, ReceivedReport.case_id == case.id)
        .options(joinedload(ReporterMessage.report).joinedload(ReceivedReport.case))
    )


def file_of(number: str, received_file: int) -> ReceivedFile | None:
    """A file of a case's reporter."""
    case = case_by_number(number)
    if case is None:
        return None
    return unit_of_work.session().scalar(
        select(ReceivedFile)
        .join(ReceivedFile.report)
        .where(ReceivedFile.id == received_file, ReceivedReport.case_id == case.id)
        .options(
            joinedload(ReceivedFile.file),
            joinedload(ReceivedFile.original),
            joinedload(ReceivedFile.message),
            joinedload(ReceivedFile.report).joinedload(ReceivedReport.case),
        )
    )
