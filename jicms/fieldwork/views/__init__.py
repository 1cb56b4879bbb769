"""Pages of fieldwork. Each module adds its routes to the one blueprint."""

from flask import Blueprint

bp = Blueprint("fieldwork", __name__, template_folder="../templates")

from jicms.fieldwork.views import (  # noqa: E402 - the modules need the blueprint
    activities,
    handovers,
    leads,
    plans,
    proofs,
    requests,
    sent,
)

__all__ = ["activities", "bp", "handovers", "leads", "plans", "proofs", "requests", "sent"]
