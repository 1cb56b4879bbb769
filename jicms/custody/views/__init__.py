"""Pages of custody. Each module adds its routes to the one blueprint."""

from flask import Blueprint

bp = Blueprint("custody", __name__, template_folder="../templates")

from jicms.custody.views import (  # noqa: E402 - the modules need the blueprint
    answers,
    items,
    keeping,
    media,
    papers,
    rounds,
    showing,
)

__all__ = ["answers", "bp", "items", "keeping", "media", "papers", "rounds", "showing"]
