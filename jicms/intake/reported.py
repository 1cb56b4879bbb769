"""What a report of the public page says. Whoever calls has asked whether the actor may read it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from jicms.core import crypto
from jicms.intake.models_received import ReceivedReport, ReporterMessage

METHOD = "WEB_FORM"
#: How a subject is described at most, in the form.
DESCRIBED = 300


@dataclass(frozen=True, slots=True)
class Words:
    """What a message holds: its text and the names that its files came with."""

    text: str
    names: tuple[str, ...] = ()


def account_of(said: Mapping[str, str]) -> str:
    """The account as one text, for the form and for whoever reads the report later."""
    day = said.get("when_on", "")
    rows = (
        ("When", ", ".join(part for part in (day, said.get("when", "")) if part)),
        ("Where", said.get("where", "")),
        ("Who", said.get("who", "")),
    )
    lines = [f"{name}: {text}" for name, text in rows if text]
    return "\n\n".join([said.get("what", ""), *lines])


def words_of(report: ReceivedReport, message: ReporterMessage) -> Words:
    """What a message says. Whoever calls has asked whether the actor may read it."""
    context = f"reporter_message:{message.key}"
    said = json.loads(crypto.open_text(report.purpose, context, message.body_sealed))
    return Words(said["text"], tuple(said["names"]))


def content_of(report: ReceivedReport) -> dict[str, str]:
    """The answers of a report that waits; empty once its case has them."""
    if not report.content_sealed:
        return {}
    context = context_of(report, "content")
    found: dict[str, str] = json.loads(
        crypto.open_text(report.purpose, context, report.content_sealed)
    )
    return found


def identity_of(report: ReceivedReport) -> dict[str, str]:
    """Who sent it, likewise."""
    if not report.identity_sealed:
        return {}
    context = context_of(report, "identity")
    found: dict[str, str] = json.loads(crypto.open_text("vault", context, report.identity_sealed))
    return found


def context_of(report: ReceivedReport, part: str) -> str:
    return f"received_report:{report.key}:{part}"


def typed_of(report: ReceivedReport) -> list[tuple[str, str]]:
    """The report as if the desk had typed it."""
    said, known = content_of(report), identity_of(report)
    at = report.received_at.astimezone(ZoneInfo(report.office.agency.zone))
    return [
        ("report", str(report.id)),
        ("method", METHOD),
        ("received_on", f"{at:%m/%d/%Y}"),
        ("received_at", f"{at:%H:%M}"),
        ("received_by", "Public report page"),
        ("identity", report.identity_mode.value),
        ("kind", said["kind"]),
        ("reporter", known.get("name", "")),
        ("reporter_phone", known.get("telephone", "")),
        ("reporter_email", known.get("email", "")),
        ("reporter_address", known.get("address", "")),
        ("reporter_relation", known.get("relation", "")),
        ("subjects-0-key", "s0"),
        ("subjects-0-how", "unknown"),
        ("subjects-0-description", said["who"][:DESCRIBED]),
        ("incident_from", _us(said["when_on"])),
        ("place", said["where"]),
        ("narrative", account_of(said)),
    ]


def _us(day: str) -> str:
    return f"{date.fromisoformat(day):%m/%d/%Y}" if day else ""
