"""Every generated PDF: our Typst templates, the data of a record, the same bytes each time.

A feature keeps its templates in `jicms/FEATURE/typst/NAME.typ` and calls
`render("FEATURE/NAME", data)`. Knows no domain.
"""

from flask import Flask

from jicms.documents import settings
from jicms.documents.engine import render
from jicms.documents.errors import NotRendered
from jicms.documents.responses import made_answer, pdf_answer

__all__ = ["NotRendered", "made_answer", "pdf_answer", "render"]


def init_app(app: Flask) -> None:
    """Take the marking line from the configuration."""
    settings.configure(settings.Settings(marking=app.config["MARKING"]))
