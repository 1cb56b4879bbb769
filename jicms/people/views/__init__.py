"""Pages of people."""

from flask import Blueprint

bp = Blueprint("people", __name__, template_folder="../templates", url_prefix="/people")

from jicms.people.views import declaring, directory, merging, revealing  # noqa: E402 - they need the blueprint

__all__ = ["bp", "declaring", "directory", "merging", "revealing"]
