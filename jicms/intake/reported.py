"""What a report of the public page says. Whoever calls has asked whether the actor may read it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from jicms.core import crypto
from jicms.intake.forms import EMPLOYEES
from jicms.intake.models_received import ReceivedReport, ReporterMessage
from jicms.web.dates import day, typed
from jicms.web.forms import typed_time

METHOD = "WEB_FORM"
#: What the page asks about whoever reports, and how the desk reads it. Older reports lack them.
FLAGS = {
    "duty": "In the course of duty",
    "whistleblower": "Whistleblower",
    "retaliation": "Alleges retaliation",
}
_YES, _NO = "YES", "NO"
#: How a subject is described at most, in the form.
DESCRIBED = 300


@dataclass(frozen=True, slots=True)
class Words:
    """What a message holds: its text and the names that its files came with."""

    text: str
    names: tuple[str, ...] = ()


def account_of(said: Mapping[str, str]) -> str:
    """The account as one text, for the form and for whoever reads the report later."""
    rows = (
        ("When", when_of(said)),
        ("Where", said.get("where", "")),
        ("Who", said.get("who", "")),
    )
    lines = [f"{name}: {text}" for name, text in rows if text]
    return "\n\n".join([said.get("what", ""), *lines])


def when_of(said: Mapping[str, str]) -> str:
    """When it happened, as the house writes a day, with what was said beside it."""
    on = said.get("when_on", "")
    parts = (day(_on(on)) or on, said.get("when", ""))
    return ", ".join(part for part in parts if part)


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
        ("received_on", typed(at.date())),
        ("received_at", typed_time(at.time())),
        ("received_by", "Public report page"),
        ("identity", report.identity_mode.value),
        ("kind", said["kind"]),
        *_flags_of(said),
        ("reporter", known.get("name", "")),
        ("reporter_phone", known.get("telephone", "")),
        ("reporter_email", known.get("email", "")),
        ("reporter_address", known.get("address", "")),
        ("reporter_relation", known.get("relation", "")),
        ("subjects-0-key", "s0"),
        ("subjects-0-how", "unknown"),
        ("subjects-0-description", said["who"][:DESCRIBED]),
        ("incident_from", typed(_on(said["when_on"]))),
        ("place", said["where"]),
        ("narrative", account_of(said)),
    ]


def _flags_of(said: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was answered about the reporter, as the form has it; what is not sure stays open."""
    duty = {_YES: "yes", _NO: "no"}.get(said.get("duty", ""))
    asked = duty is not None and said["kind"] in EMPLOYEES
    flags = [(name, "1") for name in ("whistleblower", "retaliation") if said.get(name) == _YES]
    return [("on_duty", duty or ""), *flags] if asked else flags


def answers_of(said: Mapping[str, str]) -> list[tuple[str, str]]:
    """What the page asked about the reporter, in words, as far as it was answered."""
    words = {_YES: "Yes", _NO: "No", "UNSURE": "Not sure, or not said"}
    return [(label, words[said[name]]) for name, label in FLAGS.items() if said.get(name) in words]


def _on(said: str) -> date | None:
    """The day that was sent; None where it is none."""
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        return None
