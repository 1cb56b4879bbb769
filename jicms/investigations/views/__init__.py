"""Pages of investigations and reports. Each module adds its routes to the one blueprint."""

from flask import Blueprint

bp = Blueprint("investigations", __name__, template_folder="../templates")

from jicms.investigations.views import (  # noqa: E402 - the modules need the blueprint
    inbox,
    planning,
    reports,
    wording,
    writing,
)

__all__ = ["bp", "inbox", "planning", "reports", "wording", "writing"]
