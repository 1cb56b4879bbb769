"""What the employee answered, asked for, and how that ended: lines of the steps of an action."""

from collections.abc import Iterator

from flask import url_for

from jicms.discipline import procedures, queries_steps
from jicms.discipline.happenings import Happened, Link, StepLine, here, line_of, name_of, paper_link
from jicms.discipline.kinds import Side
from jicms.discipline.models import Answer, DisciplinaryAction
from jicms.discipline.models_answers import AnswerExtension, OralAnswer, OralOutcome
from jicms.discipline.waits import Waits
from jicms.web.dates import day


def answered(action: DisciplinaryAction) -> Iterator[StepLine]:
    """More time, the oral answer, and the answers."""
    if action.proposed_on is None and not procedures.needs_notice(action):
        return
    yield from _asked(action)
    told = []
    for place, row in enumerate(action.answers, start=1):
        links: tuple[Link, ...] = ()
        if row.file_id is not None:
            url = url_for("discipline.answer_file", answer=place, **here(action))
            links = ((f"Answer {place}", url),)
        told.append(Happened(row.received_at, _who_answered(row), _came(row), links))
    due = f"Due {day(action.answer_due_on)}" if action.answer_due_on else "None yet"
    yield line_of(
        action, "answer", "Answer", told, missing="" if told else due, whose=Waits.EMPLOYEE
    )


def _who_answered(row: Answer) -> str:
    if row.submitted_by is Side.REPRESENTATIVE:
        return row.representative or row.submitted_by.label
    return row.submitted_by.label if row.submitted_by is not None else row.representative


def _came(row: Answer) -> str:
    words = {"WRITTEN": "Written answer", "ORAL": "Oral answer", "NONE": "None came in time"}
    how = f", {row.channel.label.lower()}" if row.channel is not None else ""
    by = f"; summary by {row.summary_by}" if row.summary_by else ""
    return f"{words[row.kind.value]}{how}{by}"


def _asked(action: DisciplinaryAction) -> Iterator[StepLine]:
    extensions = queries_steps.extensions_of(action)
    if extensions:
        told = [event for row in extensions for event in _of_extension(action, row)]
        waits = any(row.outcome is None for row in extensions)
        lacks = "Neither granted nor refused" if waits else ""
        yield line_of(action, "extension", "More time to answer", told, missing=lacks)
    orals = queries_steps.orals_of(action)
    if not orals:
        return
    told = [event for row in orals for event in _of_oral(row)]
    yield line_of(action, "oral", "Oral answer", told, missing=_oral_lacks(orals[-1]))


def _of_extension(action: DisciplinaryAction, row: AnswerExtension) -> Iterator[Happened]:
    if row.asked_on is not None and row.asked_by is not None and row.channel is not None:
        said = f"Asked {row.channel.label.lower()}. {row.asked_reason}".rstrip(". ")
        links = paper_link(action, "extension-request", row, f"Request {row.n}")
        yield Happened(row.asked_on, row.asked_by.label, said, links)
    if row.outcome is not None:
        until = f" to {day(row.until)}" if row.until is not None else ""
        said = f"{row.outcome.label}{until}. {row.reason}".rstrip(". ")
        links = paper_link(action, "extension", row, f"Answer to request {row.n}")
        yield Happened(row.decided_on, row.decided_by, said, links)


def _of_oral(row: OralAnswer) -> Iterator[Happened]:
    asked = f"Asked to answer orally, {row.channel.label.lower()}"
    yield Happened(row.requested_on, row.requested_by.label, asked)
    if row.scheduled_at is not None and row.power is not None:
        said = f"Set for this time: {row.place}. {row.power.label}"
        yield Happened(row.scheduled_at, name_of(row.hearer), said)
    if row.outcome is not None:
        said = f"{row.outcome.label}. {row.note}".rstrip(". ")
        yield Happened(row.ended_on, "", said)
    if row.summary_to_on is not None and row.summary_method is not None:
        said = f"Summary furnished to the employee: {row.summary_method.label.lower()}"
        yield Happened(row.summary_to_on, "", said)


def _oral_lacks(row: OralAnswer) -> str:
    if row.outcome is OralOutcome.HELD and row.summary_to_on is None:
        return "Summary not furnished to the employee"
    if row.outcome is not None:
        return ""
    return "No hearing set" if row.scheduled_at is None else "Not held, waived or missed yet"
