"""Pages of the litigation file. Each module adds its routes to the one blueprint."""

from flask import Blueprint

bp = Blueprint("litigation", __name__, template_folder="../templates")

from jicms.litigation.views import (  # noqa: E402 - the modules need the blueprint
    accounting,
    counsel,
    discovery,
    file,
    production,
    requests,
)

__all__ = ["accounting", "bp", "counsel", "discovery", "file", "production", "requests"]
