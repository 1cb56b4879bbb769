"""Pages of the intake desk. Each module adds its routes to the one blueprint."""

from flask import Blueprint

bp = Blueprint("intake", __name__, template_folder="../templates")

from jicms.intake.views import (  # noqa: E402 - they need the blueprint
    decisions,
    drafts,
    entry,
    letters,
    oig,
    received,
    reporter,
    triage,
)

__all__ = [
    "bp",
    "decisions",
    "drafts",
    "entry",
    "letters",
    "oig",
    "received",
    "reporter",
    "triage",
]
