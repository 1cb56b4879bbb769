"""Pages of evidence. Each module adds its routes to the one blueprint."""

from flask import Blueprint

bp = Blueprint("evidence", __name__, template_folder="../templates")

from jicms.evidence.views import (  # noqa: E402 - the modules need the blueprint
    compelled,
    copies,
    documents,
    drafts,
    exhibits,
    items,
    statements,
    weighing,
)

__all__ = [
    "bp",
    "compelled",
    "copies",
    "documents",
    "drafts",
    "exhibits",
    "items",
    "statements",
    "weighing",
]
