"""Pages that stand at the foot of every other: notice, accessibility, help."""

from flask import Blueprint, Flask, render_template
from flask.typing import ResponseReturnValue

from jicms.access.actor import find_actor
from jicms.access.guard import public

WHY_PUBLIC = "a notice that everybody may read, before signing in too"

bp = Blueprint("pages", __name__)


def _page(name: str, title: str) -> ResponseReturnValue:
    layout = "web/base.html" if find_actor() is not None else "web/front.html"
    return render_template(f"web/pages/{name}.html", title=title, layout=layout)


@bp.get("/privacy-act-notice")
@public(WHY_PUBLIC)
def privacy() -> ResponseReturnValue:
    """The Privacy Act notice."""
    return _page("privacy", "Privacy Act notice")


@bp.get("/accessibility")
@public(WHY_PUBLIC)
def accessibility() -> ResponseReturnValue:
    """What the pages promise, and whom to tell."""
    return _page("accessibility", "Accessibility")


@bp.get("/help")
@public(WHY_PUBLIC)
def help_page() -> ResponseReturnValue:
    """How to get around."""
    return _page("help", "Help")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
