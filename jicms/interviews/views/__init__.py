"""Pages of interviews. Each module adds its routes to the one blueprint."""

from flask import Blueprint

bp = Blueprint("interviews", __name__, template_folder="../templates")

from jicms.interviews.views import (  # noqa: E402 - the modules need the blueprint
    correcting,
    holding,
    overrides,
    planning,
)

__all__ = ["bp", "correcting", "holding", "overrides", "planning"]
