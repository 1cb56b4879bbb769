"""The pages: what it is about, the report, the mailbox."""

from flask import Blueprint

bp = Blueprint("hotline", __name__, template_folder="../templates")

from jicms.hotline.views import front, mailbox, report  # noqa: E402 - they need the blueprint

__all__ = ["bp", "front", "mailbox", "report"]
